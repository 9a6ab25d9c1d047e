"""A page that is no post: about, syllabus and the like."""

from __future__ import annotations

from collections.abc import Iterator

from generator.config import Site
from generator.pages.entries import contents, document_head, entry, last_change, reference
from generator.pages.library import Library
from generator.pages.page import Page, PageKind


def _pages(library: Library, site: Site) -> Iterator[Page]:
    for document in library.documents.values():
        if document.kind != "page":
            continue
        source, meta = document.source, document.meta
        yield Page(
            kind="page",
            path=library.path(source),
            template=meta.template or "page.html",
            bodies=(source,),
            modified=last_change([document], site.timezone)[:10],
            listed=not meta.unlisted,
            data={
                "head": document_head(library, document),
                "entry": entry(library, document),
                "source": source,
                "updated_reason": meta.updated_reason,
                "scripted": library.facts[source].scripted,
                "contents": contents(library.facts[source].headings, meta.toc),
                "backlinks": [
                    reference(library, library.documents[origin]) for origin in library.backlinks.get(source, ())
                ],
            },
        )


PAGE_KIND = PageKind("page", _pages)
