"""From the tree to HTML: line breaks between blocks, the writing itself, and raw HTML put back in."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from markdown import serializers
from markdown.extensions.md_in_html import MarkdownInHTMLPostprocessor
from markdown.treeprocessors import PrettifyTreeprocessor
from markdown.util import HTML_PLACEHOLDER, STX

_stock: Any = serializers  # what it does with a text or a value is left to it
_BOOLEAN, _VOID = _stock.BOOLEAN_ATTRIBUTES["html"], _stock.HTML_EMPTY
_PLACE = re.compile(HTML_PLACEHOLDER % "([0-9]+)")


class QuickPrettify(PrettifyTreeprocessor):
    """Line breaks, without asking a function for what a set knows: tags of a tree are in lower case."""

    def _prettifyETree(self, elem: Element) -> None:  # noqa: N802
        blocks, tag = self.md.block_level_elements, elem.tag
        if tag in blocks and tag not in ("code", "pre"):
            if len(elem) and (not elem.text or elem.text.isspace()) and elem[0].tag in blocks:
                elem.text = "\n"
            for child in elem:
                if child.tag in blocks:
                    self._prettifyETree(child)
        if not elem.tail or elem.tail.isspace():
            elem.tail = "\n"


def to_html(root: Element) -> str:
    """Return an element as HTML, as Python-Markdown's ``to_html_string`` does."""
    pieces: list[str] = []
    _write(root, pieces.append)
    return "".join(pieces)


def _write(element: Element, write: Callable[[str], None]) -> None:
    tag, text, tail = element.tag, element.text, element.tail
    tags = _tags(tag)
    if tags is None:
        write(_stock.to_html_string(element))
        return
    start, end = tags
    attributes = element.items()
    write(f"<{tag}{_attributes(tuple(attributes))}>" if attributes else start)
    if text:
        write(_stock._escape_cdata(text) if "&" in text or "<" in text or ">" in text else text)
    for child in element:
        _write(child, write)
    write(end)
    if tail:
        write(_stock._escape_cdata(tail) if "&" in tail or "<" in tail or ">" in tail else tail)


@cache
def _tags(tag: Any) -> tuple[str, str] | None:
    """Return what begins and ends an element; None for one that is written in a way of its own, such as a script."""
    if not isinstance(tag, str) or tag.lower() in ("script", "style"):
        return None
    return f"<{tag}>", "" if tag.lower() in _VOID else f"</{tag}>"


@lru_cache(maxsize=512)  # notes and their marks are alike from text to text
def _attributes(items: tuple[tuple[str, str | None], ...]) -> str:
    return "".join(map(_attribute, sorted(items)))


def _attribute(item: tuple[str, str | None]) -> str:
    name, value = item
    if value is None:
        return f" {name}"
    escaped = _stock._escape_attrib_html(value)
    return f" {escaped}" if escaped == name and name in _BOOLEAN else f' {name}="{escaped}"'


class QuickRawHtml(MarkdownInHTMLPostprocessor):
    """Raw HTML, found by its placeholders; of its own text, most has none."""

    def run(self, text: str) -> str:
        """Return ``text`` with what was taken out of it."""
        return self._restored(text) if STX in text else text

    def _restored(self, text: str) -> str:
        stash, pieces, position = self.md.htmlStash, [], 0
        for place in _PLACE.finditer(text):
            start, end = place.span()
            if int(place[1]) >= stash.html_counter:
                continue
            raw: Any = stash.rawHtmlBlocks[int(place[1])]
            html = self.stash_to_string(raw)
            if text.startswith("<p>", start - 3, start) and text.startswith("</p>", end):
                html = html if self.isblocklevel(html) else f"<p>{html}</p>"
                start, end = start - 3, end + 4
            pieces += [text[position:start], self._restored(html) if STX in html else html]
            position = end
        return "".join([*pieces, text[position:]])
