"""The model's dictionary: a row for each history with what followed it, first counted, then as shares.

A row never moves. Where there are more rows than places, a new row takes the place of the one unused the longest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fridaygram.figures import fonts
from fridaygram.figures.path import words
from fridaygram.figures.path.moments import Moment, readings
from fridaygram.figures.path.scene import (
    FONT,
    LABEL_SIZE,
    OWN,
    UNDERLINE,
    Font,
    Group,
    Line,
    Run,
    SceneBox,
    SceneItem,
    cells,
    stays,
    the_end,
)
from fridaygram.figures.style import MARKS, integer, series_role
from fridaygram.languages import word

_SLOT, _BEFORE, _BETWEEN = 9, 11, 20
_SHARES = -1
_ARROW_COLUMNS = 3  # with a space on either side
_MORE = "\0more"


class _Entry(NamedTuple):
    """A continuation as its row shows it: its name, its share, and how many columns both take, or its highest count."""

    character: str
    name: Run
    share: Run | None
    columns: int

    @classmethod
    def of(cls, character: str, probability: float, most: int) -> _Entry:
        name = cells(character) if character else the_end()
        share = cells(words.probability(probability))
        return cls(character, name, share, name.columns + 1 + max(share.columns, _count(most).columns if most else 0))

    @classmethod
    def more(cls, count: int) -> _Entry:
        name = cells(f"+{count}")
        return cls(_MORE, name, None, name.columns)


def _count(times: int) -> Run:
    return cells(f"×{times}")


_Part = tuple[int, int, Line | SceneBox]


class _Row(NamedTuple):
    """A row as it stands, ``left`` pixels from where rows begin; its history and what follows it as highlighted.

    Highlights have their place relative to the mark of the first path.
    """

    left: int
    line: Line
    chip: _Part
    taken: dict[str | None, _Part]


_Shown = tuple[int, int]
"""A row as it is at some moment: its number, and how often it has been counted, or _SHARES."""
_Current = tuple[int, _Shown, str | None, int]
"""Where a history stands: place and row, the character taken, and how many paths have marked the row before."""


def _columns(entries: Sequence[_Entry]) -> int:
    """Return how many columns a row's continuations take, two apart."""
    return sum([entry.columns for entry in entries]) + 2 * len(entries) - 2


