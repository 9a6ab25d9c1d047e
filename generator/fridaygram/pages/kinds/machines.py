"""Files that programs read: robots.txt, the sitemap, the web app manifest, and how to search the site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fridaygram.config import Site
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind


def _pages(library: Library, site: Site) -> Iterator[Page]:
    # RFC 9309: everything is open, and the sitemap is there.
    yield Page("robots", "/robots.txt", "feeds/robots.txt", data={}, media="text", listed=False)
    # What a phone shows of the site on its home screen.
    yield Page("manifest", "/site.webmanifest", "feeds/manifest.json", data={}, media="json", listed=False)
    if site.search:
        # OpenSearch 1.1: search from a browser's address bar.
        yield Page("opensearch", "/opensearch.xml", "feeds/opensearch.xml", data={}, media="xml", listed=False)


def _sitemap(pages: Sequence[Page], library: Library, site: Site) -> Iterator[Page]:
    """Yield the sitemap (sitemaps.org 0.9): every listed page with the day of its last change."""
    listed = sorted((page.path, page.modified) for page in pages if page.listed and page.media == "html")
    yield Page(
        kind="sitemap",
        path="/sitemap.xml",
        template="feeds/sitemap.xml",
        media="xml",
        listed=False,
        data={"entries": [{"path": path, "modified": modified} for path, modified in listed]},
    )


PAGE_KIND = PageKind("files for programs", _pages, about_pages=_sitemap)
