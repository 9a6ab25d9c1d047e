"""The lines of a Markdown text: which are code, and in how many list items or notes each one lies.

Fences and list items follow CommonMark 0.31 (sections 4.5 and 5.2), with one exception: two spaces more than an
item's marker are enough to be inside it. Notes, footnotes and definitions hold what is indented by four.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import msgspec

TAB = 4
ITEM = re.compile(r"^( *)([-*+]|\d{1,9}[.)])( +|$)")
_FENCE = re.compile(r"^((?: *>)* *(?:(?:[-*+]|\d{1,9}[.)]) +)*)(`{3,}(?=[^`]*$)|~{3,}) *(.*?) *$")
_NOTE = re.compile(r"^( *)(?:\[\^[^\]]+\]:|!!!|\?\?\?\+?|: ) *")
# The first character of what may begin one.
_OF_ITEMS, _OF_NOTES = frozenset("-*+0123456789"), frozenset("[!?:")
# First characters of lines at the margin that can only be text, as most lines are: Latin, Greek and Cyrillic letters,
# and some signs. Other lines are examined in full.
OF_TEXT = frozenset(filter(str.isalpha, map(chr, range(0x530)))) | frozenset(
    "\"'(<|.,;&$%@/\\\x02\u201c\u201d\u2018\u2019\u2013\u2014\u2026"
)
_RULE = re.compile(r"^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")

_MARGIN = re.compile(r"^(?:[ \t>*+\d.):-]|\[\^[^\]\n]*\]:)*\t[ \t]*")


class CodeLines(msgspec.Struct, frozen=True):
    """A stretch of code: the 0-based ``first`` and ``last`` line (of a fence: its own lines), inclusive.

    Of a fence, ``prefix`` is what stands before it (indent, quote marks, a list marker), ``info`` what stands
    behind it, and ``closed`` whether its end was found.
    """

    kind: Literal["fenced", "indented"]
    first: int
    last: int
    prefix: str = ""
    info: str = ""
    closed: bool = True


class Containers:
    """The list items, notes and footnotes around the current line, outermost first."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, int]] = []

    @property
    def depth(self) -> int:
        """How many containers are open."""
        return len(self._stack)

    def leave(self, indent: int) -> None:
        """Close what a line with this ``indent`` does not belong to."""
        while self._stack and indent < self._stack[-1][0]:
            self._stack.pop()

    def leave_all(self) -> None:
        """Close everything, as a line of text at the margin does after a blank one."""
        self._stack.clear()

    def extra(self, indent: int) -> int:
        """Return by how many columns ``indent`` goes beyond the innermost container's text."""
        written_in_tabs = indent - TAB * self.depth
        if self._stack and written_in_tabs >= TAB and written_in_tabs % TAB == 0:
            return written_in_tabs
        return indent - (self._stack[-1][1] if self._stack else 0)

    def enter_item(self, item: re.Match[str]) -> None:
        """Open the list item that an ``ITEM`` match begins."""
        marker, gap = len(item[1]), len(item[3])
        content = marker + len(item[2]) + (gap if 1 <= gap <= TAB and item.end() < len(item.string) else 1)
        self._stack.append((marker + 2, content))

    def enter_note(self, indent: int) -> None:
        """Open a note, footnote or definition whose mark stands at ``indent``."""
        self._stack.append((indent + TAB, indent + TAB))


def expanded(line: str) -> str:
    """Return the line with tabs as spaces."""
    return line.expandtabs(TAB) if "\t" in line else line


def expanded_margins(lines: list[str]) -> list[str]:
    """Return lines whose tabs are spaces where they decide what a line is: before its words. Blank lines get empty."""
    return [_MARGIN.sub(_expanded_match, line) if "\t" in line else line if line.strip() else "" for line in lines]


def _expanded_match(margin: re.Match[str]) -> str:
    return margin[0].expandtabs(TAB)


def indent_of(line: str) -> int:
    """Return how many spaces a line starts with."""
    return len(line) - len(line.lstrip(" "))


def item_at(line: str) -> re.Match[str] | None:
    """Return the match where a list item begins on this line; a horizontal rule is none."""
    item = ITEM.match(line) if line.lstrip(" ")[:1] in _OF_ITEMS else None
    return None if item is None or _RULE.match(line) else item


def note_at(line: str) -> re.Match[str] | None:
    """Return the match where a note, a footnote or a definition begins on this line."""
    return _NOTE.match(line) if line.lstrip(" ")[:1] in _OF_NOTES else None


def code_blocks(lines: list[str]) -> list[CodeLines]:
    """Return the code blocks of a Markdown text, in order."""
    found: list[CodeLines] = []
    around = Containers()
    after_blank = True
    number = -1
    while (number := number + 1) < len(lines):
        if lines[number][:1] in OF_TEXT:
            if after_blank:
                around.leave_all()
                after_blank = False
            continue
        if not lines[number].strip():
            after_blank = True
            continue
        line = expanded(lines[number])
        indent = indent_of(line)
        if after_blank:
            around.leave(indent)
            if around.extra(indent) >= TAB:
                code = _indented(lines, number, indent - around.extra(indent) + TAB)
                found.append(code)
                number = code.last
                continue
        fence = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            code = _fenced(lines, number, fence)
            found.append(code)
            number = code.last
        elif (item := item_at(line)) and (after_blank or around.depth or line[item.end() :]):
            around.leave(indent)
            around.enter_item(item)
        elif note_at(line):
            around.leave(indent)
            around.enter_note(indent)
        after_blank = False
    return found


@lru_cache(maxsize=4)
def code_in(text: str) -> tuple[CodeLines, ...]:
    """Return the code blocks of a text, cached because several steps need them. Newlines at its end are ignored.

    The ``last`` line of a fence without end may be wrong.
    """
    return tuple(code_blocks(text.split("\n"))) if text[-1:] != "\n" else code_in(text.rstrip("\n"))


def content(lines: list[str], code: CodeLines) -> list[str]:
    """Return the lines inside a fence, without the quote marks and indent that the fence itself has."""
    quotes = code.prefix.count(">")
    width = len(code.prefix) - (code.prefix.rindex(">") + 2 if quotes else 0)
    inside = []
    for line in lines[code.first + 1 : code.last if code.closed else code.last + 1]:
        text = re.sub(rf"^(?: *> ?){{0,{quotes}}}", "", line) if quotes else line
        if width > 0 and "\t" in text:
            words = text.lstrip(" \t")
            text = text[: len(text) - len(words)].expandtabs(TAB) + words
        inside.append(text[min(max(width, 0), indent_of(text)) :])
    return inside


def _fenced(lines: list[str], first: int, fence: re.Match[str]) -> CodeLines:
    mark = fence[2]
    end = re.compile(rf"^(?: *>)* *{re.escape(mark[0])}{{{len(mark)},}} *$")
    deepest = len(fence[1]) + 3
    for number in range(first + 1, len(lines)):
        if end.match(line := expanded(lines[number])) and (">" in fence[1] or indent_of(line) <= deepest):
            return CodeLines("fenced", first, number, fence[1], fence[3])
    return CodeLines("fenced", first, len(lines) - 1, fence[1], fence[3], closed=False)


def _indented(lines: list[str], first: int, least: int) -> CodeLines:
    last = first
    for number in range(first + 1, len(lines)):
        line = expanded(lines[number])
        if not line.strip():
            continue
        if indent_of(line) < least:
            break
        last = number
    return CodeLines("indented", first, last)
