"""``fridaygram schema WHAT``: JSON Schema of what an author writes, so that an editor completes and checks it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fridaygram.commands.base import Command, Console, blog_root
from fridaygram.errors import UsageError
from fridaygram.files import json_text, write_atomic

FOLDER = ".schema"
WHATS = ("site", "post", "figure")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="WHAT", nargs="?", choices=WHATS, help="site (site.toml), post or figure")
    parser.add_argument("kind", metavar="KIND", nargs="?", help="the kind of figure")
    parser.add_argument("--write", action="store_true", help=f"write those of site and post to {FOLDER}/ of the blog")


def _run(args: argparse.Namespace, console: Console) -> int:
    if args.write:
        for file in write_schemas(blog_root(args)):
            console.done(file)
        return 0
    if args.what is None:
        raise UsageError("of what?", hint=f"name one of {', '.join(WHATS)}, or write the blog's with --write")
    if (args.what == "figure") != (args.kind is not None):
        raise UsageError(f"'{args.what}' takes {'a' if args.what == 'figure' else 'no'} kind of figure")
    console.json(schema(args.what, args.kind))
    return 0


def schema(what: str, kind: str | None = None) -> dict[str, Any]:
    """Return the JSON Schema of site.toml ("site"), of front matter ("post"), or of a figure's parameters.

    Raises UsageError, with the nearest one, where there is no such kind of figure.
    """
    from fridaygram.schemas import json_schema

    if what == "site":
        from fridaygram.config import FILE, Site

        return json_schema(Site, FILE)
    if what == "post":
        from fridaygram.pages.frontmatter import FrontMatter

        return json_schema(FrontMatter, "front matter")
    from fridaygram import figures

    return json_schema(figures.load(kind or "").params, f"figure {kind}")


def stale_schemas(root: Path) -> dict[str, str]:
    """Return the texts of the schemas of site.toml and of front matter, by path, that the blog does not have so."""
    texts = {f"{FOLDER}/{what}.json": json_text(schema(what)) for what in ("site", "post")}
    return {
        file: text
        for file, text in texts.items()
        if not (root / file).is_file() or (root / file).read_text("utf-8") != text
    }


def write_schemas(root: Path) -> list[str]:
    """Write the schemas of site.toml and of front matter, for editors; return the paths of those that changed."""
    stale = stale_schemas(root)
    for file, text in stale.items():
        write_atomic(root / file, text)
    return list(stale)


COMMAND = Command(
    summary="print a JSON Schema for editors",
    description=(
        "Print the JSON Schema of site.toml, of a post's front matter, or of a figure's parameters. With it, an\n"
        f"editor completes keys and marks wrong values. 'fridaygram init' writes those of site and post to {FOLDER}/,\n"
        "and the first line of site.toml names its own. After an upgrade, renew them with --write."
    ),
    arguments=_arguments,
    run=_run,
    examples=("fridaygram schema site", "fridaygram schema figure histogram", "fridaygram schema --write"),
)
