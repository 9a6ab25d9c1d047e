"""``fridaygram build``: bring the site up to date."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fridaygram.commands.base import Command, Console, add_json, blog_root, many, whole
from fridaygram.errors import BuildError
from fridaygram.plan.blog import Blog, Built, Options
from fridaygram.plan.quick import counted, nothing_changed, place


def add_build_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that every verb which builds takes."""
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="build the site as of the end of this day")
    parser.add_argument("--drafts", action="store_true", help="show drafts and scheduled posts")
    parser.add_argument("--base-url", metavar="URL", help="where the site will live (default: site.toml's base_url)")
    parser.add_argument("--workers", type=whole(1), metavar="N", help="processes for long work (default: all)")


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_build_arguments(parser)
    parser.add_argument("--output", type=Path, metavar="DIR", help="the folder to write (default: site/)")
    parser.add_argument("--clean", action="store_true", help="remove from the folder what no build made")
    parser.add_argument("--strict", action="store_true", help="exit with 1 for warnings too")
    parser.add_argument("--explain", action="store_true", help="print why each task ran")
    add_json(parser, "what was done")


def options_of(args: argparse.Namespace, **more: Any) -> Options:
    """Return the build options that the arguments ask for."""
    given: dict[str, Any] = {"date": args.date, "drafts": args.drafts, "base_url": args.base_url, **more}
    if args.workers is not None:
        given["workers"] = args.workers
    return Options(**given)


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.plan.build import build

    root = blog_root(args)
    output = args.output.resolve() if args.output else None
    with console.progress() as progress:
        built = build(Blog(root), options_of(args, output=output, clean=args.clean, progress=progress))
    for warning in built.warnings:
        console.remark(f"warning: {warning}")
    for note in built.notes:
        console.remark(f"note: {note}")
    if built.kept:
        console.remark(kept_in_words(built))
    for ran in built.ran if not (args.explain or args.json) else ():
        console.detail(f"  {ran.name}: {ran.reason}")
    for file in built.changed:
        console.detail(f"  written: {file}")
    if args.json:
        console.json(report(built))
    else:
        if args.explain:
            for ran in built.ran:
                console.say(f"  {ran.name}: {ran.reason}")
        console.done(summary(built, root))
    if args.strict and built.warnings:
        count = len(built.warnings)
        what, where = (
            ("1 warning", "it is listed above") if count == 1 else (f"{count} warnings", "they are listed above")
        )
        raise BuildError(f"{what}, and --strict allows none", hint=where)
    return 0


def summary(built: Built, root: Path) -> str:
    """Return in one line what a build did and where the site is."""
    target, blog = str(built.output), str(root)
    if not built.ran and not built.removed:
        return nothing_changed(target, blog, counted(built.posts, built.pages, built.hidden), built.reused)
    gone = f", {len(built.removed)} removed" if built.removed else ""
    size, ran = counted(built.posts, built.pages, built.hidden), many(len(built.ran), "task")
    written = many(len(built.changed), "file")
    return f"{place(target, blog)}: {size}; {ran} ran, {built.reused} up to date, {written} written{gone}"


def kept_in_words(built: Built) -> str:
    """Return in one line which files of the output folder no build made."""
    shown = ", ".join(built.kept[:3]) + (f" and {len(built.kept) - 3} more" if len(built.kept) > 3 else "")
    return f"kept in {built.output.name}/, as no build made them: {shown}; 'fridaygram build --clean' removes them"


def report(built: Built) -> dict[str, Any]:
    """Return what a build did as plain JSON."""
    return {
        "output": str(built.output),
        "posts": built.posts,
        "pages": built.pages,
        "ran": [{"task": ran.name, "why": ran.reason} for ran in built.ran],
        "up_to_date": built.reused,
        "written": list(built.changed),
        "removed": list(built.removed),
        "kept": list(built.kept),
        "hidden": built.hidden,
        "values": [
            {
                "file": one.wanted.file,
                "line": one.wanted.line,
                "key": one.wanted.key,
                "state": one.state,
                "why": one.why,
                "checked": one.checked,
            }
            for one in built.settled
        ],
        "warnings": list(built.warnings),
        "notes": list(built.notes),
    }


COMMAND = Command(
    summary="build the site",
    description=(
        "Bring the site up to date: values are computed or kept, figures drawn, pages written, each only where\n"
        "something it depends on has changed. A failing build leaves the last good site as it was."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram build",
        "fridaygram build --explain            why each task ran",
        "fridaygram build --date 2018-06-15    the site as it was, or will be, that evening",
        "fridaygram build --strict --output public --base-url https://you.github.io/blog/",
    ),
)
