"""Headings and rules as CommonMark 0.31 has them (sections 4.1 to 4.3): what looks like one and is none stays text."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor, HRProcessor, SetextHeaderProcessor

_RULE = r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})"
_UNDERLINE = re.compile(r" {0,3}([=-])\1*[ \t]*")
_MAY_UNDERLINE = re.compile(r"\n {0,3}(?:=+|-+)[ \t]*(?:\n|\Z)")
# Quotes, items, headings, definitions, abbreviations, tables, rules, raw HTML and code are no text of a heading.
_NO_TEXT = re.compile(
    rf" {{0,3}}(?:>|(?:[-*+]|\d{{1,9}}[.)])(?:[ \t]|$)|#{{1,6}}(?:[ \t]|$)|:[ \t]|\*\[|\||\x02wzxhzdk|{_RULE}$)| {{4}}"
)


def add_blocks(markdown: Markdown) -> None:
    """Register headings and rules in place of Python-Markdown's."""
    markdown.parser.blockprocessors.register(_HashHeadings(markdown.parser), "hashheader", 70)
    markdown.parser.blockprocessors.register(_UnderlinedHeadings(markdown.parser), "setextheader", 60)
    markdown.parser.blockprocessors.register(_Rules(markdown.parser), "hr", 50)


class _HashHeadings(HashHeaderProcessor):
    """Headings of one to six signs and a space. Closing signs stand behind a space, so ``## C#`` keeps its own."""

    RE = re.compile(
        r"(?:^|\n) {0,3}(?P<level>#{1,6})(?P<header>(?=[ \t\n]|$)(?:\\.|[^\n])*?)(?:[ \t]+#+)?[ \t]*(?:\n|$)"
    )


class _UnderlinedHeadings(SetextHeaderProcessor):
    """Headings of one or more lines of text with a line of ``=`` or ``-`` below them."""

    def test(self, parent: Element, block: str) -> bool:
        return _MAY_UNDERLINE.search(block) is not None and _underline(block.split("\n")) > 0

    def run(self, parent: Element, blocks: list[str]) -> None:
        lines = blocks.pop(0).split("\n")
        place = _underline(lines)
        heading = SubElement(parent, "h1" if "=" in lines[place] else "h2")
        heading.text = "\n".join(line.strip() for line in lines[:place])
        if rest := lines[place + 1 :]:
            blocks.insert(0, "\n".join(rest))


class _Rules(HRProcessor):
    SEARCH_RE = re.compile(rf"^ {{0,3}}{_RULE}$", re.MULTILINE)


def _underline(lines: list[str]) -> int:
    """Return the place of the line that makes those before it a heading, 0 where they are none."""
    for place, line in enumerate(lines):
        if place and _UNDERLINE.fullmatch(line):
            return place
        if _NO_TEXT.match(line) and (not place or line[:4] != "    "):
            return 0
    return 0
