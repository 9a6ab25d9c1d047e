"""``fridaygram new "TITLE"``: the next free Friday's post."""

from __future__ import annotations

import argparse
import json
import re
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from string import Template

from fridaygram.clock import moment, next_slot
from fridaygram.commands.base import Command, Console, add_json, blog_root
from fridaygram.config import Site, load_site
from fridaygram.errors import ContentError, UsageError, unreadable
from fridaygram.files import read_text, write_atomic
from fridaygram.plan.blog import Blog

POSTS = "content/posts"
_NAMED_INSIDE = re.compile("slug|permalink|aliases")
"""Keys that give a text other URLs than its file's name. Only texts with one are read: reading takes longest."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", metavar="TITLE", help="the post's title")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the post's day (default: the next free one of the rule)")
    parser.add_argument("--slug", help="the last part of its URL (default: made from the title)")
    add_json(parser, "what was made")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.pages.document import LONGEST_NAME
    from fridaygram.pages.frontmatter import slug_problem
    from fridaygram.pages.sources import ARCHETYPE, OWN_ARCHETYPE
    from fridaygram.pages.urls import slugify

    blog = Blog(blog_root(args))
    site = load_site(blog.root)
    if problem := unreadable(args.title):
        raise UsageError(f"the title has {problem}", hint="leave it out")
    if args.slug and (problem := slug_problem(args.slug)):
        raise UsageError(f"--slug {problem}", hint="write it as first-week")
    slug = slugify(args.slug or args.title)
    if not slug:
        raise UsageError(f"'{args.title}' gives no slug", hint="name one: --slug first-week")
    if len(slug.encode()) > LONGEST_NAME:
        raise UsageError(
            f"'{slug[:20]}\u2026' is too long a slug for a file's name", hint="name one: --slug first-week"
        )
    if args.date is not None:
        day = moment(site.timezone, args.date).date()
    else:
        day = next_slot(site.weekly, moment(site.timezone).date(), taken_days(blog.root, site.timezone))
    folder = blog.root / POSTS / f"{day.isoformat()}-{slug}"
    path = folder / "index.md"
    for there in (path, folder, folder.with_name(f"{folder.name}.md")):
        if there.exists():
            known = there.relative_to(blog.root).as_posix()
            raise UsageError(f"there is a post already: {known}", hint="choose another title or --slug")
    _refuse_taken_address(blog.root, site, slug, day)
    own = blog.root / OWN_ARCHETYPE
    words = {"title": json.dumps(args.title, ensure_ascii=False), "date": day.isoformat(), "slug": slug}
    text = read_text(own) if own.is_file() else ARCHETYPE
    write_atomic(path, Template(text).safe_substitute(words))
    shown = path.relative_to(blog.root).as_posix()
    if args.json:
        console.json({"file": shown, "date": day.isoformat(), "slug": slug})
        return 0
    console.say(shown)
    console.remark(f"A draft for {day:%A} {day.isoformat()}; remove 'draft: true' when it is ready.")
    return 0


def _refuse_taken_address(root: Path, site: Site, slug: str, day: date) -> None:
    """Raise UsageError where the URL of a post is that of another document, a draft included, or leads to it."""
    from fridaygram.pages.document import read_document
    from fridaygram.pages.library import path_of
    from fridaygram.pages.sources import find_sources
    from fridaygram.pages.urls import closed, output_file, permalink, slugify

    address = permalink(site.permalink, slug, datetime.combine(day, time()))
    for source in find_sources(root).documents:
        # What cannot be read yet has no URL yet; the build says what is wrong with it.
        with suppress(ContentError):
            if slug not in slugify(source) and not _NAMED_INSIDE.search(read_text(root / source)):
                continue
            document = read_document(root, source, site.timezone)
            paths = path_of(document, site), *map(closed, document.meta.aliases)
            if output_file(address) in map(output_file, paths):
                raise UsageError(f"{address} is the address of {source} already", hint="choose another title or --slug")


def taken_days(root: Path, zone: str) -> frozenset[date]:
    """Return the days that posts have: by the names of their folders or files, else by their front matter."""
    from fridaygram.pages.document import read_document
    from fridaygram.pages.sources import find_sources

    days = set()
    for source in find_sources(root).documents:
        if not source.startswith(f"{POSTS}/"):
            continue
        try:
            days.add(date.fromisoformat(source.removeprefix(f"{POSTS}/")[:10]))
            continue
        except ValueError:
            pass
        # A post that cannot be read yet has no day yet; the build says what is wrong with it.
        with suppress(ContentError):
            document = read_document(root, source, zone)
            if document.date is not None:
                days.add(document.date.date())
    return frozenset(days)


COMMAND = Command(
    summary="start a post on the next free Friday",
    description=(
        "Make a draft in content/posts/ on the next day of the weekly rule in site.toml that has no post yet.\n"
        "A blog's own content/archetypes/post.md is used in place of the built-in one ($title, $date, $slug)."
    ),
    arguments=_arguments,
    run=_run,
    examples=('fridaygram new "Week 3: attention"', 'fridaygram new "Errata" --date 2018-06-20 --slug errata'),
)
