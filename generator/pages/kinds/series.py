"""Series: a page for each with its parts in order, and one that lists them all."""

from __future__ import annotations

from collections.abc import Iterator

from generator.config import Site
from generator.pages.entries import entry, head, last_change, series_path
from generator.pages.library import Library
from generator.pages.page import Page, PageKind

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
        path = series_path(name)
        feeds = [{"title": f"{site.title}: {name}", "path": path}]
        yield Page(
            kind="series",
            path=path,
            template="series.html",
            modified=last_change(parts, site.timezone)[:10],
            data={
                "head": head(site, name, path, f"{name}, a series in {len(parts)} parts.", feeds=feeds),
                "name": name,
                "entries": [entry(library, post) for post in parts],
            },
        )


PAGE_KIND = PageKind("series", _pages)
