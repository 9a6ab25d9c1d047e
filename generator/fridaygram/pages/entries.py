"""What templates see of documents and of the site: plain data."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from fridaygram.config import Site, is_address
from fridaygram.errors import ContentError, suggestion
from fridaygram.files import digest_json
from fridaygram.languages import word
from fridaygram.pages import urls
from fridaygram.pages.body import Heading
from fridaygram.pages.document import Document, local_moment
from fridaygram.pages.elsewhere import comments_of
from fridaygram.pages.library import Library
from fridaygram.pages.links import with_names
from fridaygram.pages.pictures.responsive import fallback_size

LEAST_HEADINGS = 4
CARD_SIZE = (1200, 630)
"""Pixels of a social card, as ``pictures/card.py`` draws it."""
COUNTS = ("words", "minutes")
"""The parts of an entry that say how long a text is. Every edit changes them, and few lists show them."""


class ListEntry(Mapping[str, Any]):
    """What a list shows of a document: a read-only dict that is encoded once for all pages that show it."""

    __slots__ = ("_encoded", "_fields")

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields
        self._encoded: dict[frozenset[str], msgspec.Raw] = {}

    def __getitem__(self, name: str) -> Any:
        """Return a field. Raises KeyError."""
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        """Give the names of the fields."""
        return iter(self._fields)

    def __len__(self) -> int:
        """Count the fields."""
        return len(self._fields)

    def encoded(self, counts: frozenset[str]) -> msgspec.Raw:
        """Return the entry as JSON that has, of ``COUNTS``, only ``counts``."""
        found = self._encoded.get(counts)
        if found is None:
            left_out = {*COUNTS} - counts
            fields = {name: value for name, value in self._fields.items() if name not in left_out}
            found = self._encoded[counts] = msgspec.Raw(msgspec.json.encode(fields, order="deterministic"))
        return found


def encode_page(value: Any, counts: frozenset[str]) -> bytes:
    """Return a page as JSON whose keys have one order and whose entries have, of ``COUNTS``, only ``counts``."""
    return msgspec.json.encode(value, order="deterministic", enc_hook=lambda entry: entry.encoded(counts))


def entry(library: Library, document: Document) -> ListEntry:
    """Return what a list shows of a document. Dates are ISO 8601; paths are site paths."""
    known = library.entries.get(document.source)
    if known is None:
        known = library.entries[document.source] = ListEntry(_entry(library, document))
    return known


def _entry(library: Library, document: Document) -> dict[str, Any]:
    meta, facts = document.meta, library.facts[document.source]
    tags = () if meta.unlisted else meta.tags
    return {
        "title": document.title,
        "path": library.path(document.source),
        "id": meta.feed_id,
        "language": meta.language,
        "direction": library.language(document).direction,
        "date": document.date.isoformat() if document.date else "",
        "updated": local_moment(meta.updated, library.site.timezone).isoformat() if meta.updated else "",
        "week": meta.week,
        "description": meta.description,
        "summary": meta.description or with_names(library, document.source, facts.summary),
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
    """Return what a page's ``<head>`` says.

    Its title, description, canonical URL, Open Graph type, the feeds that belong to it beside the site's
    (site paths without the format), its translations, a picture for social cards (see ``cover``), None for
    none, and what its Content-Security-Policy allows beside the site's own scripts; ``more`` replaces or adds.
    """
    data: dict[str, Any] = {
        "title": title,
        "description": description,
        "canonical": urls.absolute(path, site.base_url),
        "type": "website",
        "feeds": [],
        "translations": [],
        "published": "",
        "changed": "",
        "picture": None,
        "picture_alt": "",
        "scripts": list(site.scripts),
    }
    return {**data, **more}


def document_head(library: Library, document: Document) -> dict[str, Any]:
    """Return the ``<head>`` of a document's own page, with its data for search engines (schema.org)."""
    site, meta, shown = library.site, document.meta, entry(library, document)
    path = library.path(document.source)
    canonical = meta.canonical or urls.absolute(path, site.base_url)
    picture = cover(library, document)
    linked: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting" if document.kind == "post" else "WebPage",
        "headline": document.title,
        "description": shown["summary"],
        "url": canonical,
        "inLanguage": meta.language or site.language,
        "author": [{"@type": "Person", "name": name} for name in shown["authors"]],
    }
    if document.date:
        linked["datePublished"] = shown["date"]
        linked["dateModified"] = shown["updated"] or shown["date"]
    if meta.tags:
        linked["keywords"] = list(meta.tags)
    if picture:
        linked["image"] = urls.absolute(picture["path"], site.base_url)
    kind = "article" if document.kind == "post" else "website"
    kept = comments_of(site) if document.kind == "post" else None
    comments = [f"https://{kept['host']}"] if kept else []
    words = meta.cover_alt if meta.cover else f"{document.title}: {site.title}" if picture else ""
    more: dict[str, Any] = {
        "published": shown["date"],
        "changed": shown["updated"],
        "canonical": canonical,
        "type": kind,
        "picture": picture,
        "picture_alt": words,
        "linked": linked,
        "language": meta.language,
        "translations": alternates(library, document.source),
        "scripts": [*site.scripts, *library.facts[document.source].scripts, *comments],
    }
    if meta.unlisted:
        more["noindex"] = True
    return head(site, document.title, path, shown["summary"], **more)


