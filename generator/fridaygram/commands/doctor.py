"""``fridaygram doctor``: what is installed, and what the blog still needs before it can be published."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from fridaygram.commands.base import Command, Console, add_json, blog_root

UNHEALTHY = 1


class CheckUp(NamedTuple):
    """One thing that was looked at. ``about`` says how it stands, and the way out where it is not ok."""

    state: Literal["ok", "optional", "missing"]
    name: str
    about: str


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser, "each line")


def _run(args: argparse.Namespace, console: Console) -> int:
    root = blog_root(args)
    found = [*_environment(), *_blog(root)]
    if args.json:
        console.json([one._asdict() for one in found])
    for one in () if args.json else found:
        console.say(f"{one.state:<8}  {one.name:<10}  {one.about}")
    return UNHEALTHY if any(one.state == "missing" for one in found) else 0


def _environment() -> Iterator[CheckUp]:
    """Look at Python, git, the fonts and the extras."""
    import platform
    import subprocess

    from fridaygram import __version__
    from fridaygram.errors import FigureError
    from fridaygram.figures import fonts
    from fridaygram.registry import EXTRAS, install_hint, missing

    yield CheckUp("ok", "program", f"Fridaygram {__version__}, Python {platform.python_version()}, {platform.system()}")
    try:
        done = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True)
        yield CheckUp("ok", "git", done.stdout.strip())
    except (OSError, subprocess.CalledProcessError):
        yield CheckUp("missing", "git", "git does not run; install it: publishing needs it")
    try:
        fonts.font(fonts.SANS, 12)
        yield CheckUp("ok", "fonts", "Literata, Inter, JetBrains Mono; DejaVu for signs that they lack")
    except (FigureError, OSError) as error:
        yield CheckUp("missing", "fonts", str(error))
    for extra in EXTRAS:
        absent = missing(extra)
        yield CheckUp(
            "optional" if absent else "ok", extra, install_hint(extra) if absent else "the extra is installed"
        )


def _blog(root: Path) -> Iterator[CheckUp]:
    """Look at the settings of the blog, and at all that ``publish`` looks at before it builds."""
    from fridaygram.clock import moment
    from fridaygram.commands.schema import FOLDER, stale_schemas
    from fridaygram.config import FILE, load_site
    from fridaygram.errors import FridaygramError
    from fridaygram.publish.ready import look
    from fridaygram.registry import install_hint, missing

    if not (root / FILE).is_file():
        yield CheckUp("optional", "blog", f"there is no {FILE} here; name its folder with --blog, or: fridaygram init")
        return
    try:
        site = load_site(root)
        ready = look(site, root, moment(site.timezone), ask=False)
    except FridaygramError as error:
        yield CheckUp("missing", "blog", str(error))
        return
    yield CheckUp("ok", "blog", f"{site.title}, at {site.base_url}")
    if site.search and missing("search"):
        yield CheckUp("missing", "search", f"{FILE} has search = true; {install_hint('search')}")
    if (root / FOLDER).is_dir() and (stale := stale_schemas(root)):
        yield CheckUp("optional", "schemas", f"{', '.join(stale)}: not of this version; fridaygram schema --write")
    for name, problem in ready.checks:
        yield CheckUp("missing" if problem else "ok", name, str(problem or "ready to publish"))


COMMAND = Command(
    summary="look at what is installed, and what is missing",
    description=(
        "Look at Python, git, fonts and extras, at the settings of the blog, and at what 'fridaygram publish' will\n"
        "need. Each line is ok, optional or missing, with the way out. Nothing is built, and no network is used. The\n"
        "exit code is 1 where something is missing."
    ),
    arguments=_arguments,
    run=_run,
    examples=("fridaygram doctor", "fridaygram doctor --json"),
)
