"""A post: the text, where it stands among the others, and who refers to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fridaygram.config import Site
from fridaygram.pages.document import Document
from fridaygram.pages.entries import contents, document_head, entry, last_change, reference, series_path
from fridaygram.pages.library import Library, related
from fridaygram.pages.page import Page, PageKind


def _pages(library: Library, site: Site) -> Iterator[Page]:
    near = related(library)
    for document in library.documents.values():
        if document.kind == "post":
            yield _post(document, near.get(document.source, ()), library, site)


def _post(document: Document, near: tuple[Document, ...], library: Library, site: Site) -> Page:
    source, meta = document.source, document.meta
    older, newer = library.neighbours(source)
    series = _series(document, library)
    backlinks = library.backlinks.get(source, ())
    return Page(
        kind="post",
        path=library.path(source),
        template=meta.template or "post.html",
        bodies=(source,),
        modified=last_change([document], site.timezone)[:10],
        listed=not meta.unlisted,
        data={
            "head": document_head(library, document),
            "entry": entry(library, document),
            "source": source,
            "updated_reason": meta.updated_reason,
            "canonical": meta.canonical,
            "scripted": library.facts[source].scripted,
            "contents": contents(library.facts[source].headings, meta.toc),
            "older": reference(library, older),
            "newer": reference(library, newer),
            "series": series,
            "related": [reference(library, post) for post in near],
            "backlinks": [reference(library, library.documents[origin]) for origin in backlinks],
        },
    )


def _series(document: Document, library: Library) -> dict[str, Any] | None:
    """Return the series of a post: its name and page, the number of this part, and the parts around it."""
    name = library.series_of(document)
    parts = library.series.get(name, ())
    if document not in parts:
        return None
    place = parts.index(document)
    return {
        "name": name,
        "path": series_path(name),
        "number": place + 1,
        "count": len(parts),
        "before": reference(library, parts[place - 1] if place else None),
        "after": reference(library, parts[place + 1] if place + 1 < len(parts) else None),
    }


PAGE_KIND = PageKind("post", _pages)
