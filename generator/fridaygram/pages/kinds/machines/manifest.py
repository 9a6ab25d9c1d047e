"""The web app manifest: what a phone shows of the site on its home screen."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind

PATH = "/site.webmanifest"


def _pages(library: Library, site: Site) -> Iterator[Page]:
    yield Page("manifest", PATH, "feeds/manifest.json", data={}, media="json", listed=False)


PAGE_KIND = PageKind("manifest", _pages)
