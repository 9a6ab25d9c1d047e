"""The archive: all posts by year, and a calendar of the weekly rule's days, kept and missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from fridaygram.clock import next_slot
from fridaygram.config import Site
from fridaygram.pages.document import Document
from fridaygram.pages.entries import entry, head, last_change
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

PATH = "/archive/"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    days = {post.date.date(): post for post in reversed(library.posts) if post.date}
    years = [
        {
            "year": year,
            "entries": [entry(library, post) for post in posts],
            "weeks": list(_weeks(year, days, library, site)),
        }
        for year, posts in groupby(library.posts, key=_year)
    ]
    yield Page(
        kind="archive",
        path=PATH,
        template="archive.html",
        modified=last_change(library.posts, site.timezone)[:10],
        data={
            "head": head(site, "Archive", PATH, f"All posts of {site.title} by year."),
            "years": years,
            "tags": [{"name": tag, "count": len(posts)} for tag, posts in library.tags.items()],
            "posts": len(library.posts),
        },
    )


def _weeks(year: int, days: dict[date, Document], library: Library, site: Site) -> Iterator[dict[str, Any]]:
    """Yield the weekly rule's days of a year, from the first post to the last, with the post that kept each."""
    start, end = max(min(days), date(year, 1, 1)), min(max(days), date(year, 12, 31))
    slot = next_slot(site.weekly, start)
    while slot <= end:
        post = next((days[day] for day in _week_from(slot) if day in days), None)
        yield {
            "date": slot.isoformat(),
            "kept": post is not None,
            "title": post.title if post else "",
            "path": library.path(post.source) if post else "",
        }
        slot = next_slot(site.weekly, slot + timedelta(days=1))


def _week_from(slot: date) -> Iterator[date]:
    """Yield the days on which a post still counts for a slot: that day and the six after."""
    return (slot + timedelta(days=late) for late in range(7))


def _year(post: Document) -> int:
    return post.date.year if post.date else 0


PAGE_KIND = PageKind("archive", _pages)
