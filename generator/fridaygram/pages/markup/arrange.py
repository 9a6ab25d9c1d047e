"""Lists and tables as readers of CommonMark, kramdown and GitHub expect them, arranged for Python-Markdown.

Python-Markdown nests lists by four spaces only, and wants a blank line between a paragraph and a list or table. These
steps re-indent what lies in an item to four spaces a level and put that blank line in, so that authors need not care.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.sane_lists import SaneOListProcessor, SaneUListProcessor
from markdown.treeprocessors import Treeprocessor

from fridaygram.pages.markup.lines import OF_TEXT, TAB, Containers, indent_of, item_at, note_at

_QUOTE = re.compile(r"^ {0,3}> ?")
_BULLET = re.compile(r"\n {0,3}[-*+] +")
_FIRST = re.compile(r"\n {0,3}1\. +")
_NO_PARAGRAPH = re.compile(r"^(?:#{1,6} | {0,3}(?:-{3,}|\*{3,}|_{3,}) *$)")
_ROW = re.compile(r"^ *\|.*\| *$")
_SEPARATOR = re.compile(r"^ *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_CELL = re.compile(r"(?<!\\)\|")


def arrange_lists(lines: list[str]) -> list[str]:
    """Return Markdown lines (without tabs and fences) with lists as Python-Markdown needs them."""
    return _Arranger().run(lines)


def add_lists(markdown: Markdown) -> None:
    """Teach the parser that an item of the other kind, straight below a list, begins a list (CommonMark, 5.3)."""
    markdown.parser.blockprocessors.register(_Ordered(markdown.parser), "olist", 40)
    markdown.parser.blockprocessors.register(_Bulleted(markdown.parser), "ulist", 30)


class _Ordered(SaneOListProcessor):
    def run(self, parent: Any, blocks: list[str]) -> None:
        _part(blocks, _BULLET)
        super().run(parent, blocks)


class _Bulleted(SaneUListProcessor):
    def run(self, parent: Any, blocks: list[str]) -> None:
        _part(blocks, _FIRST)
        super().run(parent, blocks)


def _part(blocks: list[str], other: re.Pattern[str]) -> None:
    """Part the first block where a list of the ``other`` kind begins in it."""
    if found := other.search(blocks[0]):
        block = blocks[0]
        blocks[:1] = [block[: found.start()], block[found.start() + 1 :]]


class _Arranger:
    """One pass over the lines.

    ``_paragraph`` is the depth of the paragraph that the last line belongs to, ``_empty_item`` the number of lines
    up to the last item without words.
    """

    def __init__(self) -> None:
        self._around = Containers()
        self._arranged: list[str] = []
        self._after_blank = True
        self._in_code = False
        self._paragraph: int | None = None
        self._own_text = False
        self._empty_item = -1

    def run(self, lines: list[str]) -> list[str]:
        number = 0
        while number < len(lines):
            line = lines[number]
            if line[:1] in OF_TEXT:
                self._text(line)
                number += 1
                continue
            if not line.strip():
                self._arranged.append("")
                self._after_blank, self._paragraph = True, None
            elif _QUOTE.match(line):
                number = self._quote(lines, number)
                continue
            else:
                self._line(line)
                self._after_blank = False
            number += 1
        return self._arranged

    def _text(self, line: str) -> None:
        """Take a line at the margin that can only be text."""
        if self._after_blank:
            self._around.leave_all()
        self._arranged.append(line)
        if self._paragraph is None:
            self._paragraph, self._own_text = self._around.depth, False
        self._after_blank, self._in_code = False, False

    def _line(self, line: str) -> None:
        indent, text = indent_of(line), line.lstrip(" ")
        if self._after_blank:
            self._around.leave(indent)
        extra = self._around.extra(indent)
        if extra >= TAB and (self._after_blank or self._in_code):
            self._arranged.append(" " * (TAB * self._around.depth + extra) + text)
            self._in_code = True
            return
        self._in_code = False
        if self._empty_item == len(self._arranged) and self._around.extra(indent) >= 0:
            # The words of an item may stand below its mark.
            self._arranged[-1] += text
            self._empty_item = -1
        elif (item := item_at(line)) and self._may_begin(item):
            self._item(line, item)
        elif note := note_at(line):
            self._around.leave(indent)
            self._arranged.append(" " * (TAB * self._around.depth) + text)
            self._around.enter_note(len(note[1]))
            self._paragraph, self._own_text = self._around.depth, False
        else:
            inside = self._around.depth and indent >= TAB * self._around.depth - 2 * self._around.depth
            self._arranged.append(" " * (TAB * self._around.depth) + text if inside else line)
            if self._paragraph is None:
                self._paragraph, self._own_text = self._around.depth, False
            if _NO_PARAGRAPH.match(text):
                self._paragraph = None

    def _may_begin(self, item: re.Match[str]) -> bool:
        """Within a paragraph, a list begins only with words, and with the number 1 if it has any (CommonMark, 5.2)."""
        if self._paragraph is None or self._around.depth > 0:
            return True
        return item.end() < len(item.string.rstrip()) and (not item[2][0].isdigit() or item[2][:-1] == "1")

    def _item(self, line: str, item: re.Match[str]) -> None:
        self._around.leave(len(item[1]))
        depth = self._around.depth
        if self._paragraph is not None and self._paragraph >= depth and not self._own_text:
            self._arranged.append("")
        mark = f"{int(item[2][:-1])}." if item[2][0].isdigit() else item[2]
        text = line[item.end() :]
        self._arranged.append(f"{' ' * (TAB * depth)}{mark} {text}")
        self._around.enter_item(item)
        self._paragraph, self._own_text = depth + 1, True
        if not text.strip():
            self._empty_item = len(self._arranged)

    def _quote(self, lines: list[str], first: int) -> int:
        last = first
        while last < len(lines) and _QUOTE.match(lines[last]):
            last += 1
        inside = [_QUOTE.sub("", line, count=1) for line in lines[first:last]]
        self._arranged.extend(f"> {line}".rstrip() for line in arrange_lists(inside))
        if not inside[-1].strip():
            self._arranged.append("")
        self._after_blank, self._in_code = False, False
        self._paragraph, self._own_text = self._around.depth, False
        return last


def arrange_tables(lines: list[str]) -> list[str]:
    """Return lines in which every table has a blank line before it and a header, if an empty one.

    Rows without a header must all begin and end with a pipe.
    """
    if "|" not in "".join(lines):
        return lines
    arranged: list[str] = []
    number = 0
    while number < len(lines):
        if "|" not in lines[number] or not _ROW.match(lines[number]):
            arranged.append(lines[number])
            number += 1
            continue
        last = number
        while last < len(lines) and (_ROW.match(lines[last]) or _SEPARATOR.match(lines[last])):
            last += 1
        rows = lines[number:last]
        if arranged and arranged[-1].strip():
            arranged.append("")
        has_header = len(rows) > 1 and _SEPARATOR.match(rows[1])
        arranged += rows if has_header else [*_empty_header(rows[0]), *rows]
        if last < len(lines) and _QUOTE.match(lines[last]):
            arranged.append("")
        number = last
    return arranged


def _empty_header(row: str) -> tuple[str, str]:
    indent = row[: len(row) - len(row.lstrip())]
    columns = len(_CELL.findall(row)) - 1
    return f"{indent}|{' |' * columns}", f"{indent}|{'-|' * columns}"


class LooseLists(Treeprocessor):
    """Makes paragraphs of all items of a list with a blank line in it (CommonMark, 5.3).

    Python-Markdown makes them of the items beside that line only.
    """

    def run(self, root: Element) -> None:
        """Go through the lists."""
        for parts in [*root.iter("ul"), *root.iter("ol")]:
            if any(item.find("p") is not None or _is_above_code(item) for item in parts):
                for item in parts:
                    if (item.text or "").strip():
                        paragraph = Element("p")
                        paragraph.text, item.text = item.text, ""
                        item.insert(0, paragraph)


def _is_above_code(item: Element) -> bool:
    return bool((item.text or "").strip()) and len(item) > 0 and item[0].tag == "pre"


class Cells(Treeprocessor):
    """Takes the sign that keeps a pipe in its cell out, also in code (github.github.com/gfm, 4.10)."""

    def run(self, root: Element) -> None:
        """Go through the cells."""
        for table in root.iter("table"):
            for cell in (*table.iter("th"), *table.iter("td")):
                cell.text = (cell.text or "").replace("\\|", "|")


class EmptyHeaders(Treeprocessor):
    """Takes empty headers out again, and the empty row that Python-Markdown gives a table without rows."""

    def run(self, root: Element) -> None:
        """Remove each table's head and body that have no text."""
        for table in root.iter("table"):
            for part in [*table.findall("thead"), *(body for body in table.findall("tbody") if len(body) == 1)]:
                if not any(cell.text or len(cell) for row in part for cell in row):
                    table.remove(part)
