"""The example packages: built as wheels, installed by pip, found by their entry points, used in a blog."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/pyproject.toml"))
POST = """---
title: Turns
---

```figure spiral
data: turns.toml
```
"""
SETTINGS = 'title = "T"\nauthor = "A"\nbase_url = "https://ada.github.io"\ntheme = "paper"\ncards = false\n'
DAY = ("--date", "2018-06-16")

pytestmark = pytest.mark.slow


def run(*argv, **environment):
    done = subprocess.run(
        [sys.executable, *map(str, argv)],
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build each example and install the wheels into a folder. No network is needed."""
    folder = tmp_path_factory.mktemp("examples")
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
    for example in EXAMPLES:
        copy = shutil.copytree(example, folder / "sources" / example.name)
        run(*pip, "wheel", "--no-index", "--no-build-isolation", "--no-deps", "-w", folder / "wheels", copy)
    wheels = sorted((folder / "wheels").glob("*.whl"))
    assert len(wheels) == len(EXAMPLES) == 2
    run(*pip, "install", "--no-index", "--no-deps", "--target", folder / "installed", *wheels)
    return folder / "installed"


@pytest.fixture
def program(installed, tmp_path):
    """Return a function that runs a verb on a blog with a spiral, in the theme of the examples."""
    post = tmp_path / "content" / "posts" / "2018-06-15-turns" / "index.md"
    post.parent.mkdir(parents=True)
    post.write_text(POST)
    post.with_name("turns.toml").write_text("turns = 3\n")
    (tmp_path / "site.toml").write_text(SETTINGS)
    path = os.pathsep.join((str(installed), str(ROOT / "generator")))
    return lambda *argv: run("-m", "fridaygram", *argv, "--blog", tmp_path, PYTHONPATH=path)


def test_the_plug_in_draws_its_figure_in_the_example_theme(program, tmp_path):
    program("build", *DAY)
    page = (tmp_path / "site" / "2018" / "06" / "turns" / "index.html").read_text()
    assert "A spiral of 3 turns." in page
    assert "on plain paper" in page
    assert "--accent:#1f6263" in next((tmp_path / "site" / "assets").glob("site.*.css")).read_text()


def test_the_rule_of_the_plug_in_is_checked(program):
    found = program("check", *DAY)
    line = "content/posts/2018-06-15-turns/index.md:5: warning: this spiral has no caption [spiral-captions]"
    assert f"{line}; add caption: ..." in found


def test_its_parameters_are_listed(program):
    assert "spiral " in program("figures")
    assert "data: str" in program("figures", "spiral")


def test_the_theme_names_its_files(program, tmp_path):
    assert "assets/css/90-paper.css" in program("theme", "list")
    program("theme", "copy", "templates/parts/footer.html")
    assert "on plain paper" in (tmp_path / "templates" / "parts" / "footer.html").read_text()
