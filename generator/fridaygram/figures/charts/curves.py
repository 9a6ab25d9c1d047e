"""Lines over a common horizontal axis, named at their ends: what order curves and weekly lines share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fridaygram.errors import FigureError
from fridaygram.figures import fonts, style
from fridaygram.figures.charts import plot
from fridaygram.figures.charts.sheet import Box, Sheet
from fridaygram.figures.style import FONT_SIZE, SMALL_SIZE, SeriesLook, number
from fridaygram.languages import long_day, short_day, short_month, translated, word

Series = Mapping[str, Any]
Noted = Callable[[Sequence[float | None]], int | None]
_GAP = 18.0
_WORTH_ZERO = 0.35
"""An axis begins at zero where the least value is at most this share of the largest."""


@dataclass(frozen=True)
class Axis:
    """The points of a horizontal axis, drawn as what they are: steps, or days as far apart as they lie in time.

    ``labels`` are written below, ``keys`` are what notes call the points, ``said`` is what a reader is told. Steps
    after which others were left out (``skips``) are joined by a broken line.
    """

    labels: Sequence[str]
    keys: Sequence[str]
    said: Sequence[str]
    places: Sequence[float]
    below: str = ""
    skips: frozenset[int] = frozenset()

    @classmethod
    def orders(cls, orders: Sequence[int]) -> Axis:
        """Return the axis of a model's orders: each is a step, and there is nothing between 2 and 3."""
        keys = [str(order) for order in orders]
        skips = frozenset(n for n, order in enumerate(orders[:-1]) if orders[n + 1] != order + 1)
        return cls(
            keys,
            keys,
            [word("order-of", order=key) for key in keys],
            range(len(keys)),
            word("order-of-model"),
            skips,
        )

    @classmethod
    def days(cls, days: Sequence[str], below: str = "") -> Axis:
        """Return the axis of days (2018-06-08): 8 Jun where all are of one year, else Jun ’18."""
        labels = [short_day(day) for day in days]
        if len({day[:4] for day in days}) > 1:
            labels = [short_month(day) for day in days]
        places = [float(date.fromisoformat(day).toordinal()) for day in days]
        return cls(labels, days, [long_day(day) for day in days], places, below)

    @classmethod
    def categories(cls, categories: Sequence[object], below: str = "") -> Axis:
        """Return the axis of categories, which are steps; of days where all are days in their order."""
        keys = [str(category) for category in categories]
        try:
            days = [date.fromisoformat(key) for key in keys]
        except ValueError:
            days = []
        if days and days == sorted(set(days)):
            return cls.days(keys, below)
        return cls(keys, keys, keys, range(len(keys)), below)


@dataclass(frozen=True)
class CurvePanel:
    """One picture of series over the axis.

    ``infinite`` explains a missing value that lies above everything, "" where it is a gap. ``noted`` picks the point of
    a series that carries its value in writing; ``unit`` follows a value that a reader points at.
    """

    heading: str
    series: Sequence[Series]
    infinite: str = ""
    noted: Noted = lambda _: None
    unit: str = ""

    @property
    def known(self) -> list[float]:
        """The values that are there."""
        return [value for item in self.series for value in item["values"] if value is not None]

    @property
    def ticks(self) -> list[float]:
        """The values of the vertical axis: from zero, unless that would press all curves against the top."""
        low, high = min(self.known, default=0.0), max(self.known, default=1.0)
        return plot.ticks(min(0.0, low) if low <= _WORTH_ZERO * high else low, high)

    @property
    def has_gaps(self) -> bool:
        """Whether a value is infinite."""
        return bool(self.infinite) and any(value is None for item in self.series for value in item["values"])


def checked(series: Sequence[Series], count: int) -> None:
    """Raise FigureError where a series has not one value per point of the axis."""
    if not series or not count:
        raise FigureError("a curve needs at least one series and one point")
    for item in series:
        if len(item["values"]) != count:
            raise FigureError(f"series '{item['name']}' has {len(item['values'])} values for {count} points")


def named(series: Sequence[Series]) -> list[Series]:
    """Return series of models with their names in the language that is being written; their looks stay."""
    return [{"model": item["name"], **item, "name": translated(str(item["name"]))} for item in series]


def draw(sheet: Sheet, axis: Axis, panels: Sequence[CurvePanel], title: str = "") -> None:
    """Draw panels one below the other, the points of the axis above one another in all of them."""
    y = plot.title(sheet, title, sheet.height, gap=4)
    looks = style.looks([item for panel in panels for item in panel.series])
    left = max(_written(panel) for panel in panels) + 10
    names = 14.0
    if not sheet.narrow:
        names = max(fonts.width(str(item["name"]), FONT_SIZE) for panel in panels for item in panel.series) + 26
    right = sheet.width - min(names, sheet.width * 0.3)
    # A single point stands in the middle.
    apart = 1.0 if axis.places[0] == axis.places[-1] else 0.0
    across = plot.linear(axis.places[0] - apart, axis.places[-1] + apart, left + 10, right - 8)
    for place, panel in enumerate(panels):
        own, looks = looks[: len(panel.series)], looks[len(panel.series) :]
        below = axis.below if place == len(panels) - 1 else ""
        y = _Drawn(sheet, axis, panel, own, across).draw(y, left, right, below) + _GAP
    sheet.height = y - _GAP


def _written(panel: CurvePanel) -> float:
    """Return the room that the numbers of a panel's axis need."""
    ticks = panel.ticks
    widths = [fonts.width(plot.tick(value, plot.digits(ticks)), SMALL_SIZE) for value in ticks]
    return max(*widths, fonts.width("∞") if panel.has_gaps else 0.0)


