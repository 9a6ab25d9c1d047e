"""``fridaygram diff [POST] [POST]``: what changed from one post to another."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from fridaygram.commands.base import Command, Console, add_json, blog_root
from fridaygram.errors import UsageError, suggestion
from fridaygram.plan.blog import Blog

if TYPE_CHECKING:
    from fridaygram.figures.base import Table
    from fridaygram.pages.document import Document

WIDEST = 48


def _arguments(parser: argparse.ArgumentParser) -> None:
    what = "a post's folder name, slug or day (default: the last two published posts with numbers)"
    parser.add_argument("posts", metavar="POST", nargs="*", help=what)
    add_json(parser, "what changed")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.clock import moment
    from fridaygram.config import load_site
    from fridaygram.pages.document import read_document
    from fridaygram.pages.kinds.changes import tables
    from fridaygram.pages.sources import find_sources
    from fridaygram.plan.standing import is_published

    blog = Blog(blog_root(args))
    zone = load_site(blog.root).timezone
    found = (read_document(blog.root, source, zone) for source in find_sources(blog.root).documents)
    posts = [one for one in found if is_published(one, moment(zone)) and (one.figures or one.values)]
    posts.sort(key=lambda one: (one.date, one.source))
    before, now = _chosen(args.posts, posts)
    changes = _changes(blog, posts, before, now)
    titles = {one.source: one.title for one in posts}
    if args.json:
        console.json({**changes, "titles": titles})
        return 0
    console.say(f"{now.title}, beside {before.title}")
    for title, said, table in tables(changes, titles):
        console.say(f"\n{title}")
        for line in (*said, *(_lines(table) if table else ())):
            console.say(f"  {line}".rstrip())
    return 0


def _chosen(names: Sequence[str], posts: Sequence[Document]) -> tuple[Document, Document]:
    """Return the two posts that are named, the earlier first; the last two where none is, the one before where one is.

    Raises UsageError where there are no two.
    """
    from fridaygram.pages.document import names_of

    if len(names) > 2:
        raise UsageError(f"{len(names)} posts are named", hint="name two, or one, or none")
    chosen = []
    for name in names or [post.source for post in posts[-1:]]:
        matches = [number for number, post in enumerate(posts) if name in names_of(post)]
        if not matches:
            hint = suggestion(name, [post.slug for post in posts])
            raise UsageError(f"no published post with numbers is called '{name}'", hint=hint)
        chosen.append(matches[-1])
    if len(chosen) == 1:
        chosen.append(chosen[0] - 1)
    first, second = sorted(chosen) if chosen else (-1, -1)
    if first < 0 or first == second:
        raise UsageError("there are no two published posts with numbers to compare", hint="name two others")
    return posts[first], posts[second]


def _changes(blog: Blog, posts: Sequence[Document], before: Document, now: Document) -> dict[str, Any]:
    """Return what changed: frozen where the post has it so, else computed now and not kept."""
    from fridaygram.plan.changes import told
    from fridaygram.plan.standing import standing, stores_of
    from fridaygram.plan.wanted import wanted_changes
    from fridaygram.values.base import rounded

    found = {post.source: standing(post, blog.root) for post in posts}
    shown = {source: [(one, entry) for one, entry in rows if entry] for source, rows in found.items()}
    wanted = wanted_changes(now, before, blog.root)
    frozen = [entry for one, entry in shown[now.source] if entry.key == wanted.content]
    if frozen:
        computed = frozen[0].values
    else:
        stores = stores_of(now, blog, blog.shelf())
        computed = rounded(wanted.provider.compute(wanted.params, stores))
    days = wanted.params["since"], now.date.date().isoformat() if now.date else ""
    changes = told(shown[before.source], shown[now.source], computed, shown, days)
    return {"before": before.source, "now": now.source, **changes}


def _lines(table: Table) -> Iterator[str]:
    """Yield a table as lines; a column of texts is wrapped."""
    rows = [[textwrap.wrap(cell, WIDEST) or [""] for cell in row] for row in (table.header, *table.rows)]
    widths = [max(len(line) for row in rows for line in row[column]) for column in range(len(table.header))]
    numbers = [column > 0 and all(len(row[column][0]) < 16 for row in rows) for column in range(len(widths))]
    for row in rows:
        for number in range(max(map(len, row))):
            cells = [cell[number] if number < len(cell) else "" for cell in row]
            columns = zip(cells, widths, numbers, strict=True)
            yield "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in columns)


COMMAND = Command(
    summary="show what changed between two posts",
    description=(
        "Compares two posts: corpus, funnel, words, model, samples of one seed, every number that both show, and what\n"
        "was corrected in between. Numbers are the frozen ones; what a post does not have frozen is computed from the\n"
        "corpus and model as of its day. Nothing is written."
    ),
    arguments=_arguments,
    run=_run,
    examples=("fridaygram diff", "fridaygram diff week-2", "fridaygram diff 2018-06-08 2018-06-22 --json"),
)
