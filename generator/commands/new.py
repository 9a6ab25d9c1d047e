"""``fridaygram new "TITLE"``: the next free Friday's post."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from string import Template

from generator.clock import moment, next_slot
from generator.commands.base import Command, Console, blog_root
from generator.config import load_site
from generator.errors import UsageError
from generator.files import read_text, write_atomic
from generator.plan.blog import Blog

ARCHETYPE = """\
---
title: $title
date: $date
description: ""
tags: []
draft: true
---

What I set out to learn this week:

What I learned:

What it means for next week:
"""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", metavar="TITLE", help="the post's title")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the post's day (default: the next free one of the rule)")
    parser.add_argument("--slug", help="the last part of its URL (default: made from the title)")


def _run(args: argparse.Namespace, console: Console) -> int:
    from generator.pages.urls import slugify

    blog = Blog(blog_root(args))
    site = load_site(blog.root)
    slug = slugify(args.slug or args.title)
    if not slug:
        raise UsageError(f"'{args.title}' gives no slug", hint="name one: --slug first-week")
    taken = taken_days(blog.root / "content" / "posts")
    if args.date:
        day = moment(site.timezone, args.date).date()
    else:
        day = next_slot(site.weekly, moment(site.timezone).date(), frozenset(taken))
    path = blog.root / "content" / "posts" / f"{day.isoformat()}-{slug}" / "index.md"
    if path.parent.exists():
        raise UsageError(
            f"there is a post already: {path.relative_to(blog.root)}", hint="choose another title or --slug"
        )
    own = blog.root / "content" / "archetypes" / "post.md"
    words = {"title": json.dumps(args.title, ensure_ascii=False), "date": day.isoformat(), "slug": slug}
    text = read_text(own) if own.is_file() else ARCHETYPE
    write_atomic(path, Template(text).safe_substitute(words))
    console.say(str(path.relative_to(blog.root)))
    console.remark(f"A draft for {day:%A} {day.isoformat()}; remove 'draft: true' when it is ready.")
    return 0


def taken_days(posts: Path) -> set[date]:
    """Return the days that posts have, read from the names of their folders or files."""
    days = set()
    for entry in posts.iterdir() if posts.is_dir() else ():
        try:
            days.add(date.fromisoformat(entry.name[:10]))
        except ValueError:
            continue
    return days


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
