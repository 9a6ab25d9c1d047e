"""The generated lines: each path grows character by character, its current history highlighted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fridaygram.figures import fonts
from fridaygram.figures.path import words
from fridaygram.figures.path.moments import Moment
from fridaygram.figures.path.scene import OWN, Font, Line, Prose, SceneItem, advance, cells, stays
from fridaygram.figures.style import MARKS, series_role

_SIZES, _SMALLER = (22, 20, 18), (16, 14)
_LABEL, _LABEL_SIZE, _AFTER = 20, 12, 14
_LOOP = "↻"
_INK = "ink", ""  # on no box


class Lines:
    """The lines of all paths in ``width`` pixels; they spread over ``room`` pixels downwards where that is more."""

    def __init__(self, values: Mapping[str, Any], moments: Sequence[Moment], width: int, *, room: int):
        self._values, self._moments, self._width = values, moments, width
        self._frames = len(moments)
        self._pad = str(values.get("pad", "~")) * values["order"]
        self._rtl = right_to_left(values["phrase"])
        self._texts_of = [self._pad + path["text"] for path in values["paths"]]
        longest = max(cells(text).columns for text in self._texts_of) + 2
        size = next((size for size in _SIZES if longest * advance(size) <= width), _SIZES[-1])
        if longest * advance(size) > width and room:
            size = next((size for size in (*_SIZES, *_SMALLER) if self._tall(size) <= room), _SMALLER[-1])
        self._font = Font(size, advance(size), round(size * 1.5), round(size * 1.13))
        self._histories, self._done = self._followed()
        self._looks: dict[tuple[str, tuple[str, str]], Line] = {}
        self._spots = [self._spots_of(text, self._font.advance) for text in self._texts_of]
        self._heights = [_LABEL + (spots[-1][1] + 1) * self._font.height for spots in self._spots]
        needed = sum(self._heights) + _AFTER * (len(self._heights) - 1)
        self._between = _AFTER + min(24, max(0, room - needed) // max(len(self._heights), 1))
        self.height = needed + (self._between - _AFTER) * (len(self._heights) - 1)

    def _tall(self, size: int) -> int:
        rows = [self._spots_of(text, advance(size))[-1][1] + 1 for text in self._texts_of]
        return sum(rows) * round(size * 1.5) + (_LABEL + _AFTER) * len(rows)

    def _spots_of(self, text: str, step: int) -> list[tuple[int, int]]:
        """Return column and row of each character, and of one more place for the loop mark."""
        room = max(2, self._width // step)
        spots, column, line = [], 0, 0
        for cell in (*cells(text).cells, *cells(_LOOP).cells):
            if column + cell.columns > room:
                column, line = 0, line + 1
            spots.append((column, line))
            column += cell.columns
        return spots

    def items(self, x: int, y: int) -> Iterator[SceneItem]:
        """Yield the lines' items with their top left corner at x, y."""
        for index, path in enumerate(self._values["paths"]):
            fork = path.get("forks_from")
            start = fork["step"] + 1 if fork else 0
            yield SceneItem(start, self._frames, x, y, self._label(index, path))
            at, role = (x, y + _LABEL), series_role(index)
            yield from self._grown(index, path, at, start)
            for since, until, (first, last) in stays(self._histories[index]):
                yield from self._texts(index, first, last, at, (since, until), ("paper", OWN), 3, role)
            y += self._heights[index] + self._between

    def _label(self, index: int, path: Mapping[str, Any]) -> Prose:
        label = f"{MARKS[index]} {path.get('name') or index + 1}"
        if path.get("probability") is not None:
            label += f" · probability {chance(path['probability'])}"
        return Prose(fonts.shorten(label, _LABEL_SIZE, self._width), _LABEL_SIZE, series_role(index))

    def _grown(self, index: int, path: Mapping[str, Any], at: tuple[int, int], start: int) -> Iterator[SceneItem]:
        pads, text, frames, role = len(self._pad), self._texts_of[index], self._frames, series_role(index)
        there = pads + min(start, len(path["text"]))
        yield from self._texts(index, 0, pads, at, (start, frames), ("muted", ""))
        yield from self._texts(index, pads, there, at, (start, frames), _INK)
        for place in range(pads + start, len(text)):
            look = self._look(text[place], _INK)
            x, y = self._spot(index, place, look, at)
            yield SceneItem(place - pads + 1, frames, x, y, look)
        if path.get("loops_to") is not None:
            look = self._look(_LOOP, (role, ""))
            x, y = self._spot(index, -1, look, at)
            yield SceneItem(frames - 1, frames, x, y, look)
        if (done := self._done.get(index)) is not None:
            yield from self._texts(index, pads, len(text), at, (done, frames), (OWN, "paper"), 2, role)

    def _texts(
        self, index: int, first: int, last: int, at: tuple[int, int], when: tuple[int, int],
        colours: tuple[str, str], layer: int = 0, role: str = "",
    ) -> Iterator[SceneItem]:  # fmt: skip
        """Yield a path's characters first to last (exclusive), an item for each row that they stand in."""
        spots, (start, end) = self._spots[index], when
        while first < last:
            after, row = last, spots[first][1]
            while spots[after - 1][1] > row:
                after -= 1
            look = self._look(self._texts_of[index][first:after], colours)
            x, y = self._spot(index, first, look, at)
            yield SceneItem(start, end, x, y, look, layer, role)
            first = after

    def _spot(self, index: int, place: int, look: Line, at: tuple[int, int]) -> tuple[int, int]:
        """Return where what begins with a character stands: from the right where the text runs so."""
        column, row = self._spots[index][place]
        left = column * self._font.advance
        return at[0] + (self._width - left - look.width if self._rtl else left), at[1] + row * self._font.height

    def _look(self, text: str, colours: tuple[str, str]) -> Line:
        """Return a text in the colours of its characters and of the box behind them."""
        look = self._looks.get((text, colours))
        if look is None:
            run = cells(text[::-1] if self._rtl else text)
            look = self._looks[text, colours] = Line(((0, run, *colours, ""),), self._font)
        return look

    def _followed(self) -> tuple[list[list[tuple[int, int] | None]], dict[int, int]]:
        """Return where each path's history begins and ends at each moment, None where it has none, and when it ends."""
        pads = len(self._pad)
        done: dict[int, int] = {}
        found: list[list[tuple[int, int] | None]] = [[None] * self._frames for _ in self._texts_of]
        for time, moment in enumerate(self._moments):
            for track in moment.tracks:
                if track.history:
                    last = pads + track.written
                    found[track.path][time] = last - len(track.history), last
                if track.finished:
                    done.setdefault(track.path, time)
        return found, done


def chance(value: float) -> str:
    """Return a path's probability: ``0.25``, or ``1 in 3,200`` where decimals would hide it."""
    return (
        words.probability(value)
        if value >= 0.01
        else f"1 in {round(1 / value):,}"
        if value > 1e-9
        else "below 1 in 10⁹"
    )


def right_to_left(text: str) -> bool:
    """Return whether a text runs from right to left: by its first strong character (Unicode Annex 9, rule P2)."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"
