"""Python-Markdown with everything a post may use, through its public extension points only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.tables import TableExtension
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX, Registry

from fridaygram.errors import ContentError
from fridaygram.pages.bibliography import Reference
from fridaygram.pages.document import Document
from fridaygram.pages.markup.anchors import add_anchors
from fridaygram.pages.markup.arrange import Cells, EmptyHeaders, LooseLists, add_lists, arrange_lists, arrange_tables
from fridaygram.pages.markup.attributes import AttributeLists, BlockAttributes, set_apart
from fridaygram.pages.markup.blocks import add_blocks
from fridaygram.pages.markup.headings import HeadingIds
from fridaygram.pages.markup.highlight import code_html, code_options
from fridaygram.pages.markup.inline import Citations, Emoji, may_hold_emoji
from fridaygram.pages.markup.lines import CodeLines, code_in, content, expanded_margins
from fridaygram.pages.markup.literal import add_literals
from fridaygram.pages.markup.math import MathBefore
from fridaygram.pages.markup.notes import add_footnotes
from fridaygram.pages.markup.pictures import CaptionProcessor, PictureFigures
from fridaygram.pages.markup.quotes import TypographicQuotes
from fridaygram.pages.markup.raw import RawBlocks

PLACE = "<figure data-fill="
UNNUMBERED = "<figure data-unnumbered data-fill="
RAW = "{=html}"
"""What stands behind the fence of raw HTML, as in Pandoc and Quarto; no step reads what is in it."""
FIGURE = re.compile(rf'(?:{PLACE}|{UNNUMBERED})"([a-z0-9-]+)"></figure>')

# What each step looks for. A step is left out of the conversion of a text that holds none of its signs.
BOXES = ("[ ]", "[x]", "[X]")
BLOCK_SIGNS = {
    "markdown_block": ("<",),
    "admonition": ("!!!",),
    "details": ("???",),
    "table": ("|",),
    "hashheader": ("#",),
    "setextheader": ("=", "-"),
    "hr": ("-", "*", "_"),
    "deflist": (": ",),
    "quote": (">",),
    "footnote": ("[^",),
    "abbr": ("*[",),
    "reference": ("]:",),
}
INLINE_SIGNS = {
    "literal": ("\\", "`", "<"),
    "footnote": ("[^",),
    "citation": ("@",),
    "citation-in-text": ("@",),
    "link": ("[",),
    "picture": ("![",),
    "linebreak": ("  \n",),
    "address": ("://", "www.", "@"),
    "entity": ("&",),
    "delimiter": ("~",),
    "em_strong": ("*", "_"),
}
TREE_SIGNS = {
    "footnotes-empty": ("[^",),
    "quotes": ("[!",),
    "task-list": BOXES,
    "block-attributes": ("{:",),
    "footnote-reorder": ("[^",),
    "footnote-duplicate": ("[^",),
    "footnotes-section": ("[^",),
    "cells": ("\\|",),
    "empty-headers": ("|",),
    "attr_list": ("{",),
    "abbr": ("*[",),
}
# What only the extensions of pymdownx read; loading them loads the standard library's networking, too.
_EXTRA = re.compile(r"\?\?\?|~~|\[[ xX\t]\]|^[^a-zA-Z\n]*>|\]: *>|markdown=", re.MULTILINE)


def parser_for(text: str) -> Parser:
    """Return this process's parser for texts such as ``text``."""
    return _parser(_EXTRA.search(text) is not None)


@cache
def _parser(with_extras: bool) -> Parser:
    return Parser(with_extras)


def forget_parsers() -> None:
    """Make new parsers from here on: those there are were left in the midst of a text."""
    _parser.cache_clear()


def extensions(with_extras: bool) -> list[Extension]:
    """Return the extensions of a parser, those of pymdownx only if asked for."""
    made: list[Extension] = [
        TableExtension(),
        DefListExtension(),
        AbbrExtension(),
        AdmonitionExtension(),
        MarkdownInHtmlExtension(),
    ]
    if with_extras:
        from pymdownx.details import DetailsExtension
        from pymdownx.quotes import QuotesExtension
        from pymdownx.tasklist import TasklistExtension
        from pymdownx.tilde import DeleteSubExtension

        made += [
            DetailsExtension(),
            TasklistExtension(),
            DeleteSubExtension(subscript=False),
            QuotesExtension(callouts=True),
        ]
    return made


