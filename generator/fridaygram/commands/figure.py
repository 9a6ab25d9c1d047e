"""``fridaygram figure KIND``: draw any figure outside a blog."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fridaygram.commands.base import Command, Console, add_json
from fridaygram.errors import UsageError
from fridaygram.files import write_atomic


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="see 'fridaygram figures'")
    parser.add_argument("--values", type=Path, required=True, metavar="FILE", help="JSON, TOML, YAML or CSV")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="X.svg, X.png, X.gif or X.html")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter; may be repeated")
    add_json(parser, "what was written, and the figure in words,")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram import figures
    from fridaygram.values.kinds.data import read_data

    drawing = figures.render(args.kind, read_data(args.values), _parameters(args.set), "figure-")
    data = figures.exported(drawing, args.output.suffix)
    write_atomic(args.output, data)
    for warning in drawing.warnings:
        console.remark(f"warning: {warning}")
    if args.json:
        console.json({"file": str(args.output), "bytes": len(data), "text": drawing.text})
    else:
        console.done(f"{args.output}: {len(data):,} bytes")
    return 0


def _parameters(given: list[str]) -> dict[str, Any]:
    """Read NAME=VALUE pairs; a value is YAML, so that numbers and lists can be given."""
    import yaml

    pairs = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise UsageError(f"'{item}' is not NAME=VALUE", hint="write --set title='Words a review'")
        try:
            pairs[name] = yaml.safe_load(value)
        except yaml.YAMLError:
            pairs[name] = value
    return pairs


COMMAND = Command(
    summary="draw a figure from a file of values",
    description="Draw any kind of figure from values in a file, without a blog.",
    arguments=_arguments,
    run=_run,
    examples=("fridaygram figure bar --values survey.csv --output survey.svg --set title='Most loved'",),
)
