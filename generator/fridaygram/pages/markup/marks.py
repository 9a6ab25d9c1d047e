"""Patterns of captioned pictures and citations, shared by the scan of a text and by its conversion.

This module imports nothing heavy, because every document is scanned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

_ALONE = (
    r"!\[(?P<alt>(?:\\.|[^\]\\])*)\]\(\s*(?P<src><[^>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)"
    r"(?:\s+(?P<quote>[\"'])(?P<title>(?:(?!\n[ ]*\n).)+?)(?P=quote))?\s*\)(?:\{:?(?P<attrs>[^}\n]*)\})?"
)
PICTURE = re.compile(_ALONE, re.DOTALL)
_PICTURE_BLOCK = re.compile(rf"(?:\A|\n[ ]*\n) {{0,3}}{_ALONE}[ ]*(?=\n[ ]*\n|\s*\Z)", re.DOTALL)

_KEY = r"[A-Za-z0-9](?:[\w:.+/-]*\w)?"
GROUP = r"(?<![\\!\]])\[([^\[\]@]*@[^\[\]]+)\](?![(\[:])"
BARE = rf"(?<![\w@./\\-])@({_KEY})"
_GROUP = re.compile(GROUP)
_BARE = re.compile(BARE)
_PART = re.compile(rf"\s*(?P<before>[^@]*?)\s*(?P<alone>-?)@(?P<key>{_KEY})(?:\s*,\s*(?P<after>[^@]*?)|\s*)", re.DOTALL)


class Citation(msgspec.Struct, frozen=True, array_like=True):
    """A key that a text may cite, and its line; ``sure`` where it stands in brackets, so that it must be known."""

    key: str
    line: int
    sure: bool


def captioned_lines(prose: str) -> list[int]:
    """Return the 0-based line of each picture with a caption; ``prose`` is a body without its code."""
    return [prose.count("\n", 0, found.start("alt")) for found in _PICTURE_BLOCK.finditer(prose) if found["title"]]


def citations(prose: str, first: int) -> tuple[Citation, ...]:
    """Return what a text may cite, each key once; ``prose``, a body without its code, begins on line ``first``."""
    found: dict[str, Citation] = {}
    for group in _GROUP.finditer(prose):
        for part in parts_of(group[1]):
            found.setdefault(part["key"], Citation(part["key"], first + prose.count("\n", 0, group.start()), True))
    for bare in _BARE.finditer(prose):
        found.setdefault(bare[1], Citation(bare[1], first + prose.count("\n", 0, bare.start()), False))
    return tuple(found.values())


def parts_of(inside: str) -> Iterator[re.Match[str]]:
    """Yield the citations ("before", "alone", "key", "after") in brackets; none where a part of it is no citation."""
    found = [_PART.fullmatch(part) for part in inside.split(";")]
    if all(found):
        yield from (part for part in found if part is not None)
