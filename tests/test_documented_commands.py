"""Every command that the documentation shows is run in a shell, and what it prints is compared with the page.

A page's ``console`` blocks are run from top to bottom. A block with a title is a file, written where the title says.
The pages of the tutorial are run one after the other in one folder. Each other page starts with the blog they made,
a week later.
A line of output that is only ``...`` stands for any lines, ``...`` within a line for any words.
``pytest tests/test_documented_commands.py --update-goldens`` writes into the pages what the commands print now.
"""

import argparse
import html
import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import fridaygram
from fridaygram.plan.blog import Blog
from fridaygram.registry import load, names
from fridaygram.values.inline import _known
from fridaygram.values.stores import BlogStores, Shelf

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "content" / "pages"
TUTORIAL = ("first-post", "first-corpus", "first-figure", "first-friday")
MONDAY, NEXT_MONDAY = "1528099200", "1528704000"  # 2018-06-04 and 2018-06-11, 08:00 in UTC
OPEN = re.compile(r"(`{3,})(\w*)(?: .*?title=\"([^\"]+)\")?.*")
COMMON = {"--debug", "--help", "--version", "--json", "-q", "-v", "--quiet", "--verbose"}

pytestmark = pytest.mark.slow


class Block(NamedTuple):
    """A fenced block: its language, its title, its lines, and the number of the first of them."""

    language: str
    title: str
    lines: list[str]
    line: int


def page_file(name):
    """Return the file of a page by its slug."""
    alone = PAGES / f"{name}.md"
    return alone if alone.exists() else PAGES / name / "index.md"


def slugs():
    return sorted({path.stem for path in PAGES.glob("*.md")} | {path.parent.name for path in PAGES.glob("*/index.md")})


def blocks(text):
    """Yield the fenced blocks of a page."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        found = OPEN.fullmatch(lines[at])
        at += 1
        if not found:
            continue
        fence, language, title = found.groups(default="")
        start = at
        while not (lines[at].startswith(fence) and not lines[at].strip("`")):
            at += 1
        yield Block(language, title, lines[start:at], start + 1)
        at += 1


def steps(block):
    """Yield each command of a console block with its line in the block and the output that the page shows."""
    starts = [at for at, line in enumerate(block.lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        command, at = block.lines[start][2:], start
        while command.endswith("\\"):
            at += 1
            command = f"{command[:-1].rstrip()} {block.lines[at].strip()}"
        yield at + 1, end, command, block.lines[at + 1 : end]


def is_like(shown, printed):
    """Return whether printed lines are those that the page shows."""
    pattern = "".join(
        "(?:.*\n)*?" if line == "..." else ".*?".join(map(re.escape, line.split("..."))) + "\n" for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


@cache
def warm_matplotlib():
    """Return the folder of matplotlib's list of fonts, which is there from now on."""
    import matplotlib.font_manager

    return matplotlib.get_cachedir()


