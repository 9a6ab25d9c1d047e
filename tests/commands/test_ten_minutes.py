"""The README's ten minutes, as they are written there, on every day of the week."""

import re
import shlex
from datetime import date, timedelta
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
SECTION = README.read_text("utf-8").split("## Your own blog in ten minutes\n")[1].split("\n## ")[0]
COMMANDS = [command for command in re.findall(r"`fridaygram ([^`]+)`", SECTION) if "VERB" not in command]
MARKDOWN = re.search(r"````markdown\n(.*?)````", re.sub("^   ", "", SECTION, flags=re.MULTILINE), re.DOTALL)[1]
NOT_HERE = {"--help", "publish"}
"""What prints help, and what needs a repository."""


@pytest.mark.parametrize("day", [date(2026, 11, 30) + timedelta(days=number) for number in range(7)], ids=str)
def test_every_command_works(day, today, fridaygram, reviews, tmp_path, monkeypatch):
    today(day.isoformat())
    monkeypatch.chdir(tmp_path)
    start = re.search(r"^    fridaygram (init .*)$", SECTION, re.MULTILINE)[1]
    assert fridaygram(*shlex.split(start)).code == 0
    monkeypatch.chdir(tmp_path / "myblog")
    shown = {}
    for command in COMMANDS:
        words = shlex.split(command.replace("reviews.jsonl", str(reviews)))
        if words[0] in NOT_HERE:
            continue
        if words[0] == "curate":
            words += ["--keep", "1"]  # for the keyboard that is not here
        shown[command] = said = fridaygram(*words)
        assert said.code == 0, (command, said.err)
        if words[0] == "new":
            (post,) = (tmp_path / "myblog/content/posts").glob("*-week-1/index.md")
            post.write_text(f"{post.read_text('utf-8')}\n{MARKDOWN}")
    assert "not shown: 1 draft" in shown["build"].out
    assert "generation-path: computed" in shown['refresh week-1 --reason ".."'].out
    assert {path.suffix for path in (tmp_path / "myblog/mail").iterdir()} == {".eml", ".html", ".txt"}
    assert "not shown" not in shown["build --drafts"].out
    assert [fridaygram("build").code, fridaygram("build").out.count("no task ran")] == [0, 1]
