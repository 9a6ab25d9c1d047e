"""Pages of documents: posts, other pages, notebooks, and a stub at each old URL."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from fridaygram.config import FILE, Site, path_problem
from fridaygram.errors import ContentError
from fridaygram.pages.document import Document, owner_of
from fridaygram.pages.entries import contents, document_head, entry, head, last_change, reference, series_path
from fridaygram.pages.kinds.changes import changes_link
from fridaygram.pages.kinds.statements import links
from fridaygram.pages.library import Library, related
from fridaygram.pages.page import Page, PageKind
from fridaygram.pages.urls import closed


def _pages(library: Library, site: Site) -> Iterator[Page]:
    near = related(library)
    for document in library.documents.values():
        if document.kind == "post":
            yield _post(document, near.get(document.source, ()), library, site)
        elif document.kind == "page":
            yield _page(document, library, site)
        elif document.kind == "notebook":
            yield _notebook(document, library, site)
    yield from _aliases(library, site)


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
            "changes": changes_link(library, source),
            "related": [reference(library, post) for post in near],
            "backlinks": [reference(library, library.documents[origin]) for origin in backlinks],
            "statements": links(library, source),
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


def _page(document: Document, library: Library, site: Site) -> Page:
    """Return a page that is no post: about, syllabus and the like."""
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
            "statements": links(library, source),
        },
    )


def _notebook(document: Document, library: Library, site: Site) -> Page:
    """Return a notebook beside a post or page: its cells, their saved outputs, and a link to the file itself."""
    source = document.source
    owner = owner_of(source, library.documents)
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
            "file": library.folder(owner) + posixpath.relpath(source, posixpath.dirname(owner)),
        },
    )


def _aliases(library: Library, site: Site) -> Iterator[Page]:
    """Yield a stub at each old URL that leads to the present one: the aliases of documents, then the site's redirects.

    Raises ContentError for an alias that cannot be a file of the site.
    """
    for source, document in library.documents.items():
        target = library.path(source)
        for alias in document.meta.aliases:
            if problem := path_problem(alias):
                what, hint = problem
                raise ContentError(f"alias '{alias}' {what}", file=source, line=document.line_of("aliases"), hint=hint)
            yield Page(
                kind="alias",
                path=closed(alias),
                template="alias.html",
                listed=False,
                data={"head": head(site, document.title, target, noindex=True), "target": target, "source": source},
            )
    for old, target in sorted(site.redirects.items()):
        data = {"head": head(site, target, target, noindex=True), "target": target, "source": FILE}
        yield Page(kind="alias", path=closed(old), template="alias.html", listed=False, data=data)


PAGE_KIND = PageKind("document", _pages)
