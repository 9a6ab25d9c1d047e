"""``fridaygram import PROGRAM FROM``: posts, drafts and pages of another program's blog become this blog's."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from fridaygram import registry
from fridaygram.commands.base import Advance, Command, Console, add_json, blog_root
from fridaygram.errors import UsageError


class ImportOutcome(Protocol):
    """What an import did, and what needs a person."""

    def as_json(self) -> dict[str, Any]:
        """Return all of it as plain JSON."""

    def lines(self, *, dry: bool) -> Iterable[str]:
        """Return all of it as lines to read; after a ``dry`` run nothing was written."""


class BlogImporter(Protocol):
    """What an entry point of the group ``fridaygram.importers`` names; ``fridaygram_importers.importer`` has one."""

    def __call__(
        self,
        folder: Path,
        root: Path,
        *,
        url: str,
        date: str | None,
        replace: bool,
        dry: bool,
        fetch: bool,
        progress: Advance,
    ) -> ImportOutcome:
        """Import the blog in ``folder``, a folder or an export file that is only read, into the blog at ``root``.

        ``url`` is the old blog's address, "" for the one in its settings. ``date`` is the day to take for today. Texts
        that are already in ``root`` stay unless ``replace``. With ``fetch``, pictures at other sites are fetched.
        Raises UsageError for a folder that holds no such blog.
        """


def _arguments(parser: argparse.ArgumentParser) -> None:
    programs = "jekyll, hugo, pelican, nikola, eleventy, quarto, wordpress, ghost, medium, substack, feed, or another"
    parser.add_argument("program", metavar="PROGRAM", help=programs)
    parser.add_argument("dir", metavar="FROM", type=Path, help="the blog's folder or export file; it is only read")
    parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
    parser.add_argument("--replace", action="store_true", help="replace texts and files that are here already")
    parser.add_argument("--url", metavar="URL", default="", help="the old blog's address (default: as in its settings)")
    parser.add_argument("--fetch-pictures", action="store_true", help="fetch the pictures that the blog only links")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day to take for today")
    add_json(parser, "the report")


def _run(args: argparse.Namespace, console: Console) -> int:
    root, folder = blog_root(args), args.dir.resolve()
    if not registry.names(registry.IMPORTERS):
        hint = "in a clone of Fridaygram, run: pip install ./extras/importers"
        raise UsageError("no importers are installed", hint=hint)
    importer: BlogImporter = registry.load(registry.IMPORTERS, args.program, "ENGINE", what="program to import from")
    if not folder.exists():
        raise UsageError(f"no such folder or file: {folder}", hint="give the folder or export of the blog")
    if root.is_relative_to(folder):
        raise UsageError("a blog cannot be imported into itself", hint="name a folder outside of it with --blog")
    with console.progress() as progress:
        report = importer(
            folder,
            root,
            url=args.url,
            date=args.date,
            replace=args.replace,
            dry=args.dry_run,
            fetch=args.fetch_pictures,
            progress=progress,
        )
    if args.json:
        console.json(report.as_json())
        return 0
    for line in report.lines(dry=args.dry_run):
        console.done(line)
    return 0


COMMAND = Command(
    summary="import a blog of Jekyll, WordPress or another program",
    description=(
        "Turn another program's posts, drafts and pages into this blog's: front matter, Markdown, links, pictures.\n"
        "Old URLs become aliases and pictures move beside their posts. The report lists by file and line what was\n"
        "lost, what changed and what is to do. The other blog is only read. Without a site.toml here, one is made\n"
        "from its settings. Importers are a package of their own: pip install ./extras/importers"
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram import jekyll ../old-blog",
        "fridaygram import hugo ../old-blog --dry-run",
        "fridaygram import pelican ../old-blog --json > report.json",
        "fridaygram import wordpress blog.WordPress.xml --fetch-pictures",
    ),
)
