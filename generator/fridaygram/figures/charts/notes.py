"""Notes of an author in a chart: a sentence beside the value that it speaks of, with a line to it.

Notes belong to the drawing. They are tied to values by name, so a note about a value that is not there is an error,
and a changed note makes no value stale.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any

import msgspec

from fridaygram.errors import FigureError, suggestion
from fridaygram.figures import fonts
from fridaygram.figures.charts.sheet import Box, Sheet, Spot, along
from fridaygram.figures.style import SMALL_SIZE
from fridaygram.languages import translated, word

_LINE, _RING, _PAD = 14.0, 5.0, 5.0
_OWN = _RING + 6.0
"""Pixels around a value where its line may cross what is drawn there: the curve or bar of the value itself."""
_AWAY = (14.0, 24.0, 38.0, 56.0, 80.0, 110.0)
_WAYS = ((0, -1), (1, -1), (-1, -1), (0, 1), (1, 1), (-1, 1), (1, 0), (-1, 0))


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note: ``at`` is where it stands (a category, order, day or number), ``text`` is what it says.

    ``series`` is which one it is about, where several have a value there.
    """

    at: Any
    text: str
    series: str = ""


def words(notes: Sequence[Note]) -> str:
    """Return the notes as they stand in the description of a chart."""
    named = [_named(translated(_day(note.at)), translated(note.series)) for note in notes]
    return " ".join(
        word("chart-note", place=place, text=note.text.rstrip(".")) for place, note in zip(named, notes, strict=True)
    )


def write(sheets: Sequence[Sheet], notes: Sequence[Note]) -> None:
    """Write each note near its value, where nothing is in the way, else below the chart. The widest sheet comes first.

    Raises FigureError where the chart has no such value.
    """
    found = [(note.text, _spot(sheets[0].spots, note)) for note in notes]
    for sheet in sheets:
        places = {(spot.at, spot.series): spot for spot in sheet.spots}
        below = []
        for text, spot in found:
            # A narrow heatmap leaves out rows and columns.
            here = places.get((spot.at, spot.series))
            if here is None or not _beside(sheet, here, text):
                below.append(word("named", name=_named(spot.at, spot.series), value=text))
        for row in (row for text in below for row in fonts.wrap(text, SMALL_SIZE, sheet.width, lines=len(text))):
            sheet.height += _LINE
            sheet.text(0, sheet.height, row, size=SMALL_SIZE)
        sheet.height += 6 if below else 0


def _named(at: str, series: str) -> str:
    return word("comma").join((at, series)) if series else at


def _day(at: Any) -> str:
    return at.isoformat() if isinstance(at, date) else str(at)


def _spot(spots: Sequence[Spot], note: Note) -> Spot:
    at = _day(note.at)
    there = [spot for spot in spots if spot.at.casefold() in _names(at.strip())]
    if not there and isinstance(note.at, int | float):
        there = [spot for spot in spots if spot.span and spot.span[0] < note.at <= spot.span[1]]
    if not there:
        raise FigureError(f"notes: there is no value at '{at}'", hint=suggestion(at, (spot.at for spot in spots)))
    chosen = [spot for spot in there if not note.series or spot.series.casefold() in _names(note.series)]
    if len(chosen) == 1:
        return chosen[0]
    problem = f"no series '{note.series}'" if note.series else "more than one series"
    hint = f"write 'series:' and one of {', '.join(spot.series for spot in there)}"
    raise FigureError(f"notes: at '{at}' there is {problem}", hint=hint)


def _names(name: str) -> set[str]:
    """Return what an author may mean: a name as the chart shows it, or as it is in English."""
    return {name.casefold(), translated(name).casefold()}


def _beside(sheet: Sheet, spot: Spot, text: str) -> bool:
    """Write a text near a spot, with a ring around the spot and a line to it; return whether there was room."""
    obstacles = list(sheet.obstacles())
    sheet.ring(spot.x, spot.y, _RING)
    for rows, box, start in _places(spot, text, narrow=sheet.narrow):
        inside = box.left >= 0 and box.right <= sheet.width and box.top >= 0 and box.bottom <= sheet.height
        if not inside or any(box.overlaps(other) for other in obstacles):
            continue
        end = min(max(spot.x, box.left + _PAD), box.right - _PAD), min(max(spot.y, box.top), box.bottom)
        far = [step for step in along([start, end], 1.0) if math.dist((step.left, step.top), (spot.x, spot.y)) > _OWN]
        if any(step.overlaps(other) for step in far for other in obstacles):
            continue
        sheet.line([start, end], "muted", snap=False)
        for place, row in enumerate(rows):
            sheet.text(box.left + _PAD, box.top + _LINE * (place + 0.8), row, size=SMALL_SIZE)
        return True
    return False


def _places(spot: Spot, text: str, *, narrow: bool) -> Iterator[tuple[list[str], Box, tuple[float, float]]]:
    """Yield where a note may stand, the nearest first: its lines, its box, and where the line to it starts."""
    shapes = []
    for room in (110.0, 150.0) if narrow else (190.0, 130.0, 260.0):
        rows = fonts.wrap(text, SMALL_SIZE, room, lines=5)
        if " ".join(rows) == " ".join(text.split()):
            shapes.append((rows, max(fonts.width(row, SMALL_SIZE) for row in rows) + 2 * _PAD, _LINE * len(rows)))
    for away, (across, down), (rows, width, height) in product(_AWAY, _WAYS, shapes):
        x, y = spot.x + across * away, spot.y + down * away
        left = x - width * (1 - across) / 2
        top = y - height * (1 - down) / 2
        step = _RING / (2**0.5 if across and down else 1)
        yield rows, Box(text, left, top, left + width, top + height), (spot.x + across * step, spot.y + down * step)
