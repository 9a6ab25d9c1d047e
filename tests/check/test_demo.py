"""The demo blog before the check, as a clone has it: without models. And the documentation of the rules."""

import re
import shutil
from pathlib import Path

import pytest

from fridaygram.check.checking import all_rules, check_site
from fridaygram.plan.blog import Blog, Options

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    root = tmp_path_factory.mktemp("demo") / "blog"
    shutil.copytree(REPOSITORY / "content", root / "content", ignore=shutil.ignore_patterns("models"))
    shutil.copy(REPOSITORY / "site.toml", root)
    return Blog(root)


def test_the_demo_blog_has_nothing_to_mend(demo):
    report = check_site(demo, Options(date="2018-08-31", workers=1))
    assert [str(finding) for finding in report.findings] == []
    assert report.built is not None
    assert report.built.posts >= 3
    assert set(report.values) <= {"fresh", "frozen"}


def test_every_rule_is_documented_with_what_it_weighs():
    text = (REPOSITORY / "docs/content/pages/checking.md").read_text("utf-8")
    documented = dict(re.findall(r"^\| `([\w-]+)` \| (?:always an )?(error|warning|off) \|", text, re.MULTILINE))
    assert documented == {name: rule.severity for name, rule in all_rules().items()}
