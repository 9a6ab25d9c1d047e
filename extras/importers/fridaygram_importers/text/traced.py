"""A text that is changed step by step and knows the source line of each of its lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable

from fridaygram.pages.directives import prose_of
from fridaygram.pages.markup.lines import code_blocks

Replace = Callable[[re.Match[str], int], str | None]


class Traced:
    """A text and the source line of each of its lines."""

    def __init__(self, text: str, lines: Iterable[int] | int = 1) -> None:
        self.text = text
        count = text.count("\n") + 1
        self.lines = list(range(lines, lines + count)) if isinstance(lines, int) else list(lines)

    def line(self, position: int) -> int:
        """Return the source line of a position in the text."""
        return self.lines[min(self.text.count("\n", 0, position), len(self.lines) - 1)]

    def cut(self, first: int, last: int) -> str:
        """Return the text itself between two positions, where a match has blanks."""
        return self.text[first:last]

    def sub(
        self, pattern: re.Pattern[str], replace: Replace, *, group: int = 0, look_at: Callable[[str], str] = prose_of
    ) -> None:
        """Replace what ``pattern`` (or its ``group``) finds by what ``replace(match, source line)`` returns.

        The search is in ``look_at(text)``, which keeps all positions: by default code and comments are blanked out,
        and so are they in the match's groups. None changes nothing.
        """
        starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        changes: list[tuple[int, int, str]] = []
        for found in pattern.finditer(look_at(self.text)):
            first, last = found.span(group)
            if first < 0:
                continue
            new = replace(found, self.lines[bisect_right(starts, first) - 1])
            if new is not None:
                changes.append((first, last, new))
        for first, last, new in reversed(changes):
            self._put(bisect_right(starts, first) - 1, bisect_right(starts, last) - 1, new)
            self.text = self.text[:first] + new + self.text[last:]

    def put(self, first: int, last: int, new: str) -> None:
        """Replace the text between two positions; its lines are those that it takes the place of."""
        begins = self.text.count("\n", 0, first)
        self._put(begins, begins + self.text.count("\n", first, last), new)
        self.text = self.text[:first] + new + self.text[last:]

    def _put(self, begins: int, ends: int, new: str) -> None:
        self.lines[begins : ends + 1] = [self.lines[min(begins + step, ends)] for step in range(new.count("\n") + 1)]


def whole(text: str) -> str:
    """Look at all of a text, code included."""
    return text


def without_blocks(text: str) -> str:
    """Return a text with its blocks of code blanked out; code in a line stays."""
    lines = text.split("\n")
    kept = list(lines)
    for block in code_blocks(lines):
        for number in range(block.first, block.last + 1):
            kept[number] = " " * len(lines[number])
    return "\n".join(kept)
