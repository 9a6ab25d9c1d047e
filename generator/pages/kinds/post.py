"""A post: the text, where it stands among the others, and who refers to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.config import Site
from generator.pages.document import Document
from generator.pages.entries import contents, entry, head, last_change, reference
from generator.pages.library import Library
from generator.pages.page import Page, PageKind


def _pages(library: Library, site: Site) -> Iterator[Page]:
    for document in library.documents.values():
        if document.kind == "post":
            yield _post(document, library, site)


def _post(document: Document, library: Library, site: Site) -> Page:
    source, meta = document.source, document.meta
    path, shown = library.path(source), entry(library, document)
    older, newer = library.neighbours(source)
    return Page(
        kind="post",
        path=path,
        template=meta.template or "post.html",
        bodies=(source,),
        modified=last_change([document], site.timezone)[:10],
        listed=not meta.unlisted,
        data={
            "head": head(site, document.title, path, shown["summary"], type="article")
            | ({"canonical": meta.canonical} if meta.canonical else {}),
            "entry": shown,
            "source": source,
            "updated_reason": meta.updated_reason,
            "canonical": meta.canonical,
            "contents": contents(library.facts[source].headings, meta.toc),
            "older": reference(library, older),
            "newer": reference(library, newer),
            "series": _series(document, library),
            "backlinks": [
                reference(library, library.documents[origin]) for origin in library.backlinks.get(source, ())
            ],
        },
    )


def _series(document: Document, library: Library) -> dict[str, Any] | None:
    """Return the series of a post: its name, the number of this part, and all parts."""
    parts = library.series.get(document.meta.series, ())
    if document not in parts:
        return None
    return {
        "name": document.meta.series,
        "number": parts.index(document) + 1,
        "parts": [reference(library, part) for part in parts],
    }


PAGE_KIND = PageKind("post", _pages)
