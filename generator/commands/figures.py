"""``fridaygram figures``: what there is to draw."""

from __future__ import annotations

import argparse

from generator.commands.base import Command, Console


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", nargs="?", help="tell all about one kind")
    parser.add_argument("--json", action="store_true", help="print the catalogue as JSON")


def _run(args: argparse.Namespace, console: Console) -> int:
    from dataclasses import asdict

    from generator import figures

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


COMMAND = Command(
    summary="list the figures and their parameters",
    description="List the kinds of figure that a post can ask for; name one to see its parameters.",
    arguments=_arguments,
    run=_run,
    examples=("fridaygram figures", "fridaygram figures generation-path"),
)