def alternates(library: Library, source: str) -> list[dict[str, str]]:
    """Return the original and the translations of a document, itself among them: their language, its name, a path."""
    languages = ((one, library.language(one)) for one in library.translations.get(source, ()))
    return [
        {"language": language.tag, "name": language.name, "path": library.path(one.source)}
        for one, language in languages
    ]


def cover(library: Library, document: Document) -> dict[str, Any] | None:
    """Return a document's cover picture, else its card, None where it has neither.

    It has a site ``path``, and a ``width`` and ``height`` in pixels, 0 where they are not known. Raises ContentError
    where the cover is not there.
    """
    name = document.meta.cover
    if not name:
        card = library.cards.get(document.source, "")
        return {"path": card, "width": CARD_SIZE[0], "height": CARD_SIZE[1]} if card else None
    folder = posixpath.dirname(document.source)
    files = library.files.get(document.source, ())
    if f"{folder}/{name}" not in files:
        line = document.line_of("cover")
        hint = suggestion(name, [posixpath.relpath(file, folder) for file in files])
        raise ContentError(f"the cover '{name}' is not beside the text", file=document.source, line=line, hint=hint)
    made = (library.pictures or {}).get(f"{folder}/{name}")
    if made is None or not made.fallback:
        return {"path": library.folder(document.source) + name, "width": 0, "height": 0}
    width, height = fallback_size(made)
    return {"path": made.fallback, "width": width, "height": height}


def tag_path(tag: str) -> str:
    """Return the site path of a tag's page."""
    return f"/tags/{urls.slugify(tag)}/"


def series_path(name: str) -> str:
    """Return the site path of a series' page."""
    return f"/series/{urls.slugify(name)}/"


def cut(path: str, documents: Sequence[Document], size: int) -> Iterator[tuple[Sequence[Document], dict[str, Any]]]:
    """Cut a list whose page is at ``path`` into pages of at most ``size``; yield the documents of each, and its place.

    A place is the page's own ``path``, its ``number`` and the ``last`` one from 1, the paths ``before`` and ``after``
    ("" for none), and how many documents the whole list has (``count``). A list of nothing has one page.
    """
    last = max(1, -(-len(documents) // size))
    paths = [path, *(f"{path}page/{number}/" for number in range(2, last + 1)), ""]
    for number in range(1, last + 1):
        yield (
            documents[(number - 1) * size : number * size],
            {
                "path": paths[number - 1],
                "number": number,
                "last": last,
                "before": paths[number - 2] if number > 1 else "",
                "after": paths[number],
                "count": len(documents),
            },
        )


def numbered(title: str, place: Mapping[str, Any]) -> str:
    """Return the title of a page of a list: "Soul", "Soul, page 2 of 3"."""
    if place["number"] == 1:
        return title
    return word("titled-page", title=title, number=place["number"], last=place["last"])


def contents(headings: Sequence[Heading], wanted: bool | None) -> list[dict[str, Any]]:
    """Return the table of contents as nested items, empty if there is none.

    Levels 2 and 3 count, but for headings with the class "no_toc". Unless ``wanted`` says so, a text with fewer
    than four of them gets none.
    """
    listed = [heading for heading in headings if heading.listed and heading.level in (2, 3)]
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


class Loaded(msgspec.Struct, frozen=True):
    """What pages load: the site paths of style sheet and script, whether the site's icon is a drawing (SVG), what
    the badge says, "" for no badge, and the site paths of the ``fonts`` that every page shows.
    """

    styles: str
    script: str = ""
    drawn_icon: bool = True
    badge: str = ""
    fonts: tuple[str, ...] = ()


def site_digest(site: Site, loaded: Loaded) -> str:
    """Return the fingerprint of what every page sees beside its own data."""
    return digest_json(site_data(site, loaded))


def site_data(site: Site, loaded: Loaded) -> dict[str, Any]:
    """Return what every template sees as ``site``: plain JSON."""
    names = ("title", "author", "base_url", "base_path", "language", "description", "email", "hub", "licence")
    data: dict[str, Any] = {name: getattr(site, name) for name in names}
    data["newsletter"] = f"mailto:{site.newsletter}" if is_address(site.newsletter) else site.newsletter
    data["me"] = [{"url": url, "name": urlsplit(url).hostname or url} for url in site.me]
    data |= {"receive": site.webmentions.receive, "comments": comments_of(site)}
    data["nav"] = [{"title": item.title, "url": item.url} for item in site.nav]
    data |= {"styles": loaded.styles, "script": loaded.script, "drawn_icon": loaded.drawn_icon, "badge": loaded.badge}
    data["fonts"] = list(loaded.fonts)
    data["search"] = site.search
    data["weekday"] = site.weekly.weekday
    return data
