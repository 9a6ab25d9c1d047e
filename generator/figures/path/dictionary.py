"""The model's dictionary: a row per history with its continuations; long ones show the neighbourhood."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.figures import fonts
from generator.figures.path import words
from generator.figures.path.moment import Moment
from generator.figures.path.scene import Cell, Item, advance, cells, span
from generator.figures.style import MARKS, series_role

HEADING = 12
_SIZE, _ROW, _SLOT, _BETWEEN = 13, 20, 9, 20
_MARK_SIZE = 11
_ONE_COLUMN, _MOST_ROWS = 11, 12
_ARROW = (Cell(" ", 1), Cell("→", 1), Cell(" ", 1))
_GAP_ROW, _END = -1, "end"


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
        self._taken = self._characters_taken()
        per_column = max(1, room // _ROW) if room else _MOST_ROWS
        self._columns, self._per_column = self._grid(width, per_column, free=not room)
        self._whole = len(self._rows) <= self._columns * self._per_column
        if not self._whole:
            self._columns = 1
        room_in_row = ((width - _BETWEEN * (self._columns - 1)) // self._columns - self._gutter) // self._step
        self._key_columns = min(max(map(span, self._keys), default=1), max(4, room_in_row - 8))
        self._entry_columns = room_in_row - self._key_columns - len(_ARROW)
        self._entries = [self._fitting(index) for index in range(len(self._rows))]
        self._places = [list(self._entry_places(index)) for index in range(len(self._rows))]
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
            widest = max((sum(span(entry) + 2 for _, entry in entries) - 2 for entries in rows), default=0)
            inside = (self._key_columns + len(_ARROW) + widest) * self._step
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
        key = max(map(span, self._keys), default=1)
        needed = self._gutter + (key + len(_ARROW) + 5) * self._step
        rows = -(-count // 2)
        if 2 * needed + _BETWEEN <= width and rows <= per_column and self._halves_hold(width):
            return 2, rows
        return 1, count if free and count <= self._most else min(count, per_column)

    def _halves_hold(self, width: int) -> bool:
        room = ((width - _BETWEEN) // 2 - self._gutter) // self._step
        keys = max(map(span, self._keys), default=1)
        widest = max(sum(span(self._entry(entry)) + 2 for entry in row["next"]) - 2 for row in self._rows)
        return keys + len(_ARROW) + widest <= room

    @staticmethod
    def _entry(entry: Sequence[Any]) -> tuple[Cell, ...]:
        character, value = entry
        name = cells(character or _END)
        return (*name, Cell(" ", 1), *cells(words.probability(value)))

    def _fitting(self, index: int) -> list[tuple[str, tuple[Cell, ...]]]:
        """Return the continuations that fit the row, likeliest first; those that a path takes always stay."""
        following, taken = self._rows[index]["next"], self._taken.get(index, set())
        for most in range(len(following), 0, -1):
            kept = [entry for rank, entry in enumerate(following) if rank < most or entry[0] in taken]
            left = len(following) - len(kept)
            shown = [(str(entry[0]), self._entry(entry)) for entry in kept]
            if left:
                shown.append(("\0more", cells(f"+{left}")))
            if sum(span(entry) + 2 for _, entry in shown) - 2 <= self._entry_columns:
                return shown
        return [(str(entry[0]), self._entry(entry)) for entry in following if entry[0] in taken][:1]

    def items(self, x: int, y: int) -> Iterator[Item]:
        """Yield the dictionary's items with its top left corner at x, y."""
        slots = [self._slots(moment) for moment in self._moments]
        for start, time_slots in enumerate(slots):
            end = start + 1
            for slot, index in enumerate(time_slots):
                if start and len(slots[start - 1]) > slot and slots[start - 1][slot] == index:
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
        count, room = len(self._rows), self._per_column
        if self._whole:
            return list(range(count))
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

    def _run(self, x: int, y: int, run: tuple[Cell, ...], role: str, start: int, end: int, **more: Any) -> Item:
        return Item(
            x,
            y,
            span(run) * self._step,
            _ROW,
            start,
            end,
            role,
            cells=run,
            size=_SIZE,
            advance=self._step,
            ascent=14,
            **more,
        )

    def _key(self, index: int) -> tuple[Cell, ...]:
        """Return a row's history, without its beginning where it is too long."""
        key = self._keys[index]
        if span(key) <= self._key_columns:
            return key
        while span(key) > self._key_columns - 1:
            key = key[1:]
        return (Cell("…", 1), *key)

    def _row(self, x: int, y: int, index: int, start: int, end: int) -> Iterator[Item]:
        left = x + self._gutter
        if index == _GAP_ROW:
            yield self._run(left, y, (Cell("⋯", 1),), "muted", start, end)
            return
        key = self._key(index)
        yield self._run(left + (self._key_columns - span(key)) * self._step, y, key, "ink", start, end)
        yield self._run(left + (self._key_columns + 1) * self._step, y, _ARROW[1:2], "muted", start, end)
        for offset, character, entry, name in self._places[index]:
            entry_x = left + offset
            if character == "\0more":
                yield self._run(entry_x, y, entry, "muted", start, end)
                continue
            yield self._run(entry_x, y, name, "ink", start, end)
            yield self._run(entry_x + (span(name) + 1) * self._step, y, entry[len(name) + 1 :], "muted", start, end)

    def _entry_places(self, index: int) -> Iterator[tuple[int, str, tuple[Cell, ...], tuple[Cell, ...]]]:
        """Yield where each continuation begins, right of the row's gutter, its character, its cells, its name's."""
        at = (self._key_columns + len(_ARROW)) * self._step
        for character, entry in self._entries[index]:
            yield at, character, entry, entry[: 1 if character else len(_END)]
            at += (span(entry) + 2) * self._step

    def _marked(self, moment: Moment, slots: Sequence[int], x: int, y: int, time: int) -> Iterator[Item]:
        """Yield marks and highlights of the rows of all current histories; the first path gives the colour."""
        marks: dict[int, int] = {}
        for track in moment.tracks:
            index = self._at.get(track.history)
            if not track.history or index is None or index not in slots:
                continue
            left, top = self._place(slots.index(index), x, y)
            left += self._gutter
            role = series_role(track.path)
            key = self._key(index)
            key_x = left + (self._key_columns - span(key)) * self._step
            marks[index] = marks.get(index, 0) + 1
            yield Item(
                key_x - marks[index] * _SLOT - 3, top, _SLOT, _ROW, time, time + 1, role,
                cells=(Cell(MARKS[track.path], 1),), size=_MARK_SIZE, advance=_SLOT, ascent=13, layer=2,
            )  # fmt: skip
            if marks[index] == 1:
                yield self._run(key_x, top, key, "paper", time, time + 1, fill=role, layer=2)
            for offset, character, _, name in self._places[index]:
                if character == track.character:
                    width = span(name) * self._step
                    yield Item(left + offset, top + _ROW - 3, width, 2, time, time + 1, "", fill=role, layer=2)
