"""A sheet of paper on which charts draw: measured in CSS pixels, y downwards.

A sheet keeps a list of what was drawn: areas, then lines and marks above them, then labels. ``svg.py`` writes the list
as inline SVG for the page, ``chart.py`` as a picture for feeds and email. Colours are roles (see style), so that
the SVG follows the page's colour scheme. ``boxes`` says where each label stands: tests check that none overlaps
another or leaves the sheet.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fridaygram.figures import fonts
from fridaygram.figures.style import FONT_SIZE

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """Where a text stands: left, top, right, bottom."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, slack: float = 0.5) -> bool:
        """Return whether two boxes share more than ``slack`` pixels in both directions."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > slack and down > slack


@dataclass(frozen=True)
class Area:
    """A filled polygon, in the colour of a role."""

    points: tuple[Point, ...]
    role: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Stroke:
    """A line through points. ``dash`` gives on and off lengths in pixels, ``snap`` is explained at ``Sheet.line``."""

    points: tuple[Point, ...]
    role: str
    width: float
    dash: tuple[float, ...]
    cap: Literal["butt", "round"]
    snap: bool | None


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


class Sheet:
    """One layout of a chart. ``narrow`` is for phones; the plotting function sets ``height``."""

    def __init__(self, width: float, *, narrow: bool):
        self.width, self.height, self.narrow = width, 0.0, narrow
        self.boxes: list[Box] = []
        self._areas: list[Area] = []
        self._lines: list[Area | Stroke] = []
        self._labels: list[Label] = []

    def drawn(self) -> Iterator[Area | Stroke | Label]:
        """Yield what was drawn, from the bottom to the top."""
        yield from self._areas
        yield from self._lines
        yield from self._labels

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
    ) -> None:
        """Draw a line through points; ``dash`` gives on and off lengths in pixels, ``cap`` the shape of its ends.

        ``snap`` says whether the PNG moves it to whole pixels: None where it is upright or level.
        """
        self._lines.append(Stroke(tuple(points), role, width, dash, cap, snap))

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


def _star() -> tuple[Point, ...]:
    """Return a five-pointed star one pixel across, its inner corners where the lines between points cross."""
    inner = (3 - math.sqrt(5)) / 2
    radii = [0.5 if corner % 2 == 0 else inner / 2 for corner in range(10)]
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
