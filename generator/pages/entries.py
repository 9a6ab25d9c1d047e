"""What lists and heads of pages show of a document, as plain data for templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from generator.config import Site
from generator.pages import urls
from generator.pages.body import Heading
from generator.pages.document import Document, local_moment
from generator.pages.library import Library

LEAST_HEADINGS = 4


def entry(library: Library, document: Document) -> dict[str, Any]:
    """Return what a list shows of a document. Dates are ISO 8601; paths are site paths."""
    meta, facts = document.meta, library.facts[document.source]
    tags = () if meta.unlisted else meta.tags
    return {
        "title": document.title,
        "path": library.path(document.source),
        "date": document.date.isoformat() if document.date else "",
        "updated": local_moment(meta.updated, library.site.timezone).isoformat() if meta.updated else "",
        "week": meta.week,
        "description": meta.description,
        "summary": meta.description or facts.summary,
        "words": facts.words,
        "minutes": facts.minutes,
        "tags": [{"name": tag, "path": tag_path(tag)} for tag in tags],
        "authors": list(meta.authors or (library.site.author,)),
        "draft": meta.draft,
    }


def reference(library: Library, document: Document | None) -> dict[str, str] | None:
    """Return a document's title and site path for a link, None for no document."""
    return None if document is None else {"title": document.title, "path": library.path(document.source)}


def head(site: Site, title: str, path: str, description: str = "", **more: Any) -> dict[str, Any]:
    """Return what a page's ``<head>`` says: title, description, canonical URL, and ``more``."""
    data = {
        "title": title,
        "description": description,
        "canonical": urls.absolute(path, site.base_url),
        "type": "website",
    }
    return {**data, **more}


def tag_path(tag: str) -> str:
    """Return the site path of a tag's page."""
    return f"/tags/{urls.slugify(tag)}/"


def contents(headings: Sequence[Heading], wanted: bool | None) -> list[dict[str, Any]]:
    """Return the table of contents as nested items, empty where there shall be none.

    Levels 2 and 3 count. Unless ``wanted`` says so, a text with fewer than four of them gets none.
    """
    listed = [heading for heading in headings if heading.level in (2, 3)]
    if wanted is False or not listed or (wanted is None and len(listed) < LEAST_HEADINGS):
        return []
    items: list[dict[str, Any]] = []
    for heading in listed:
        item = {"id": heading.id, "text": heading.text, "items": []}
        parent = items[-1]["items"] if items and heading.level == 3 else items
        parent.append(item)
    return items


def last_change(documents: Iterable[Document], zone: str) -> str:
    """Return the latest date or update of some documents as ISO 8601, "" where there is none."""
    moments = [document.date for document in documents if document.date]
    moments += [local_moment(document.meta.updated, zone) for document in documents if document.meta.updated]
    return max(moments).isoformat() if moments else ""
