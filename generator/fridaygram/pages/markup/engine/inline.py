"""Inline patterns, tried on a run of text only where it has their sign, and not at all where it has no sign of any."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import DelimiterProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import INLINE_PLACEHOLDER, INLINE_PLACEHOLDER_RE, STX, AtomicString

from fridaygram.pages.markup.inline.emoji import may_hold_emoji

# Of a pair, one must stand in the text.
SIGNS = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("](",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "html": ("<",),
    "entity": ("&",),
    "linebreak": ("  \n",),
    "citation": ("@",),
    "citation-in-text": ("@",),
    "em_strong": ("*", "_"),
    "delimiter": ("~",),
    "emoji": (":",),
}
# A colon says little, so the whole text is asked first.
_ASKED: dict[str, Callable[[str], bool]] = {"emoji": may_hold_emoji}


class QuickInline(InlineProcessor):
    """Goes through the tree as ``InlineProcessor`` does, in the same order, as footnotes are numbered in it.

    None of the patterns minds its ancestors (``ANCESTOR_EXCLUDES``), so they are not kept.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        patterns = md.inlinePatterns
        names = {patterns.get_index_for_name(name): name for name in SIGNS if name in patterns}
        self._known: list[tuple[Callable[..., Any], Callable[..., Any], str]] = [
            (pattern.getCompiledRegExp().finditer, pattern.handleMatch, names[place])
            for place, pattern in enumerate(patterns)
        ]
        self._patterns: list[tuple[Callable[..., Any], Callable[..., Any], tuple[str, ...]]] = []
        self._marks: tuple[str, ...] = (STX,)

    def choose(self, source: str) -> None:
        """Use the patterns whose signs are in ``source``, all that will be looked at."""
        chosen = []
        for finditer, handle, name in self._known:
            signs = SIGNS[name]
            is_there = signs[0] in source or (len(signs) > 1 and signs[1] in source)
            if is_there and (name not in _ASKED or _ASKED[name](source)):
                chosen.append((finditer, handle, signs))
        self._patterns = chosen
        # One character of each sign, found sooner than signs; a placeholder is no pattern's, and yet must be looked at.
        self._marks = (STX, *sorted({sign.strip(" ")[:1] for *_, signs in chosen for sign in signs}))

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns to all texts and tails below ``tree``."""
        self.stashed_nodes: dict[str, Element | str] = {}
        may_match = self._may_match
        waiting = deque([tree])
        while waiting:
            element = waiting.popleft()
            placed = []
            for child in element:
                text = child.text
                if text and may_match(text) and not isinstance(text, AtomicString):
                    child.text = None
                    nodes = self._nodes(self._handled(text), child, is_text=True)
                    # One without children has nothing that was not handled yet.
                    waiting += [node for node in nodes if len(node)]
                    if nodes:
                        placed.append((child, nodes))
                tail = child.tail
                if tail and may_match(tail) and not isinstance(tail, AtomicString):
                    self._handle_tail(element, child)
                if len(child):
                    waiting.append(child)
            for child, nodes in placed:
                for place, node in enumerate(nodes):
                    child.insert(place, node)
        return tree

    def _may_match(self, text: str) -> bool:
        # Looking for one character after the other is a hundred times as fast as an expression for any of them.
        for mark in self._marks:  # noqa: SIM110
            if mark in text:
                return True
        return False

    def _handle_tail(self, element: Element, child: Element) -> None:
        tail, holder = self._handled(child.tail or ""), Element("d")
        child.tail = None
        nodes = self._nodes(tail, holder, is_text=False)
        if holder.tail:
            child.tail = holder.tail
        place = list(element).index(child) + 1
        for node in reversed(nodes):
            element.insert(place, node)

    def _nodes(self, data: str, parent: Element, *, is_text: bool) -> list[Element]:
        """Put handled text into ``parent`` and return the elements that belong between its parts."""
        parts = INLINE_PLACEHOLDER_RE.split(data) if STX in data else [data]
        nodes: list[Element] = []
        text = parts[0]
        for number in range(1, len(parts), 2):
            node = self.stashed_nodes[parts[number]]
            if isinstance(node, str):
                text += node + parts[number + 1]
                continue
            _append(text, parent, nodes, is_text=is_text)
            for child in (node, *node):
                if child.tail and STX in child.tail:
                    self._InlineProcessor__processElementText(node, child, False)  # type: ignore[attr-defined]
                if child.text and STX in child.text:
                    self._InlineProcessor__processElementText(child, child)  # type: ignore[attr-defined]
            nodes.append(node)
            text = parts[number + 1]
        _append(text, parent, nodes, is_text=is_text)
        return nodes

    def _handled(self, data: str, first: int = 0) -> str:
        """Return text in which what patterns, from number ``first`` on, found is replaced by placeholders."""
        if not self._may_match(data) or isinstance(data, AtomicString):
            return data
        patterns = self._patterns
        for number in range(first, len(patterns)):
            finditer, handle, signs = patterns[number]
            start: int | None = 0
            while start is not None and (signs[0] in data or (len(signs) > 1 and signs[1] in data)):
                data, start = self._applied(finditer, handle, data, number, start)
        return data

    def _applied(
        self, finditer: Callable[..., Any], handle: Callable[..., Any], data: str, number: int, start: int
    ) -> tuple[str, int | None]:
        """Return the text with a pattern's next match, from ``start`` on, replaced, and where to go on, if anywhere."""
        for match in finditer(data, start):
            node, first, end = handle(match, data)
            if first is not None and end is not None:
                break
        else:
            return data, None
        if node is None:
            return data, end
        if not isinstance(node, str) and not isinstance(node.text, AtomicString):
            for child in (node, *node):
                if child.text:
                    child.text = self._handled(child.text, number + 1)
                if child.tail:
                    child.tail = self._handled(child.tail, number)
        name = f"{len(self.stashed_nodes):04d}"
        self.stashed_nodes[name] = node
        before = f"{data[:first]}{INLINE_PLACEHOLDER % name}"
        return before + data[end:], len(before)


