"""Lists of posts: the archive by year (a page a year where there are many posts), and a page for each tag and series.

The archive has a calendar of the weekly rule's days, kept and missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from fridaygram.clock import next_slot
from fridaygram.config import Site
from fridaygram.languages import word
from fridaygram.pages.document import Document
from fridaygram.pages.entries import cut, entry, head, last_change, numbered, series_path, tag_path
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

ARCHIVE = "/archive/"
TAGS, SERIES = "/tags/", "/series/"
ON_ONE_PAGE = 100
"""Posts up to which the archive is one page; a longer one has a page a year."""


def _pages(library: Library, site: Site) -> Iterator[Page]:
    yield from _archive(library, site)
    yield from _groups(library, site)


def _archive(library: Library, site: Site) -> Iterator[Page]:
    """Yield the archive: one page, or of a long blog one a year, and one that lists the years and shows the latest."""
    days = {post.date.date(): post for post in reversed(library.posts) if post.date}
    years: list[dict[str, Any]] = [
        {
            "year": year,
            "path": f"{ARCHIVE}{year}/",
            "entries": [entry(library, post) for post in posts],
            "weeks": list(_weeks(year, days, library, site)),
        }
        for year, posts in groupby(library.posts, key=_year)
    ]
    tags = [{"name": tag, "count": len(posts)} for tag, posts in library.tags.items()]
    about = head(site, word("archive"), ARCHIVE, word("archive-about", site=site.title))
    more: dict[str, Any] = {"posts": len(library.posts), "tags": tags}
    whole = len(library.posts) <= ON_ONE_PAGE
    if not whole:
        more["all_years"] = [{"year": one["year"], "path": one["path"], "count": len(one["entries"])} for one in years]
    shown = years if whole else years[:1]
    yield _list("archive", ARCHIVE, "archive.html", library.posts, site, {"head": about, "years": shown, **more})
    for one in () if whole else years:
        posts = [post for post in library.posts if _year(post) == one["year"]]
        title, told = f"{word('archive')}: {one['year']}", word("archive-year-about", site=site.title, year=one["year"])
        about = head(site, title, one["path"], told)
        yield _list("archive", one["path"], "archive.html", posts, site, {"head": about, "years": [one], **more})


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


def _groups(library: Library, site: Site) -> Iterator[Page]:
    """Yield a page for each tag and series, one that lists all tags, and one that lists all series."""
    if library.tags:
        tags = [{"name": tag, "path": tag_path(tag), "count": len(posts)} for tag, posts in library.tags.items()]
        about = head(site, word("tags"), TAGS, word("tags-about", site=site.title))
        yield _list("tags", TAGS, "tag.html", library.posts, site, {"head": about, "tags": tags})
    for tag, posts in library.tags.items():
        yield from _group("tag", tag, posts, library, site)
    if library.series:
        series = [
            {"name": name, "path": series_path(name), "count": len(parts)} for name, parts in library.series.items()
        ]
        about = head(site, word("series"), SERIES, word("series-list-about", site=site.title))
        yield _list("series-list", SERIES, "series.html", library.posts, site, {"head": about, "series": series})
    for name, parts in library.series.items():
        yield from _group("series", name, parts, library, site)


def _list(kind: str, path: str, template: str, posts: Sequence[Document], site: Site, data: dict[str, Any]) -> Page:
    """Return a page that lists ``posts``, or their years, tags or series."""
    return Page(kind, path, template, data, modified=last_change(posts, site.timezone)[:10])


def _group(kind: str, name: str, posts: Sequence[Document], library: Library, site: Site) -> Iterator[Page]:
    """Yield the pages of one tag or series; older posts are on pages of their own."""
    is_tag = kind == "tag"
    path = tag_path(name) if is_tag else series_path(name)
    told = word("tag-about", tag=name) if is_tag else word("series-about", name=name, count=len(posts))
    for shown, place in cut(path, posts, site.posts_per_page):
        title = numbered(f"{word('tag')}: {name}" if is_tag else name, place)
        about = numbered(told, place)
        feeds = [{"title": f"{site.title}: {name}", "path": path}]
        data = {
            "head": head(site, title, place["path"], f"{about}.", feeds=feeds),
            "tag" if is_tag else "name": name,
            "entries": [entry(library, post) for post in shown],
            "place": place,
        }
        yield _list(kind, place["path"], f"{kind}.html", shown, site, data)


PAGE_KIND = PageKind("list of posts", _pages)
