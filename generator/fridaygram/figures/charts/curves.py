"""Lines over a common horizontal axis, named at their ends: what order curves and weekly lines share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fridaygram.errors import FigureError
from fridaygram.figures import fonts
from fridaygram.figures.charts import plot
from fridaygram.figures.charts.sheet import Box, Sheet
from fridaygram.figures.style import FONT_SIZE, MARKS, SMALL_SIZE, number, series_role

Series = Mapping[str, Any]
_GAP = 18.0
_DASHES: tuple[tuple[float, ...], ...] = ((), (7.0, 3.0), (2.0, 2.5), (9.0, 3.0, 2.0, 3.0))


def checked(series: Sequence[Series], count: int) -> None:
    """Raise FigureError where a series has not one value per point of the axis."""
    if not series or not count:
        raise FigureError("a curve needs at least one series and one point")
    for item in series:
        if len(item["values"]) != count:
            raise FigureError(f"series '{item['name']}' has {len(item['values'])} values for {count} points")


def draw(
    sheet: Sheet,
    *,
    series: Sequence[Series],
    labels: Sequence[str],
    below: str,
    heading: str,
    infinite: str = "",
    noted: Callable[[Sequence[float | None]], int | None] = lambda _: None,
    title: str = "",
) -> None:
    """Draw curves, below what the sheet has already.

    ``infinite`` explains a missing value that lies above everything, "" where it is a gap. ``noted`` picks the point
    of a series that carries its value in writing; ``below`` names the axis.
    """
    y = plot.title(sheet, title, sheet.height + (_GAP if sheet.height else 0.0), gap=4)
    for row in fonts.wrap(heading, SMALL_SIZE, sheet.width):
        sheet.text(0, y + 13, row, "muted", size=SMALL_SIZE)
        y += 14
    y += 12
    if sheet.narrow and len(series) > 1:
        y = _key(sheet, series, y)
    known = [value for item in series for value in item["values"] if value is not None]
    values = plot.ticks(min(0.0, *known) if known else 0.0, max(known, default=1.0))
    has_gaps = bool(infinite) and any(value is None for item in series for value in item["values"])
    written = [fonts.width(plot.tick(value, plot.digits(values)), SMALL_SIZE) for value in values]
    left = max(*written, fonts.width("∞") if has_gaps else 0.0) + 10
    names = 14.0 if sheet.narrow else max(fonts.width(str(item["name"]), FONT_SIZE) for item in series) + 26
    tall = 190.0 if sheet.narrow else 270.0
    frame = plot.Frame(left, y + (22.0 if has_gaps else 6.0), sheet.width - min(names, sheet.width * 0.3), y + tall)
    vertical = plot.linear(values[0], values[-1], frame.bottom, frame.top)
    horizontal = plot.linear(0, max(len(labels) - 1, 1), frame.left + 10, frame.right - 8)
    plot.vertical_axis(sheet, values, frame, vertical)
    plot.horizontal_axis(sheet, [(horizontal(index), label) for index, label in enumerate(labels)], frame)
    ends = [
        _curve(sheet, item, index, horizontal, vertical, frame.top - 13 if has_gaps else None)
        for index, item in enumerate(series)
    ]
    _notes(sheet, series, noted, horizontal, vertical)
    if not sheet.narrow:
        _names(sheet, series, ends, frame)
    bottom = plot.name_below(sheet, below, frame)
    if has_gaps:
        for row in fonts.wrap(f"∞  {infinite}", SMALL_SIZE, sheet.width):
            bottom += 14
            sheet.text(0, bottom, row, "muted", size=SMALL_SIZE)
        bottom += 6
    sheet.height = bottom


def _key(sheet: Sheet, series: Sequence[Series], y: float) -> float:
    """Name the series above the picture where there is no room beside it."""
    for index, item in enumerate(series):
        role = series_role(index)
        sheet.line([(0, y + 8), (26, y + 8)], role, width=2.2, dash=_DASHES[index % len(_DASHES)])
        sheet.mark(13, y + 8, role, MARKS[index % len(MARKS)], size=8)
        sheet.text(34, y + 12.5, fonts.shorten(str(item["name"]), FONT_SIZE, sheet.width - 34))
        y += 20
    return y + 4


def _curve(
    sheet: Sheet, item: Series, index: int, horizontal: plot.Scale, vertical: plot.Scale, infinite_y: float | None
) -> float | None:
    """Draw one series; return the height at which it ends: of its last known point, or of infinity."""
    role, piece, last = series_role(index), list[tuple[float, float]](), None
    pieces = [piece]
    for place, value in enumerate(item["values"]):
        if value is not None:
            piece.append((horizontal(place), vertical(value)))
            last = piece[-1][1]
            continue
        piece = []
        pieces.append(piece)
        if infinite_y is not None:
            sheet.mark(horizontal(place), infinite_y - 2, role, MARKS[index % len(MARKS)], size=6)
    for points in pieces:
        if len(points) > 1:
            sheet.line(points, role, width=2.2, dash=_DASHES[index % len(_DASHES)])
        for x, y in points:
            sheet.mark(x, y, role, MARKS[index % len(MARKS)], size=7)
    if infinite_y is not None and index == 0:
        sheet.text(horizontal(0) - 18, infinite_y + 3, "∞", "muted", size=FONT_SIZE, anchor="end")
    return infinite_y - 2 if infinite_y is not None and item["values"][-1] is None else last


def _notes(
    sheet: Sheet,
    series: Sequence[Series],
    noted: Callable[[Sequence[float | None]], int | None],
    horizontal: plot.Scale,
    vertical: plot.Scale,
) -> None:
    """Write the noted values near their points, where neither text nor a curve is in the way."""
    curves = list(_along(series, horizontal, vertical))
    for index, item in enumerate(series):
        place = noted(item["values"])
        if place is None:
            continue
        value = item["values"][place]
        written, x = number(value, 2), horizontal(place)
        half = fonts.width(written, SMALL_SIZE, bold=True) / 2
        for shift in (-10, 20, -20, 30, -30, 40, -40, 50):
            baseline = vertical(value) + shift
            box = Box(written, x - half, baseline - 11, x + half, baseline + 3)
            if box.right <= sheet.width and not any(box.overlaps(other) for other in (*sheet.boxes, *curves)):
                sheet.text(x, baseline, written, series_role(index), size=SMALL_SIZE, anchor="middle", bold=True)
                break


def _along(series: Sequence[Series], horizontal: plot.Scale, vertical: plot.Scale) -> Iterator[Box]:
    """Yield small boxes along all curves."""
    for item in series:
        for place, (value, following) in enumerate(zip(item["values"], [*item["values"][1:], None], strict=True)):
            if value is None:
                continue
            steps = 1 if following is None else 8
            for step in range(steps):
                share = step / steps
                y = vertical(value if following is None else value + (following - value) * share)
                x = horizontal(place + share)
                yield Box("", x - 3, y - 3, x + 3, y + 3)


def _names(sheet: Sheet, series: Sequence[Series], ends: Sequence[float | None], frame: plot.Frame) -> None:
    wanted = [frame.top if end is None else end for end in ends]
    placed = plot.spread(wanted, 17, min(frame.top, *wanted), frame.bottom)
    for index, (item, y) in enumerate(zip(series, placed, strict=True)):
        role = series_role(index)
        room = sheet.width - frame.right - 18
        if ends[index] is None or abs(y - wanted[index]) > 2:
            sheet.mark(frame.right + 8, y, role, MARKS[index % len(MARKS)], size=8)
        sheet.text(frame.right + 18, y + 4.5, fonts.shorten(str(item["name"]), FONT_SIZE, room), role)


def last_known(values: Sequence[float | None]) -> int | None:
    """Return the place of the last value that is there, for ``noted``."""
    return max((place for place, value in enumerate(values) if value is not None), default=None)
