"""``fridaygram import PROGRAM DIR``: a blog of Jekyll, Hugo or Pelican becomes this one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fridaygram.commands.base import Command, Console, blog_root
from fridaygram.errors import UsageError

if TYPE_CHECKING:
    from fridaygram.importing.report import Note, Report

PROGRAMS = ("jekyll", "hugo", "pelican")
SHOWN_PLACES = 8


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", metavar="PROGRAM", choices=PROGRAMS, help="jekyll, hugo or pelican")
    parser.add_argument("dir", metavar="DIR", type=Path, help="the folder of the blog to import; it is only read")
    parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
    parser.add_argument("--replace", action="store_true", help="take the place of texts that are here already")
    parser.add_argument("--url", metavar="URL", help="where the old blog lives, if its settings do not say so")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day to take for today")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.clock import moment
    from fridaygram.config import FILE, load_site
    from fridaygram.importing.base import site_url
    from fridaygram.importing.importer import Importer, read_origin
    from fridaygram.importing.report import Report
    from fridaygram.importing.settings import differences, new_address, site_from

    root = blog_root(args)
    folder = args.dir.resolve()
    if root.is_relative_to(folder):
        raise UsageError("a blog cannot be imported into itself", hint="name a folder outside of it with --blog")
    if args.url and not site_url(args.url):
        raise UsageError(f"--url: '{args.url}' is no public address", hint="write something like https://you.github.io")
    report = Report()
    has_site = (root / FILE).is_file()
    zone = load_site(root).timezone if has_site else "UTC"
    origin = read_origin(args.program, folder, report, moment(zone, args.date))
    if args.url:
        origin.url = site_url(args.url)
    site = load_site(root) if has_site else site_from(origin)
    for sentence in differences(origin, site) if has_site else ():
        report.tell(FILE, 0, sentence)
    importer = Importer(origin, root, site, report, moment(site.timezone, args.date))
    if not has_site:
        report.person(FILE, 0, "made from the old settings: look it over")
        if moved := new_address(origin):
            report.person(FILE, 0, moved)
    with console.progress() as progress:
        importer.run(replace=args.replace, dry=args.dry_run, new_site=not has_site, progress=progress)
    if args.json:
        console.json(report.as_json())
    else:
        _show(report, console, dry=args.dry_run)
    return 0


def _show(report: Report, console: Console, *, dry: bool) -> None:
    from fridaygram.importing.report import grouped

    for note in (note for note in report.notes if note.person):
        console.say(f"{_place(note)}: {note.message}{_quoted(note)}")
    told = grouped(note for note in report.notes if not note.person)
    if told:
        console.say("\nTold only, nobody need do anything:")
    for message, notes in told:
        files = list(dict.fromkeys(note.file for note in notes))
        rest = f" and {len(files) - SHOWN_PLACES} more" if len(files) > SHOWN_PLACES else ""
        console.say(f"  {message}: {', '.join(files[:SHOWN_PLACES])}{rest}")
    counts = report.as_json()["counts"]
    posts = sum(one.kind == "post" and not one.draft for one in report.documents)
    drafts = sum(one.draft for one in report.documents)
    people = sum(note.person for note in report.notes)
    pages = len(report.documents) - posts - drafts
    verb = "would be imported" if dry else "imported"
    console.say(f"\n{posts} posts, {drafts} drafts and {pages} pages {verb}, {counts['files']} files beside them;")
    if counts["same"] or counts["kept"]:
        console.say(f"{counts['same']} were here already, {counts['kept']} are other texts here and stay;")
    console.say(f"{people} places need a person (above; --json has all the words).")
    if not dry:
        console.say("Next: fridaygram build --strict")


def _place(note: Note) -> str:
    return f"{note.file}:{note.line}" if note.line else note.file


def _quoted(note: Note) -> str:
    text = " ".join(note.text.split())
    return f": {text}" if text and len(text) < 100 else f": {text[:96]} ..." if text else ""


COMMAND = Command(
    summary="import a blog of Jekyll, Hugo or Pelican",
    description=(
        "Turn another program's posts, drafts and pages into this blog's: front matter, Markdown, links, pictures.\n"
        "Old URLs become aliases, pictures move beside their posts, and what needs a person is listed by file and\n"
        "line. The other blog is only read. Without a site.toml here, one is made from its settings."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram import jekyll ../old-blog",
        "fridaygram import hugo ../old-blog --dry-run",
        "fridaygram import pelican ../old-blog --json > report.json",
    ),
)
