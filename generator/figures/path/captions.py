"""The caption of each step: which history can go where, in words, its characters marked as in the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from generator.errors import FigureError
from generator.figures.path import words
from generator.figures.path.moment import Part, Track
from generator.figures.path.scene import Item, Run, advance, cells
from generator.figures.style import MARKS, series_role

SIZE, ROW = 13, 20
_ASCENT, _UNDERLINE = 14, 2
_MOST_CHOICES = 5
_CAN_GO_TO, _OR, _COMMA, _ONLY = Part("can go to"), Part("or"), Part(","), Part("only")

Row = list[tuple[int, Run, Part]]


class Captions:
    """What to say of paths at each moment. What follows each history, forks and returns are looked up once."""

    def __init__(self, values: Mapping[str, Any]):
        self._paths: Sequence[Mapping[str, Any]] = values["paths"]
        self._known = {row["history"]: [str(character) for character, _ in row["next"]] for row in values["histories"]}
        self._forks: dict[int, dict[str, int]] = {}
        for index, path in enumerate(self._paths):
            if fork := path.get("forks_from"):
                step = fork["step"]
                self._forks.setdefault(step, {})[path["steps"][step]["char"]] = index
        self._returns = [_first_return(path) for path in self._paths]

    def at(self, tracks: Sequence[Track], time: int) -> tuple[Part, ...]:
        """Return what to say at a moment: a fork first, then a loop, an end, else what the first moving path does.

        Raises FigureError where the dictionary lacks a history.
        """
        moving = [track for track in tracks if track.character is not None]
        if forks := self._forks.get(time):
            parent = self._paths[next(iter(forks.values()))]["forks_from"]["path"]
            track = next((track for track in moving if track.path == parent), moving[0])
            return (*self._can_go_to(track, forks), Part(": the paths part"))
        for track in moving:
            if time == self._returns[track.path]:
                return (*self._can_go_to(track), Part(f"as before: {MARKS[track.path]} is in a loop"))
        for track in moving:
            if track.character == "":
                return (*self._can_go_to(track), Part(f": {MARKS[track.path]} ends"))
        if moving:
            return self._ordinary(moving[0], time)
        looping = [track for track in tracks if track.history]
        if looping:
            return (Part(f"{MARKS[looping[0].path]} could go on for ever"),)
        return (Part("all paths have ended"),)

    def _ordinary(self, track: Track, time: int) -> tuple[Part, ...]:
        said = self._can_go_to(track)
        if time == 0:
            return (*said, Part(": the start"))
        if len(self._known[track.history]) > 1:
            taken = Part(track.character or "", "character", track.path)
            return (*said, Part(f"; {MARKS[track.path]} takes"), taken)
        return said

    def _can_go_to(self, track: Track, forks: Mapping[str, int] | None = None) -> tuple[Part, ...]:
        """Say where a history can go; characters that paths take are marked with the path's colour."""
        listed = self._known.get(track.history)
        if listed is None:
            raise FigureError(f"the history {words.quoted(track.history)} of a path is missing from the dictionary")
        taken = {**(forks or {}), str(track.character): track.path}
        kept = listed
        if len(listed) > _MOST_CHOICES:
            rest = [character for character in listed[_MOST_CHOICES - 1 :] if character in taken]
            kept = listed[: _MOST_CHOICES - 1] + rest
        parts = [Part(track.history, "history", track.path), _CAN_GO_TO]
        for number, character in enumerate(kept):
            if number:
                parts.append(_OR if number == len(listed) - 1 else _COMMA)
            parts.append(Part(character, "character", taken.get(character)))
        if len(kept) < len(listed):
            parts.append(Part(f"or {len(listed) - len(kept)} others"))
        if len(listed) == 1:
            parts.append(_ONLY)
        return tuple(parts)


def _first_return(path: Mapping[str, Any]) -> int:
    """Return the first step, on the path's own, at which the history that it loops to stands again, -1 if none."""
    back = path.get("loops_to")
    if back is None:
        return -1
    history = path["steps"][back]["history"]
    own = max(back, path["forks_from"]["step"] if path.get("forks_from") else back)
    later = (number for number, step in enumerate(path["steps"]) if number > own and step["history"] == history)
    return next(later, -1)


@lru_cache(1024)
def _pieces(part: Part) -> tuple[tuple[str, bool], ...]:
    """Return texts that stay together, and whether a space goes before each."""
    if part.kind == "words":
        return tuple((word, word[0] not in ",:;") for word in part.text.split())
    return ((part.text or "end", True),)


def flow(parts: Sequence[Part], width: int) -> list[Row]:
    """Break a caption into rows of ``width`` pixels: column, cells and part of each piece."""
    room = max(4, width // advance(SIZE))
    row: Row = []
    rows, column = [row], 0
    for part in parts:
        for piece, spaced in _pieces(part):
            text, run = piece, cells(piece)
            gap = 1 if spaced and column else 0
            if column and column + gap + run.columns > room:
                row = []
                rows.append(row)
                column = gap = 0
            while run.columns > room:
                head = _fitting(text, room)
                row.append((0, cells(head), part))
                row = []
                rows.append(row)
                text = text[len(head) :]
                run = cells(text)
            row.append((column + gap, run, part))
            column += gap + run.columns
    return rows


def _fitting(text: str, room: int) -> str:
    count = 1
    while cells(text[: count + 1]).columns <= room:
        count += 1
    return text[:count]


def items(rows: Sequence[Row], x: int, y: int, time: int) -> Iterator[Item]:
    """Yield the items of one caption at x, y for one moment."""
    step, end = advance(SIZE), time + 1
    for number, row in enumerate(rows):
        top = y + number * ROW
        for column, run, part in row:
            left, width = x + column * step, run.columns * step
            colour = "" if part.path is None else series_role(part.path)
            if part.kind == "history":
                yield Item(time, end, left, top, width, ROW, "paper", colour, run, "", SIZE, step, _ASCENT)
                continue
            yield Item(time, end, left, top, width, ROW, "ink", "", run, "", SIZE, step, _ASCENT)
            if colour:
                yield Item(time, end, left, top + ROW - 3, width, _UNDERLINE, "", colour)
