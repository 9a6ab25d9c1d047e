"""The caption of each step: which history can go where, in words, its characters marked as in the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from generator.errors import FigureError
from generator.figures.path import words
from generator.figures.path.moment import Part, Track
from generator.figures.path.scene import Cell, Item, advance, cells, span
from generator.figures.style import MARKS, series_role

SIZE, ROW = 13, 20
_MOST_CHOICES = 5


def caption(values: Mapping[str, Any], tracks: Sequence[Track], time: int) -> tuple[Part, ...]:
    """Return what to say at a moment: a fork first, then a loop, an end, else what the first moving path does."""
    forks = {
        path["steps"][time]["char"]: index
        for index, path in enumerate(values["paths"])
        if path.get("forks_from") and path["forks_from"]["step"] == time
    }
    moving = [track for track in tracks if track.character is not None]
    if forks:
        parent = values["paths"][next(iter(forks.values()))]["forks_from"]["path"]
        track = next((track for track in moving if track.path == parent), moving[0])
        return (*_can_go_to(values, track, forks), Part(": the paths part"))
    for track in moving:
        back = values["paths"][track.path].get("loops_to")
        if back is not None and time == _first_return(values["paths"][track.path], back):
            ago = f"as before: {MARKS[track.path]} is in a loop"
            return (*_can_go_to(values, track, {}), Part(ago))
    for track in moving:
        if track.character == "":
            return (*_can_go_to(values, track, {}), Part(f": {MARKS[track.path]} ends"))
    if moving:
        return _ordinary(values, moving[0], time)
    looping = [track for track in tracks if track.history]
    if looping:
        return (Part(f"{MARKS[looping[0].path]} could go on for ever"),)
    return (Part("all paths have ended"),)


def _ordinary(values: Mapping[str, Any], track: Track, time: int) -> tuple[Part, ...]:
    said = _can_go_to(values, track, {})
    if time == 0:
        return (*said, Part(": the start"))
    if len(following(values, track.history)) > 1:
        taken = Part(track.character or "", "character", track.path)
        return (*said, Part(f"; {MARKS[track.path]} takes"), taken)
    return said


def _can_go_to(values: Mapping[str, Any], track: Track, forks: Mapping[str, int]) -> tuple[Part, ...]:
    """Say where a history can go; characters that paths take are marked with the path's colour."""
    listed = [str(character) for character, _ in following(values, track.history)]
    taken = {**forks, str(track.character): track.path}
    kept = [character for rank, character in enumerate(listed) if rank < _MOST_CHOICES - 1 or character in taken]
    if len(listed) <= _MOST_CHOICES:
        kept = listed
    parts = [Part(track.history, "history", track.path), Part("can go to")]
    for number, character in enumerate(kept):
        if number:
            parts.append(Part("or" if number == len(listed) - 1 else ","))
        parts.append(Part(character, "character", taken.get(character)))
    if len(kept) < len(listed):
        parts.append(Part(f"or {len(listed) - len(kept)} others"))
    return (*parts, Part("only")) if len(listed) == 1 else tuple(parts)


def following(values: Mapping[str, Any], history: str) -> Sequence[Sequence[Any]]:
    """Return the continuations of a history. Raises FigureError where the dictionary lacks it."""
    for entry in values["histories"]:
        if entry["history"] == history:
            found: Sequence[Sequence[Any]] = entry["next"]
            return found
    raise FigureError(f"the history {words.quoted(history)} of a path is missing from the dictionary")


def _first_return(path: Mapping[str, Any], back: int) -> int:
    """Return the first step, on the path's own, at which the history of step ``back`` stands again, -1 if none."""
    history = path["steps"][back]["history"]
    own = max(back, path["forks_from"]["step"] if path.get("forks_from") else back)
    later = (number for number, step in enumerate(path["steps"]) if number > own and step["history"] == history)
    return next(later, -1)


def _pieces(parts: Sequence[Part]) -> Iterator[tuple[tuple[Cell, ...], Part, bool]]:
    """Yield cells that stay together, the part they belong to, and whether a space goes before them."""
    for part in parts:
        if part.kind != "words":
            yield cells(part.text or "end"), part, True
            continue
        for word in part.text.split():
            yield _letters(word), part, word[0] not in ",:;"


@lru_cache(1024)
def _letters(word: str) -> tuple[Cell, ...]:
    return tuple(Cell(glyph, 1) for glyph in word)


def flow(parts: Sequence[Part], width: int) -> list[list[tuple[int, tuple[Cell, ...], Part]]]:
    """Break a caption into rows of ``width`` pixels: column, cells and part of each piece."""
    room = max(4, width // advance(SIZE))
    rows: list[list[tuple[int, tuple[Cell, ...], Part]]] = [[]]
    column = 0
    for piece, part, spaced in _pieces(parts):
        gap = 1 if spaced and column else 0
        if column and column + gap + span(piece) > room:
            rows.append([])
            column = gap = 0
        left = piece
        while span(left) > room - column - gap:
            head = _fitting(left, room - column - gap)
            rows[-1].append((column + gap, head, part))
            rows.append([])
            left, column, gap = left[len(head) :], 0, 0
        rows[-1].append((column + gap, left, part))
        column += gap + span(left)
    return rows


def _fitting(row: tuple[Cell, ...], room: int) -> tuple[Cell, ...]:
    count = 1
    while span(row[: count + 1]) <= room:
        count += 1
    return row[:count]


def items(rows: list[list[tuple[int, tuple[Cell, ...], Part]]], x: int, y: int, time: int) -> Iterator[Item]:
    """Yield the items of one caption at x, y for one moment."""
    step = advance(SIZE)
    for number, row in enumerate(rows):
        top = y + number * ROW
        for column, run, part in row:
            left, width = x + column * step, span(run) * step
            colour = "" if part.path is None else series_role(part.path)
            chip = part.kind == "history"
            yield Item(
                left, top, width, ROW, time, time + 1, "paper" if chip else "ink",
                fill=colour if chip else "", cells=run, size=SIZE, advance=step, ascent=14,
            )  # fmt: skip
            if colour and not chip:
                yield Item(left, top + ROW - 3, width, 2, time, time + 1, "", fill=colour)
