"""``fridaygram status``: which Fridays have a post, and what the next one needs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fridaygram.commands.base import Command, Console, add_json, blog_root, many
from fridaygram.plan.blog import Blog

if TYPE_CHECKING:
    from fridaygram.status import BlogStatus, Post

MISSED_SHOWN = 5


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the status at the end of this day")
    add_json(parser, "it")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.status import blog_status

    found = blog_status(Blog(blog_root(args)), args.date)
    if args.json:
        console.json(found.plain())
        return 0
    for line in status_lines(found):
        console.say(line)
    return 0


def status_lines(found: BlogStatus) -> Iterator[str]:
    """Yield the status line by line, the next Friday first."""
    yield _next(found)
    for post in found.scheduled:
        yield f"scheduled  {post.day}  {post.source} ({many(post.words, 'word')})"
    for post in found.drafts:
        yield f"draft      {post.day or 'no day yet'}  {post.source} ({many(post.words, 'word')})"
    yield _streak(found)
    yield _written(found)
    for stale in found.stale:
        yield f"stale      {stale.file}:{stale.line}: {stale.key}: {stale.why}"
    if found.stale:
        yield "           renew what you want to with 'fridaygram refresh POST'"
    if found.unseen:
        yield f"stale      not looked for: {found.unseen}"
    for problem in found.problems:
        yield f"error      {problem}"


def _next(found: BlogStatus) -> str:
    days = (found.next - found.today).days
    when = "is today" if days == 0 else "is tomorrow" if days == 1 else f"is in {days} days"
    post = found.next_post
    if post is None:
        about = "it has no post yet; start one with 'fridaygram new \"TITLE\"'"
    elif post.draft:
        about = f"its draft is '{post.title}' ({many(post.words, 'word')})"
    else:
        about = f"'{post.title}' is scheduled for it"
    return f"{found.weekday} {found.next} {when}: {about}"


def _streak(found: BlogStatus) -> str:
    streak = found.streak
    days = "day" if streak.kept == 1 else "days"
    line = f"streak     {streak.current} in a row, {streak.longest} at best; {streak.kept} {days} kept"
    if not streak.missed:
        return line
    shown = ", ".join(day.isoformat() for day in streak.missed[-MISSED_SHOWN:])
    more = f", and {len(streak.missed) - MISSED_SHOWN:,} before" if len(streak.missed) > MISSED_SHOWN else ""
    return f"{line}, {len(streak.missed):,} missed: {shown}{more}"


def _written(found: BlogStatus) -> str:
    posts = found.published
    total = sum(post.words for post in posts)
    line = f"published  {len(posts)} post{'' if len(posts) == 1 else 's'}, {many(total, 'word')}"
    return f"{line}, {round(total / len(posts)):,} a post; the last on {_last(posts)}" if posts else line


def _last(posts: tuple[Post, ...]) -> str:
    return str(max(post.day for post in posts if post.day))


COMMAND = Command(
    summary="show what the next Friday still needs",
    description=(
        "Show the next day of the weekly rule and its draft, scheduled posts, how many Fridays in a row have a post\n"
        "(days under skip in site.toml do not count), how much is written, and which numbers are older than what they\n"
        "were computed from."
    ),
    arguments=_arguments,
    run=_run,
    examples=("fridaygram status", "fridaygram status --date 2018-06-15 --json"),
)
