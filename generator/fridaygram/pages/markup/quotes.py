"""Typographic quotes, dashes and dots, decided over a whole block, so that markup between does not matter.

Python-Markdown's own step looks at one run of text at a time, and so turns the quote in ``"*word*"`` the
wrong way. Code and addresses keep their characters; an escaped ``\\"`` stays straight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from fridaygram.pages.markup.raw import stashed

_LITERAL = {"code", "pre", "kbd", "samp", "var", "script", "style", "textarea", "math"}
# One expression for each first character: ten times as fast as one expression for all.
_SIGNS = {
    '"': re.compile('"'),
    "'": re.compile("'"),
    "--": re.compile("---?(?!-)"),
    "...": re.compile(r"\.\.\."),
    "\x02": re.compile("\x02[^\x03]*\x03"),
}
# Most apostrophes stand within a word and need no context. Where raw HTML holds code, its end must be found first.
_WITHIN_WORD = re.compile(r"'(?<=\w')(?=\w)")
_OPENS_LITERAL = re.compile(r"<(code|pre|kbd|samp|var|script|style|textarea|math)\b", re.IGNORECASE)
_BEFORE_OPENING = frozenset(" \t\n\u00a0([{<-\u2013\u2014/\u201c\u2018=|")
_ELISION = re.compile(r"(?:\d\ds?\b|tis\b|twas\b|em\b|n\b|cause\b|til\b|round\b|bout\b)", re.IGNORECASE)
_DASHES_AND_DOTS = {"--": "\u2013", "---": "\u2014", "...": "\u2026"}
OBJECT = "\ufffc"

# Where a run of text stands, the text, whether it is code or the like, and whether there is something to replace in it.
Segment = tuple[Element, str, str, bool, bool]


class TypographicQuotes(Treeprocessor):
    """Replaces straight quotes, double and triple hyphens and three dots in all text but code."""

    def run(self, root: Element) -> None:
        """Go through the tree block by block."""
        self._blocks = frozenset(self.md.block_level_elements)
        self._segments: list[Segment] = []
        self._wanted = False
        raw = self.md.htmlStash.rawHtmlBlocks
        self._plain = not any(_OPENS_LITERAL.match(str(one)) for one in raw)
        self._gather(root, literal=False)
        self._end_block()

    def _gather(self, element: Element, *, literal: bool) -> None:
        """Collect the runs of text in reading order; where a block begins or ends, finish what there is."""
        inside = literal or element.tag in _LITERAL or (element.tag == "a" and _shows_address(element))
        if element.text:
            self._add(element, "text", element.text, inside)
        for child in element:
            block = child.tag in self._blocks
            if block and self._segments:
                self._end_block()
            self._gather(child, literal=inside)
            if block and self._segments:
                self._end_block()
            if child.tail:
                self._add(child, "tail", child.tail, inside)

    def _add(self, element: Element, where: str, text: str, literal: bool) -> None:
        # Space at a block's beginning changes nothing, and there is much of it between blocks.
        if not self._segments and text.isspace():
            return
        if self._plain and "'" in text and not literal:
            text = _WITHIN_WORD.sub("\u2019", text)
            setattr(element, where, text)
        wanted = not literal and ("'" in text or '"' in text or "--" in text or "..." in text)
        self._segments.append((element, where, text, literal, wanted))
        self._wanted = self._wanted or wanted

    def _end_block(self) -> None:
        if self._wanted:
            self._rewrite(self._segments)
            self._wanted = False
        self._segments.clear()

    def _rewrite(self, segments: list[Segment]) -> None:
        if len(segments) == 1:
            element, where, text, *_ = segments[0]
            setattr(element, where, _applied(text, 0, _changes(self._without_raw_code(text))))
            return
        whole = "".join([OBJECT * len(text) if literal else text for _, _, text, literal, _ in segments])
        changes = list(_changes(self._without_raw_code(whole)))
        start = 0
        for element, where, text, _, changed in segments:
            if changed:
                setattr(element, where, _applied(text, start, changes))
            start += len(text)

    def _without_raw_code(self, text: str) -> str:
        """Blank out what stands between raw ``<code>`` and ``</code>``, which only the stash knows as tags."""
        if not self.md.htmlStash.rawHtmlBlocks or "\x02" not in text:
            return text
        pieces, position, closing = [], 0, ""
        for tag in HTML_PLACEHOLDER_RE.finditer(text):
            raw = stashed(self.md, tag)
            between = text[position : tag.start()]
            pieces += [OBJECT * len(between) if closing else between, tag[0]]
            position = tag.end()
            opened = _OPENS_LITERAL.match(raw)
            if closing and raw.lower().startswith(closing):
                closing = ""
            elif opened and not closing:
                closing = f"</{opened[1].lower()}"
        return "".join([*pieces, text[position:]])


def _shows_address(link: Element) -> bool:
    return bool(link.text) and link.get("href", "").endswith(link.text or "")


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, replacement) for every sign in a block's text."""
    before = " "
    position = 0
    for start, end in sorted(
        found.span() for mark, sign in _SIGNS.items() if mark in text for found in sign.finditer(text)
    ):
        if start > position:
            before = text[start - 1]
        position = end
        sign = text[start:end]
        if sign[0] == "\x02":
            before = before if HTML_PLACEHOLDER_RE.fullmatch(sign) else OBJECT
            continue
        new = _DASHES_AND_DOTS.get(sign) or _quote(sign, before, text, end)
        yield start, end, new
        before = new


def _quote(sign: str, before: str, text: str, end: int) -> str:
    """Return the quote for a straight one, opening or closing, that ends at ``end`` of a block's text."""
    while text.startswith("\x02", end):
        end += 1
    opens = before in _BEFORE_OPENING and end < len(text) and not text[end].isspace()
    if sign == '"':
        return "\u201c" if opens else "\u201d"
    return "\u2018" if opens and not _ELISION.match(text, end) else "\u2019"


def _applied(text: str, start: int, changes: Iterable[tuple[int, int, str]]) -> str:
    pieces, position, end = [], 0, start + len(text)
    for first, last, new in changes:
        if first >= end:
            break
        if first >= start:
            pieces += [text[position : first - start], new]
            position = last - start
    return "".join([*pieces, text[position:]])
