"""The model's dictionary: a row per history with its continuations; long ones show the neighbourhood."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.figures import fonts
from generator.figures.path import words
from generator.figures.path.moment import Moment
from generator.figures.path.scene import NO_CELLS, Item, Run, advance, cells
from generator.figures.style import MARKS, series_role

HEADING = 12
_SIZE, _ROW, _SLOT, _BETWEEN = 13, 20, 9, 20
_ASCENT, _UNDERLINE = 14, 2
_MARK_SIZE, _MARK_ASCENT = 11, 13
_ONE_COLUMN, _MOST_ROWS = 11, 12
_ARROW_COLUMNS = 3  # with a space on either side
_GAP_ROW, _END = -1, "end"
_MORE = "\0more"


class _Entry(NamedTuple):
    """A continuation as its row shows it: its name and its probability, with a space between, or how many are left."""

    character: str
    name: Run
    value: Run
    columns: int

    @classmethod
    def of(cls, character: str, probability: float) -> _Entry:
        name, value = cells(character or _END), cells(words.probability(probability))
        return cls(character, name, value, name.columns + 1 + value.columns)

    @classmethod
    def more(cls, count: int) -> _Entry:
        name = cells(f"+{count}")
        return cls(_MORE, name, NO_CELLS, name.columns)


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
        self._gutter = min(len(values["paths"]), len(MARKS)) * _SLOT + 4
        self._step = advance(_SIZE)
        self._keys = [cells(row["history"]) for row in self._rows]
        self._following = [[_Entry.of(str(name), value) for name, value in row["next"]] for row in self._rows]
        self._taken = self._characters_taken()
        per_column = max(1, room // _ROW) if room else _MOST_ROWS
        self._columns, self._per_column = self._grid(width, per_column, free=not room)
        self._whole = len(self._rows) <= self._columns * self._per_column
        self._all = list(range(len(self._rows)))
        if not self._whole:
            self._columns = 1
        room_in_row = ((width - _BETWEEN * (self._columns - 1)) // self._columns - self._gutter) // self._step
        self._key_columns = min(self._longest_key(), max(4, room_in_row - 8))
        self._entry_columns = room_in_row - self._key_columns - _ARROW_COLUMNS
        self._entries = [self._fitting(index) for index in range(len(self._rows))]
        self._places = [self._entry_places(entries) for entries in self._entries]
        self._lefts = self._lefts_of_columns()
        self.heading = self._named(width)
        self.width = max(self._lefts.pop() - _BETWEEN, math.ceil(fonts.width(self.heading, HEADING)))
        self.height = self._per_column * _ROW

    def _named(self, width: int) -> str:
        """Return the heading: how much of the dictionary stands below it, as far as there is room to say so."""
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
            inside = (self._key_columns + _ARROW_COLUMNS + widest) * self._step
            lefts.append(lefts[-1] + self._gutter + inside + _BETWEEN)
        return lefts

    def _characters_taken(self) -> dict[int, set[str]]:
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
        needed = self._gutter + (self._longest_key() + _ARROW_COLUMNS + 5) * self._step
        rows = -(-count // 2)
        if 2 * needed + _BETWEEN <= width and rows <= per_column and self._halves_hold(width):
            return 2, rows
        return 1, count if free and count <= self._most else min(count, per_column)

    def _halves_hold(self, width: int) -> bool:
        room = ((width - _BETWEEN) // 2 - self._gutter) // self._step
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

    def items(self, x: int, y: int) -> Iterator[Item]:
        """Yield the dictionary's items with its top left corner at x, y."""
        slots = [self._slots(moment) for moment in self._moments]
        for start, time_slots in enumerate(slots):
            before = slots[start - 1] if start else []
            if time_slots == before:
                continue
            for slot, index in enumerate(time_slots):
                if len(before) > slot and before[slot] == index:
                    continue
                end = start + 1
                while end < len(slots) and len(slots[end]) > slot and slots[end][slot] == index:
                    end += 1
                yield from self._row(*self._place(slot, x, y), index, start, end)
        for time, moment in enumerate(self._moments):
            yield from self._marked(moment, slots[time], x, y, time)

    def _place(self, slot: int, x: int, y: int) -> tuple[int, int]:
        column, row = divmod(slot, self._per_column)
        return x + self._lefts[column], y + row * _ROW

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

    def _run(self, start: int, end: int, x: int, y: int, run: Run, role: str, fill: str = "", layer: int = 0) -> Item:
        width = run.columns * self._step
        return Item(start, end, x, y, width, _ROW, role, fill, run, "", _SIZE, self._step, _ASCENT, layer)

    def _key(self, index: int) -> Run:
        """Return a row's history, without its beginning where it is too long."""
        key = self._keys[index]
        if key.columns <= self._key_columns:
            return key
        text = self._rows[index]["history"]
        while cells(text).columns > self._key_columns - 1:
            text = text[1:]
        return cells(f"…{text}")

    def _row(self, x: int, y: int, index: int, start: int, end: int) -> Iterator[Item]:
        left = x + self._gutter
        if index == _GAP_ROW:
            yield self._run(start, end, left, y, cells("⋯"), "muted")
            return
        key = self._key(index)
        yield self._run(start, end, left + (self._key_columns - key.columns) * self._step, y, key, "ink")
        yield self._run(start, end, left + (self._key_columns + 1) * self._step, y, cells("→"), "muted")
        for offset, (character, name, value, columns) in self._places[index]:
            entry_x = left + offset
            if character == _MORE:
                yield self._run(start, end, entry_x, y, name, "muted")
                continue
            yield self._run(start, end, entry_x, y, name, "ink")
            value_x = entry_x + (columns - value.columns) * self._step
            yield self._run(start, end, value_x, y, value, "muted")

    def _entry_places(self, entries: Sequence[_Entry]) -> list[tuple[int, _Entry]]:
        """Return where each continuation begins, right of the row's gutter."""
        places, at = [], (self._key_columns + _ARROW_COLUMNS) * self._step
        for entry in entries:
            places.append((at, entry))
            at += (entry.columns + 2) * self._step
        return places

    def _marked(self, moment: Moment, slots: Sequence[int], x: int, y: int, time: int) -> Iterator[Item]:
        """Yield marks and highlights of the rows of all current histories; the first path gives the colour."""
        marks: dict[int, int] = {}
        end = time + 1
        for track in moment.tracks:
            index = self._at.get(track.history)
            if not track.history or index is None or index not in slots:
                continue
            left, top = self._place(slots.index(index), x, y)
            left += self._gutter
            role = series_role(track.path)
            key = self._key(index)
            key_x = left + (self._key_columns - key.columns) * self._step
            marks[index] = count = marks.get(index, 0) + 1
            yield Item(
                time, end, key_x - count * _SLOT - 3, top, _SLOT, _ROW, role, "", cells(MARKS[track.path]), "",
                _MARK_SIZE, _SLOT, _MARK_ASCENT, layer=2,
            )  # fmt: skip
            if count == 1:
                yield self._run(time, end, key_x, top, key, "paper", role, layer=2)
            for offset, entry in self._places[index]:
                if entry.character == track.character:
                    width = entry.name.columns * self._step
                    below = top + _ROW - 1 - _UNDERLINE
                    yield Item(time, end, left + offset, below, width, _UNDERLINE, "", role, layer=2)