def _append(text: str, parent: Element, nodes: list[Element], *, is_text: bool) -> None:
    """Put text behind the last node, else into the parent, or behind it."""
    if not text:
        return
    if nodes:
        nodes[-1].tail = (nodes[-1].tail or "") + text
    elif is_text:
        parent.text = text
    else:
        parent.tail = text


class QuickDelimiters(DelimiterProcessor):
    """Emphasis with a short way for a plain pair, and signs looked for by an expression, not letter by letter."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the element that begins at a sign, or None, and the place it takes."""
        # With regions, a longer reading of the text is under way.
        return (None if self.regions else self._pair(m.start(), data)) or super().handleMatch(m, data)

    def _pair(self, start: int, data: str) -> tuple[Element, int, int] | None:
        """Return the emphasis at ``start`` where it is beyond doubt: the next signs are as many, and can only close."""
        delimiter = self.delimiters[data[start]]
        opening = delimiter.boundary.match(data, start)
        if opening is None or opening.lastgroup != "start":
            return None
        sign = opening[0]
        following = self.compiled_re.search(data, opening.end())
        closing = delimiter.boundary.match(data, following.start()) if following and len(sign) <= 2 else None
        if closing is None or closing.lastgroup != "end" or closing[0] != sign:
            return None
        element = Element(delimiter.tags[0 if len(sign) == 2 else 1])
        element.text = data[opening.end() : closing.start()]
        return element, start, closing.end()

    def search(self, data: str, start: int) -> re.Match[str] | None:
        """Return the next run of signs that may open or close something."""
        for sign in self.compiled_re.finditer(data, start):
            delimiter = self.delimiters[sign[0]]
            found = delimiter.boundary.match(data, sign.start())
            if found is not None and (delimiter.stack or str(found.lastgroup)[0] != "e"):
                return found
        return None
