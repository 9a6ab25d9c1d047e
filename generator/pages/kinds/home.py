"""The home page: the newest post first, the others below, older ones on pages of their own."""

from __future__ import annotations

from collections.abc import Iterator

from generator.config import Site
from generator.pages.entries import entry, head, last_change
from generator.pages.library import Library
from generator.pages.page import Page, PageKind


def _pages(library: Library, site: Site) -> Iterator[Page]:
    size = site.posts_per_page
    last = max(1, -(-len(library.posts) // size))
    for number in range(1, last + 1):
        posts = library.posts[(number - 1) * size : number * size]
        path = _path(number)
        title = "" if number == 1 else f"Page {number}"
        yield Page(
            kind="home",
            path=path,
            template="home.html",
            modified=last_change(posts, site.timezone)[:10],
            data={
                "head": head(site, title, path, site.description),
                "entries": [entry(library, post) for post in posts],
                "number": number,
                "last": last,
                "newer": _path(number - 1) if number > 1 else "",
                "older": _path(number + 1) if number < last else "",
            },
        )


def _path(number: int) -> str:
    return "/" if number == 1 else f"/page/{number}/"


PAGE_KIND = PageKind("home", _pages)
