"""A sheet of paper on which charts draw: measured in CSS pixels, y downwards.

A sheet keeps a list of what was drawn: areas, then lines and marks above them, then labels. ``svg.py`` writes the list
as inline SVG for the page, ``chart.py`` as a picture for feeds and email. Colours are roles (see style), so that
the SVG follows the page's colour scheme. ``boxes`` says where each label stands: tests check that none overlaps
another or leaves the sheet. ``spots`` says where each value of the data stands: readers point at them, notes are tied
to them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from fridaygram.figures import fonts
from fridaygram.figures.style import FONT_SIZE

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]
_CLEAR = 3.0
"""Pixels between a label and the rule that ends before it."""
_SLACK = 0.5
"""Pixels by which boxes may overlap."""


@dataclass(frozen=True)
class Box:
    """Where a text stands: left, top, right, bottom."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether two boxes share more than ``_SLACK`` pixels in both directions."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > _SLACK and down > _SLACK


@dataclass(frozen=True)
class Spot:
    """A value of the data at the place where it is drawn.

    ``at`` and ``series`` are what a note calls it; ``text`` is what a reader who points at it is shown. ``span`` are
    the numbers (low, high] that it stands for, where it is a bin.
    """

    x: float
    y: float
    at: str
    series: str
    text: str
    span: tuple[float, float] | None = None


@dataclass(frozen=True)
class Area:
    """A filled polygon, in the colour of a role."""

    points: tuple[Point, ...]
    role: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Stroke:
    """A line through points. ``dash`` gives on and off lengths in pixels; ``Sheet.line`` explains the last two."""

    points: tuple[Point, ...]
    role: str
    width: float
    dash: tuple[float, ...]
    cap: Literal["butt", "round"]
    snap: bool | None
    yields: bool = False


@dataclass(frozen=True)
class Label:
    """A text with its baseline at ``y``."""

    x: float
    y: float
    text: str
    role: str
    size: float
    anchor: Anchor
    bold: bool


def along(points: Sequence[Point], half: float) -> Iterator[Box]:
    """Yield boxes, each ``half`` a width to all sides, along a line through points."""
    for (x, y), (next_x, next_y) in pairwise(points):
        steps = max(1, math.ceil(math.hypot(next_x - x, next_y - y) / 6))
        for step in range(steps + 1):
            across, down = x + (next_x - x) * step / steps, y + (next_y - y) * step / steps
            yield Box("", across - half, down - half, across + half, down + half)


