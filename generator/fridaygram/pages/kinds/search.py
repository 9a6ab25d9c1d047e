"""The search page, where site.toml asks for one. Without a script it leads to the archive."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.entries import head
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

PATH = "/search/"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    if site.search:
        about = head(site, "Search", PATH, f"Search the posts of {site.title}.")
        yield Page("search", PATH, "search.html", data={"head": about, "scripted": True}, listed=False)


PAGE_KIND = PageKind("search", _pages)
