"""The home page: the newest post first, the others below, older ones on pages of their own."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.entries import cut, entry, head, last_change, numbered
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

PATH = "/"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    for posts, place in cut(PATH, library.posts, site.posts_per_page):
        title = "" if place["number"] == 1 else numbered("Posts", place)
        yield Page(
            kind="home",
            path=place["path"],
            template="home.html",
            modified=last_change(posts, site.timezone)[:10],
            data={
                "head": head(site, title, place["path"], site.description),
                "entries": [entry(library, post) for post in posts],
                "place": place,
            },
        )


PAGE_KIND = PageKind("home", _pages)
