"""HTML, SVG and CSS before three judges: the Nu checker, html-validate, stylelint. No errors, no warnings."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import DEMO, DOCS
from tests.browser.needed import JUDGES, REPOSITORY, judge, program

pytestmark = pytest.mark.browser


def ran(*command):
    """Run a judge; return its exit code and everything that it said."""
    done = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True, cwd=JUDGES)
    return done.returncode, (done.stdout + done.stderr).strip().splitlines()


def nu(*targets):
    """Return what the Nu checker says of files and folders."""
    jar = judge("vnu-jar/build/dist/vnu.jar")
    options = ("--skip-non-html", "--also-check-css", "--also-check-svg", "--format", "gnu")
    return ran(program("java"), "-jar", jar, *options, *targets)


def html_validate(*targets):
    """Return what html-validate says of files and folders."""
    binary = judge("html-validate/bin/html-validate.mjs")
    return ran(program("node"), binary, "--config", JUDGES / "htmlvalidate.json", "--formatter", "text", *targets)


def stylelint(*targets):
    """Return what stylelint says of files."""
    binary = judge("stylelint/bin/stylelint.mjs")
    config = ("--config", JUDGES / "stylelint.json", "--config-basedir", JUDGES, "--disable-default-ignores")
    return ran(program("node"), binary, *config, "--formatter", "unix", *targets)


# The Nu checker does not know container queries (CSS Conditional Rules, level 5) yet. It is shown the sheet with their
# words exchanged for those of the viewport, so that it judges everything else in it. Custom highlights, paint-order
# and rx neither.
CONTAINERS = (
    (r"@container\b", "@media"),
    (r"(?<=\d)cqi\b", "vw"),
    (r"\bcontainer-type:[\w-]+;?", ""),
    (r"\b(?:paint-order|rx):[\w. ]+;?", ""),
    (r"::highlight\([\w-]+\)", "::selection"),
)


def test_the_nu_checker_finds_nothing(blogs, tmp_path):
    for name in (DEMO, "small", DOCS):
        shutil.copytree(blogs(name) / "site", tmp_path / name)
    for sheet in tmp_path.rglob("*.css"):
        text = sheet.read_text("utf-8")
        for pattern, words in CONTAINERS:
            text = re.sub(pattern, words, text)
        sheet.write_text(text, "utf-8")
    code, said = nu(tmp_path)
    # It reads files, which have no origin, and takes the site's own for foreign ones. It takes data for
    # scripts, too. What browsers make of the policy is in test_policy.py.
    assert [line for line in said if "Content Security Policy" not in line] == []
    assert code == 0


def test_html_validate_finds_nothing(blogs):
    assert html_validate(*(blogs(name) / "site" for name in (DEMO, "small", DOCS))) == (0, [])


def test_stylelint_finds_nothing_in_the_theme():
    assert stylelint(*sorted((REPOSITORY / "assets").rglob("*.css"))) == (0, [])


@pytest.mark.parametrize(
    ("verdict", "name", "content", "words"),
    [
        (nu, "wrong.html", "<!doctype html><title>x</title><p id=a><p id=a>", "Duplicate ID"),
        (nu, "wrong.css", "a { colour: red }", "colour"),
        (html_validate, "wrong.html", "<!doctype html><title>x</title><p><div></div></p>", "close-order"),
        (stylelint, "wrong.css", "a { colour: red }", "property-no-unknown"),
    ],
    ids=["nu html", "nu css", "html-validate", "stylelint"],
)
def test_each_judge_sees_what_is_wrong(tmp_path, verdict, name, content, words):
    Path(tmp_path / name).write_text(content, "utf-8")
    code, said = verdict(tmp_path / name)
    assert code != 0
    assert any(words in line for line in said)


def test_the_judges_are_pinned():
    wanted = json.loads((JUDGES / "package.json").read_text("utf-8"))["devDependencies"]
    lock = json.loads((JUDGES / "package-lock.json").read_text("utf-8"))["packages"]
    assert all(version[0].isdigit() for version in wanted.values())
    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    packages = [package for name, package in lock.items() if name]
    assert all("integrity" in package for package in packages)
    assert not [package["resolved"] for package in packages if "resolved" in package]
