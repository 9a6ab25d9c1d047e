"""Markdown to HTML: one parser a process, and a pure function of document and fills around it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import BlockQuoteProcessor
from markdown.preprocessors import Preprocessor

from fridaygram.errors import ContentError
from fridaygram.pages.bibliography import Reference
from fridaygram.pages.body import CAPTION, OPEN, Body, Facts, Fills, marker
from fridaygram.pages.directives import format_value, prose_of
from fridaygram.pages.document import Document
from fridaygram.pages.markup.blocks.attributes import BlockAttributes, set_apart
from fridaygram.pages.markup.blocks.callouts import Callouts
from fridaygram.pages.markup.blocks.captions import Captions, taken_out
from fridaygram.pages.markup.blocks.lists import add_lists, arrange
from fridaygram.pages.markup.blocks.pictures import PictureFigures
from fridaygram.pages.markup.blocks.tables import EmptyHeaders, arrange_tables
from fridaygram.pages.markup.engine.extensions import extensions, extras_of
from fridaygram.pages.markup.engine.guards import Engine
from fridaygram.pages.markup.headings import HeadingIds
from fridaygram.pages.markup.highlight import code_html, code_options
from fridaygram.pages.markup.html import LinkPass
from fridaygram.pages.markup.inline.citations import Citations
from fridaygram.pages.markup.inline.emoji import Emoji
from fridaygram.pages.markup.lines import Code, code_in, content
from fridaygram.pages.markup.math import MathBefore
from fridaygram.pages.markup.notes import add_footnotes, check_footnotes
from fridaygram.pages.markup.quotes import TypographicQuotes

_PLACE = "<figure data-fill="
_FIGURE = re.compile(rf'{_PLACE}"([a-z0-9-]+)"></figure>')
_UNSPOKEN = re.compile(
    r"<(?:pre\b[^<]*+(?:<(?!/pre>)[^<]*+)*+</pre>|(script|style)\b.*?</\1>|"
    r"section[^>]*class=\"(?:footnotes|references)\".*|[^>]+>)",
    re.DOTALL,
)
_NAMELESS = re.compile(r'<a (?=[^>]*?\bhref="([^"]*)")([^>]*)></a>')
_SCRIPTED = ('<div class="code', 'class="footnote-ref"', 'class="facade"')
_PARAGRAPH = re.compile(r"^<p>(.*?)</p>$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r'<sup id="fnref.*?</sup>')
_SUMMARY = 240
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&#|~^\"':!$-]")


def convert(document: Document, fills: Fills) -> Body:
    """Convert a document. Depends on nothing but its arguments.

    Raises ContentError, with file and line, for a block of code without end, a footnote without definition or
    text, blocks nested deeper than Python recurs, a link to a missing place of the same page, a picture without
    alternative text, and for a directive that ``fills`` does not fill. Of a notebook, whose lines are not those of
    its file, without line.
    """
    try:
        return _converted(document, fills)
    except ContentError as error:
        error.line = None if document.kind == "notebook" else error.line
        raise
    except RecursionError:
        _made.clear()  # it was left in the midst of a block
        line = None if document.kind == "notebook" else document.body_line + _deepest(document.body)
        raise ContentError(
            "quotes or lists are nested too deeply", file=document.source, line=line, hint="nest them less"
        ) from None


def _converted(document: Document, fills: Fills) -> Body:
    if "[^" in document.body:
        check_footnotes(prose_of(document.body), document.body, document.source, document.body_line)
    keys = {figure.key for figure in document.figures}
    wanted = {figure.key: str(figure.params.get("caption") or "") for figure in document.figures}
    written = _with_values(document, fills)
    parser = _parser("\n".join([written, *wanted.values()]))
    parser.captions.wanted = wanted
    text = parser.run(written, document, frozenset(keys), fills.works)
    headings = parser.headings.found
    figures = {figure.key: figure.number for figure in document.figures} | parser.pictures.numbers
    links = LinkPass(document.source, lambda target: _line_of(document, target))
    text = links.run(text, has_raw=parser.engine.has_tags or bool(fills.works) or "$" in document.body)
    links.check_places(keys)
    named: list[str] = []
    if "></a>" in text:
        places = {heading.id: heading.text for heading in headings}
        places |= {name: f"Figure {number}" for name, number in figures.items()}
        text = _NAMELESS.sub(lambda link: _with_name(link, places, named, document), text)
    captions, text = taken_out(text) if document.figures else ({}, text)
    facts = Facts(
        words=len(_UNSPOKEN.sub(" ", _MARK.sub("", text)).split()),
        summary=_summary(text),
        headings=headings,
        ids=(*links.ids, *sorted(keys)),
        links=tuple(links.links),
        footnotes=text.count('class="footnote-ref"'),
        figures=figures,
        named=tuple(named),
        scripted=any(mark in text for mark in _SCRIPTED),
    )
    if not document.figures:
        return Body(text, "", facts)
    html, feed = (_filled(text, document, fills, captions, variant) for variant in ("html", "feed"))
    return Body(html, feed, facts)


def _deepest(body: str) -> int:
    """Return the 0-based line with the longest run of marks and spaces at its beginning."""
    lines = body.expandtabs(4).split("\n")
    return max(
        range(len(lines)), key=lambda number: len(lines[number]) - len(lines[number].lstrip(" >-*+.)0123456789"))
    )


def _with_name(link: re.Match[str], places: dict[str, str], named: list[str], document: Document) -> str:
    """Return a link that was written without words with those of the place it leads to."""
    target = html.unescape(link[1])
    if target.startswith(OPEN):
        named.append(target[1:-1])
        words = marker(f"@{target[1:-1]}")
    elif target.startswith("#"):
        words = html.escape(places.get(target[1:], ""), quote=False)
    else:
        words = html.escape(target.partition("//")[2] or target, quote=False)
    if not words:
        line = _line_of(document, f"]({target})")
        raise ContentError(f"the link to '{target}' has no words", file=document.source, line=line)
    return f"<a {link[2]}>{words}</a>"


def _with_values(document: Document, fills: Fills) -> str:
    pieces, position = [], 0
    body = document.body
    for value in document.values:
        if value.name not in fills.values:
            raise ContentError(f"no value is called '{value.name}'", file=value.file, line=value.line)
        shown = " ".join(format_value(fills.values[value.name], value.format).split())
        line_start = body.rfind("\n", 0, value.start) + 1
        begins_line = not body[line_start : value.start].strip(" >")
        pieces += [body[position : value.start], _literal(shown, begins_line=begins_line)]
        position = value.end
    return "".join([*pieces, body[position:]])


def _literal(text: str, *, begins_line: bool) -> str:
    """Return text that Markdown takes literally; at a line's start, "448." must not become a list item."""
    safe = _SPECIAL.sub(lambda sign: f"&#{ord(sign[0])};", text)
    return f"&#{ord(safe[0])};{safe[1:]}" if begins_line and safe.isdigit() else safe


