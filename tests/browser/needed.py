"""What the browser suite needs beside Python, and what happens where it is not here.

Tests are skipped with the reason, except where FRIDAYGRAM_REQUIRE_BROWSER is set, as in CI. ``make judges`` fetches
the npm packages, pinned by package-lock.json.
"""

import os
import shutil
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
# The same engine without windows and menus opens a page in half the time. It takes pictures from further below.
SHELL = "/usr/bin/chromium-headless-shell"
# On a test or a module: look at it in both browsers.
both = pytest.mark.parametrize("engine", ["chromium", "firefox"], indirect=True)
# On a test of a host: both blogs in Chromium, the demo in Firefox too.
everywhere = pytest.mark.parametrize(
    ("host", "engine"), [("demo", "chromium"), ("small", "chromium"), ("demo", "firefox")], indirect=True
)
JUDGES = Path(__file__).parent / "judges"


def missing(what):
    """Skip, or fail where a browser is required, saying what is not here."""
    if os.environ.get("FRIDAYGRAM_REQUIRE_BROWSER"):
        pytest.fail(f"{what}, and FRIDAYGRAM_REQUIRE_BROWSER is set")
    pytest.skip(what)


def judge(path):
    """Return a file of the npm packages by its path below node_modules."""
    file = JUDGES / "node_modules" / path
    if not file.is_file():
        missing(f"the judge {path.split('/')[0]} is not here: fetch it with 'make judges'")
    return file


def program(name):
    """Return the path of a program of this machine."""
    found = shutil.which(name)
    if found is None:
        missing(f"the program {name} is not here")
    return found
