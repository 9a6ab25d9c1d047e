"""Attributes for a block on the line below it: ``{: .class #id }`` after tables, lists, quotes, headings and code.

Python-Markdown knows them at the end of paragraphs and headings only; kramdown anywhere.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.extensions.attr_list import AttrListTreeprocessor

_LINE = re.compile(r"^ {0,3}\{: *[^{}]+\} *$")
_WHOLE = re.compile(r"\s*\{: *([^{}\n]+?) *\}\s*")
_OTHER_BLOCK = re.compile(r"^ *(?:\||#{1,6} |>|[-*+] |\d+[.)] |\x02wzxhzdk:\d+\x03 *$| {2,}\S)")


def set_apart(lines: list[str]) -> list[str]:
    """Return lines in which attributes below a block that is no paragraph stand by themselves."""
    if "{:" not in "\n".join(lines):
        return lines
    arranged: list[str] = []
    for line in lines:
        if _LINE.match(line) and arranged and _OTHER_BLOCK.match(arranged[-1]):
            arranged += ["", line.strip(), ""]
        else:
            arranged.append(line)
    return arranged


class BlockAttributes(AttrListTreeprocessor):
    """Gives a paragraph that holds nothing but attributes to the block before it."""

    def run(self, doc: Element) -> None:
        """Move the attributes, and take their paragraphs away."""
        for parent in doc.iter():
            for place in range(len(parent) - 1, -1, -1):
                child = parent[place]
                found = _WHOLE.fullmatch(child.text or "") if child.tag == "p" and not len(child) else None
                if found is None:
                    continue
                if place:
                    self.assign_attrs(parent[place - 1], found[1])
                parent.remove(child)
