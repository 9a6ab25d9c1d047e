"""A page that is no post: about, syllabus and the like."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.document import Document
from fridaygram.pages.entries import contents, document_head, entry, last_change, reference
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind


def _pages(library: Library, site: Site) -> Iterator[Page]:
    return (_page(one, library, site) for one in library.documents.values() if one.kind == "page")


def _page(document: Document, library: Library, site: Site) -> Page:
    source = document.source
    meta, backlinks = document.meta, library.backlinks.get(source, ())
    return Page(
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
            "backlinks": [reference(library, library.documents[origin]) for origin in backlinks],
        },
    )


PAGE_KIND = PageKind("page", _pages)
