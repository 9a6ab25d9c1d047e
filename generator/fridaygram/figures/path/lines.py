"""Texts in cells: the one that is read, a window sliding over it, and those that grow, their histories highlighted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fridaygram.figures import fonts
from fridaygram.figures.path import words
from fridaygram.figures.path.moments import Moment
from fridaygram.figures.path.scene import (
    LABEL_SIZE,
    OWN,
    Font,
    Line,
    Prose,
    SceneBox,
    SceneItem,
    advance,
    cells,
    stays,
)
from fridaygram.figures.style import MARKS, series_role
from fridaygram.languages import word

_SIZES, _SMALLER = (22, 20, 18), (16, 14)
_LABEL, _AFTER = 22, 14
_LOOP = "↻"
_INK, _MUTED = ("ink", ""), ("muted", "")  # on no box
_BELOW = 3  # height of the line below the character that follows


class LaidText:
    """A text after its padding, in rows of ``width`` pixels; its characters stand from the right where it runs so."""

    def __init__(self, padding: str, text: str, width: int, size: int, *, rtl: bool):
        self.text, self.pads = padding + text, len(padding)
        self.font = Font(size, advance(size), round(size * 1.5), round(size * 1.13))
        self._width, self._rtl = width, rtl
        self._looks: dict[tuple[str, tuple[str, str]], Line] = {}
        self._spots = self._places(max(2, width // self.font.advance))
        self.height = (self._spots[-1][1] + 1) * self.font.height

    def _places(self, room: int) -> list[tuple[int, int]]:
        """Return column and row of each character, and of one more place for what follows the last."""
        spots, column, line = [], 0, 0
        for cell in (*cells(self.text).cells, *cells(_LOOP).cells):
            if column + cell.columns > room:
                column, line = 0, line + 1
            spots.append((column, line))
            column += cell.columns
        return spots

    def items(
        self, first: int, last: int, at: tuple[int, int], when: tuple[int, int],
        colours: tuple[str, str], layer: int = 0, role: str = "",
    ) -> Iterator[SceneItem]:  # fmt: skip
        """Yield the characters first to last (exclusive), an item for each row that they stand in."""
        while first < last:
            after, row = last, self._spots[first][1]
            while self._spots[after - 1][1] > row:
                after -= 1
            yield self.item(first, self.text[first:after], at, when, colours, layer, role)
            first = after

    def item(
        self, place: int, text: str, at: tuple[int, int], when: tuple[int, int],
        colours: tuple[str, str], layer: int = 0, role: str = "",
    ) -> SceneItem:  # fmt: skip
        """Return a text that begins where a character stands."""
        look = self._look(text, colours)
        x, y = self._spot(place, look.width, at)
        return SceneItem(*when, x, y, look, layer, role)

    def below(self, place: int, at: tuple[int, int], when: tuple[int, int], role: str) -> SceneItem:
        """Return a line below a character."""
        width = cells(self.text[place]).columns * self.font.advance
        x, y = self._spot(place, width, at)
        return SceneItem(*when, x, y + self.font.height - _BELOW, SceneBox(width, _BELOW, role), 1)

    def _spot(self, place: int, width: int, at: tuple[int, int]) -> tuple[int, int]:
        column, row = self._spots[place]
        left = column * self.font.advance
        return at[0] + (self._width - left - width if self._rtl else left), at[1] + row * self.font.height

    def _look(self, text: str, colours: tuple[str, str]) -> Line:
        """Return a text in the colours of its characters and of the box behind them."""
        look = self._looks.get((text, colours))
        if look is None:
            run = cells(text[::-1] if self._rtl else text)
            look = self._looks[text, colours] = Line(((0, run, *colours, ""),), self.font)
        return look


class Sentence:
    """The text that is read, in ``width`` pixels: a window of the history slides over it, what follows underlined."""

    def __init__(self, values: Mapping[str, Any], moments: Sequence[Moment], width: int):
        self._moments, self._order = moments, values["order"]
        self._there = moments[0].counted is not None
        padding = str(values.get("pad", "~")) * self._order
        size = fitting([padding + values["phrase"]], width) or _SMALLER[0]
        self._text = LaidText(padding, values["phrase"], width, size, rtl=words.right_to_left(values["phrase"]))
        self.height = self._text.height if self._there else 0
        corpus = values.get("corpus")
        learnt = word("path-has-read-corpus", corpus=corpus) if corpus else word("path-has-read")
        self.heading = word("path-reads") if self._there else learnt

    def items(self, x: int, y: int) -> Iterator[SceneItem]:
        """Yield the text and its windows with their top left corner at x, y."""
        if not self._there:
            return
        text, at, always = self._text, (x, y), (0, len(self._moments))
        yield from text.items(0, text.pads, at, always, _MUTED)
        yield from text.items(text.pads, len(text.text), at, always, _INK)
        for start, end, place in stays([None if one.window < 0 else one.window for one in self._moments]):
            yield from text.items(place, place + self._order, at, (start, end), ("paper", OWN), 3, "ink")
            if place + self._order < len(text.text):
                yield text.below(place + self._order, at, (start, end), "ink")


class Lines:
    """The lines of all paths in ``width`` pixels; they spread over ``room`` pixels downwards where that is more."""

    def __init__(self, values: Mapping[str, Any], moments: Sequence[Moment], width: int, *, room: int):
        self._paths, self._moments, self._width = values["paths"], moments, width
        self._frames = len(moments)
        self._first = next(time for time, moment in enumerate(moments) if moment.tracks)
        padding = str(values.get("pad", "~")) * values["order"]
        rtl = words.right_to_left(values["phrase"])

        def laid(size: int) -> list[LaidText]:
            return [LaidText(padding, path["text"], width, size, rtl=rtl) for path in self._paths]

        size = fitting([padding + path["text"] for path in self._paths], width)
        if not size and room:
            needs = {size: sum(_LABEL + _AFTER + text.height for text in laid(size)) for size in (*_SIZES, *_SMALLER)}
            size = next((size for size, need in needs.items() if need <= room), _SMALLER[-1])
        self._texts = laid(size or _SIZES[-1])
        self._heights = [_LABEL + text.height for text in self._texts]
        needed = sum(self._heights) + _AFTER * (len(self._heights) - 1)
        self._between = _AFTER + min(24, max(0, room - needed) // len(self._heights))
        self.height = needed + (self._between - _AFTER) * (len(self._heights) - 1)

    def items(self, x: int, y: int) -> Iterator[SceneItem]:
        """Yield the lines' items with their top left corner at x, y."""
        histories, done = self._followed()
        for index, path in enumerate(self._paths):
            fork, text, role = path.get("forks_from"), self._texts[index], series_role(index)
            step = fork["step"] + 1 if fork else 0
            at = (x, y + _LABEL)
            yield from self._labels(index, (x, y), self._first + step, done.get(index, self._frames - 1))
            yield from self._grown(index, at, step)
            for since, until, (first, last) in stays(histories[index]):
                yield from text.items(first, last, at, (since, until), ("paper", OWN), 3, role)
            y += self._heights[index] + self._between

    def _labels(self, index: int, at: tuple[int, int], start: int, done: int) -> Iterator[SceneItem]:
        """Yield a path's mark, colour and name; its probability is added when its text is done."""
        name = word("named", name=words.colour(index), value=self._paths[index].get("name") or index + 1)
        name = f"{MARKS[index]} {name}"
        texts = [f"{name} · {odds}" if odds else name for odds in words.odds(self._paths[index])]
        whole = next((text for text in texts if fonts.width(text, LABEL_SIZE) <= self._width), name)
        for text, since, until in ((name, start, done), (whole, max(start, done), self._frames)):
            if since < until:
                shown = fonts.shorten(text, LABEL_SIZE, self._width)
                yield SceneItem(since, until, *at, Prose(shown, LABEL_SIZE, series_role(index)))

    def _grown(self, index: int, at: tuple[int, int], step: int) -> Iterator[SceneItem]:
        text, frames, path = self._texts[index], self._frames, self._paths[index]
        there, start = text.pads + min(step, len(path["text"])), self._first + step
        yield from text.items(0, text.pads, at, (start, frames), _MUTED)
        yield from text.items(text.pads, there, at, (start, frames), _INK)
        for place in range(text.pads + step, len(text.text)):
            since = self._first + place - text.pads + 1
            yield text.item(place, text.text[place], at, (since, frames), _INK)
        if path.get("loops_to") is not None:
            yield text.item(len(text.text), _LOOP, at, (frames - 1, frames), (series_role(index), ""))

    def _followed(self) -> tuple[list[list[tuple[int, int] | None]], dict[int, int]]:
        """Return where each path's history begins and ends at each moment, None where it has none, and when it ends."""
        done: dict[int, int] = {}
        found: list[list[tuple[int, int] | None]] = [[None] * self._frames for _ in self._texts]
        for time, moment in enumerate(self._moments):
            for track in moment.tracks:
                if track.history:
                    last = self._texts[track.path].pads + track.written
                    found[track.path][time] = last - len(track.history), last
                if track.finished:
                    done.setdefault(track.path, time)
        return found, done


def fitting(texts: Sequence[str], width: int) -> int:
    """Return the largest size at which each text stands in one row, with a place for what follows it; 0 if none is."""
    longest = max(cells(text).columns for text in texts) + 2
    return next((size for size in _SIZES if longest * advance(size) <= width), 0)
