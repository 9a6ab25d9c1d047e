"""The pages that a site has once: its home page, the search page, and 404.html."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.entries import cut, entry, head, last_change, numbered
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

HOME, SEARCH, NOT_FOUND = "/", "/search/", "/404.html"
SHOWN_IF_NOT_FOUND = 3


def _pages(library: Library, site: Site) -> Iterator[Page]:
    yield from _home(library, site)
    if site.search:
        # Without a script it leads to the archive.
        about = head(site, "Search", SEARCH, f"Search the posts of {site.title}.")
        yield Page("search", SEARCH, "search.html", data={"head": about, "scripted": True}, listed=False)
    # GitHub Pages serves this one for every URL that is not there.
    yield Page(
        kind="not-found",
        path=NOT_FOUND,
        template="404.html",
        listed=False,
        data={
            "head": head(site, "Not found", NOT_FOUND, noindex=True),
            "entries": [entry(library, post) for post in library.posts[:SHOWN_IF_NOT_FOUND]],
        },
    )


def _home(library: Library, site: Site) -> Iterator[Page]:
    """Yield the home page: the newest post first, the others below, older ones on pages of their own."""
    for posts, place in cut(HOME, library.posts, site.posts_per_page):
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


PAGE_KIND = PageKind("site page", _pages)