def _filled(text: str, document: Document, fills: Fills, captions: Mapping[str, str], variant: str) -> str:
    missing = [figure for figure in document.figures if figure.key not in fills.figures]
    if missing:
        figure = missing[0]
        raise ContentError(f"figure '{figure.key}' was not drawn", file=figure.file, line=figure.line)

    def filled(found: re.Match[str]) -> str:
        caption = captions.get(found[1], "")
        drawn: str = getattr(fills.figures[found[1]], variant)
        return drawn.replace(CAPTION, f" {caption}" if caption else "")

    return _FIGURE.sub(filled, text)


def _line_of(document: Document, target: str) -> int:
    position = document.body.find(target)
    return document.body_line + (document.body.count("\n", 0, position) if position >= 0 else 0)


def _summary(text: str) -> str:
    paragraph = _PARAGRAPH.search(text)
    plain = html.unescape(_UNSPOKEN.sub("", _MARK.sub("", paragraph[1]))) if paragraph else ""
    plain = " ".join(plain.split())
    if len(plain) <= _SUMMARY:
        return plain
    return plain[:_SUMMARY].rsplit(" ", 1)[0].rstrip(",;:.\u2013\u2014 ") + "\u2026"


class _Fences(Preprocessor):
    """Takes fenced blocks out before anything else can read them: code is coloured, figures leave a place."""

    document: Document | None = None

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if "```" not in text and "~~~" not in text:
            return lines
        figures = {figure.first: figure.key for figure in self.document.figures} if self.document else {}
        kept: list[str] = []
        position = 0
        for block in code_in(text):
            if block.kind != "fenced":
                continue
            if not block.closed:
                raise self._unclosed(block)
            kept += lines[position : block.first]
            key = figures.get(block.first)
            if key is None:
                piece = code_html("\n".join(content(lines, block)), code_options(block.info))
            else:
                piece = f'{_PLACE}"{key}"></figure>'
            blank = block.prefix.rstrip() if ">" in block.prefix else ""
            if kept and kept[-1].strip(" >"):
                kept.append(blank)
            kept += [block.prefix + self.md.htmlStash.store(piece), blank]
            position = block.last + 1
        return kept + lines[position:]

    def _unclosed(self, block: Code) -> ContentError:
        file = self.document.source if self.document else None
        line = self.document.body_line + block.first if self.document else None
        return ContentError("a block of code has no end", file=file, line=line, hint="close its fence")


