"""Captions of computed figures: Markdown that is converted with its document, so that it can cite, link and refer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
_CAPTION = re.compile(r'<p data-caption="([a-z0-9-]+)">(.*?)</p>\n?', re.DOTALL)


class Captions(Treeprocessor):
    """Puts the ``wanted`` captions, by the figures' keys, below the figures' places as paragraphs of their own.

    ``place`` matches such a place, in the stash, and gives the key.
    """

    def __init__(self, markdown: Markdown, place: re.Pattern[str]) -> None:
        super().__init__(markdown)
        self._place = place
        self.wanted: Mapping[str, str] = MappingProxyType({})

    def run(self, root: Element) -> None:
        """Go through the places of figures."""
        if not any(self.wanted.values()):
            return
        for parent in list(root.iter()):
            for number in range(len(parent) - 1, -1, -1):
                key = self._key(parent[number])
                if caption := " ".join(self.wanted.get(key, "").split()):
                    paragraph = Element("p", {"data-caption": key})
                    # The text of fences went past the steps before, and so has its mathematics still.
                    paragraph.text = "".join(self.md.preprocessors["math"].run([caption]))
                    paragraph.tail = "\n"
                    parent.insert(number + 1, paragraph)

    def _key(self, element: Element) -> str:
        stashed = STASHED.fullmatch((element.text or "").strip()) if element.tag == "p" else None
        raw = self.md.htmlStash.rawHtmlBlocks
        found = self._place.fullmatch(str(raw[int(stashed[1])])) if stashed and int(stashed[1]) < len(raw) else None
        return found[1] if found else ""


def taken_out(html: str) -> tuple[dict[str, str], str]:
    """Return the captions in finished HTML by the figures' keys, and the HTML without them."""
    return dict(_CAPTION.findall(html)), _CAPTION.sub("", html)
