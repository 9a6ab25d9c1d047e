"""What stands for itself within a line: escaped signs, code, addresses in angle brackets and tags of HTML.

CommonMark 0.31 reads them before all else, and the first one wins (sections 2.4 and 6.1, 6.5 to 6.7). So one expression
finds them all.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor, SubstituteTagInlineProcessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString, code_escape

_DOMAIN = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_ATTRIBUTE = r"""\s+[a-zA-Z_:@][\w.:-]*+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_HTML = (
    rf"[a-zA-Z][a-zA-Z0-9-]*+(?:{_ATTRIBUTE})*+\s*/?|/[a-zA-Z][a-zA-Z0-9-]*\s*"
    r"|!---?|!--.*?--|\?.*?\?|![a-zA-Z][^>]*|!\[CDATA\[.*?\]\]"
)
_LITERAL = (
    r"\\(?:(?P<escaped>[!-/:-@\[-`{-~])|(?P<break>\n *))"
    r"|(?P<ticks>`+)"
    # An address in angle brackets behind `](` is that of a link.
    r"|<(?<!\]\(<)(?:(?P<address>[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*)"
    rf"|(?P<mail>[\w.!#$%&'*+/=?^`{{|}}~-]+@{_DOMAIN}(?:\.{_DOMAIN})*)"
    rf"|(?P<html>{_HTML}))>"
)


def add_literals(markdown: Markdown) -> None:
    """Register all that stands for itself, and breaks of lines, in place of Python-Markdown's steps."""
    steps = markdown.inlinePatterns
    for name in ("backtick", "escape", "autolink", "automail", "html"):
        steps.deregister(name)
    steps.register(_Literals(markdown), "literal", 190)
    steps.register(SubstituteTagInlineProcessor(" {2,}\n *", "br"), "linebreak", 100)


class _Literals(InlineProcessor):
    """Finds what no other step may read."""

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(_LITERAL, markdown)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, found: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Return an element, or a place for what is shown as it is, and where it stood."""
        if sign := found["escaped"]:
            # The serialiser would take `&copy;` for an entity.
            return f"{AMP_SUBSTITUTE}amp;" if sign == "&" else f"{STX}{ord(sign)}{ETX}", *found.span()
        if found["ticks"]:
            return _code(found, data)
        if found["break"]:
            return Element("br"), *found.span()
        if found["html"]:
            return self.md.htmlStash.store(found[0]), *found.span()
        shown = found["address"] or found["mail"]
        return address_link(shown if found["address"] else f"mailto:{shown}", shown), *found.span()


def address_link(address: str, shown: str) -> Element:
    """Return a link that shows its own address."""
    link = Element("a", {"href": address})
    link.text = AtomicString(shown)
    return link


def _code(opening: re.Match[str], data: str) -> tuple[Element | None, int, int]:
    """Return the code up to as many ticks; without such an end, the ticks are text."""
    ticks = opening["ticks"]
    closing = re.compile(rf"(?<!`){ticks}(?!`)").search(data, opening.end())
    if closing is None:
        return None, *opening.span()
    text = data[opening.end() : closing.start()]
    if text.strip() and text[0] in " \n" and text[-1] in " \n":
        text = text[1:-1]
    code = Element("code")
    code.text = AtomicString(code_escape(text))
    return code, opening.start(), closing.end()
