"""``fridaygram figures``: lists the kinds of figure."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fridaygram.commands.base import Command, Console, add_json
from fridaygram.files import write_atomic


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", nargs="?", help="show the parameters of one kind")
    parser.add_argument(
        "--gallery", type=Path, metavar="X.html", help="write a page that shows every kind and how a post asks for it"
    )
    add_json(parser, "the catalogue")


def _run(args: argparse.Namespace, console: Console) -> int:
    from dataclasses import asdict

    from fridaygram import figures

    if args.gallery:
        return _gallery(args.gallery, console)
    if args.kind:
        figures.load(args.kind)
    entries = [entry for entry in figures.catalogue() if args.kind in (None, entry.kind)]
    if args.json:
        console.json([asdict(entry) for entry in entries])
        return 0
    for entry in entries:
        console.say(f"{entry.kind:<16} {entry.summary}")
        if args.kind:
            for parameter in entry.parameters:
                console.say(
                    f"  {parameter.name}: {parameter.type} = {parameter.default or '(none)'}  {parameter.meaning}"
                )
    return 0


def _gallery(path: Path, console: Console) -> int:
    from fridaygram.figures import gallery_page
    from fridaygram.pages.theme.roots import theme_root

    folder = theme_root() / "assets" / "css"
    css = "".join((folder / name).read_text("utf-8") for name in ("figures.css", "samples.css", "explore.css"))
    page = gallery_page(css, _computed).encode()
    write_atomic(path, page)
    console.done(f"{path}: {len(page):,} bytes")
    return 0


def _computed(kind: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return values that need neither corpus nor model: the paths of a phrase alone."""
    from fridaygram.lm import generation_paths

    return generation_paths(params["phrase"], params["order"])


COMMAND = Command(
    summary="list the figures and their parameters",
    description="List the kinds of figure that a post can ask for; name one to see its parameters.",
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram figures",
        "fridaygram figures generation-path",
        "fridaygram figures --gallery gallery.html",
    ),
)