class Dictionary:
    """The rows of a dictionary in ``width`` pixels, with the rows of current histories marked.

    They stand in one column of up to ``short`` rows, else in two, else in one of up to ``tall``.
    """

    def __init__(self, values: Mapping[str, Any], moments: Sequence[Moment], width: int, *, short: int, tall: int):
        self._rows, self._moments = values["histories"], moments
        self._at = {row["history"]: index for index, row in enumerate(self._rows)}
        self._read = [(self._at[history], follows) for history, follows in readings(values)]
        self._paths = len(values["paths"])
        small = Font(FONT.size - 2, _SLOT, FONT.height, FONT.ascent - 1)
        self._marks = [(0, 0, Line(((0, cells(mark), OWN, "", ""),), small)) for mark in MARKS[: self._paths]]
        self._gutter = self._most_marks() * _SLOT + _BEFORE - _SLOT
        self._keys = [cells(row["history"]) for row in self._rows]
        counts = Counter(self._read)
        self._following = [
            [_Entry.of(str(name), share, counts[index, str(name)]) for name, share in row["next"]]
            for index, row in enumerate(self._rows)
        ]
        self._columns, self._per_column = self._grid(width, short, tall)
        self._whole = len(self._rows) <= self._columns * self._per_column
        room = ((width - _BETWEEN * (self._columns - 1)) // self._columns - self._gutter) // FONT.advance
        if self._columns == 2:
            room = max(room, self._inside(self._following))
        self._key_columns = min(self._longest_key(), max(4, room - 8))
        self._entry_columns = room - self._key_columns - _ARROW_COLUMNS
        taken = self._taken()
        self._entries = [self._fitting(index, taken.get(index, set())) for index in range(len(self._rows))]
        self._as_shown: dict[_Shown, _Row] = {}
        *self._lefts, end = self._edges(self._entries)
        many = word("path-dictionary-rows", rows=integer(len(self._rows)))
        self.heading = word("path-dictionary") if self._whole else many
        self.width = max(end - _BETWEEN, math.ceil(fonts.width(f"2. {self.heading}", LABEL_SIZE)))
        self.height = self._per_column * FONT.height

    def _most_marks(self) -> int:
        """Return how many paths stand at one history at most."""
        together = [Counter(track.history for track in moment.tracks) for moment in self._moments]
        return max((count for found in together for history, count in found.items() if history in self._at), default=1)

    def _edges(self, rows: Sequence[Sequence[_Entry]]) -> list[int]:
        """Return where each column begins, as narrow as its rows allow, and where one more would."""
        edges = [0]
        for column in range(self._columns):
            held = rows[column * self._per_column : (column + 1) * self._per_column] if self._whole else rows
            edges.append(edges[-1] + self._gutter + self._inside(held) * FONT.advance + _BETWEEN)
        return edges

    def _inside(self, rows: Sequence[Sequence[_Entry]]) -> int:
        return self._longest_key() + _ARROW_COLUMNS + max(map(_columns, rows), default=0)

    def _taken(self) -> dict[int, set[str]]:
        """Return the characters that paths take from each row."""
        taken: dict[int, set[str]] = {}
        for moment in self._moments:
            for track in moment.tracks:
                if track.character is not None and track.history in self._at:
                    taken.setdefault(self._at[track.history], set()).add(track.character)
        return taken

    def _grid(self, width: int, short: int, tall: int) -> tuple[int, int]:
        """Return columns and rows per column: all rows where they fit, else as many as one column holds."""
        count = max(1, len(self._rows))
        half = -(-count // 2)
        if count > short and half <= tall:
            self._columns, self._per_column, self._whole = 2, half, True
            if self._edges(self._following)[-1] - _BETWEEN <= width:
                return 2, half
        return 1, min(count, tall)

    def _longest_key(self) -> int:
        return max([key.columns for key in self._keys], default=1)

    def _fitting(self, index: int, taken: set[str]) -> list[_Entry]:
        """Return the continuations that fit the row, likeliest first; those that a path takes always stay."""
        following = self._following[index]
        if _columns(following) <= self._entry_columns:
            return following
        for most in range(len(following) - 1, 0, -1):
            kept = [entry for rank, entry in enumerate(following) if rank < most or entry.character in taken]
            shown = [*kept, _Entry.more(len(following) - len(kept))] if len(kept) < len(following) else kept
            if _columns(shown) <= self._entry_columns:
                return shown
        return [entry for entry in following if entry.character in taken][:1]

    def items(self, x: int, y: int) -> Iterator[SceneItem]:
        """Yield the dictionary's items with its top left corner at x, y."""
        views = self._views()
        for place in range(self._columns * self._per_column):
            left, top = self._place(place, x, y)
            for start, end, shown in stays([view[place] for view in views]):
                row = self._row(shown)
                yield SceneItem(start, end, left + row.left, top, row.line)
        for path, states in enumerate(self._current(views)):
            role = series_role(path) if path < self._paths else "ink"
            for start, end, (place, shown, character, marks) in stays(states):
                left, top = self._place(place, x, y)
                row, further = self._row(shown), marks * _SLOT
                look = self._marked(row, path, character, further)
                yield SceneItem(start, end, left + row.left - _BEFORE - further, top, look, 2, role)

    def _place(self, place: int, x: int, y: int) -> tuple[int, int]:
        """Return where a row begins, right of its marks."""
        column, row = divmod(place, self._per_column)
        return x + self._lefts[column] + self._gutter, y + row * FONT.height

    def _views(self) -> list[list[_Shown | None]]:
        """Return what stands in each place at each moment."""
        places: list[int | None] = list(range(len(self._rows))) if self._whole else [None] * self._per_column
        if not self._whole and not self._read:
            places = list(range(self._per_column))
        places += [None] * (self._columns * self._per_column - len(places))
        used = [-1] * len(places)
        counts, done = Counter[int](), 0
        views: list[list[_Shown | None]] = []
        for time, moment in enumerate(self._moments):
            counts.update(index for index, _ in self._read[done : moment.counted])
            done = len(self._read) if moment.counted is None else moment.counted
            for index in self._active(moment):
                if index not in places:
                    free = min(range(len(places)), key=lambda place: (places[place] is not None, used[place], place))
                    places[free] = index
                used[places.index(index)] = time
            views.append([self._shown(index, moment, counts) for index in places])
        return views

    def _shown(self, index: int | None, moment: Moment, counts: Mapping[int, int]) -> _Shown | None:
        if index is None or (self._read and not counts[index]):
            return None
        return index, _SHARES if moment.counted is None else counts[index]

    def _active(self, moment: Moment) -> list[int]:
        """Return the rows of the histories that are read or that paths stand at."""
        if moment.window >= 0:
            return [self._read[moment.window][0]]
        return [self._at[track.history] for track in moment.tracks if track.history in self._at]

    def _current(self, views: Sequence[Sequence[_Shown | None]]) -> list[list[_Current | None]]:
        """Return for each path, then for the reader, where its history stands at each moment, None where nowhere."""
        found: list[list[_Current | None]] = [[None] * len(views) for _ in range(self._paths + 1)]
        for time, (moment, view) in enumerate(zip(self._moments, views, strict=True)):
            marks = Counter[int]()
            places = {shown[0]: place for place, shown in enumerate(view) if shown}
            if moment.window >= 0:
                index, character = self._read[moment.window]
                place = places[index]
                found[-1][time] = place, view[place] or (index, 0), character, 0
            for track in moment.tracks:
                at = self._at.get(track.history)
                if at is not None and at in places:
                    place = places[at]
                    found[track.path][time] = place, view[place] or (at, 0), track.character, marks[at]
                    marks[at] += 1
        return found

    def _key(self, index: int) -> Run:
        """Return a row's history, without its beginning where it is too long."""
        key = self._keys[index]
        if key.columns <= self._key_columns:
            return key
        text = self._rows[index]["history"]
        while cells(text).columns > self._key_columns - 1:
            text = text[1:]
        return cells(f"…{text}")

    def _row(self, shown: _Shown) -> _Row:
        """Return a row as it stands: with what has been counted of it, or with its shares."""
        if shown in self._as_shown:
            return self._as_shown[shown]
        index, times = shown
        key, step = self._key(index), FONT.advance
        follows = [character for row, character in self._read if row == index][: max(0, times)]
        spans = [(0, key, "ink", "", ""), (key.columns + 1, cells("→"), "muted", "", "")]
        taken: dict[str | None, _Part] = {}
        at = key.columns + _ARROW_COLUMNS
        for character, name, share, columns in self._entries[index]:
            value = share if times == _SHARES else _count(follows.count(character))
            if times == _SHARES or character in follows:
                spans.append((at, name, "ink" if share else "muted", "", ""))
                if value:
                    spans.append((at + columns - value.columns, value, "muted", "", ""))
                line = SceneBox(name.columns * step, UNDERLINE, OWN)
                taken[character] = _BEFORE + at * step, FONT.under, line
            at += columns + 2
        chip = SceneBox(key.columns * step, UNDERLINE, OWN)
        left = (self._key_columns - key.columns) * step
        row = self._as_shown[shown] = _Row(left, Line(tuple(spans), FONT), (_BEFORE, FONT.under, chip), taken)
        return row

    def _marked(self, row: _Row, path: int, character: str | None, further: int) -> Group:
        """Return a path's mark and what it highlights: its history, if its mark is the first there, and what it takes.

        ``further`` is how many pixels its mark is further left than the first. The reader has no mark.
        """
        parts: list[_Part] = [self._marks[path]] if path < self._paths else []
        if not further:
            parts.append(row.chip)
        if underline := row.taken.get(character):
            parts.append((underline[0] + further, *underline[1:]))
        return Group(tuple(parts))
