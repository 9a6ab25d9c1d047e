"""``fridaygram refresh POST[#FIGURE]``: compute frozen values again, and correct what was published."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from fridaygram.commands.base import Command, Console, add_json, blog_root
from fridaygram.commands.build import add_build_arguments, options_of, report, summary
from fridaygram.errors import UsageError, suggestion
from fridaygram.plan.blog import Blog


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "post",
        metavar="POST[#FIGURE]",
        nargs="+",
        help="a post's folder name, slug or path; with #FIGURE (a figure's id, or an expression such as demo.reviews) "
        "only that value",
    )
    parser.add_argument(
        "--reason", default="", metavar="TEXT", help="why, for readers: it stands beside the new number"
    )
    parser.add_argument("--stale", action="store_true", help="go on with a model that is older than its corpus")
    add_build_arguments(parser)
    add_json(parser, "what was done")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.clock import is_today, moment
    from fridaygram.config import load_site
    from fridaygram.pages.sources import find_sources
    from fridaygram.plan.build import build

    blog = Blog(blog_root(args))
    zone = load_site(blog.root).timezone
    if not is_today(moment(zone, args.date)):
        raise UsageError("a build as of another day only looks, and a refresh writes", hint="leave --date out")
    sources = find_sources(blog.root).documents
    chosen = set()
    for name in args.post:
        post, mark, figure = name.partition("#")
        chosen.add(f"{find_post(post, sources, blog.root, zone)}{mark}{figure}")
    with console.progress() as progress:
        asked = {"refresh": frozenset(chosen), "reason": args.reason.strip(), "stale": args.stale}
        built = build(blog, options_of(args, **asked, progress=progress))
    for note in built.notes:
        console.remark(f"note: {note}")
    if args.json:
        console.json(report(built))
        return 0
    corrected = False
    for one in built.settled:
        wanted = one.wanted
        if not {wanted.file, f"{wanted.file}#{wanted.key}"} & chosen:
            continue
        console.say(f"{wanted.file}:{wanted.line}: {wanted.key}: {one.state}")
        newest = one.entry.errata[-1:]
        if one.state == "computed" and newest and newest[0].day == one.entry.computed:
            corrected = True
            for line in changes(newest[0].old, newest[0].new):
                console.say(f"  {line}")
    if corrected and not args.reason.strip():
        console.remark("readers see what was corrected, but not why: say it with --reason")
    console.done(summary(built, blog.root))
    return 0


def changes(old: dict[str, object], new: dict[str, object]) -> Iterator[str]:
    """Yield in words what has changed, by path."""
    for path in dict.fromkeys([*old, *new]):
        yield f"{path}: {old.get(path, 'nothing')} -> {new.get(path, 'nothing')}"


def find_post(name: str, sources: Sequence[str], root: Path, zone: str) -> str:
    """Return the source of the document that ``name`` means: by its path, its file or folder name, or its slug.

    Raises UsageError where there is none, or where there are several.
    """
    from fridaygram.errors import ContentError
    from fridaygram.pages.document import read_document
    from fridaygram.pages.sources import short_name

    names = {source: short_name(source) for source in sources}
    wanted = short_name(name.rstrip("/"))
    inside = Path(wanted).resolve()
    path = inside.relative_to(root).as_posix() if inside.is_relative_to(root) else wanted
    found = [source for source, own in names.items() if own in (wanted, path, f"content/{wanted}")]
    found = found or [source for source, own in names.items() if own.rsplit("/", 1)[-1] == wanted]
    slugs: dict[str, str] = {}
    if not found:
        for source in sources:
            try:
                slugs[source] = read_document(root, source, zone).slug
            except ContentError:
                slugs[source] = ""  # the build says what is wrong with it
        found = [source for source, slug in slugs.items() if slug == wanted]
    if not found:
        near = [*(own.rsplit("/", 1)[-1] for own in names.values()), *filter(None, slugs.values())]
        raise UsageError(f"no post '{name}'", hint=suggestion(wanted, near))
    if len(found) > 1:
        raise UsageError(f"'{name}' means {len(found)} posts: {', '.join(found)}", hint="name one by its path")
    return found[0]


COMMAND = Command(
    summary="compute a post's frozen values again",
    description=(
        "A published post keeps its numbers even when its corpus or model changes; this computes them again, writes\n"
        "results.json, and builds. Where a published number changes, the page and the feed say what it was, and why.\n"
        "Drafts and scheduled posts work too, and stay unseen.\n"
        "See what it changed with 'git diff'."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        'fridaygram refresh 2018-06-08-week-1 --reason "Twelve texts were counted twice."',
        "fridaygram refresh week-1#histogram     one figure of it",
        "fridaygram refresh week-1 week-2",
    ),
)
