"""The page on publishing is true: every setting is told, with its default."""

import re
import tomllib
from pathlib import Path

import msgspec

from fridaygram.config import Publish, Weekly
from fridaygram.publish.workflow import FILE, SLOT_HOURS

GUIDE = (Path(__file__).parents[2] / "docs/content/pages/publishing.md").read_text("utf-8")
SETTINGS = [tomllib.loads(text) for text in re.findall(r"^```toml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)]


def test_every_setting_is_told_with_its_default():
    (told,) = [settings["publish"] for settings in SETTINGS if "publish" in settings]
    assert told == msgspec.to_builtins(Publish())


def test_the_weekly_rule_is_one():
    (told,) = [settings["weekly"] for settings in SETTINGS if "weekly" in settings]
    assert msgspec.convert(told, Weekly).weekday == "friday"


def test_names_and_numbers():
    assert FILE.as_posix() in GUIDE
    assert len(SLOT_HOURS) == 5
    assert "five times on each day" in GUIDE
