"""404.html, which GitHub Pages serves for every URL that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.entries import entry, head
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

PATH = "/404.html"
SHOWN = 3


def _pages(library: Library, site: Site) -> Iterator[Page]:
    yield Page(
        kind="not-found",
        path=PATH,
        template="404.html",
        listed=False,
        data={
            "head": head(site, "Not found", PATH, noindex=True),
            "entries": [entry(library, post) for post in library.posts[:SHOWN]],
        },
    )


PAGE_KIND = PageKind("not found", _pages)
