"""kramdown's tables, which need no header and may have a footer (kramdown.gettalong.org/syntax.html#tables)."""

from __future__ import annotations

import re

from fridaygram.importing.body.traced import Traced
from fridaygram.pages.directives import prose_of

_SEPARATOR = re.compile(r"^[ ]{0,3}\|?[ ]*:?[-=]+:?[ ]*(?:[|+][ ]*:?[-=]+:?[ ]*)*\|?[ ]*$")
_PIPE = re.compile(r"(?<!\\)\|")
_ATTRIBUTES = re.compile(r"^[ ]*\{:[^{}]*\}[ ]*$")


def plain_tables(body: Traced) -> None:
    """Write tables as ours: at most one separator, below the header, and pipes at both ends where there is none."""
    if "|" not in body.text:
        return
    seen = prose_of(body.text).split("\n")
    lines = body.text.split("\n")
    number = 0
    new_lines: list[str] = []
    new_numbers: list[int] = []
    while number < len(lines):
        last = number
        starts = (number == 0 or not seen[number - 1].strip() or seen[number].lstrip().startswith("|")) and (
            not seen[number].lstrip().startswith((">", "<", "{"))
        )
        while starts and last < len(lines) and _is_row(seen[last], lines[last]):
            last += 1
        ends_well = last > number and (last == len(lines) or not seen[last].strip() or _ATTRIBUTES.match(seen[last]))
        if not ends_well or all(_SEPARATOR.match(line) for line in lines[number:last]):
            last = max(last, number + 1)
            new_lines += lines[number:last]
            new_numbers += body.lines[number:last]
        else:
            rows = _rearranged(lines[number:last], seen[number:last])
            new_lines += [row for row, _ in rows]
            new_numbers += [body.lines[number + place] for _, place in rows]
        number = last
    body.text, body.lines = "\n".join(new_lines), new_numbers


def _is_row(seen: str, line: str) -> bool:
    return bool(seen.strip()) and bool(_PIPE.search(seen) or (_SEPARATOR.match(line) and "|" in line + seen))


def _rearranged(lines: list[str], seen: list[str]) -> list[tuple[str, int]]:
    """Return a table's rows, each with its place: a footer's cells bold, other separators gone."""
    separators = [place for place, line in enumerate(lines) if _SEPARATOR.match(line)]
    rows = [place for place in range(len(lines)) if place not in separators]
    if not rows:
        return [(line, place) for place, line in enumerate(lines)]
    header = next((place for place in separators if place == rows[0] + 1 and "=" not in lines[place]), None)
    footer = next((place for place in separators if "=" in lines[place]), len(lines))
    made = []
    for place in rows:
        cells = _cells(lines[place], seen[place])
        if place > footer:
            cells = [f"**{cell}**" if cell and not cell.startswith("**") else cell for cell in cells]
        made.append((f"| {' | '.join(cells)} |", place))
        if place == rows[0] and header is not None:
            marks = [cell.strip().replace("=", "-") for cell in re.split(r"[|+]", lines[header].strip().strip("|"))]
            marks += ["---"] * (len(cells) - len(marks))
            made.append((f"|{'|'.join(mark if re.search('-', mark) else '---' for mark in marks)}|", header))
    return made


def _cells(line: str, seen: str) -> list[str]:
    """Cut a row at its pipes; ``seen`` is the row with code blanked out, whose pipes are no borders."""
    borders = [found.start() for found in _PIPE.finditer(seen)]
    cells = [line[first + 1 : last] for first, last in zip([-1, *borders], [*borders, len(line)], strict=True)]
    if not cells[0].strip():
        cells = cells[1:]
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    return [cell.strip() for cell in cells]
