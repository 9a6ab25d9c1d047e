"""The input and output of conversion: plain data, so that it can be cached, compared and sent between processes.

A body's HTML holds its internal links as markers (``\\x02target\\x03``) in place of URLs. So it depends on nothing
but the document and its fills; ``links.resolve`` finds the URLs and ``page.render`` puts them in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from fridaygram.pages.bibliography import Reference
from fridaygram.pages.urls import encoded

TOP = "top"  # where no element has this id, browsers go to the top of the page (HTML, 7.4.6.4)
OPEN, CLOSE = "\x02", "\x03"
CAPTION = "\x04"  # where a figure's caption will stand, which is converted with its document
_MARKER = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


class FigureFill(msgspec.Struct, frozen=True):
    """A drawn figure as HTML: for the page, and for feeds, whose readers strip SVG. ``CAPTION`` marks its caption.

    ``mail`` is the HTML for email where it differs from the feed's, else "": pictures stand still and link to the page.
    """

    html: str
    feed: str
    mail: str = ""


class Fills(msgspec.Struct, frozen=True):
    """What fills a document's directives: figures by key, inline values by dotted name, works it cites by key.

    ``corrections`` is HTML that stands below the text: the inline values that were corrected after publication.
    """

    figures: dict[str, FigureFill] = {}
    values: dict[str, int | float | str | bool] = {}
    works: dict[str, Reference] = {}
    corrections: str = ""


class Heading(msgspec.Struct, frozen=True):
    """A heading: its level (1 to 6), its id, its text without markup, whether a table of contents may list it."""

    level: int
    id: str
    text: str
    listed: bool = True


class Link(msgspec.Struct, frozen=True):
    """An internal reference that a body makes, at ``line`` of its source file.

    ``target`` is what stands in the body's marker. A ``page`` leads to ``path``, the source of a document,
    a ``file`` to a file of a bundle, a ``site`` to a site path; a ``picture`` shows a bundle's PNG, JPEG or WebP,
    whose ``fragment`` is the place it takes ("text" or "wide"). Else ``fragment`` is the place in the target, "" for
    its start. Links within a document are checked at conversion and not listed.
    """

    kind: Literal["page", "file", "site", "picture"]
    target: str
    path: str
    fragment: str
    line: int


class Facts(msgspec.Struct, frozen=True):
    """What lists, feeds and checks need of a body besides its HTML.

    ``words`` and ``minutes`` to read are those of the text without code; ``summary`` is the first paragraph as plain
    text; ``ids`` are all ids of the HTML; ``figures`` are the figures' numbers by id. ``named`` are the targets of
    links without words of their own, which show their target's. ``scripted`` says whether the theme's
    script has something to do. ``alphabets`` are the groups of characters, beside the basic one, that it shows
    (``theme.faces.GROUPS``). ``scripts`` are the sources of the author's own scripts, for the page's
    Content-Security-Policy.
    """

    words: int
    summary: str
    headings: tuple[Heading, ...] = ()
    ids: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    figures: dict[str, int] = {}
    named: tuple[str, ...] = ()
    scripted: bool = False
    alphabets: tuple[str, ...] = ()
    minutes: int = 1
    scripts: tuple[str, ...] = ()


class Body(msgspec.Struct, frozen=True):
    """A converted document. ``feed`` is its HTML for feeds where that differs, else ""."""

    html: str
    feed: str
    facts: Facts


def shortened(text: str, most: int) -> str:
    """Return the beginning of a text, at most ``most`` characters and an ellipsis, cut between words."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(None, 1)[0].rstrip(",;:.\u2013\u2014 ") + "\u2026"


def marker(target: str) -> str:
    """Return the marker of an internal link's target."""
    return f"{OPEN}{target}{CLOSE}"


def site_marker(path: str) -> str:
    """Return the marker of a site path that needs no resolving, such as a figure's file."""
    return f"{OPEN}={encoded(path)}{CLOSE}"


def picture_markers(path: str, place: str) -> tuple[str, str]:
    """Return the markers before and inside an ``<img>`` where a picture's other copies and its size will stand."""
    return marker(f"*{place}:{path}"), marker(f"#{path}")


def without_markers(html: str) -> str:
    """Return HTML without its markers, for readers that do not follow links."""
    return _MARKER.sub("", html)


def with_urls(html: str, resolved: Mapping[str, str], start: str) -> str:
    """Return HTML with every marker replaced by its URL.

    ``resolved`` maps targets to encoded site paths; ``start`` (a base path or URL) goes before them.
    """
    if OPEN not in html:
        return html
    base = start.rstrip("/")

    def url(found: re.Match[str]) -> str:
        target = found[1]
        if target.startswith("="):
            return base + target[1:]
        if target.startswith(("*", "#")):
            return _MARKER.sub(url, resolved.get(target, ""))
        if target.startswith("@"):
            return resolved[target]
        return base + resolved[target]

    return _MARKER.sub(url, html)
