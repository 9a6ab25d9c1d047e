"""Pages of documents: posts, other pages, notebooks, and a stub at each old URL."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from fridaygram.config import FILE, Site, path_problem
from fridaygram.errors import ContentError
from fridaygram.pages.document import Document
from fridaygram.pages.elsewhere import notebook_links
from fridaygram.pages.entries import contents, document_head, entry, head, last_change, reference, series_path
from fridaygram.pages.kinds.changes import changes_link
from fridaygram.pages.kinds.statements import links
from fridaygram.pages.library import Library, related
from fridaygram.pages.markup.notebook import SUFFIX
from fridaygram.pages.page import Page, PageKind
from fridaygram.pages.sources import owner_of
from fridaygram.pages.urls import closed


def _pages(library: Library, site: Site) -> Iterator[Page]:
    near = related(library)
    for document in library.documents.values():
        if document.kind == "post":
            yield _post(document, near.get(document.source, ()), library, site)
        elif document.kind == "page":
            yield _page(document, library)
        elif document.kind == "notebook":
            yield _notebook(document, library, site)
    yield from _aliases(library, site)


def _post(document: Document, near: tuple[Document, ...], library: Library, site: Site) -> Page:
    source = document.source
    return _of_document(
        document,
        library,
        canonical=document.meta.canonical,
        updated_reason=document.meta.updated_reason,
        scripted=library.facts[source].scripted or bool(site.comments.provider),
        mentions=library.mentions.get(source, ()),
        notebook=_opened(source, document, library, site),
        changes=changes_link(library, source),
        statements=links(library, source),
        **_around(document, near, library),
    )


def _of_document(document: Document, library: Library, **data: Any) -> Page:
    """Return the page of a document; ``data`` is what its template shows beside what all of them do."""
    source, meta, facts = document.source, document.meta, library.facts[document.source]
    shown = {
        "head": document_head(library, document),
        "entry": entry(library, document),
        "source": source,
        "scripted": facts.scripted,
        "contents": contents(facts.headings, meta.toc),
    }
    return Page(
        kind=document.kind,
        path=library.path(source),
        template=meta.template or f"{document.kind}.html",
        bodies=(source,),
        modified=last_change([document], library.site.timezone)[:10],
        listed=not meta.unlisted,
        data={**shown, **data},
    )


def _opened(source: str, owner: Document, library: Library, site: Site) -> dict[str, Any] | None:
    """Return where the notebook ``source`` can be had and opened, None where it is none. It lies beside ``owner``."""
    if not source.endswith(SUFFIX):
        return None
    file = library.folder(owner.source) + posixpath.relpath(source, posixpath.dirname(owner.source))
    return {"file": file, "links": notebook_links(site, source)}


def _around(document: Document, near: tuple[Document, ...], library: Library) -> dict[str, Any]:
    """Return where a reader may go from a post, each place once: the posts before and after, its series, others.

    A post of a series leads to its neighbours there; at the ends of a series, to those by date.
    """
    older, newer = library.neighbours(document.source)
    name = library.series_of(document)
    parts = library.series.get(name, ())
    series = None
    if document in parts:
        place = parts.index(document)
        older, newer = parts[place - 1] if place else older, parts[place + 1] if place + 1 < len(parts) else newer
        series = {"name": name, "path": series_path(name), "number": place + 1, "count": len(parts)}
    shown = {one.source for one in (older, newer) if one}
    backlinks = [library.documents[origin] for origin in library.backlinks.get(document.source, ())]
    backlinks = [one for one in backlinks if one.source not in shown]
    shown |= {one.source for one in backlinks}
    return {
        "older": reference(library, older),
        "newer": reference(library, newer),
        "series": series,
        "backlinks": [reference(library, one) for one in backlinks],
        "related": [reference(library, one) for one in near if one.source not in shown],
    }


def _page(document: Document, library: Library) -> Page:
    """Return a page that is no post: about, syllabus and the like."""
    source = document.source
    backlinks = [library.documents[origin] for origin in library.backlinks.get(source, ())]
    return _of_document(
        document,
        library,
        updated_reason=document.meta.updated_reason,
        backlinks=[reference(library, one) for one in backlinks],
        statements=links(library, source),
    )


def _notebook(document: Document, library: Library, site: Site) -> Page:
    """Return a notebook beside a post or page: its cells, their saved outputs, and a link to the file itself."""
    owner = library.documents[owner_of(document.source, library.documents)]
    return _of_document(
        document,
        library,
        post=reference(library, owner),
        notebook=_opened(document.source, owner, library, site),
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
            yield _stub(alias, document.title, target, source, site)
    for old, target in sorted(site.redirects.items()):
        yield _stub(old, target, target, FILE, site)


def _stub(old: str, title: str, target: str, source: str, site: Site) -> Page:
    """Return the page at an old URL; ``source`` is the file that names it."""
    data = {"head": head(site, title, target, noindex=True), "target": target, "source": source}
    return Page("alias", closed(old), "alias.html", data, listed=False)


PAGE_KIND = PageKind("document", _pages)
