"""Kinds of blocks, tried only on a block whose lines begin with what the kind looks for, and that has its sign."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown.blockparser import BlockParser
from markdown.extensions.tables import TableProcessor
from markdown.util import STX

_DIGIT = "0"  # stands for any digit
# What one of a block's lines must begin with, behind spaces; of these, the first.
STARTS = {
    "hashheader": "#",
    "setextheader": "=-",
    "hr": "-*_",
    "quote": ">",
    "deflist": ":",
    "footnote": "[",
    "reference": "[",
    "abbr": "*",
    "empty": "",
    "indent": "",
    "defindent": "",
    "code": "",
}
FIRST_STARTS = {"olist": _DIGIT, "ulist": "*+-", "markdown_block": STX}
# What must stand anywhere in a block.
BLOCK_SIGNS = {"table": "|", "deflist": ": ", "footnote": "[^", "abbr": "*[", "reference": "]:"}
# Of kinds that go on with what stands before a block: the whole text must have the sign.
TEXT_SIGNS = {"admonition": "!!!", "details": "???"}

_STARTS = re.compile(r"\n *([-=#*_>:\[])")
_Tries = list[tuple[Any, str]]


class QuickBlocks(BlockParser):
    """``BlockParser`` with tables of what is worth trying. A kind that declines a block leaves it as it was."""

    _kinds: list[tuple[Any, str]]
    _chosen: list[tuple[Any, str]]
    _tables: dict[frozenset[str], dict[tuple[str, str], _Tries]]
    _tries: dict[tuple[str, str], _Tries]

    @classmethod
    def put_into(cls, parser: BlockParser) -> QuickBlocks:
        """Make this of a parser that extensions hold on to, once all kinds are there."""
        parser.__class__ = cls
        quick: Any = parser
        known = {*STARTS, *FIRST_STARTS, *BLOCK_SIGNS, *TEXT_SIGNS}
        names = {id(quick.blockprocessors[name]): name for name in known if name in quick.blockprocessors}
        quick._kinds = [(kind, names.get(id(kind), "")) for kind in quick.blockprocessors]
        quick._tables = {}
        quick.choose("")
        found: QuickBlocks = quick
        return found

    def choose(self, source: str) -> None:
        """Use the kinds that can stand in ``source``, all that will be parsed."""
        missing = frozenset(name for name, sign in TEXT_SIGNS.items() if sign not in source)
        self._chosen = [(kind, name) for kind, name in self._kinds if name not in missing]
        self._tries = self._tables.setdefault(missing, {})

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        """Parse blocks into ``parent``, as BlockParser does."""
        while blocks:
            block = blocks[0]
            for kind, sign in self._worth_trying(block):
                if sign in block and kind.test(parent, block) and kind.run(parent, blocks) is not False:
                    break

    def _worth_trying(self, block: str) -> _Tries:
        first = block[:1]
        if first.isalpha():
            first = "a"
        elif first.isdigit():
            first = _DIGIT
        elif first in " \n":  # nothing, too
            first = ""
        others = "".join(sorted(set(_STARTS.findall(block)))) if "\n" in block else ""
        tries = self._tries.get((first, others))
        if tries is None:
            tries = self._tries[first, others] = [
                (kind, BLOCK_SIGNS.get(name, "")) for kind, name in self._chosen if _may_be(name, first, others)
            ]
        return tries


class QuickTables(TableProcessor):
    """Tables whose rows, where no pipe can be code or escaped, are split at their pipes."""

    def _split(self, row: str) -> list[str]:
        return super()._split(row) if "`" in row or "\\" in row else row.split("|")  # type: ignore[misc]


def _may_be(name: str, first: str, others: str) -> bool:
    """Return whether a kind is worth trying where a block's first line and others begin so; "" is a space or none."""
    if not first or (name not in STARTS and name not in FIRST_STARTS):
        return True
    if name in FIRST_STARTS:
        return first in FIRST_STARTS[name]
    return any(start in STARTS[name] for start in first + others)
