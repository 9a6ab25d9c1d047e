"""An email as plain text: for those who read without HTML, and for spam filters, which want both."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from fridaygram.pages.html_tree import TEXT, Node, classes, fragment

WIDTH = 72
_HEADINGS = "h1 h2 h3 h4 h5 h6"
_BLOCKS = frozenset(f"{_HEADINGS} div p ul ol dl blockquote pre table hr address".split())
_LINES = {"h1": "=", "h2": "=", "h3": "-"}
_BREAK = "\v"  # where a line must end, until it is wrapped


def plain(html: str, own: str = "") -> str:
    """Return an email's HTML as text. Links within the page at ``own`` are not written out."""
    return "\n\n".join(block for block in _Writer(own).blocks(fragment(html), WIDTH) if block.strip())


class _Writer:
    def __init__(self, own: str) -> None:
        self._own = own

    def blocks(self, node: Node, width: int) -> list[str]:
        """Return the blocks inside an element, each as its lines."""
        found: list[str] = []
        line: list[str] = []

        def end() -> None:
            if wrapped := _wrapped("".join(line), width):
                found.append(wrapped)
            line.clear()

        for child in node.iter(include_text=True):
            if child.tag in _BLOCKS:
                end()
                found += self._block(child, width)
            else:
                line.append(self._inline(child))
        end()
        return found

    def _block(self, node: Node, width: int) -> list[str]:
        tag = node.tag or ""
        if tag in ("ul", "ol"):
            return [self._list(node, width)]
        if tag == "dl":
            return [self._terms(node, width)]
        if tag == "pre":
            return [textwrap.indent(node.text().strip("\n"), "    ")]
        if tag == "hr":
            return ["* * *"]
        if tag == "table":
            return [self._table(node, width)]
        if tag == "blockquote":
            return [_quoted(self.blocks(node, width - 2))]
        inside = self.blocks(node, width)
        if tag[:1] == "h" and inside:
            rule = _LINES.get(tag, "")
            longest = max(map(len, inside[0].split("\n")))
            return [f"{inside[0]}\n{rule * longest}" if rule else inside[0], *inside[1:]]
        return inside

    def _list(self, node: Node, width: int) -> str:
        items = [child for child in node.iter() if child.tag == "li"]
        first = int(start) if (start := node.attributes.get("start") or "1").isdigit() else 1
        marks = [f"{first + number}. " if node.tag == "ol" else "- " for number in range(len(items))]
        loose = any(inside.tag == "p" for item in items for inside in item.iter())
        shown = [
            _hung(mark, self.blocks(item, width - len(mark)), loose=loose)
            for mark, item in zip(marks, items, strict=True)
        ]
        return ("\n\n" if loose else "\n").join(shown)

    def _terms(self, node: Node, width: int) -> str:
        lines = []
        for child in node.iter():
            if child.tag in ("dt", "dd"):
                indent = "    " if child.tag == "dd" else ""
                lines.append(textwrap.indent("\n\n".join(self.blocks(child, width - len(indent))), indent))
        return "\n".join(lines)

    def _table(self, node: Node, width: int) -> str:
        rows = node.css("tr")
        cells = [[_one_line(self._within(cell)) for cell in _cells(row)] for row in rows]
        columns = max(map(len, cells), default=0)
        widths = [max(len(row[place]) for row in cells if place < len(row)) for place in range(columns)]
        if sum(widths) + 2 * columns > width + 4:
            return "\n".join(_hung("- ", [_wrapped(" | ".join(row), width - 2)]) for row in cells)
        right = [_is_right(rows, place) for place in range(columns)]
        lines = [_row(row, widths, right) for row in cells]
        if rows and any(cell.tag == "th" for cell in _cells(rows[0])):
            lines.insert(1, "  ".join("-" * one for one in widths))
        return "\n".join(lines)

    def _within(self, node: Node) -> str:
        return "".join(self._inline(child) for child in node.iter(include_text=True))

    def _inline(self, node: Node) -> str:
        if node.tag == TEXT:
            return node.text_content or ""
        if node.tag == "br":
            return _BREAK
        if node.tag == "img":
            alt = node.attributes.get("alt") or ""
            return alt if "drawn" in classes(node) or not alt else f"[{alt}]"
        inside = self._within(node)
        if node.tag == "a":
            return self._link(node.attributes.get("href") or "", inside)
        if node.tag in ("sup", "sub"):
            marks = {"sup": "^", "sub": "_"}
            return f"[{inside.strip()}]" if node.css(".footnote-ref") else f"{marks[node.tag]}{inside.strip()}"
        if node.tag == "em":
            return f"*{inside}*"
        return f"\n{inside}\n" if node.tag in _BLOCKS else inside

    def _link(self, address: str, words: str) -> str:
        if not address or address.partition("#")[0] == self._own.partition("#")[0]:
            return words
        return words if words.strip() == address else f"{words} <{address}>"


def _cells(row: Node) -> list[Node]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _is_right(rows: Sequence[Node], place: int) -> bool:
    below = [_cells(row)[place] for row in rows[1:] if place < len(_cells(row))]
    return bool(below) and all(
        "right" in (cell.attributes.get("style") or "") or "number" in classes(cell) for cell in below
    )


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = [
        cell.rjust(width) if is_right else cell.ljust(width)
        for cell, width, is_right in zip(cells, widths, right, strict=False)
    ]
    return "  ".join(padded).rstrip()


def _one_line(text: str) -> str:
    return " ".join(text.replace(_BREAK, " ").split())


def _wrapped(text: str, width: int) -> str:
    """Return words in lines of at most ``width``; addresses stay whole."""
    lines = (" ".join(line.split()) for line in text.split(_BREAK))
    wrapped = [
        textwrap.fill(line, max(width, 20), break_long_words=False, break_on_hyphens=False) if line else ""
        for line in lines
    ]
    return "\n".join(wrapped).strip("\n")


def _hung(mark: str, blocks: Sequence[str], *, loose: bool = False) -> str:
    """Return blocks behind a mark, their lines below one another."""
    text = ("\n\n" if loose else "\n").join(blocks)
    return mark + re.sub(r"\n(?=[^\n])", f"\n{' ' * len(mark)}", text)


def _quoted(blocks: Sequence[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n"))
