"""Blogs that cannot be built: one clear line each, exit code 1, and the site that stood there stands."""

import shutil
import tomllib
from pathlib import Path

import pytest

from fridaygram.cli import main

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))
DAY = ("--date", "2018-06-20")


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Start a blog and build it."""
    root = tmp_path_factory.mktemp("good") / "blog"
    assert main(["init", str(root), "--date", "2018-06-12"]) == 0
    assert main(["build", "--blog", str(root), *DAY]) == 0
    return root


@pytest.mark.parametrize("name", CASES)
def test_one_line_and_the_old_site(name, good, tmp_path, tree, capsys, monkeypatch):
    case, blog = CASES[name], tmp_path / "blog"
    shutil.copytree(good, blog)
    path = blog / case["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode())
    before = tree(blog)
    monkeypatch.chdir(blog)
    capsys.readouterr()
    code = main(["build", *DAY])
    shown = capsys.readouterr()
    assert (code, shown.out, shown.err.count("\n")) == (1, "", 1)
    said = shown.err.strip().removeprefix("fridaygram: ")
    start, cut, _ = case["says"].partition("…")
    assert said.startswith(start) if cut else said == start
    assert tree(blog) == before
