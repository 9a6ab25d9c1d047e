"""Tables as GitHub and kramdown know them: straight after a line of text, and without a header."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

_ROW = re.compile(r"^ *\|.*\| *$")
_SEPARATOR = re.compile(r"^ *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_CELL = re.compile(r"(?<!\\)\|")


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
        number = last
    return arranged


def _empty_header(row: str) -> tuple[str, str]:
    indent = row[: len(row) - len(row.lstrip())]
    columns = len(_CELL.findall(row)) - 1
    return f"{indent}|{' |' * columns}", f"{indent}|{'-|' * columns}"


class EmptyHeaders(Treeprocessor):
    """Takes the empty headers out again."""

    def run(self, root: Element) -> None:
        """Remove each table's head that has no text."""
        for table in root.iter("table"):
            head = table.find("thead")
            if head is not None and not any(cell.text or len(cell) for cell in head.iter("th")):
                table.remove(head)
