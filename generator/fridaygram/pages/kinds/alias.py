"""Aliases: a stub at each old URL of a document that leads to its present one."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from fridaygram.config import Site
from fridaygram.errors import ContentError
from fridaygram.pages.entries import head
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind
from fridaygram.pages.urls import closed


def _pages(library: Library, site: Site) -> Iterator[Page]:
    for source, document in library.documents.items():
        target = library.path(source)
        for alias in document.meta.aliases:
            if problem := _problem(alias):
                what, hint = problem
                raise ContentError(f"alias '{alias}' {what}", file=source, line=document.line_of("aliases"), hint=hint)
            yield Page(
                kind="alias",
                path=closed(alias),
                template="alias.html",
                listed=False,
                data={"head": head(site, document.title, target, noindex=True), "target": target, "source": source},
            )


def _problem(alias: str) -> tuple[str, str] | None:
    """Return what keeps an old URL from being a file of the site, and the way out, or None."""
    if not alias.startswith("/"):
        return "does not start with /", f"write it as a path below the site's root: /{alias}"
    if "?" in alias or "#" in alias:
        return "asks for more than a path", "files answer paths alone: leave out what begins with ? or #"
    segments = unquote(alias).strip("/").split("/")
    if {".", ".."} & set(segments) or "" in segments[1:]:
        return "is no path below the site", "write it as browsers ask for it: /old/name/"
    return None


PAGE_KIND = PageKind("alias", _pages)