class _Drawn:
    """A panel on its way to the sheet."""

    def __init__(self, sheet: Sheet, axis: Axis, panel: CurvePanel, looks: Sequence[SeriesLook], across: plot.Scale):
        self.sheet, self.axis, self.panel = sheet, axis, panel
        self.named = list(zip(panel.series, looks, strict=True))
        self.across = [across(place) for place in axis.places]

    def draw(self, y: float, left: float, right: float, below: str) -> float:
        """Draw the panel from ``y`` downwards; return where it ends."""
        sheet, panel, ticks = self.sheet, self.panel, self.panel.ticks
        least = plot.tick(ticks[0], plot.digits(ticks))
        heading = panel.heading
        if ticks[0] > 0:
            heading = word("besides", text=heading, more=word("axis-begins", value=least))
        for row in fonts.wrap(heading, SMALL_SIZE, sheet.width):
            sheet.text(0, y + 13, row, "muted", size=SMALL_SIZE)
            y += 14
        y += 12
        if sheet.narrow and len(self.named) > 1:
            y = self._key(y)
        top = y + (22.0 if panel.has_gaps else 6.0)
        frame = plot.Frame(left, top, right, y + (190.0 if sheet.narrow else 270.0))
        self.infinite_y = frame.top - 13 if panel.has_gaps else None
        self.down = plot.linear(ticks[0], ticks[-1], frame.bottom, frame.top)
        plot.vertical_axis(sheet, ticks, frame, self.down)
        labels = list(zip(self.across, self.axis.labels, strict=True))
        plot.horizontal_axis(sheet, labels, frame, skips=self.axis.skips)
        ends = [self._curve(item, look) for item, look in self.named]
        self._noted()
        if not sheet.narrow:
            self._names(ends, frame)
        bottom = plot.name_below(sheet, below, frame)
        if self.infinite_y is not None:
            sheet.text(left - 8, self.infinite_y + 3, "∞", "muted", size=FONT_SIZE, anchor="end")
            for row in fonts.wrap(f"∞  {panel.infinite}", SMALL_SIZE, sheet.width):
                bottom += 14
                sheet.text(0, bottom, row, "muted", size=SMALL_SIZE)
            bottom += 6
        return bottom

    def _key(self, y: float) -> float:
        """Name the series above the picture where there is no room beside it."""
        for item, look in self.named:
            self.sheet.line([(0, y + 8), (26, y + 8)], look.role, width=2.2, dash=look.dash)
            self.sheet.mark(13, y + 8, look.role, look.mark, size=8)
            self.sheet.text(34, y + 12.5, fonts.shorten(str(item["name"]), FONT_SIZE, self.sheet.width - 34))
            y += 20
        return y + 4

    def _curve(self, item: Series, look: SeriesLook) -> float | None:
        """Draw one series; return the height at which it ends: of its last known point, or of infinity."""
        piece, last = list[tuple[float, float]](), None
        pieces = [piece]
        for place, value in enumerate(item["values"]):
            x, text = self.across[place], word("infinite-value")
            if value is not None:
                last = y = self.down(value)
                piece.append((x, y))
                text = style.with_unit(value, self.panel.unit, 3)
            else:
                pieces.append(piece := [])
                if self.infinite_y is None:
                    continue
                y = self.infinite_y - 2
                self.sheet.mark(x, y, look.role, look.mark, size=6)
            said = word("named", name=word("comma").join((str(item["name"]), self.axis.said[place])), value=text)
            self.sheet.spot(x, y, said, at=self.axis.keys[place], series=item["name"])
        for points in pieces:
            if len(points) > 1:
                self.sheet.line(points, look.role, width=2.2, dash=look.dash)
            for x, y in points:
                self.sheet.mark(x, y, look.role, look.mark, size=7)
        return self.infinite_y - 2 if self.infinite_y is not None and item["values"][-1] is None else last

    def _noted(self) -> None:
        """Write the noted values near their points, where neither text nor a curve is in the way."""
        obstacles = list(self.sheet.obstacles())
        for item, look in self.named:
            place = self.panel.noted(item["values"])
            if place is None:
                continue
            value = item["values"][place]
            written, x = number(value, 2), self.across[place]
            half = fonts.width(written, SMALL_SIZE, bold=True) / 2
            for shift in (-10, 20, -20, 30, -30, 40, -40, 50):
                baseline = self.down(value) + shift
                box = Box(written, x - half, baseline - 11, x + half, baseline + 3)
                if box.right <= self.sheet.width and not any(box.overlaps(other) for other in obstacles):
                    self.sheet.text(x, baseline, written, look.role, size=SMALL_SIZE, anchor="middle", bold=True)
                    obstacles.append(box)
                    break

    def _names(self, ends: Sequence[float | None], frame: plot.Frame) -> None:
        wanted = [frame.top if end is None else end for end in ends]
        placed = plot.spread(wanted, 17, min(frame.top, *wanted), frame.bottom)
        room = self.sheet.width - frame.right - 18
        for place, ((item, look), y) in enumerate(zip(self.named, placed, strict=True)):
            if ends[place] is None or abs(y - wanted[place]) > 2:
                self.sheet.mark(frame.right + 8, y, look.role, look.mark, size=8)
            name = fonts.shorten(str(item["name"]), FONT_SIZE, room)
            self.sheet.text(frame.right + 18, y + 4.5, name, look.role)


def lowest(values: Sequence[float | None]) -> int | None:
    """Return the place of the least value that is there, for ``noted``."""
    known = [(value, place) for place, value in enumerate(values) if value is not None]
    return min(known)[1] if known else None


def last_known(values: Sequence[float | None]) -> int | None:
    """Return the place of the last value that is there, for ``noted``."""
    return max((place for place, value in enumerate(values) if value is not None), default=None)
