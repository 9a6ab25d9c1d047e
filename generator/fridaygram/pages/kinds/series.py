"""Series: a page for each with its parts in order, and one that lists them all."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.entries import cut, entry, head, last_change, numbered, series_path
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

PATH = "/series/"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    if not library.series:
        return
    yield Page(
        kind="series-list",
        path=PATH,
        template="series.html",
        modified=last_change(library.posts, site.timezone)[:10],
        data={
            "head": head(site, "Series", PATH, f"The series of {site.title}."),
            "series": [
                {"name": name, "path": series_path(name), "count": len(parts)} for name, parts in library.series.items()
            ],
        },
    )
    for name, parts in library.series.items():
        feeds = [{"title": f"{site.title}: {name}", "path": series_path(name)}]
        for shown, place in cut(series_path(name), parts, site.posts_per_page):
            about = numbered(f"{name}, a series in {len(parts)} part{'s' if len(parts) != 1 else ''}", place)
            yield Page(
                kind="series",
                path=place["path"],
                template="series.html",
                modified=last_change(shown, site.timezone)[:10],
                data={
                    "head": head(site, numbered(name, place), place["path"], f"{about}.", feeds=feeds),
                    "name": name,
                    "entries": [entry(library, post) for post in shown],
                    "place": place,
                },
            )


PAGE_KIND = PageKind("series", _pages)
