"""Headings: an id each, a link to themselves, and the list of them for a table of contents."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE

from fridaygram.languages import word
from fridaygram.pages.body import Heading
from fridaygram.pages.markup.raw import stashed
from fridaygram.pages.urls import heading_id

HEADINGS = {f"h{level}": level for level in range(1, 7)}
_UNLISTED = "no_toc"  # kramdown's class


class HeadingIds(Treeprocessor):
    """Gives headings ids and permalinks; afterwards ``found`` lists them.

    Where a text uses level 1, which belongs to the page's title, all its headings go down a level.
    ``taken`` are ids that the page has already.
    """

    found: tuple[Heading, ...] = ()
    taken: frozenset[str] = frozenset()

    def run(self, root: Element) -> None:
        """Number, name and link the headings of a document's tree."""
        headings = [element for element in root.iter() if element.tag in HEADINGS]
        used = set(self.taken).union(name for element in root.iter() if (name := element.get("id")))
        down = 1 if any(element.tag == "h1" for element in headings) else 0
        found = []
        for element in headings:
            level = min(6, HEADINGS[element.tag] + down)
            element.tag = f"h{level}"
            text = self._text(element)
            name = element.get("id") or _unused(heading_id(text), used)
            used.add(name)
            element.set("id", name)
            found.append(Heading(level, name, text, _UNLISTED not in element.get("class", "").split()))
            _add_permalink(element, name, text)
        self.found = tuple(found)

    def _text(self, element: Element) -> str:
        """Return the heading's text without its footnote marks, escapes and raw tags."""
        pieces = [element.text or ""]
        for child in element:
            if child.tag != "sup" or not child.get("id", "").startswith("fnref"):
                pieces.append(self._text(child))
            pieces.append(child.tail or "")
        text = UnescapeTreeprocessor().unescape("".join(pieces)).replace(AMP_SUBSTITUTE, "&")
        return html.unescape(HTML_PLACEHOLDER_RE.sub(self._entity, text)).strip()

    def _entity(self, place: re.Match[str]) -> str:
        raw = stashed(self.md, place)
        return "" if raw.startswith("<") else raw


def _unused(name: str, used: set[str]) -> str:
    number, candidate = 0, name
    while candidate in used:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _add_permalink(element: Element, name: str, text: str) -> None:
    last = element[-1] if len(element) else None
    if last is None:
        element.text = (element.text or "") + " "
    else:
        last.tail = (last.tail or "") + " "
    link = SubElement(
        element, "a", {"class": "permalink", "href": f"#{name}", "aria-label": word("link-to", heading=text)}
    )
    link.text = "#"
