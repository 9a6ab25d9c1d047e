"""Python-Markdown without tries that cannot succeed, and with the same HTML: a pattern is asked only where its sign is.

Most texts lack most signs, yet every run of text is tried against every pattern, every block against every kind, and
the whole tree is gone through for every extension. A sign is a string without which a pattern or kind cannot match.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import HtmlBlockPreprocessor
from markdown.preprocessors import NormalizeWhitespace
from markdown.treeprocessors import UnescapeTreeprocessor
from markdown.util import ETX, STX

from fridaygram.pages.markup.engine.blocks import QuickBlocks, QuickTables
from fridaygram.pages.markup.engine.extensions import BOXES
from fridaygram.pages.markup.engine.inline import QuickDelimiters, QuickInline
from fridaygram.pages.markup.engine.tree import QuickPrettify, QuickRawHtml, to_html

_BLANKS = re.compile(r"\n(?: +\n)+")
# Of steps through the tree; one of several must stand in the text.
STEP_SIGNS = {
    "footnotes-empty": ("[^",),
    "task-list": BOXES,
    "callouts": ("[!",),
    "block-attributes": ("{:",),
    "footnote-duplicate": ("[^",),
    "footnotes-section": ("[^",),
    "empty-headers": ("|",),
    "attr_list": ("{",),
    "unescape": ("\\",),
}


class Engine:
    """A parser's guards. Each text is read once, when code and mathematics are out of it and raw HTML is not.

    ``besides`` is what will be converted with a text, without standing in it; ``text`` is what was read last, and may
    hold raw HTML if it ``has_tags``.
    """

    def __init__(self, markdown: Markdown) -> None:
        self.besides = self.text = ""
        self.has_tags = False
        # Names are looked up in it thousands of times a text.
        names: Any = frozenset(markdown.block_level_elements)
        markdown.block_level_elements = names
        _become(markdown.inlinePatterns["em_strong"], QuickDelimiters)
        _become(markdown.parser.blockprocessors["table"], QuickTables)
        self._inline = QuickInline(markdown)
        markdown.treeprocessors.register(self._inline, "inline", 20)
        self._blocks = QuickBlocks.put_into(markdown.parser)
        _become(markdown.preprocessors["normalize_whitespace"], _Whitespace)
        _become(markdown.preprocessors["html_block"], _Html, self)
        _become(markdown.treeprocessors["prettify"], QuickPrettify)
        _become(markdown.treeprocessors["unescape"], _Unescape)
        for name, signs in STEP_SIGNS.items():
            if name in markdown.treeprocessors:
                step: Any = markdown.treeprocessors[name]
                step.run = self._only_with(signs, step.run)
        for extension in markdown.registeredExtensions:
            if isinstance(extension, FootnoteExtension):
                _become(extension, _Notes, self)
        _become(markdown.postprocessors["raw_html"], QuickRawHtml)
        markdown.serializer = to_html

    def read(self, text: str) -> None:
        """Choose what ``text`` has the signs of."""
        self.text = f"{text}\n{self.besides}"
        self.has_tags = "<" in self.text
        self._inline.choose(self.text)
        self._blocks.choose(self.text)

    def _only_with(self, signs: tuple[str, ...], run: Callable[[Element], Any]) -> Callable[[Element], Any]:
        def guarded(root: Element) -> Any:
            for sign in signs:
                if sign in self.text:
                    return run(root)
            return None

        return guarded


def _become(step: Any, quick: type[Any], engine: Engine | None = None) -> None:
    """Make a step a quick one where it stands: registered anew, it would come behind others of its priority."""
    step.__class__ = quick
    step.engine = engine


class _Whitespace(NormalizeWhitespace):
    """The same steps, each only where there is something to do."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines) + "\n\n"
        if STX in source or ETX in source or "\r" in source or "\t" in source:
            source = "\n".join(super().run(lines))
        elif "\n " in source:
            source = _BLANKS.sub(lambda blanks: "\n" * blanks[0].count("\n"), source)
        return source.split("\n")


class _Html(HtmlBlockPreprocessor):
    engine: Engine

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        self.engine.read(source)
        return super().run(lines) if "<" in source or "&" in source else lines


class _Notes(FootnoteExtension):
    engine: Engine

    def findFootnotesPlaceholder(self, root: Element) -> Any:  # noqa: N802
        is_there = self.getConfig("PLACE_MARKER") in self.engine.text
        return super().findFootnotesPlaceholder(root) if is_there else None


class _Unescape(UnescapeTreeprocessor):
    def unescape(self, text: str) -> str:
        return super().unescape(text) if STX in text else text
