"""The model's dictionary: a row per history with its continuations; long ones show the neighbourhood."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from fridaygram.figures import fonts
from fridaygram.figures.path import words
from fridaygram.figures.path.moments import Moment
from fridaygram.figures.path.scene import (
    OWN,
    UNDERLINE,
    UNDERLINE_BELOW,
    Font,
    Group,
    Line,
    Run,
    SceneBox,
    SceneItem,
    advance,
    cells,
    stays,
)
from fridaygram.figures.style import MARKS, series_role

HEADING = 12
_SLOT, _BEFORE, _BETWEEN = 9, 12, 20
_FONT, _OF_MARKS = Font(13, advance(13), 20, 14), Font(11, _SLOT, 20, 13)
_ROW, _STEP = _FONT.height, _FONT.advance
_ONE_COLUMN, _MOST_ROWS = 11, 12
_ARROW_COLUMNS = 3  # with a space on either side
_GAP_ROW, _END = -1, "end"
_MORE = "\0more"


class _Entry(NamedTuple):
    """A continuation as its row shows it: its name and its probability, with a space between, or how many are left."""

    character: str
    name: Run
    value: Run | None
    columns: int

    @classmethod
    def of(cls, character: str, probability: float) -> _Entry:
        name, value = cells(character or _END), _value(probability)
        return cls(character, name, value, name.columns + 1 + value.columns)

    @classmethod
    def more(cls, count: int) -> _Entry:
        name = cells(f"+{count}")
        return cls(_MORE, name, None, name.columns)


@lru_cache(1024)
def _value(probability: float) -> Run:
    return cells(words.probability(probability))


_Part = tuple[int, int, Line | SceneBox]


@dataclass(slots=True)
class _Row:
    """A row as it stands, ``left`` pixels from where rows begin; its history and what follows it as highlighted.

    Highlights have their place relative to the mark of the first path.
    """

    left: int
    line: Line
    chip: _Part
    taken: dict[str | None, _Part]


Current = tuple[int, int, str | None, int]
"""Where a path's history stands: slot and row, the character taken, and how many paths have marked the row before."""


def _columns(entries: Sequence[_Entry]) -> int:
    """Return how many columns a row's continuations take, two apart."""
    return sum([entry.columns for entry in entries]) + 2 * len(entries) - 2


