"""Where the blog stands: the next Friday and its draft, what is scheduled, the streak, words, what is stale."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fridaygram.clock import moment
from fridaygram.config import Site, load_site
from fridaygram.errors import ContentError, FridaygramError
from fridaygram.pages.directives import prose_of
from fridaygram.pages.document import Document, find_sources, read_document
from fridaygram.plan.blog import Blog, Options
from fridaygram.status.calendar import Streak, coming, streak

# The folder that checks build in: one copy of the site beside the site is enough.
BESIDE = "check"


@dataclass(frozen=True)
class Post:
    """A post that is not published yet, or is. ``words`` counts its prose, without code."""

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
class Standing:
    """How the blog stands on the day ``today``. ``problems`` are the errors that a build would stop at.

    ``unseen`` says why nobody looked for stale numbers, as in a folder that cannot be written; "" where that was done.
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


def standing(blog: Blog, day: str | None = None) -> Standing:
    """Return how the blog stands now, or at the end of ``day`` (YYYY-MM-DD).

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
    days = {post.day for post in published if post.day}
    stale, problem, unseen = _stale(blog, day)
    return Standing(
        today=now.date(),
        weekday=site.weekly.weekday.capitalize(),
        next=coming(site.weekly, days, now.date()),
        published=published,
        scheduled=tuple(post for post in waiting if not post.draft),
        drafts=tuple(post for post in waiting if post.draft),
        streak=streak(site.weekly, days, now.date()),
        stale=stale,
        problems=problems or problem,
        unseen=unseen,
    )


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
    """Return the stale values, why the site cannot be built, and why nobody looked for them ("" if somebody did)."""
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
