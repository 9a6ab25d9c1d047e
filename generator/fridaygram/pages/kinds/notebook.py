"""A notebook beside a post or page: its cells and their saved outputs, and a way to the file itself."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from fridaygram.config import Site
from fridaygram.pages.document import Document, owner_of
from fridaygram.pages.entries import contents, document_head, entry, reference
from fridaygram.pages.library import Library
from fridaygram.pages.page import Page, PageKind


def _pages(library: Library, site: Site) -> Iterator[Page]:
    return (_page(one, library, site) for one in library.documents.values() if one.kind == "notebook")


def _page(document: Document, library: Library, site: Site) -> Page:
    source = document.source
    owner = owner_of(source)
    return Page(
        kind="notebook",
        path=library.path(source),
        template="notebook.html",
        bodies=(source,),
        modified=document.date.date().isoformat() if document.date else "",
        listed=not document.meta.unlisted,
        data={
            "head": document_head(library, document),
            "entry": entry(library, document),
            "source": source,
            "scripted": library.facts[source].scripted,
            "contents": contents(library.facts[source].headings, None),
            "post": reference(library, library.documents[owner]),
            "file": library.path(owner) + posixpath.relpath(source, posixpath.dirname(owner)),
        },
    )


PAGE_KIND = PageKind("notebook", _pages)