class Parser:
    """One Markdown instance, reset for every text."""

    def __init__(self, with_extras: bool) -> None:
        self._markdown = markdown = Markdown(extensions=extensions(with_extras), output_format="html")
        self._fences = _Fences(markdown)
        self.headings = HeadingIds(markdown)
        markdown.preprocessors.register(_Characters(markdown), "normalize_whitespace", 30)
        markdown.preprocessors.register(self._fences, "fences", 25)
        markdown.preprocessors.register(MathBefore(markdown, self._wrong_math), "math", 24)
        markdown.preprocessors.register(_Blocks(markdown), "blocks", 15)
        add_blocks(markdown)
        add_lists(markdown)
        add_footnotes(markdown)
        self.pictures = PictureFigures(markdown, PLACE)
        self.captions = CaptionProcessor(markdown, FIGURE)
        add_literals(markdown)
        add_anchors(markdown)
        self._citations = Citations(markdown)
        markdown.inlinePatterns.register(Emoji(markdown), "emoji", 65)
        markdown.treeprocessors.register(self.pictures, "picture-figures", 26)
        markdown.treeprocessors.register(self.captions, "captions", 25.5)
        markdown.treeprocessors.register(BlockAttributes(markdown), "block-attributes", 19.5)
        markdown.treeprocessors.register(LooseLists(markdown), "loose-lists", 30)
        markdown.treeprocessors.register(Cells(markdown), "cells", 21)
        markdown.treeprocessors.register(EmptyHeaders(markdown), "empty-headers", 9)
        markdown.treeprocessors.register(AttributeLists(markdown), "attr_list", 8)
        markdown.treeprocessors.register(TypographicQuotes(markdown), "typographic-quotes", 6)
        markdown.treeprocessors.register(self.headings, "heading-ids", 5)
        self.steps = Steps(markdown)

    def _wrong_math(self, latex: str, problem: str) -> ContentError:
        shown = " ".join(latex.split())
        message, document = f"cannot read the mathematics '{shown}' ({problem})", self._fences.document
        if document is None:
            return ContentError(message)
        line = document.line_with(latex.strip().split("\n", 1)[0])
        return ContentError(message, file=document.source, line=line)

    def run(
        self,
        text: str,
        document: Document | None = None,
        taken: frozenset[str] = frozenset(),
        works: Mapping[str, Reference] = MappingProxyType({}),
    ) -> str:
        """Return ``text``, the body of ``document`` with its values filled in, as HTML."""
        self._markdown.reset()
        # No step runs on an empty text.
        self.headings.found, self.pictures.numbers = (), {}
        self.headings.taken = taken
        self._fences.document = document
        self._citations.start(works)
        self.steps.besides = "\n".join(self.captions.wanted.values())
        return self._markdown.convert(text)


class Steps:
    """Chooses the steps that a text needs, once code and mathematics are out of it.

    Most texts hold few of the signs, and Python-Markdown would try every step on every block and run of text.
    ``besides`` is converted with the text, but stands elsewhere. Afterwards, ``has_tags`` says if it may hold raw HTML.
    """

    def __init__(self, markdown: Markdown) -> None:
        self.besides = ""
        self.has_tags = False
        self._markdown = markdown
        self._inline: Any = markdown.treeprocessors["inline"]
        self._blocks = _Chosen(markdown.parser.blockprocessors, BLOCK_SIGNS)
        self._patterns = _Chosen(markdown.inlinePatterns, INLINE_SIGNS, {"emoji": may_hold_emoji})
        self._tree = _Chosen(markdown.treeprocessors, TREE_SIGNS)
        markdown.preprocessors.register(RawBlocks(markdown, self), "html_block", 20)
        # Names are looked up in it thousands of times a text.
        names: Any = frozenset(markdown.block_level_elements)
        markdown.block_level_elements = names

    def choose(self, text: str) -> None:
        """Use the steps for ``text`` and what is ``besides``."""
        whole = f"{text}\n{self.besides}"
        self.has_tags = "<" in whole
        self._markdown.parser.blockprocessors = self._blocks.steps(whole)
        self._inline.inlinePatterns = self._patterns.steps(whole)
        self._markdown.treeprocessors = self._tree.steps(whole)


class _Chosen:
    """A registry's steps, and those of them for a text."""

    def __init__(
        self,
        registry: Registry[Any],
        signs: Mapping[str, tuple[str, ...]],
        asked: Mapping[str, Callable[[str], bool]] = MappingProxyType({}),
    ) -> None:
        self._registry, self._signs, self._asked = registry, signs, asked
        self._made: dict[frozenset[str], Registry[Any]] = {}

    def steps(self, text: str) -> Registry[Any]:
        missing = [name for name, signs in self._signs.items() if not any(sign in text for sign in signs)]
        left_out = frozenset(missing + [name for name, may_hold in self._asked.items() if not may_hold(text)])
        if left_out not in self._made:
            chosen = self._registry[:]
            for name in left_out:
                chosen.deregister(name, strict=False)
            self._made[left_out] = chosen
        return self._made[left_out]


class _Characters(Preprocessor):
    """Takes out the characters that Python-Markdown needs for itself. Tabs stay until code is out of the way."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines).replace(STX, "").replace(ETX, "")
        return [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), "", ""]


class _Fences(Preprocessor):
    """Takes fenced blocks out before anything else can read them: code is coloured, figures leave a place."""

    document: Document | None = None

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return expanded_margins(self._without_code(lines, text) if "```" in text or "~~~" in text else lines)

    def _without_code(self, lines: list[str], text: str) -> list[str]:
        figures = {figure.first: figure for figure in self.document.figures} if self.document else {}
        kept: list[str] = []
        position = 0
        for block in code_in(text):
            if block.kind != "fenced":
                continue
            if not block.closed:
                raise self._unclosed(block)
            kept += lines[position : block.first]
            figure = figures.get(block.first)
            inside = "\n".join(content(lines, block))
            if figure is not None:
                piece = f'{PLACE if figure.number else UNNUMBERED}"{figure.key}"></figure>'
            else:
                piece = inside if block.info == RAW else code_html(inside, code_options(block.info))
            blank = block.prefix.rstrip() if ">" in block.prefix else ""
            if kept and kept[-1].strip(" >"):
                kept.append(blank)
            kept += [block.prefix + self.md.htmlStash.store(piece), blank]
            position = block.last + 1
        return kept + lines[position:]

    def _unclosed(self, block: CodeLines) -> ContentError:
        file = self.document.source if self.document else None
        line = self.document.body_line + block.first if self.document else None
        return ContentError("a block of code has no end", file=file, line=line, hint="close its fence")


class _Blocks(Preprocessor):
    """Arranges blocks as Python-Markdown needs them, once code and raw HTML are out of the way."""

    def run(self, lines: list[str]) -> list[str]:
        return arrange_lists(arrange_tables(set_apart(lines)))
