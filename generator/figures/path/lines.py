"""The generated lines: each path grows character by character, its current history highlighted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.figures import fonts
from generator.figures.path import words
from generator.figures.path.moment import Moment
from generator.figures.path.scene import Item, Run, advance, cells
from generator.figures.style import MARKS, series_role

_SIZES, _SMALLER = (22, 20, 18), (16, 14)
_LABEL, _LABEL_SIZE, _AFTER = 20, 12, 14
_LOOP = "↻"


class Lines:
    """The lines of all paths in ``width`` pixels; they spread over ``room`` pixels downwards where that is more."""

    def __init__(self, values: Mapping[str, Any], moments: Sequence[Moment], width: int, *, room: int):
        self._values, self._moments, self._width = values, moments, width
        self._frames = len(moments)
        self._pad = str(values.get("pad", "~")) * values["order"]
        self._rtl = right_to_left(values["phrase"])
        self._texts = [self._pad + path["text"] for path in values["paths"]]
        longest = max(cells(text).columns for text in self._texts) + 2
        self._size = next((size for size in _SIZES if longest * advance(size) <= width), _SIZES[-1])
        if longest * advance(self._size) > width and room:
            self._size = next((size for size in (*_SIZES, *_SMALLER) if self._tall(size) <= room), _SMALLER[-1])
        self._step, self._row, self._ascent = advance(self._size), round(self._size * 1.5), round(self._size * 1.13)
        self._spots = [self._spots_of(text, self._step) for text in self._texts]
        self._heights = [_LABEL + (spots[-1][1] + 1) * self._row for spots in self._spots]
        needed = sum(self._heights) + _AFTER * (len(self._heights) - 1)
        self._between = _AFTER + min(24, max(0, room - needed) // max(len(self._heights), 1))
        self.height = needed + (self._between - _AFTER) * (len(self._heights) - 1)

    def _tall(self, size: int) -> int:
        rows = [self._spots_of(text, advance(size))[-1][1] + 1 for text in self._texts]
        return sum(rows) * round(size * 1.5) + (_LABEL + _AFTER) * len(rows)

    def _spots_of(self, text: str, step: int) -> list[tuple[int, int]]:
        """Return column and row of each character, and of one more place for the loop mark."""
        room = max(2, self._width // step)
        spots, column, line = [], 0, 0
        for cell in (*cells(text), *cells(_LOOP)):
            if column + cell.columns > room:
                column, line = 0, line + 1
            spots.append((column, line))
            column += cell.columns
        return spots

    def items(self, x: int, y: int) -> Iterator[Item]:
        """Yield the lines' items with their top left corner at x, y."""
        for index, path in enumerate(self._values["paths"]):
            fork = path.get("forks_from")
            start = fork["step"] + 1 if fork else 0
            yield self._label(index, path, x, y, start)
            yield from self._grown(index, path, x, y + _LABEL, start)
            yield from self._history(index, x, y + _LABEL)
            y += self._heights[index] + self._between

    def _label(self, index: int, path: Mapping[str, Any], x: int, y: int, start: int) -> Item:
        label = f"{MARKS[index]} {path.get('name') or index + 1}"
        if path.get("probability") is not None:
            label += f" · probability {chance(path['probability'])}"
        label = fonts.shorten(label, _LABEL_SIZE, self._width)
        width = round(fonts.width(label, _LABEL_SIZE) + 0.5)
        return Item(
            start, self._frames, x, y, width, _LABEL_SIZE + 5, series_role(index),
            prose=label, size=_LABEL_SIZE, ascent=_LABEL_SIZE,
        )  # fmt: skip

    def _runs(self, index: int, first: int, last: int) -> list[tuple[int, int, Run]]:
        """Return x, y and cells (from left to right) of the characters first to last, a run for each row."""
        spots, runs = self._spots[index], []
        while first < last:
            column, line = spots[first]
            end = last
            while spots[end - 1][1] > line:
                end -= 1
            text = self._texts[index][first:end]
            run = cells(text[::-1] if self._rtl else text)
            left = self._width - (column + run.columns) * self._step if self._rtl else column * self._step
            runs.append((left, line * self._row, run))
            first = end
        return runs

    def _item(
        self, run: tuple[int, int, Run], x: int, y: int, start: int, end: int, role: str, fill: str = "", layer: int = 0
    ) -> Item:
        left, top, row = run
        width = row.columns * self._step
        return Item(
            start, end, x + left, y + top, width, self._row, role, fill, row, "",
            self._size, self._step, self._ascent, layer,
        )  # fmt: skip

    def _grown(self, index: int, path: Mapping[str, Any], x: int, y: int, start: int) -> Iterator[Item]:
        pads, count = len(self._pad), len(self._texts[index])
        for run in self._runs(index, 0, pads):
            yield self._item(run, x, y, start, self._frames, "muted")
        for run in self._runs(index, pads, pads + min(start, len(path["text"]))):
            yield self._item(run, x, y, start, self._frames, "ink")
        for place in range(pads + start, count):
            for run in self._runs(index, place, place + 1):
                yield self._item(run, x, y, place - pads + 1, self._frames, "ink")
        if path.get("loops_to") is not None:
            column, row = self._spots[index][-1]
            left = self._width - (column + 1) * self._step if self._rtl else column * self._step
            run = (left, row * self._row, cells(_LOOP))
            yield self._item(run, x, y, self._frames - 1, self._frames, series_role(index))
        done = next((time for time, moment in enumerate(self._moments) if _finished(moment, index)), None)
        if done is not None:
            for run in self._runs(index, pads, count):
                yield self._item(run, x, y, done, self._frames, series_role(index), fill="paper", layer=2)

    def _history(self, index: int, x: int, y: int) -> Iterator[Item]:
        """Yield the highlight of the current history, the last characters written, at each moment."""
        role, pads = series_role(index), len(self._pad)
        for time, moment in enumerate(self._moments):
            for path, written, history, _, _ in moment.tracks:
                if path == index and history:
                    last = pads + written
                    for run in self._runs(index, last - len(history), last):
                        yield self._item(run, x, y, time, time + 1, "paper", role, layer=3)


def _finished(moment: Moment, index: int) -> bool:
    return any(track.path == index and track.finished for track in moment.tracks)


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
    """Tell whether a text runs from right to left: by its first strong character (Unicode Annex 9, rule P2)."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"
