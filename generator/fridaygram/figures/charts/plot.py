"""Axes for charts with a continuous scale: round ticks, light rules, labels that keep apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fridaygram.figures import fonts
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import FONT_SIZE, MINUS, SMALL_SIZE
from fridaygram.languages import marks

Scale = Callable[[float], float]
_LABEL_GAP = 6.0


@dataclass(frozen=True)
class Frame:
    """The part of a sheet that data fill, in pixels."""

    left: float
    top: float
    right: float
    bottom: float


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return round values (1, 2 or 5 times a power of ten) from at most ``low`` to at least ``high``."""
    if not high > low:
        low, high = low - 0.5 if low else 0.0, low + 0.5 if low else 1.0
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def linear(low: float, high: float, start: float, end: float) -> Scale:
    """Return the straight scale that takes low to start and high to end."""
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def digits(values: Sequence[float]) -> int:
    """Return how many decimals these ticks need to differ."""
    steps = [abs(b - a) for a, b in pairwise(values)] or [1.0]
    return max(0, -math.floor(math.log10(min(steps)) + 1e-9))


def tick(value: float, places: int) -> str:
    """Return a tick's number with all its decimals, so that 2.0 stands above 1.8."""
    return marks(f"{value:,.{places}f}".replace("-", MINUS))


def title(sheet: Sheet, text: str, y: float = 0.0, *, gap: float = 0.0) -> float:
    """Write a chart's title below ``y``, in as many lines as it needs, up to three.

    Returns where it ends, with ``gap`` below it: ``y`` where there is none.
    """
    rows = fonts.wrap(text, FONT_SIZE * 1.12, sheet.width) if text else []
    for line, row in enumerate(rows):
        sheet.text(0, y + 14 + 18 * line, row, bold=True)
    return y + 18 * len(rows) + gap if rows else y


def label_beside(sheet: Sheet, rows: Sequence[str], right: float, middle: float) -> None:
    """Write the lines of a bar's label left of ``right``, with their middle at the height of the bar's."""
    for line, row in enumerate(rows):
        sheet.text(right, middle + 4.5 + (line - (len(rows) - 1) / 2) * 15, row, anchor="end")


def vertical_axis(sheet: Sheet, values: Sequence[float], frame: Frame, scale: Scale) -> None:
    """Draw a light rule and a number for each tick, the numbers left of the frame."""
    places = digits(values)
    for value in values:
        y = scale(value)
        sheet.line([(frame.left, y), (frame.right, y)], "rule", yields=True)
        sheet.text(frame.left - 8, y + 4, tick(value, places), "muted", size=SMALL_SIZE, anchor="end")


def horizontal_axis(
    sheet: Sheet, labels: Sequence[tuple[float, str]], frame: Frame, *, skips: frozenset[int] = frozenset()
) -> None:
    """Write labels below the frame at pixel positions: those that do not touch.

    Between a place in ``skips`` and the next the axis is broken: steps are left out there.
    """
    start = frame.left
    for place in sorted(skips):
        (left, _), (right, _) = labels[place : place + 2]
        sheet.line([(start, frame.bottom), (left, frame.bottom)], "muted")
        sheet.line([(left, frame.bottom), (right, frame.bottom)], "muted", dash=(2.0, 4.0))
        start = right
    sheet.line([(start, frame.bottom), (frame.right, frame.bottom)], "muted")
    shown = _shown(labels)
    for place, (x, label) in enumerate(labels):
        sheet.line([(x, frame.bottom), (x, frame.bottom + (4 if place in shown else 2))], "muted")
        if place in shown:
            sheet.text(x, frame.bottom + 18, label, "muted", size=SMALL_SIZE, anchor="middle")


def name_below(sheet: Sheet, text: str, frame: Frame) -> float:
    """Name the horizontal axis below its labels, at the right, in as many lines as it needs; return where all end."""
    rows = fonts.wrap(text, SMALL_SIZE, frame.right) if text else []
    for line, row in enumerate(rows):
        sheet.text(frame.right, frame.bottom + 38 + 14 * line, row, "muted", size=SMALL_SIZE, anchor="end")
    return frame.bottom + 24 + (14 * len(rows) + 6 if rows else 0)


def _shown(labels: Sequence[tuple[float, str]]) -> set[int]:
    """Return the places of the labels that are written: in regular steps, or, at irregular places, all that fit."""
    gaps = [right - left for (left, _), (right, _) in pairwise(labels)]
    if not gaps or max(gaps) - min(gaps) < 1:
        return set(range(0, len(labels), regular_step(labels)))
    found, end = set(), -math.inf
    for place, (x, label) in enumerate(labels):
        half = fonts.width(label, SMALL_SIZE) / 2
        if x - half >= end:
            found.add(place)
            end = x + half + _LABEL_GAP
    return found


def regular_step(labels: Sequence[tuple[float, str]]) -> int:
    """Return the least step at which labels, centred at their positions, keep apart, counted from the first."""
    edges = [(x - (half := fonts.width(label, SMALL_SIZE) / 2), x + half) for x, label in labels]
    for step in range(1, len(edges)):
        if all(right + _LABEL_GAP <= left for (_, right), (left, _) in pairwise(edges[::step])):
            return step
    return max(1, len(edges))


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions apart so that neighbours keep ``gap``, staying near and between low and high."""
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    placed = [0.0] * len(wanted)
    at = low
    for rank, index in enumerate(order):
        room_below = high - gap * (len(order) - 1 - rank)
        at = max(at, min(wanted[index], room_below))
        placed[index] = at
        at += gap
    return placed
