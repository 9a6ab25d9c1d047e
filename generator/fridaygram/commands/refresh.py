"""``fridaygram refresh POST``: compute a post's frozen values again."""

from __future__ import annotations

import argparse

from fridaygram.commands.base import Command, Console, blog_root
from fridaygram.commands.build import add_build_arguments, options_of, summary
from fridaygram.errors import UsageError, suggestion
from fridaygram.plan.blog import Blog


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "post", metavar="POST", nargs="+", help="a post's folder name, slug or path; several may be named"
    )
    add_build_arguments(parser)


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.pages.document import find_sources
    from fridaygram.plan.build import build

    blog = Blog(blog_root(args))
    sources = find_sources(blog.root).documents
    chosen = frozenset(source for name in args.post for source in find_post(name, sources))
    with console.progress() as progress:
        built = build(blog, options_of(args, refresh=chosen, progress=progress))
    for one in built.settled:
        if one.wanted.file in chosen:
            console.say(f"{one.wanted.file}:{one.wanted.line}: {one.wanted.key}: {one.state}")
    console.say(summary(built, blog.root))
    return 0


def find_post(name: str, sources: tuple[str, ...]) -> list[str]:
    """Return the sources that ``name`` means: a path, a folder's name, or a slug. Raises UsageError for none."""
    wanted = name.strip("/").removesuffix("/index.md").split("/")[-1].removesuffix(".md")
    names = {source: source.removesuffix("/index.md").split("/")[-1].removesuffix(".md") for source in sources}
    exact = [source for source, own in names.items() if own == wanted]
    found = exact or [source for source, own in names.items() if own[11:] == wanted]
    if not found:
        slugs = [own[11:] for own in names.values() if own[4:5] == "-" and own[11:]]
        raise UsageError(f"no post '{name}'", hint=suggestion(wanted, [*names.values(), *slugs]))
    return found


COMMAND = Command(
    summary="compute a post's frozen values again",
    description=(
        "A published post keeps its numbers even when its corpus or model changes; this computes them again, writes\n"
        "results.json, and builds. See what it changed with 'git diff'."
    ),
    arguments=_arguments,
    run=_run,
    examples=("fridaygram refresh 2018-06-08-week-1", "fridaygram refresh week-1 week-2"),
)
