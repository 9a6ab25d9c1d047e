"""The README's ten minutes, as they are written there, on every day of the week."""

import re
import shlex
from datetime import date, timedelta
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
SECTION = README.read_text("utf-8").split("## Your own blog in ten minutes\n")[1].split("\n## ")[0]
LINES = re.findall(r"^    fridaygram (.+?)(?: +#.*)?$", SECTION, re.MULTILINE)
COMMANDS = [*LINES[1:], *re.findall(r"`fridaygram ([^`]+)`", SECTION)]
MARKDOWN = re.search(r"````markdown\n(.*?)````", SECTION, re.DOTALL)[1]
NOT_HERE = {"VERB", "doctor", "serve"}
"""What stands for any verb, what finds no repository here, and what does not end."""


@pytest.mark.parametrize("day", [date(2026, 12, 3) + timedelta(days=number) for number in range(3)], ids=str)
def test_every_command_works(day, today, fridaygram, reviews, tmp_path, monkeypatch):
    today(day.isoformat())
    monkeypatch.chdir(tmp_path)
    assert LINES[0].startswith("init myblog ")
    assert fridaygram(*shlex.split(LINES[0])).code == 0
    monkeypatch.chdir(tmp_path / "myblog")
    for command in COMMANDS:
        words = shlex.split(command.replace("reviews.jsonl", str(reviews)))
        if words[0] in NOT_HERE:
            continue
        said = fridaygram(*words)
        assert said.code == 0, (command, said.err)
        if words[0] == "new":
            (post,) = (tmp_path / "myblog/content/posts").glob("*-week-1/index.md")
            # The corpus of the tests has eight reviews.
            asked = MARKDOWN.replace("reviews.reviews > 100", "reviews.reviews == 8")
            post.write_text(f"{post.read_text('utf-8')}\n{asked}")
    assert "not shown: 1 draft" in fridaygram("build").out
    shown = fridaygram("build", "--drafts", "--json").json
    assert [one["state"] for one in shown["values"] if "week-1" in one["file"]] == ["computed"] * 4
    assert [fridaygram("build").code, fridaygram("build").out.count("no task ran")] == [0, 1]
