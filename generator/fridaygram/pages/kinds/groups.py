"""Tags and series: a page for each with its posts, and one that lists all tags, one that lists all series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fridaygram.config import Site
from fridaygram.pages.document import Document
from fridaygram.pages.entries import cut, entry, head, last_change, numbered, series_path, tag_path
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

TAGS, SERIES = "/tags/", "/series/"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    if library.tags:
        tags = [{"name": tag, "path": tag_path(tag), "count": len(posts)} for tag, posts in library.tags.items()]
        about = head(site, "Tags", TAGS, f"What {site.title} is about.")
        yield _list("tags", TAGS, "tag.html", library, site, {"head": about, "tags": tags})
    for tag, posts in library.tags.items():
        yield from _group("tag", tag, posts, library, site)
    if library.series:
        series = [
            {"name": name, "path": series_path(name), "count": len(parts)} for name, parts in library.series.items()
        ]
        about = head(site, "Series", SERIES, f"The series of {site.title}.")
        yield _list("series-list", SERIES, "series.html", library, site, {"head": about, "series": series})
    for name, parts in library.series.items():
        yield from _group("series", name, parts, library, site)


def _list(kind: str, path: str, template: str, library: Library, site: Site, data: dict[str, Any]) -> Page:
    return Page(kind, path, template, modified=last_change(library.posts, site.timezone)[:10], data=data)


def _group(kind: str, name: str, posts: Sequence[Document], library: Library, site: Site) -> Iterator[Page]:
    """Yield the pages of one tag or series; older posts are on pages of their own."""
    is_tag = kind == "tag"
    path = tag_path(name) if is_tag else series_path(name)
    parts = f"{len(posts)} part{'s' if len(posts) != 1 else ''}"
    for shown, place in cut(path, posts, site.posts_per_page):
        title = numbered(f"Tag: {name}" if is_tag else name, place)
        about = numbered(f"Posts about {name}" if is_tag else f"{name}, a series in {parts}", place)
        feeds = [{"title": f"{site.title}: {name}", "path": path}]
        yield Page(
            kind=kind,
            path=place["path"],
            template=f"{kind}.html",
            modified=last_change(shown, site.timezone)[:10],
            data={
                "head": head(site, title, place["path"], f"{about}.", feeds=feeds),
                "tag" if is_tag else "name": name,
                "entries": [entry(library, post) for post in shown],
                "place": place,
            },
        )


PAGE_KIND = PageKind("tag or series", _pages)
