"""How to search the site from a browser's address bar (OpenSearch 1.1); only where there is a search."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

PATH = "/opensearch.xml"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    if site.search:
        yield Page("opensearch", PATH, "feeds/opensearch.xml", data={}, media="xml", listed=False)


PAGE_KIND = PageKind("OpenSearch", _pages)
