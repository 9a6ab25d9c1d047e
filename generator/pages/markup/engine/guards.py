"""Python-Markdown without tries that cannot succeed: a pattern or a block's kind is asked only where its sign stands.

Most texts lack most signs, yet every run of text is tried against every pattern, every block against every kind. What
comes out is the same: each sign is a character string without which the pattern or kind cannot match.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.md_in_html import HtmlBlockPreprocessor
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import STX, AtomicString

# Of inline patterns; of a pair, one must stand in the text.
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
_RULES = tuple(f"{sign}{gap}{sign}" for sign in "-*_" for gap in ("", " ", "  "))
# Of kinds of blocks that look at no block but the one they are given.
BLOCK_SIGNS = {
    "indent": ("    ",),
    "defindent": ("    ",),
    "code": ("    ",),
    "table": ("|",),
    "hashheader": ("#",),
    "setextheader": ("\n=", "\n-"),
    "hr": _RULES,
    "deflist": (": ",),
    "quote": (">",),
    "footnote": ("[^",),
    "abbr": ("*[",),
    "reference": ("]:",),
    "markdown_block": (STX,),
}
# Of kinds that go on with what stands before a block: the whole text must have the sign.
TEXT_SIGNS = {"admonition": "!!!", "details": "???"}


class GuardedInline(InlineProcessor):
    """Inline patterns, tried on a run of text only where it has their sign."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.signs: list[tuple[str, ...]] = []

    def choose(self, patterns: list[tuple[Any, tuple[str, ...]]]) -> None:
        """Use these (pattern, signs), in this order."""
        chosen: Any = [pattern for pattern, _ in patterns]
        self.inlinePatterns = chosen
        self.signs = [signs for _, signs in patterns]

    # InlineProcessor calls its own method by this name.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        patterns: Any = self.inlinePatterns
        signs = self.signs
        start = 0
        for number in range(patternIndex, len(signs)):
            first, *others = signs[number]
            matched = True
            start = 0
            while matched and (first in data or (others and others[0] in data)):
                data, matched, start = apply(patterns[number], data, number, start)
        return data


class GuardedBlocks(BlockParser):
    """Kinds of blocks, tried on a block only where it has their sign."""

    _kinds: list[tuple[Any, str, tuple[str, ...]]]
    _chosen: list[tuple[Any, tuple[str, ...]]]

    @classmethod
    def put_into(cls, parser: BlockParser) -> GuardedBlocks:
        """Put guards into a parser that extensions hold on to."""
        parser.__class__ = cls
        guarded: Any = parser
        kinds = guarded.blockprocessors
        of_block = {id(kinds[name]): signs for name, signs in BLOCK_SIGNS.items()}
        of_text = {id(kinds[name]): sign for name, sign in TEXT_SIGNS.items()}
        guarded._kinds = [(kind, of_text.get(id(kind), ""), of_block.get(id(kind), ("",))) for kind in kinds]
        guarded.choose("")
        found: GuardedBlocks = guarded
        return found

    def choose(self, source: str) -> None:
        """Use the kinds that can stand in a text as its author wrote it, raw HTML and all."""
        self._chosen = [(kind, signs) for kind, wanted, signs in self._kinds if wanted in source]

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        """Parse blocks into ``parent``, as BlockParser does."""
        chosen = self._chosen
        while blocks:
            for kind, signs in chosen:
                block = blocks[0]
                if signs[0] not in block and not (len(signs) > 1 and any(sign in block for sign in signs)):
                    continue
                if kind.test(parent, block) and kind.run(parent, blocks) is not False:
                    break


class GuardedHtml(HtmlBlockPreprocessor):
    """Raw HTML, looked for only where a text has its signs."""

    def run(self, lines: list[str]) -> list[str]:
        """Take raw HTML out of the lines."""
        return super().run(lines) if any("<" in line or "&" in line for line in lines) else lines


class GuardedAttributes(AttrListTreeprocessor):
    """Attribute lists, looked for only where a text has a brace."""

    def run(self, doc: Element) -> None:
        """Go through the tree where there may be one."""
        if any("{" in text for text in doc.itertext()):
            super().run(doc)


class GuardedUnescape(UnescapeTreeprocessor):
    """Escaped characters come back, where there are any."""

    def unescape(self, text: str) -> str:
        """Return a text with its escaped characters."""
        return super().unescape(text) if STX in text else text


def guard(markdown: Markdown) -> tuple[GuardedInline, GuardedBlocks]:
    """Put guards into a parser whose extensions are all there; return those that choose by text."""
    # Names are looked up in it thousands of times a text.
    names: Any = frozenset(markdown.block_level_elements)
    markdown.block_level_elements = names
    html: Any = GuardedHtml(markdown)
    markdown.preprocessors.register(html, "html_block", 20)
    inline = GuardedInline(markdown)
    markdown.treeprocessors.register(inline, "inline", 20)
    attributes: Any = GuardedAttributes(markdown)
    markdown.treeprocessors.register(attributes, "attr_list", 8)
    markdown.treeprocessors.register(GuardedUnescape(markdown), "unescape", 0)
    return inline, GuardedBlocks.put_into(markdown.parser)