class _Blocks(Preprocessor):
    """Arranges blocks as Python-Markdown needs them, once code and raw HTML are out of the way."""

    def run(self, lines: list[str]) -> list[str]:
        return arrange(arrange_tables(set_apart(lines)))


class _Quotes(BlockQuoteProcessor):
    """Block quotes with a blank line between them are two (CommonMark, 5.1); Python-Markdown makes them one."""

    def run(self, parent: Any, blocks: list[str]) -> None:
        last = self.lastChild(parent)
        if last is None or last.tag != "blockquote":
            super().run(parent, blocks)
            return
        last.tag = "quoted"
        super().run(parent, blocks)
        last.tag = "blockquote"


class _Parser:
    """Python-Markdown with everything a post may use, of the extras only some; reset for every text."""

    def __init__(self, extras: frozenset[str]) -> None:
        self.extras = extras
        self._markdown = markdown = Markdown(extensions=extensions(extras), output_format="html")
        markdown.ESCAPED_CHARS = [*markdown.ESCAPED_CHARS, '"', "'", "~", "|", ":", "<", "&", "$", "^", "@"]
        self._fences = _Fences(markdown)
        self.headings = HeadingIds(markdown)
        markdown.preprocessors.register(self._fences, "fences", 25)
        markdown.preprocessors.register(_Blocks(markdown), "blocks", 15)
        markdown.parser.blockprocessors.register(_Quotes(markdown.parser), "quote", 20)
        add_lists(markdown)
        add_footnotes(markdown)
        markdown.preprocessors.register(MathBefore(markdown, self._wrong_math), "math", 24)
        self.pictures = PictureFigures(markdown, _PLACE)
        self.captions = Captions(markdown, _FIGURE)
        self._citations = Citations(markdown)
        markdown.inlinePatterns.register(Emoji(markdown), "emoji", 65)
        markdown.treeprocessors.register(self.pictures, "picture-figures", 26)
        markdown.treeprocessors.register(self.captions, "captions", 25.5)
        markdown.treeprocessors.register(Callouts(markdown), "callouts", 25)
        markdown.treeprocessors.register(BlockAttributes(markdown), "block-attributes", 19.5)
        markdown.treeprocessors.register(EmptyHeaders(markdown), "empty-headers", 9)
        markdown.treeprocessors.register(TypographicQuotes(markdown), "quotes", 6)
        markdown.treeprocessors.register(self.headings, "heading-ids", 5)
        self.engine = Engine(markdown)

    def _wrong_math(self, latex: str, problem: str) -> ContentError:
        shown = " ".join(latex.split())
        message, document = f"cannot read the mathematics '{shown}' ({problem})", self._fences.document
        if document is None:
            return ContentError(message)
        return ContentError(message, file=document.source, line=_line_of(document, latex.strip().split("\n", 1)[0]))

    def run(
        self,
        text: str,
        document: Document | None = None,
        taken: frozenset[str] = frozenset(),
        works: Mapping[str, Reference] = MappingProxyType({}),
    ) -> str:
        """Return ``text``, the body of ``document`` with its values filled in, as HTML."""
        self._markdown.reset()
        # Of a text that is empty, no step is run.
        self.headings.found, self.pictures.numbers = (), {}
        self.headings.taken = taken
        self._fences.document = document
        self._citations.start(works)
        self.engine.besides = "\n".join(self.captions.wanted.values())
        return self._markdown.convert(text)


_made: list[_Parser] = []


def _parser(text: str) -> _Parser:
    """Return the parser of this process, made anew where it lacks an extra that a text wants."""
    wanted, known = extras_of(text), _made[0].extras if _made else frozenset()
    if not _made or not wanted <= known:
        _made[:] = [_Parser(wanted | known)]
    return _made[0]
