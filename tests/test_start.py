import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fridaygram.start import main, up_to_date


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A blog that was built, so that another build has nothing to do."""
    blog = tmp_path_factory.mktemp("start") / "blog"
    assert main(["init", str(blog), "--date", "2018-06-12"]) == 0
    time.sleep(0.1)  # stamps younger than the clock's grain are not trusted
    for _ in range(2):
        assert main(["build", "--blog", str(blog), "--date", "2018-06-12"]) == 0
    return blog


def test_what_it_says_is_what_a_build_would(built, capsys):
    arguments = ["build", "--blog", str(built), "--date", "2018-06-12"]
    answer = up_to_date(arguments)
    assert answer is not None
    assert main([*arguments, "--workers", "1"]) == 0
    assert capsys.readouterr().out == answer[1] + "\n"
    assert main(arguments) == 0
    assert capsys.readouterr().out == answer[1] + "\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["build", "--strict"],
        ["build", "--date"],
        ["build", "--date", "--drafts"],
        ["--blog", "x", "build"],
        ["build", "--workers", "2"],
        ["build", "--help"],
    ],
)
def test_anything_else_is_left_to_the_program(built, arguments, monkeypatch):
    monkeypatch.chdir(built)
    assert up_to_date(arguments) is None


@pytest.mark.parametrize("more", [["--drafts"], ["--base-url", "https://x.example/"], ["--output", "elsewhere"]])
def test_another_site_has_another_answer(built, more):
    assert up_to_date(["build", "--blog", str(built), "--date", "2018-06-12", *more]) is None


def test_the_environment_names_the_blog_and_its_address(built, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRIDAYGRAM_BLOG", str(built))
    assert up_to_date(["build", "--date", "2018-06-12"]) is not None
    monkeypatch.setenv("FRIDAYGRAM_BASE_URL", "https://x.example/")
    assert up_to_date(["build", "--date", "2018-06-12"]) is None


def test_quiet_says_nothing_of_a_build_without_work(built, capsys):
    capsys.readouterr()
    for quiet in ("-q", "--quiet"):
        assert main(["build", "--blog", str(built), "--date", "2018-06-12", quiet]) == 0
    assert capsys.readouterr().out == ""


def test_a_change_is_no_answer(built):
    arguments = ["build", "--blog", str(built), "--date", "2018-06-12"]
    home = built / "site" / "index.html"
    text = home.read_text()
    home.write_text(text + " ")
    assert up_to_date(arguments) is None
    assert main(arguments) == 0
    assert home.read_text() == text
    assert up_to_date(arguments) is not None
    (built / "content/pages/new.md").write_text("---\ntitle: New\n---\n")
    assert up_to_date(arguments) is None
    (built / "content/pages/new.md").unlink()


def test_next_to_nothing_is_imported():
    code = "import fridaygram.start, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True).stdout
    assert not {"argparse", "msgspec", "sqlite3", "typing", "pathlib", "datetime", "json"} & {*loaded.split()}


@pytest.mark.parametrize("where", ["fridaygram.start.up_to_date", "fridaygram.cli.main"])
def test_an_interrupt_is_told_and_130_whenever_it_comes(where, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)  # a blog that is up to date would be answered before the program is loaded

    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(where, interrupted)
    assert main(["build"]) == 130
    assert capsys.readouterr().err == "fridaygram: interrupted; nothing half-written was kept\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault(built, closed):
    """A scheduler may start a program without them."""
    command = f"{sys.executable} -m fridaygram status --date 2018-06-12 {closed}"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "generator")}
    assert subprocess.run(command, check=False, shell=True, cwd=built, env=environment).returncode == 0
