"""The status of a blog: the next Friday and its draft, scheduled posts, the streak, words, stale numbers."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from fridaygram.clock import moment, next_slot
from fridaygram.config import Site, Weekly, load_site
from fridaygram.errors import ContentError, FridaygramError
from fridaygram.pages.directives import prose_of
from fridaygram.pages.document import Document, read_document
from fridaygram.pages.sources import find_sources
from fridaygram.plan.blog import Blog, Options

# The same folder as for checks: one more copy of the site is enough.
BESIDE = "check"


@dataclass(frozen=True)
class Post:
    """A post, published or not. ``words`` counts its prose, without code."""

    source: str
    title: str
    day: date | None
    words: int
    draft: bool


@dataclass(frozen=True)
class Stale:
    """A number in a published post that is older than what it was computed from."""

    file: str
    line: int
    key: str
    why: str


@dataclass(frozen=True)
class Streak:
    """The days of the rule since the first post: how many were kept, how many in a row now and at best.

    Days that the rule skips count neither as kept nor as missed; ``missed`` are in their order.
    """

    kept: int
    current: int
    longest: int
    missed: tuple[date, ...]


@dataclass(frozen=True)
class BlogStatus:
    """The status of a blog on the day ``today``. ``problems`` are the errors that a build would stop at.

    ``unseen`` says why stale numbers were not looked for, as in a read-only folder; "" if they were.
    """

    today: date
    weekday: str
    next: date
    published: tuple[Post, ...]
    scheduled: tuple[Post, ...]
    drafts: tuple[Post, ...]
    streak: Streak
    stale: tuple[Stale, ...]
    problems: tuple[str, ...]
    unseen: str = ""

    @property
    def next_post(self) -> Post | None:
        """The post for the next Friday, draft or scheduled, None where there is none."""
        return next((post for post in (*self.scheduled, *self.drafts) if post.day == self.next), None)

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        import msgspec

        mine: dict[str, Any] = msgspec.to_builtins(self)
        return {**mine, "words": sum(post.words for post in self.published), "next_post": _plain(self.next_post)}


def blog_status(blog: Blog, day: str | None = None) -> BlogStatus:
    """Return the status of the blog now, or at the end of ``day`` (YYYY-MM-DD).

    What cannot be read or built is among its problems: a broken draft hides nothing of the rest. Raises
    ConfigError for wrong settings, UsageError where ``day`` is no date.
    """
    site = load_site(blog.root)
    now = moment(site.timezone, day)
    documents, problems = _documents(blog.root, site)
    posts = sorted(_posts(documents), key=lambda post: (post.day or date.max, post.source))
    visible = {document.source for document in documents if _is_out(document, now)}
    published = tuple(post for post in posts if post.source in visible)
    waiting = [post for post in posts if post.source not in visible]
    days = frozenset(post.day for post in published if post.day)
    stale, problem, unseen = _stale(blog, day)
    return BlogStatus(
        today=now.date(),
        weekday=site.weekly.weekday.capitalize(),
        next=next_slot(site.weekly, now.date(), days),
        published=published,
        scheduled=tuple(post for post in waiting if not post.draft),
        drafts=tuple(post for post in waiting if post.draft),
        streak=streak(site.weekly, days, now.date()),
        stale=stale,
        problems=problems or problem,
        unseen=unseen,
    )


def streak(rule: Weekly, published: Collection[date], today: date) -> Streak:
    """Return how the rule was kept up to ``today``, given the days that have a post.

    Today is not missed before it is over.
    """
    days = slots(rule, min(published, default=today), today)
    kept = [day in published for day in days]
    if days and days[-1] == today and not kept[-1]:
        days, kept = days[:-1], kept[:-1]
    longest = row = 0
    for hit in kept:
        row = row + 1 if hit else 0
        longest = max(longest, row)
    missed = tuple(day for day, hit in zip(days, kept, strict=True) if not hit)
    return Streak(kept=sum(kept), current=row, longest=longest, missed=missed)


def slots(rule: Weekly, first: date, last: date) -> list[date]:
    """Return the days of the rule from ``first`` to ``last``, both included, in their order."""
    found = []
    day = next_slot(rule, first)
    while day <= last:
        found.append(day)
        day = next_slot(rule, day + timedelta(days=1))
    return found


def _documents(root: Path, site: Site) -> tuple[list[Document], tuple[str, ...]]:
    documents, problems = [], []
    for source in find_sources(root).documents:
        try:
            documents.append(read_document(root, source, site.timezone))
        except ContentError as error:
            problems.append(str(error))
    return documents, tuple(problems)


def _posts(documents: Iterable[Document]) -> Iterable[Post]:
    for document in documents:
        if document.kind == "post":
            day = document.date.date() if document.date else None
            words = sum(any(char.isalnum() for char in word) for word in prose_of(document.body).split())
            yield Post(document.source, document.title, day, words, document.meta.draft)


def _is_out(document: Document, now: datetime) -> bool:
    return not document.meta.draft and (document.date is None or document.date <= now)


def _stale(blog: Blog, day: str | None) -> tuple[tuple[Stale, ...], tuple[str, ...], str]:
    """Return the stale values, why the site cannot be built, and why nothing was compared ("" if it was)."""
    from fridaygram.plan.build import build

    if unseen := _unwritable(blog.cache.parent):
        return (), (), unseen
    try:
        built = build(blog, Options(output=blog.cache.parent / BESIDE, date=day, inspect=True))
    except FridaygramError as error:
        return (), (str(error).removeprefix(f"{blog.root}/"),), ""
    found = [one for one in built.settled if one.state == "stale"]
    return tuple(Stale(one.wanted.file, one.wanted.line, one.wanted.key, one.why) for one in found), (), ""


def _unwritable(folder: Path) -> str:
    """Return why a build cannot keep its things in a folder, "" where it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return "" if os.access(folder, os.W_OK) else f"{folder.name} cannot be written"
    except OSError as error:
        return f"{folder.name} cannot be written ({error.strerror})"


def _plain(post: Post | None) -> dict[str, Any] | None:
    import msgspec

    return None if post is None else msgspec.to_builtins(post)
