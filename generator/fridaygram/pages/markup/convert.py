"""Markdown to HTML: a pure function of a document and its fills."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from html import unescape

from fridaygram.errors import ContentError
from fridaygram.languages import spoken, word
from fridaygram.languages.counting import counted
from fridaygram.pages.body import CAPTION, OPEN, Body, Facts, Fills, marker, shortened
from fridaygram.pages.directives import format_value, prose_of
from fridaygram.pages.document import Document
from fridaygram.pages.markup.html import LinkPass
from fridaygram.pages.markup.notes import check_footnotes, without_sidenotes
from fridaygram.pages.markup.parser import FIGURE, forget_parsers, parser_for
from fridaygram.pages.markup.pictures import taken_out
from fridaygram.pages.theme.faces import groups_of
from fridaygram.pages.theme.policy import scripts_of

_UNSPOKEN = re.compile(
    r"<(?:pre\b[^<]*+(?:<(?!/pre>)[^<]*+)*+</pre>|(script|style)\b.*?</\1>|"
    r"section[^>]*class=\"(?:footnotes|references)\".*|[^>]+>)",
    re.DOTALL,
)
_NAMELESS = re.compile(r'<a (?=[^>]*?\bhref="([^"]*)")([^>]*)></a>')
_SCRIPTED = ('<div class="code', 'class="footnote-ref"', 'class="facade"', 'class="smp-answers"', 'class="fig-steps"')
_ADMONITION = re.compile(
    r'(<p class="admonition-title">|<details class="[^"]*"[^>]*>\s*<summary>)'
    r"(Note|Tip|Important|Warning|Caution|Danger|Example)(?=</)"
)
_PERMALINK = re.compile(r' <a [^>]*class="permalink"[^>]*>#</a>')
_PARAGRAPH = re.compile(r"^<p>(.*?)</p>$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r'<sup id="fnref.*?</sup>')
# No-break spaces stay: they are marks of numbers.
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_SUMMARY = 240
# Where an assertion stood; no document has this character. A line of assertions alone leaves no line.
_GONE = "\0"
_AROUND_GONE = re.compile("^[ \t>]*(?:\0[ \t]*)+(?:\n|\\Z)|(?<=[^ \t\n])[ \t]*\0|\0[ \t]*", re.MULTILINE)
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&#|~^\"':!$-]")


def convert(document: Document, fills: Fills) -> Body:
    """Convert a document. Depends on nothing but its arguments.

    Raises ContentError, with file and line, for a block of code without end, a footnote without definition or
    text, blocks nested deeper than Python recurs, a link to a missing place of the same page, a picture without
    alternative text, and for a directive that ``fills`` does not fill. Of a notebook, with the cell in place of the
    line.
    """
    try:
        return _converted(document, fills)
    except ContentError as error:
        raise document.in_cell(error) from None
    except RecursionError:
        forget_parsers()
        line = document.body_line + _deepest(document.body)
        problem = "quotes or lists are nested too deeply"
        raise document.in_cell(ContentError(problem, file=document.source, line=line, hint="nest them less")) from None


def _converted(document: Document, fills: Fills) -> Body:
    if "[^" in document.body:
        check_footnotes(prose_of(document.body), document.body, document.source, document.body_line)
    keys = {figure.key for figure in document.figures}
    wanted = {figure.key: str(figure.params.get("caption") or "") for figure in document.figures}
    written = _with_values(document, fills)
    parser = parser_for("\n".join([written, *wanted.values()]))
    parser.captions.wanted = wanted
    text = parser.run(written, document, frozenset(keys), fills.works)
    text = _ADMONITION.sub(lambda title: title[1] + word(f"admonition-{title[2].lower()}"), text)
    headings = parser.headings.found
    figures = {figure.key: figure.number for figure in document.figures if figure.number} | parser.pictures.numbers
    links = LinkPass(document.source, document.line_with)
    text = links.run(text, has_raw=parser.steps.has_tags or bool(fills.works) or "$" in document.body)
    links.check_places(keys)
    named: list[str] = []
    if "></a>" in text:
        places = dict.fromkeys(keys, word("prediction")) | {heading.id: heading.text for heading in headings}
        places |= {name: word("figure", number=number) for name, number in figures.items()}
        text = _NAMELESS.sub(lambda link: _with_name(link, places, named, document), text)
    captions, page = taken_out(text) if document.figures else ({}, text)
    text = without_sidenotes(page)
    html = _filled(page, document, fills, captions, "html")
    feed = _filled(text, document, fills, captions, "feed")
    words, minutes = counted(_UNSPOKEN.sub(" ", _MARK.sub("", text)), spoken().tag)
    facts = Facts(
        words=words,
        minutes=minutes,
        summary=_summary(text),
        headings=headings,
        ids=(*links.ids, *sorted(keys)),
        links=tuple(links.links),
        figures=figures,
        named=tuple(named),
        scripted=any(mark in html for mark in _SCRIPTED),
        alphabets=groups_of(unescape(html)),
        scripts=scripts_of(text),
    )
    feed = _PERMALINK.sub("", feed)
    return Body(html, feed if feed != html else "", facts)


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
        line = document.line_with(f"]({target})")
        raise ContentError(f"the link to '{target}' has no words", file=document.source, line=line)
    return f"<a {link[2]}>{words}</a>"


def _with_values(document: Document, fills: Fills) -> str:
    pieces, position = [], 0
    body = document.body
    for value in document.values:
        if value.claim is not None:
            pieces += [body[position : value.start], _GONE]
            position = value.end
            continue
        if value.name not in fills.values:
            raise ContentError(f"no value is called '{value.name}'", file=value.file, line=value.line)
        shown = _SPACE.sub(" ", format_value(fills.values[value.name], value.format)).strip()
        line_start = body.rfind("\n", 0, value.start) + 1
        begins_line = not body[line_start : value.start].strip(" >")
        pieces += [body[position : value.start], _literal(shown, begins_line=begins_line)]
        position = value.end
    written = "".join([*pieces, body[position:]])
    return _AROUND_GONE.sub("", written) if _GONE in written else written


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

    return FIGURE.sub(filled, text)


def _summary(text: str) -> str:
    paragraph = _PARAGRAPH.search(text)
    plain = html.unescape(_UNSPOKEN.sub("", _MARK.sub("", paragraph[1]))) if paragraph else ""
    return shortened(" ".join(plain.split()), _SUMMARY)
