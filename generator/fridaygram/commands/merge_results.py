"""``fridaygram merge-results BASE OURS THEIRS``: the merge driver of results.json, called by git."""

from __future__ import annotations

import argparse
from pathlib import Path

from fridaygram.commands.base import Command, Console, add_json
from fridaygram.values.results import DRIVER


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", metavar="BASE", type=Path, help="the file as both sides had it (%%O)")
    parser.add_argument("ours", metavar="OURS", type=Path, help="ours, which is written over (%%A)")
    parser.add_argument("theirs", metavar="THEIRS", type=Path, help="theirs (%%B)")
    parser.add_argument("path", metavar="PATH", nargs="?", help="the file's name in the repository (%%P)")
    add_json(parser, "the conflicts")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.files import write_atomic
    from fridaygram.values.merging import merge
    from fridaygram.values.results import Results, parse_results

    sides = []
    for path in (args.base, args.ours, args.theirs):
        data = path.read_bytes()
        sides.append(parse_results(data, path) if data.strip() else Results())
    merged = merge(*sides)
    write_atomic(args.ours, merged.text)
    name = args.path or args.ours
    if args.json:
        console.json({"file": str(name), "conflicts": [conflict.words() for conflict in merged.conflicts]})
    for conflict in merged.conflicts:
        console.remark(f"{name}: conflict: {conflict.words()}")
    if merged.conflicts:
        console.remark(f"{name}: keep one of each two in the file, then 'git add' it")
    return 1 if merged.conflicts else 0


COMMAND = Command(
    summary="merge two results.json (called by git)",
    description=(
        "Merge the frozen values of two branches value by value. Where both changed the same value to different\n"
        "numbers, both are left in the file as a conflict. 'fridaygram init' writes the line of .gitattributes that\n"
        "names this; tell each clone once how to call it:\n\n"
        f"  {DRIVER}"
    ),
    arguments=_arguments,
    run=_run,
    examples=("fridaygram merge-results %O %A %B %P    as git calls it",),
)
