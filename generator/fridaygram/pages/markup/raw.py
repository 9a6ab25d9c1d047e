"""Blocks of raw HTML. As in CommonMark (4.6), a blank line within an element ends one, and Markdown goes on.

Three things differ, so that less is shown raw. Behind the end of its element Markdown goes on without a blank line.
Within an open element an indented tag is HTML, not code. A tag that belongs in a line, such as ``<a>`` or ``<img>``,
begins a paragraph.
"""

from __future__ import annotations

import re
from typing import Protocol
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.md_in_html import HtmlBlockPreprocessor, MarkdownInHTMLPostprocessor

from fridaygram.pages.markup.lines import code_in, indent_of

_VOID = frozenset(["base", "basefont", "col", "frame", "hr", "link", "param", "track"])
_PAIRED = """address article aside blockquote body canvas caption center colgroup dd details dialog dir div dl dt
    fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html iframe legend li main
    math menu menuitem nav noframes noscript object ol optgroup option p search section summary svg table tbody td
    tfoot th thead title tr ul video audio"""
_NAMES = _VOID.union(_PAIRED.split())
_BEGINS = re.compile(r" *<(?:(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>]|$)|(!--|\?|!\[CDATA\[|![a-zA-Z]))")
_ENDS = {"!--": "-->", "?": "?>", "![CDATA[": "]]>"}
_LITERAL = frozenset({"pre", "script", "style", "textarea"})
_HAS_MARKDOWN = re.compile(r"<[a-zA-Z][^>]*\smarkdown(?:=|[\s>])")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>]|$)(?:[^>\"']|\"[^\"]*\"|'[^']*')*?(/?)>")


def stashed(markdown: Markdown, place: re.Match[str]) -> str:
    """Return the HTML that stands at a place, a match of ``HTML_PLACEHOLDER_RE``; "" where there is none."""
    raw, number = markdown.htmlStash.rawHtmlBlocks, int(place[1])
    return str(raw[number]) if number < len(raw) else ""


class _Steps(Protocol):
    """What chooses the steps that a text needs."""

    def choose(self, text: str) -> None:
        """Use the steps for ``text``."""


class _Block(str):
    """Raw HTML that is in no paragraph, whatever its first tag."""


class RawBlocks(HtmlBlockPreprocessor):
    """Takes raw HTML out; Python-Markdown's own extension reads an element with the attribute ``markdown``.

    ``steps`` are chosen before that.
    """

    def __init__(self, markdown: Markdown, steps: _Steps) -> None:
        super().__init__(markdown)
        self._steps = steps
        markdown.postprocessors.register(_RawBack(markdown), "raw_html", 30)

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with places for HTML."""
        source = "\n".join(lines)
        self._steps.choose(source)
        if "<" not in source:
            return lines
        code = {n for block in code_in(source) if block.kind == "indented" for n in range(block.first, block.last + 1)}
        kept: list[str] = []
        opened: list[str] = []
        number = 0
        while number < len(lines):
            found = _BEGINS.match(lines[number])
            begins = found and (bool(opened) if number in code else _may_begin(found, lines[number], kept))
            if not found or not begins:
                kept.append(lines[number])
                number += 1
                continue
            last = _last(lines, number, found)
            if found[2] and not found[1] and any(_HAS_MARKDOWN.search(line) for line in lines[number : last + 1]):
                rest = "\n".join(lines[number:])
                last = number + rest.count("\n", 0, _element_end(rest, 0))
                kept += self._with_markdown("\n".join(lines[number : last + 1]))
            else:
                text = "\n".join(lines[number : last + 1])
                _follow(text, opened)
                indent = " " * indent_of(lines[number]) if number not in code else ""
                kept += self._stored(text, indent)
            number = last + 1
        return kept

    def _stored(self, text: str, indent: str = "") -> list[str]:
        return ["", indent + self.md.htmlStash.store(_Block(text.strip())), ""] if text.strip() else []

    def _with_markdown(self, text: str) -> list[str]:
        """Return the lines of HTML whose elements with the attribute ``markdown`` hold Markdown."""
        kept: list[str] = []
        place = 0
        while found := _HAS_MARKDOWN.search(text, place):
            end = _element_end(text, found.start())
            kept += self._stored(text[place : found.start()])
            kept += ["", *super().run(text[found.start() : end].split("\n")), ""]
            place = end
        return kept + self._stored(text[place:])


class _RawBack(MarkdownInHTMLPostprocessor):
    def stash_to_string(self, text: str | Element) -> str:
        return text if isinstance(text, _Block) else super().stash_to_string(text)

    def isblocklevel(self, html: str) -> bool:
        return isinstance(html, _Block) or super().isblocklevel(html)


def _may_begin(found: re.Match[str], line: str, kept: list[str]) -> bool:
    """Return whether a tag begins a block; further in, as in lists, only behind a blank line."""
    name = (found[2] or "").lower()
    if name and name not in _NAMES and (name not in _LITERAL or found[1]):
        return False
    return not kept or not kept[-1].strip() or indent_of(line) < 4


def _last(lines: list[str], first: int, found: re.Match[str]) -> int:
    """Return the last line of the block of HTML that begins on line ``first``."""
    name = (found[2] or "").lower()
    if name in _LITERAL or found[3]:
        end = f"</{name}>" if name else _ENDS.get(found[3], ">")
        return next((n for n in range(first, len(lines)) if end in lines[n].lower()), len(lines) - 1)
    depth = 0
    for number in range(first, len(lines)):
        line = lines[number]
        if not line.strip():
            return number - 1
        for tag in _TAG.finditer(line):
            if tag[2].lower() == name:
                depth += -1 if tag[1] else not tag[3]
        if ">" in line and (depth <= 0 or name in _VOID):
            return number
    return len(lines) - 1


def _element_end(text: str, start: int) -> int:
    """Return where the element ends that begins at ``start``: behind its closing tag, else at the end of the text."""
    depth, name = 0, ""
    for tag in _TAG.finditer(text, start):
        name = name or tag[2].lower()
        if tag[2].lower() == name:
            depth += -1 if tag[1] else not tag[3]
            if depth <= 0 or name in _VOID:
                return tag.end()
    return len(text)


def _follow(text: str, opened: list[str]) -> None:
    """Keep the list of elements that are open behind this piece of HTML."""
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name not in _NAMES or name in _VOID or tag[3]:
            continue
        if not tag[1]:
            opened.append(name)
        elif name in opened:
            del opened[len(opened) - 1 - opened[::-1].index(name) :]
