"""``fridaygram init DIR``: a blog that builds at once."""

from __future__ import annotations

import argparse
import json
import shlex
from contextlib import nullcontext
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from fridaygram.clock import moment
from fridaygram.commands.base import Command, Console, add_json
from fridaygram.errors import UsageError, unreadable
from fridaygram.files import folder_atomic, write_atomic

RENAMED = {"gitignore": ".gitignore", "gitattributes": ".gitattributes"}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", metavar="DIR", help="the folder to make; '.' for an empty folder you are in")
    parser.add_argument("--title", default="My Fridays", help="the blog's title")
    parser.add_argument("--author", default="Anonymous", help="who writes it")
    parser.add_argument("--timezone", default="UTC", help="an IANA time zone such as Europe/Oslo (default: UTC)")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day to take for today")
    add_json(parser, "what was made")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.commands.schema import write_schemas
    from fridaygram.values.results import DRIVER

    target = Path(args.dir).resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{args.dir} is not empty", hint="name a folder that does not exist yet")
    if not args.title.strip():
        raise UsageError("the title is empty", hint="name the blog: every page and feed shows its title")
    if problem := unreadable([args.title, args.author]):
        raise UsageError(f"title or author has {problem}", hint="leave it out")
    try:
        today = moment(args.timezone, args.date).date()
    except (KeyError, ValueError, OSError):
        raise UsageError(f"unknown time zone '{args.timezone}'", hint="use an IANA name such as Europe/Oslo") from None
    friday = today - timedelta(days=(today.weekday() - 4) % 7)
    words = {
        "title": json.dumps(args.title, ensure_ascii=False),
        "author": json.dumps(args.author, ensure_ascii=False),
        "timezone": json.dumps(args.timezone),
        "date": friday.isoformat(),
    }
    starter = files("fridaygram").joinpath("starter")
    with nullcontext(target) if target.exists() else folder_atomic(target) as folder:
        _copy(starter, folder, words, friday)
        write_schemas(folder)
    going = "" if args.dir == "." else f"cd {shlex.quote(args.dir)} && "
    if args.json:
        console.json({"folder": str(target), "merge_driver": DRIVER, "next": f"{going}fridaygram serve"})
        return 0
    console.done(f"A blog is in {args.dir}.")
    console.done(f"Before you merge branches, tell git once how to merge frozen numbers: {DRIVER}")
    console.done(f"Next: {going}fridaygram serve")
    return 0


def _copy(source: Traversable, target: Path, words: dict[str, str], friday: date) -> None:
    for item in sorted(source.iterdir(), key=lambda entry: entry.name):
        name = RENAMED.get(item.name, item.name)
        if item.is_dir():
            folder = f"{friday.isoformat()}-{name}" if source.name == "posts" else name
            _copy(item, target / folder, words, friday)
        else:
            write_atomic(target / name, Template(item.read_text("utf-8")).substitute(words))


COMMAND = Command(
    summary="start a blog",
    description="Make a folder with a site.toml, a first post with a computed figure, and an about page.",
    arguments=_arguments,
    run=_run,
    examples=("fridaygram init myblog --title 'Four Letter Models' --author 'Ada' --timezone Europe/Oslo",),
)
