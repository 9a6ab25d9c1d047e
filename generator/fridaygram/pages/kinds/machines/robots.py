"""robots.txt (RFC 9309): everything is open, and the sitemap is there."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind


def _pages(library: Library, site: Site) -> Iterator[Page]:
    yield Page(kind="robots", path="/robots.txt", template="feeds/robots.txt", data={}, media="text", listed=False)


PAGE_KIND = PageKind("robots", _pages)