class Reader:
    """Somebody who does what the pages say, in a folder of their own, at a moment in seconds since 1970."""

    def __init__(self, home, moment):
        self.home = self.place = home
        programs = home.parent / "bin"
        programs.mkdir(exist_ok=True)
        program = programs / "fridaygram"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m fridaygram "$@"\n')
        program.chmod(0o755)
        (programs / "python").unlink(missing_ok=True)
        (programs / "python").symlink_to(sys.executable)
        remote = home.parent / "remote"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "FRIDAYGRAM_"))},
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(Path(fridaygram.__file__).parents[1]),  # the source tree, or where it is installed
            "HOME": str(home),
            # In a new home matplotlib looks through all fonts, and says so where that takes five seconds.
            "MPLCONFIGDIR": warm_matplotlib(),
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "SOURCE_DATE_EPOCH": moment,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": f"{moment} +0000",
            "GIT_COMMITTER_DATE": f"{moment} +0000",
            # GitHub is a folder beside: no test uses the network.
            **configuration(
                {
                    f"url.{remote}/.insteadOf": "https://github.com/",
                    "user.name": "Ada",
                    "user.email": "ada@example.org",
                    "advice.detachedHead": "false",
                    "core.autocrlf": "false",
                }
            ),
        }
        subprocess.run(["git", "init", "--quiet", "--bare", remote / "ada" / "fridays.git"], check=True)

    def follow(self, name, update):
        """Do what a page says; return a line for each output that differs. ``update`` writes what was printed."""
        file = page_file(name)
        if file.name == "index.md":
            for extra in sorted(set(file.parent.iterdir()) - {file}):
                shutil.copy(extra, self.home)  # what the page offers for download
        text = file.read_text("utf-8")
        found, new = [], text.split("\n")
        for block in blocks(text):
            shift = len(new) - len(text.split("\n"))
            if block.title:
                target = self.place / block.title
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text("\n".join(block.lines) + "\n", "utf-8")
            if block.language != "console":
                continue
            for start, end, command, shown in steps(block):
                printed = self.run(command)
                if is_like(shown, printed):
                    continue
                found.append(f"{file.name}:{block.line + start - 1}: $ {command}\n" + "\n".join(printed))
                first = block.line - 1 + shift
                new[first + start : first + end] = printed
                shift = len(new) - len(text.split("\n"))
        if update and found:
            file.write_text("\n".join(new), "utf-8")
            return []
        return found

    def run(self, command):
        """Run a line in the shell and return the lines it prints, both streams together."""
        if command.startswith("cd "):
            self.place = (self.place / command[3:]).resolve()
            assert self.place.is_dir(), command
            return []
        done = subprocess.run(
            ["bash", "-c", command],
            check=False,
            cwd=self.place,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        text = done.stdout.decode().replace(str(self.home), "/home/ada")
        return text.rstrip("\n").split("\n") if text else []


def configuration(settings):
    """Return the environment by which git takes settings."""
    pairs = {
        f"GIT_CONFIG_{part}_{number}": word
        for number, setting in enumerate(settings.items())
        for part, word in zip(("KEY", "VALUE"), setting, strict=True)
    }
    return {"GIT_CONFIG_COUNT": str(len(settings)), **pairs}


@pytest.fixture(scope="module")
def lessons(tmp_path_factory, update_goldens):
    """Follow the tutorial once; return the reader, and what differed on each of its pages."""
    home = tmp_path_factory.mktemp("reader") / "home"
    home.mkdir()
    reader = Reader(home, MONDAY)
    return reader, {name: reader.follow(name, update_goldens) for name in TUTORIAL}


@pytest.mark.parametrize("name", TUTORIAL)
def test_the_tutorial_prints_what_it_shows(lessons, name):
    assert "\n\n".join(lessons[1][name]) == ""


OTHERS = [name for name in slugs() if name not in TUTORIAL and "```console" in page_file(name).read_text("utf-8")]


@pytest.mark.parametrize("name", OTHERS)
def test_a_page_prints_what_it_shows(lessons, tmp_path, update_goldens, name):
    home = tmp_path / "home"
    shutil.copytree(lessons[0].home, home, ignore=shutil.ignore_patterns("site"))
    reader = Reader(home, NEXT_MONDAY)
    reader.place = home / "fridays"
    assert "\n\n".join(reader.follow(name, update_goldens)) == ""


def test_a_difference_is_seen():
    assert is_like(["1 post", "...", "took ... s"], ["1 post", "a", "b", "took 3 s"])
    assert is_like(["..."], [])
    assert not is_like(["1 post"], ["2 posts"])
    assert not is_like(["1 post"], ["1 post", "a warning"])
    assert not is_like([], ["a warning"])


VALUES = PAGES / "values.md"
VALUE_ROW = re.compile(r"(?m)^\| `(reviews\.[\w.-]+)` \| ([^|]+) \| (.*?) ?\|$")
FORMAT_ROW = re.compile(r"(?m)^\| (none|`(?:round|percent|raw)`|`0` to `9`) \| (.*?) ?\| ([^|]+) \|$")


def test_each_value_of_the_reference_is_what_it_says(lessons, tmp_path, update_goldens):
    home = tmp_path / "home"
    shutil.copytree(lessons[0].home, home, ignore=shutil.ignore_patterns("site"))
    reader = Reader(home, NEXT_MONDAY)
    reader.place = home / "fridays"
    text = VALUES.read_text("utf-8")
    asked = [name for name, _, _ in VALUE_ROW.findall(text)]
    styles = {"none": "", "`0` to `9`": " | 2"}
    asked += ["reviews.copies.8" + styles.get(style, f" | {style[1:-1]}") for style, _, _ in FORMAT_ROW.findall(text)]
    post = "".join(f"- at {place}: {{{{ {name} }}}} !\n" for place, name in enumerate(asked))
    (reader.place / "content/posts/2018-06-01-all.md").write_text(f"---\ntitle: All\n---\n{post}")
    reader.run("fridaygram build")
    page = (reader.place / "site/2018/06/all/index.html").read_text("utf-8")
    shown = iter(html.unescape(one) for one in re.findall(r"at \d+: (?:<[^>]+>)*([^<]+?)(?:<[^>]+>)* !", page))
    new = VALUE_ROW.sub(lambda row: f"| `{row[1]}` | {row[2]} | {next(shown)} |", text)
    new = FORMAT_ROW.sub(lambda row: f"| {row[1]} | {next(shown)} | {row[3]} |", new)
    if update_goldens:
        VALUES.write_text(new, "utf-8")
    else:
        assert new == text


def test_the_reference_names_every_value(lessons):
    blog = Blog(lessons[0].home / "fridays")
    stores = BlogStores(blog.root, Shelf(blog.corpora, blog.models), blog.root, None)
    named = {name for name, _, _ in VALUE_ROW.findall(VALUES.read_text("utf-8"))}
    missing = set()
    for part, models in ([], ""), (["eval"], r"(kneser-ney\.8|mle\.4)\b"), (["copies"], r"8\b"):
        for key in _known("reviews", part, stores):
            one_of_many = re.match(r"[a-z-]*\.?\d", key)
            if not one_of_many or re.match(models, key):
                missing.add(".".join(["reviews", *part, key]))
    # Parts that all models have are shown with one of them.
    missing = {name for name in missing if name.replace("kneser-ney.8", "mle.4") not in named} - named
    assert {name for name in missing if name.replace("mle.4", "kneser-ney.8") not in named} == set()


def commands():
    """Yield every call of the program that is shown but not run: in code blocks and within sentences."""
    for name in set(slugs()) - {"reference-commands"}:  # which is made from the parser
        text = page_file(name).read_text("utf-8")
        within = re.findall(r"`(fridaygram [a-z][^`\n]*)`", re.sub(r"(?m)^(`{3,}).*?^\1$", "", text, flags=re.DOTALL))
        lines = re.findall(r"(?m)^(?:    )?(fridaygram [a-z-]+(?:\\\n|.)*)$", text)
        for line in [*within, *lines]:
            yield name, line.replace("\\\n", " ")


@pytest.mark.parametrize(("name", "line"), sorted(set(commands())))
def test_each_command_is_one_that_there_is(name, line):
    verb, *words = shlex.split(line.split(" | ")[0].split(" > ")[0], comments=True)[1:]
    if verb.startswith("-") or verb in ("VERB", "help"):
        return
    assert verb in names("fridaygram.commands")
    if not words:
        return  # the name of a verb, in a sentence
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--blog")
    load("fridaygram.commands", verb, "COMMAND", what="verb").arguments(parser)
    parser.parse_args([word for word in words if word not in COMMON])
