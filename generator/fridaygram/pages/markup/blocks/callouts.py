"""Callouts as GitHub writes them, a block quote whose first line is ``[!NOTE]``, shown as admonitions."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

_MARK = re.compile(r"\s*\[!(note|tip|important|warning|caution)\][ ]*([^\n]*)(?:\n|$)", re.IGNORECASE)


class Callouts(Treeprocessor):
    """Turns marked block quotes into admonitions; words behind the mark are the title."""

    def run(self, root: Element) -> None:
        """Look at the first paragraph of every block quote."""
        for quote in root.iter("blockquote"):
            first = quote[0] if len(quote) and quote[0].tag == "p" else None
            found = _MARK.match(first.text or "") if first is not None else None
            if found is None or first is None:
                continue
            kind = found[1].lower()
            quote.tag = "div"
            quote.set("class", f"admonition {kind}")
            title = Element("p", {"class": "admonition-title"})
            title.text = found[2].strip() or kind.capitalize()
            title.tail = "\n"
            first.text = (first.text or "")[found.end() :]
            if not first.text.strip() and not len(first):
                quote.remove(first)
            quote.insert(0, title)
