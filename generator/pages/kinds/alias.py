"""Aliases: a stub at each old URL of a document that leads to its present one."""

from __future__ import annotations

from collections.abc import Iterator

from generator.config import Site
from generator.errors import ContentError
from generator.pages.entries import head
from generator.pages.library import Library
from generator.pages.page import Page, PageKind


def _pages(library: Library, site: Site) -> Iterator[Page]:
    for source, document in library.documents.items():
        target = library.path(source)
        for alias in document.meta.aliases:
            if not alias.startswith("/"):
                hint = f"write it as a path below the site's root: /{alias}"
                line = document.line_of("aliases")
                raise ContentError(f"alias '{alias}' does not start with /", file=source, line=line, hint=hint)
            last = alias.rsplit("/", 1)[-1]
            yield Page(
                kind="alias",
                path=alias if not last or "." in last else alias + "/",
                template="alias.html",
                listed=False,
                data={"head": head(site, document.title, target, noindex=True), "target": target, "source": source},
            )


PAGE_KIND = PageKind("alias", _pages)
