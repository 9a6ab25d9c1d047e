"""Attributes in braces: ``{: .class #id }``, also on the line below a table, list, quote, heading or block of code.

Python-Markdown knows them at the end of paragraphs and headings only; kramdown anywhere. Braces with other words, such
as those of a set ``{a, b}``, are text.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.extensions.attr_list import AttrListTreeprocessor

from fridaygram.pages.markup.headings import HEADINGS

# A colon, a class, an id or a name with its value stands first; the first brace outside of quotes is the last.
_BASE = r"""\{(?::|(?=[ ]*(?:\.[^\W\d]|#\w|[\w:-]+=)))[ ]*(?=[^\s}])((?:"[^"\n]*"|'[^'\n]*'|[^}\n])++)\}"""
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$")
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


class AttributeLists(AttrListTreeprocessor):
    """Attributes at the end of headings, cells and paragraphs, and behind what stands in a line."""

    # Not final in Python-Markdown, only in its stubs.
    HEADER_RE = re.compile(rf"[ ]+{_BASE}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{_BASE}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{_BASE}")  # type: ignore[misc]

    def run(self, doc: Element) -> None:
        """Set the attributes and take their braces out."""
        for element in doc.iter():
            if element.tag in HEADINGS:
                self._of_heading(element)
        super().run(doc)

    def _of_heading(self, heading: Element) -> None:
        """Do as Python-Markdown, but keep the last sign of ``## C# {#c}``."""
        last = heading[-1] if len(heading) else None
        text = (heading.text if last is None else last.tail) or ""
        found = self.HEADER_RE.search(text)
        if found is None or self.assign_attrs(heading, found[1], strict=True):
            return
        text = _CLOSING.sub("", text[: found.start()])
        if last is None:
            heading.text = text
        else:
            last.tail = text
