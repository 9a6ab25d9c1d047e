"""Where in a page's file the texts of documents stand, so that one is exchanged without the page being made again.

A page is made with a mark in the place of each text (``closure.Closure.plain`` says whether that may be). Marks hold a
digest of all else that the page is made of, so nothing of that can be taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

_MARK = re.compile(
    "<!\\[CDATA\\[\x02([0-9a-f]{32}):(\\d+)]]]]><!\\[CDATA\\[>\x03]]>"
    '|"\\\\u0002([0-9a-f]{32}):(\\d+)]]>\\\\u0003"'
    "|\x02([0-9a-f]{32}):(\\d+)]]>\x03"
)
_FORMS = {1: "cdata", 3: "json", 5: "safe"}


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a document's text stands in a file: its first byte, its length in bytes, the filter it is shown through."""

    source: str
    form: str
    start: int
    length: int


def json(value: Any) -> str:
    """Return a value as JSON in one line, its keys in order."""
    return msgspec.json.encode(value, order="deterministic").decode()


def cdata(html: str) -> str:
    """Return HTML for a feed: its own end mark split, so that it cannot end the CDATA section."""
    return "<![CDATA[" + str(html).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def shown(html: str, form: str) -> bytes:
    """Return a text as it stands in a file: shown through the filter ``form`` (``safe``, ``cdata``, ``json``)."""
    return (html if form == "safe" else cdata(html) if form == "cdata" else json(html)).encode()


def marks(key: str, sources: Sequence[str]) -> dict[str, str]:
    """Return a mark for the text of each document; ``key`` is the digest of all that the page is made of beside.

    It holds what CDATA sections change, so that it shows which filter it went through.
    """
    return {source: f"\x02{key}:{number}]]>\x03" for number, source in enumerate(sources)}


def filled(
    text: str, key: str, sources: Sequence[str], text_of: Callable[[str], str]
) -> tuple[bytes, tuple[Place, ...]]:
    """Return a page made with ``marks`` as it is with its texts, and where they stand in it.

    ``text_of`` gives the text of a source when it is its turn: feeds show many.
    """
    parts: list[bytes] = []
    places: list[Place] = []
    start = at = 0
    for found in _MARK.finditer(text):
        group = int(found.lastindex or 0) - 1
        if found[group] != key:
            continue
        source, form = sources[int(found[group + 1])], _FORMS[group]
        before, data = text[at : found.start()].encode(), shown(text_of(source), form)
        parts += (before, data)
        places.append(Place(source, form, start + len(before), len(data)))
        start, at = start + len(before) + len(data), found.end()
    parts.append(text[at:].encode())
    return b"".join(parts), tuple(places)


def exchanged(data: bytes, places: Sequence[Place], texts: Mapping[str, str]) -> tuple[bytes, tuple[Place, ...]]:
    """Return a file with the texts of some documents exchanged for ``texts``, and where texts stand in it now."""
    parts: list[bytes] = []
    moved: list[Place] = []
    at = start = 0
    for place in places:
        before, text = data[at : place.start], data[place.start : place.start + place.length]
        at = place.start + place.length
        if place.source in texts:
            text = shown(texts[place.source], place.form)
        parts += (before, text)
        moved.append(Place(place.source, place.form, start + len(before), len(text)))
        start += len(before) + len(text)
    parts.append(data[at:])
    return b"".join(parts), tuple(moved)