class Sheet:
    """One layout of a chart. ``narrow`` is for phones; the plotting function sets ``height``."""

    def __init__(self, width: float, *, narrow: bool):
        self.width, self.height, self.narrow = width, 0.0, narrow
        self.boxes: list[Box] = []
        self.spots: list[Spot] = []
        self._areas: list[Area] = []
        self._lines: list[Area | Stroke] = []
        self._labels: list[Label] = []

    def drawn(self) -> Iterator[Area | Stroke | Label]:
        """Yield what was drawn, from the bottom to the top."""
        yield from self._areas
        for shape in self._lines:
            if isinstance(shape, Stroke) and shape.yields:
                yield from self._around_labels(shape)
            else:
                yield shape
        yield from self._labels

    def _around_labels(self, line: Stroke) -> Iterator[Stroke]:
        """Yield a level or upright line in the pieces that no label stands on."""
        (x, y), (end_x, end_y) = line.points
        level = y == end_y
        at, start, end = (y, x, end_x) if level else (x, y, end_y)
        sides = [
            (box.left, box.right, box.top, box.bottom) if level else (box.top, box.bottom, box.left, box.right)
            for box in self.boxes
        ]
        for before, after, low, high in sorted(sides):
            if low - 1 < at < high + 1 and after > start and before < end:
                if before - _CLEAR > start:
                    yield _piece(line, start, before - _CLEAR, at, level=level)
                start = max(start, after + _CLEAR)
        if start < end:
            yield _piece(line, start, end, at, level=level)

    def obstacles(self) -> Iterator[Box]:
        """Yield boxes that no further text may cover: labels, areas, and small ones along lines that do not yield."""
        yield from self.boxes
        for shape in (*self._areas, *self._lines):
            xs, ys = zip(*shape.points, strict=True)
            if isinstance(shape, Area):
                yield Box("", min(xs), min(ys), max(xs), max(ys))
            elif not shape.yields:
                yield from along(shape.points, max(shape.width / 2, 3.0))

    def rect(self, x: float, y: float, width: float, height: float, role: str, *, opacity: float = 1.0) -> None:
        """Fill a rectangle whose top left corner is at x, y."""
        right, bottom = x + width, y + height
        self._areas.append(Area(((x, y), (right, y), (right, bottom), (x, bottom)), role, opacity))

    def line(
        self,
        points: Sequence[Point],
        role: str = "rule",
        *,
        width: float = 1.0,
        dash: tuple[float, ...] = (),
        cap: Literal["butt", "round"] = "butt",
        snap: bool | None = None,
        yields: bool = False,
    ) -> None:
        """Draw a line through points; ``dash`` gives on and off lengths in pixels, ``cap`` the shape of its ends.

        ``snap`` says whether the PNG moves it to whole pixels: None where it is upright or level. A line of two points,
        rightwards or downwards, that ``yields`` ends before every label in its way.
        """
        self._lines.append(Stroke(tuple(points), role, width, dash, cap, snap, yields))

    def mark(self, x: float, y: float, role: str, shape: str = "●", *, size: float = 7.0) -> None:
        """Draw one of style.MARKS, ``size`` pixels across, centred at x, y."""
        if shape == "●":
            # A point with a round cap is a circle in a tenth of the bytes. Moved to whole pixels, both its ends would
            # be one, and a line without length is not drawn in a PNG.
            self.line([(x, y), (x + 0.01, y)], role, width=size, cap="round", snap=False)
            return
        # Among the lines: the rules of the grid, drawn before it, must not cross it.
        points = tuple((x + size * right, y + size * down) for right, down in _SHAPES[shape])
        self._lines.append(Area(points, role))

    def ring(self, x: float, y: float, radius: float) -> None:
        """Draw a thin circle in ink, as of a pencil, around x, y."""
        turns = [math.pi * step / 12 for step in range(25)]
        self.line([(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns], "ink", snap=False)

    def spot(
        self,
        x: float,
        y: float,
        text: str,
        *,
        at: object,
        series: object = "",
        span: tuple[float, float] | None = None,
    ) -> None:
        """Say that a value of the data stands at x, y: see Spot."""
        self.spots.append(Spot(x, y, str(at), str(series), text, span))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        role: str = "ink",
        *,
        size: float = FONT_SIZE,
        anchor: Anchor = "start",
        bold: bool = False,
    ) -> float:
        """Write a text with its baseline at y; return its width."""
        width = fonts.width(text, size, bold=bold)
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        self.boxes.append(Box(text, left, y - 0.76 * size, left + width, y + 0.24 * size))
        self._labels.append(Label(x, y, text, role, size, anchor, bold))
        return width


def _piece(line: Stroke, start: float, end: float, at: float, *, level: bool) -> Stroke:
    return replace(line, points=((start, at), (end, at)) if level else ((at, start), (at, end)))


def _star() -> tuple[Point, ...]:
    """Return a five-pointed star, its inner corners where the lines between points cross; larger, for it is thin."""
    inner = (3 - math.sqrt(5)) / 2
    radii = [0.7 if corner % 2 == 0 else 0.7 * inner for corner in range(10)]
    turns = [math.pi * corner / 5 for corner in range(10)]
    return tuple(
        (-radius * math.sin(turn), -radius * math.cos(turn)) for radius, turn in zip(radii, turns, strict=True)
    )


_TIP = math.sqrt(0.5)
_SHAPES: dict[str, tuple[Point, ...]] = {
    "◆": ((0, _TIP), (_TIP, 0), (0, -_TIP), (-_TIP, 0)),
    "▲": ((0, -0.5), (-0.5, 0.5), (0.5, 0.5)),
    "■": ((-0.5, 0.5), (0.5, 0.5), (0.5, -0.5), (-0.5, -0.5)),
    "★": _star(),
    "▼": ((0, 0.5), (0.5, -0.5), (-0.5, -0.5)),
}
"""The corners of marks one pixel across."""
