"""The search page, where site.toml asks for one. Without a script it leads to the archive."""

from __future__ import annotations

from collections.abc import Iterator

from generator.config import Site
from generator.pages.entries import head
from generator.pages.library import Library
from generator.pages.page import Page, PageKind

PATH = "/search/"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    if site.search:
        about = head(site, "Search", PATH, f"Search the posts of {site.title}.")
        yield Page("search", PATH, "search.html", data={"head": about, "scripted": True}, listed=False)


PAGE_KIND = PageKind("search", _pages)
