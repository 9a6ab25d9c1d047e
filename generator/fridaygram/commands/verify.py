"""``fridaygram verify [POST]``: compute every published number again, and compare."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fridaygram.commands.base import Command, Console, add_json, blog_root, many
from fridaygram.errors import UsageError
from fridaygram.plan.blog import Blog

if TYPE_CHECKING:
    from fridaygram.values.stores import Shelf
    from fridaygram.values.verify import Verified


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("post", metavar="POST", nargs="?", help="a post's folder name, slug or path (default: all)")
    parser.add_argument(
        "--record", action="store_true", help="keep the result in content/verified.json, for the site's badge"
    )
    add_json(parser, "what was found")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.values.verify import VERDICTS

    if args.record and args.post:
        raise UsageError("--record keeps the result of all posts", hint="name no post")
    blog, found = Blog(blog_root(args)), []
    shelf = blog.shelf()
    for one in _verified(blog, shelf, args.post):
        found.append(one)
        if not args.json and one.verdict != "equal":
            _say(one, console)
    for note in shelf.notes():
        console.remark(f"note: {note}")
    counts = Counter(one.verdict for one in found)
    if args.record:
        _record(blog, found, console)
    posts = len({one.wanted.file for one in found})
    if args.json:
        summary: dict[str, int] = {name: counts[name] for name in VERDICTS}
        console.json({"values": [one.plain() for one in found], **summary})
    else:
        said = ", ".join(f"{counts[name]} {name}" for name in VERDICTS if counts[name])
        console.say(f"{many(len(found), 'published number')} in {many(posts, 'post')}{f': {said}' if said else ''}")
    return 1 if counts["different"] or counts["edited"] else 0


def _record(blog: Blog, found: Sequence[Verified], console: Console) -> None:
    from fridaygram.clock import moment
    from fridaygram.config import load_site
    from fridaygram.plan.proofs import RECORD, record
    from fridaygram.values.verify import VERDICTS

    site = load_site(blog.root)
    counts = Counter(one.verdict for one in found)
    numbers = [(one.wanted, one.entry) for one in found if one.entry is not None]
    record(blog.root, moment(site.timezone).date().isoformat(), {name: counts[name] for name in VERDICTS}, numbers)
    shown = "the badge shows it" if site.badge else "badge = true in site.toml shows it to readers"
    console.remark(f"{RECORD}: written; commit it; {shown}")


def _verified(blog: Blog, shelf: Shelf, name: str | None) -> Iterator[Verified]:
    """Yield what is found of each value of the published posts, or of the one that is named."""
    from fridaygram.clock import moment
    from fridaygram.commands.refresh import find_post
    from fridaygram.config import load_site
    from fridaygram.pages.document import read_document
    from fridaygram.pages.sources import find_sources
    from fridaygram.plan.standing import is_published, standing, stores_of
    from fridaygram.values.verify import verify

    zone = load_site(blog.root).timezone
    sources = find_sources(blog.root).documents
    chosen = (find_post(name, sources, blog.root, zone),) if name else sources
    for source in chosen:
        document = read_document(blog.root, source, zone)
        if not is_published(document, moment(zone)):
            if name:
                raise UsageError(f"{source} is not a published post", hint="its numbers follow their sources")
            continue
        stores = stores_of(document, blog, shelf)
        for wanted, entry in standing(document, blog.root):
            yield verify(wanted, entry, stores)


def _say(one: Verified, console: Console) -> None:
    wanted = one.wanted
    console.say(f"{wanted.file}:{wanted.line}: {wanted.key}: {one.verdict}: {one.why}")
    for path in dict.fromkeys([*one.old, *one.new]):
        console.say(f"  {path}: published {one.old.get(path, 'nothing')}, computed {one.new.get(path, 'nothing')}")


COMMAND = Command(
    summary="compute every published number again, and compare",
    description=(
        "For each number of the published posts: is it equal to what this program computes from the corpus as of the\n"
        "post's day, different, or edited by hand, or can it not be computed here? Nothing is written. The exit code\n"
        "is 1 where a number is different or edited. --record keeps the result, with its day, for the site's badge."
    ),
    arguments=_arguments,
    run=_run,
    examples=("fridaygram verify", "fridaygram verify week-1", "fridaygram verify --json"),
)
