"""The sitemap (sitemaps.org 0.9): every listed page with the day of its last change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fridaygram.config import Site
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

PATH = "/sitemap.xml"


def _pages(pages: Sequence[Page], library: Library, site: Site) -> Iterator[Page]:
    listed = sorted((page.path, page.modified) for page in pages if page.listed and page.media == "html")
    yield Page(
        kind="sitemap",
        path=PATH,
        template="feeds/sitemap.xml",
        media="xml",
        listed=False,
        data={"entries": [{"path": path, "modified": modified} for path, modified in listed]},
    )


PAGE_KIND = PageKind("sitemap", about_pages=_pages)