class Dictionary:
    """The rows of a dictionary in ``width`` pixels, with the rows of current histories marked.

    ``room`` is the height to keep within where it is not 0; else up to ``most`` rows are shown whole.
    """

    def __init__(
        self, values: Mapping[str, Any], moments: Sequence[Moment], width: int, *, room: int, most: int = _MOST_ROWS
    ):
        self._rows = values["histories"]
        self._most = most
        self._moments = moments
        self._at = {row["history"]: index for index, row in enumerate(self._rows)}
        self._paths = len(values["paths"])
        self._marks = [(0, 0, Line(((0, cells(mark), OWN, "", ""),), _OF_MARKS)) for mark in MARKS[: self._paths]]
        self._gutter = min(self._paths, len(MARKS)) * _SLOT + 4
        self._keys = [cells(row["history"]) for row in self._rows]
        self._following = [[_Entry.of(str(name), value) for name, value in row["next"]] for row in self._rows]
        per_column = max(1, room // _ROW) if room else _MOST_ROWS
        self._columns, self._per_column = self._grid(width, per_column, free=not room)
        self._whole = len(self._rows) <= self._columns * self._per_column
        self._all = list(range(len(self._rows)))
        if not self._whole:
            self._columns = 1
        room_in_row = ((width - _BETWEEN * (self._columns - 1)) // self._columns - self._gutter) // _STEP
        self._key_columns = min(self._longest_key(), max(4, room_in_row - 8))
        self._entry_columns = room_in_row - self._key_columns - _ARROW_COLUMNS
        self._entries = [self._fitting(index) for index in range(len(self._rows))]
        self._as_shown: dict[int, _Row] = {}
        self._lefts = self._lefts_of_columns()
        self.heading = self._named(width)
        self.width = max(self._lefts.pop() - _BETWEEN, math.ceil(fonts.width(self.heading, HEADING)))
        self.height = self._per_column * _ROW

    def _named(self, width: int) -> str:
        """Return the heading: how much of the dictionary is shown, if there is room for that."""
        if self._whole:
            return "its dictionary"
        count = f"its dictionary, {len(self._rows):,} rows"
        return next(
            (text for text in (f"{count}, near the history", count) if fonts.width(text, HEADING) <= width),
            "its dictionary",
        )

    def _lefts_of_columns(self) -> list[int]:
        """Return where each column begins, as narrow as its rows allow, and where one more would."""
        lefts = [0]
        for column in range(self._columns):
            rows = self._entries
            if self._whole:
                rows = rows[column * self._per_column : (column + 1) * self._per_column]
            widest = max(map(_columns, rows), default=0)
            inside = (self._key_columns + _ARROW_COLUMNS + widest) * _STEP
            lefts.append(lefts[-1] + self._gutter + inside + _BETWEEN)
        return lefts

    @cached_property
    def _taken(self) -> dict[int, set[str]]:
        """The characters that paths take from each row."""
        taken: dict[int, set[str]] = {}
        for moment in self._moments:
            for track in moment.tracks:
                if track.character is not None and track.history in self._at:
                    taken.setdefault(self._at[track.history], set()).add(track.character)
        return taken

    def _grid(self, width: int, per_column: int, *, free: bool) -> tuple[int, int]:
        """Return columns and rows per column: all rows where two columns hold them, else one column."""
        count = len(self._rows)
        if count <= (_ONE_COLUMN if free else per_column):
            return 1, max(count, 1)
        needed = self._gutter + (self._longest_key() + _ARROW_COLUMNS + 5) * _STEP
        rows = -(-count // 2)
        if 2 * needed + _BETWEEN <= width and rows <= per_column and self._halves_hold(width):
            return 2, rows
        return 1, count if free and count <= self._most else min(count, per_column)

    def _halves_hold(self, width: int) -> bool:
        room = ((width - _BETWEEN) // 2 - self._gutter) // _STEP
        return self._longest_key() + _ARROW_COLUMNS + max(map(_columns, self._following)) <= room

    def _longest_key(self) -> int:
        return max([key.columns for key in self._keys], default=1)

    def _fitting(self, index: int) -> list[_Entry]:
        """Return the continuations that fit the row, likeliest first; those that a path takes always stay."""
        following = self._following[index]
        if _columns(following) <= self._entry_columns:
            return following
        taken = self._taken.get(index, set())
        for most in range(len(following) - 1, 0, -1):
            kept = [entry for rank, entry in enumerate(following) if rank < most or entry.character in taken]
            shown = [*kept, _Entry.more(len(following) - len(kept))] if len(kept) < len(following) else kept
            if _columns(shown) <= self._entry_columns:
                return shown
        return [entry for entry in following if entry.character in taken][:1]

    def items(self, x: int, y: int) -> Iterator[SceneItem]:
        """Yield the dictionary's items with its top left corner at x, y."""
        slots = [self._slots(moment) for moment in self._moments]
        views = list(stays(slots))
        for slot in range(max([len(shown) for _, _, shown in views])):
            left, top = self._place(slot, x, y)
            for first, after, index in stays([shown[slot] if slot < len(shown) else None for _, _, shown in views]):
                row = self._row(index)
                yield SceneItem(views[first][0], views[after - 1][1], left + row.left, top, row.line)
        for path, states in enumerate(self._current(slots)):
            for start, end, current in stays(states):
                slot, index, character, marks = current
                left, top = self._place(slot, x, y)
                row, further = self._row(index), marks * _SLOT
                look = self._marked(row, path, character, further)
                yield SceneItem(start, end, left + row.left - _BEFORE - further, top, look, 2, series_role(path))

    def _place(self, slot: int, x: int, y: int) -> tuple[int, int]:
        """Return where the row in a slot begins, right of its marks."""
        column, row = divmod(slot, self._per_column)
        return x + self._lefts[column] + self._gutter, y + row * _ROW

    def _slots(self, moment: Moment) -> list[int]:
        """Return the row that stands in each slot: all of them, else windows around the current histories."""
        if self._whole:
            return self._all
        room = self._per_column
        active = sorted({self._at[track.history] for track in moment.tracks if track.history in self._at}) or [0]
        best = self._windows(active, 0)
        for radius in range(1, room):
            wider = self._windows(active, radius)
            if len(wider) > room:
                break
            best = wider
        return best[:room]

    def _windows(self, active: Sequence[int], radius: int) -> list[int]:
        wanted = sorted(
            {
                index
                for middle in active
                for index in range(max(0, middle - radius), min(len(self._rows), middle + radius + 1))
            }
        )
        slots: list[int] = []
        for index in wanted:
            if (slots and index > slots[-1] + 1) or (not slots and index > 0):
                slots.append(_GAP_ROW)
            slots.append(index)
        if wanted and wanted[-1] < len(self._rows) - 1:
            slots.append(_GAP_ROW)
        return slots

    def _key(self, index: int) -> Run:
        """Return a row's history, without its beginning where it is too long."""
        key = self._keys[index]
        if key.columns <= self._key_columns:
            return key
        text = self._rows[index]["history"]
        while cells(text).columns > self._key_columns - 1:
            text = text[1:]
        return cells(f"…{text}")

    def _row(self, index: int) -> _Row:
        """Return a row as it stands."""
        row = self._as_shown.get(index)
        if row is None:
            row = self._as_shown[index] = self._gap() if index == _GAP_ROW else self._written(index)
        return row

    def _gap(self) -> _Row:
        dots = Line(((0, cells("⋯"), "muted", "", ""),), _FONT)
        return _Row(0, dots, (0, 0, dots), {})

    def _written(self, index: int) -> _Row:
        key = self._key(index)
        spans = [(0, key, "ink", "", ""), (key.columns + 1, cells("→"), "muted", "", "")]
        taken: dict[str | None, _Part] = {}
        at = key.columns + _ARROW_COLUMNS
        for character, name, value, columns in self._entries[index]:
            spans.append((at, name, "ink" if value else "muted", "", ""))
            if value:
                spans.append((at + columns - value.columns, value, "muted", "", ""))
            taken[character] = _BEFORE + at * _STEP, UNDERLINE_BELOW, SceneBox(name.columns * _STEP, UNDERLINE, OWN)
            at += columns + 2
        chip = Line(((0, key, "paper", OWN, ""),), _FONT)
        left = (self._key_columns - key.columns) * _STEP
        return _Row(left, Line(tuple(spans), _FONT), (_BEFORE, 0, chip), taken)

    def _current(self, slots: Sequence[Sequence[int]]) -> list[list[Current | None]]:
        """Return for each path where its current history stands at each moment, None where it does not."""
        found: list[list[Current | None]] = [[None] * len(slots) for _ in range(self._paths)]
        for time, (moment, shown) in enumerate(zip(self._moments, slots, strict=True)):
            marks: dict[int, int] = {}
            for track in moment.tracks:
                index = self._at.get(track.history) if track.history else None
                if index is not None and index in shown:
                    before = marks.get(index, 0)
                    found[track.path][time] = shown.index(index), index, track.character, before
                    marks[index] = before + 1
        return found

    def _marked(self, row: _Row, path: int, character: str | None, further: int) -> Group:
        """Return a path's mark and what it highlights: its history, if its mark is the first there, and what it takes.

        ``further`` is how many pixels its mark is further left than the first.
        """
        mark, underline = self._marks[path], row.taken.get(character)
        if not further:
            return Group((mark, row.chip, underline) if underline else (mark, row.chip))
        if underline:
            return Group((mark, (underline[0] + further, *underline[1:])))
        return Group((mark,))
