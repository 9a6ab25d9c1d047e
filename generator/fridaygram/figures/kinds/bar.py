"""Bars: one value per category, or several series beside one another in each category.

In a post::

    ```figure bar
    title: Cups of tea
    data: cups.csv
    ```

Values::

    unit: cups
    categories: [Monday, Tuesday, Wednesday]
    series:
      - {name: tea, values: [3, 4, 2.5]}
    source: {text: my kitchen}
    date: "2018-06-08"
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fridaygram.figures import fonts, style
from fridaygram.figures.base import Digits, Drawing, Figure, Values
from fridaygram.figures.charts import chart, matrix, plot
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import FONT_SIZE, SMALL_SIZE, SeriesLook
from fridaygram.languages import word

_ROOT = 16.0
"""Pixels that a bar is longer than, where it has room for the mark of its series."""


class BarParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of a bar chart.

    ``data`` is a CSV, JSON or TOML file beside the post; ``digits`` is how many decimals are written.
    """

    data: str = ""
    digits: Digits = 1


def draw(values: Values, params: BarParams, scope: str) -> Drawing:
    """Draw ``{"unit", "categories": [..], "series": [{"name", "values": [number or null]}], "source", "date"}``."""
    matrix.checked(values)
    return chart.drawing(
        lambda sheet: _plot(sheet, values, params),
        params,
        scope,
        title=word("bar-title"),
        text=matrix.words(values, params.digits),
        table=matrix.table(values, params.digits),
        source=chart.source_line(values),
        along="y",
    )


@dataclass(frozen=True)
class _Place:
    """Where bars begin (x of zero), pixels per unit, and the top and thickness of one bar."""

    zero: float
    scale: float
    y: float
    thick: float


def _plot(sheet: Sheet, values: Values, params: BarParams) -> None:
    series, looks = values["series"], style.looks(values["series"])
    labels = [str(category) for category in values["categories"]]
    written_in = sheet.width * (1.0 if sheet.narrow else 0.36)
    rows = [fonts.wrap(label, FONT_SIZE, written_in, lines=2) for label in labels]
    y = plot.title(sheet, params.title, gap=8)
    if len(series) > 1:
        y = _key(sheet, values, looks, y)
    numbers = [value for item in series for value in item["values"] if value is not None]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    written = max(
        fonts.width(matrix.written(value, values, params.digits), FONT_SIZE, bold=True) for value in [*numbers, 0]
    )
    # A tenth more, for where other fonts stand in for ours.
    label_room = 1.1 * max(fonts.width(row, FONT_SIZE) for label in rows for row in label) + 12
    left = (0.0 if sheet.narrow else label_room) + (written + 8 if low < 0 else 0.0)
    scale = (sheet.width - left - written - 8) / ((high - low) or 1)
    zero, thick, start = left - low * scale, 20.0 if len(series) == 1 else 16.0, y
    for index, label in enumerate(labels):
        bars = (thick + 2) * len(series) - 2
        y, below = _label(sheet, rows[index], y, label_room, bars)
        for number, item in enumerate(series):
            value = item["values"][index]
            text = matrix.written(value, values, params.digits)
            place = _Place(zero, scale, y + number * (thick + 2), thick)
            end = _bar(sheet, value, text, looks[number], place, marked=len(series) > 1)
            name = f"{item['name']}, {label}" if len(series) > 1 else label
            if value is not None:
                said = word("named", name=name, value=text)
                sheet.spot(end, place.y + thick / 2, said, at=label, series=item["name"])
        if sheet.narrow:
            sheet.line([(zero, y - 2), (zero, y + bars + 2)], "muted")
        y = max(y + bars, below) + 12
    if not sheet.narrow:
        sheet.line([(zero, start), (zero, y - 8)], "muted")
    sheet.height = y - 4


def _label(sheet: Sheet, rows: Sequence[str], y: float, room: float, bars: float) -> tuple[float, float]:
    """Write a category above its bars, or left of them; return where these begin, and the label's bottom."""
    if sheet.narrow:
        for row in rows:
            sheet.text(0, y + 13, row)
            y += 17
        return y + 1, y
    middle = max(bars, 15.0 * len(rows)) / 2
    plot.label_beside(sheet, rows, room - 12, y + middle)
    return y + middle - bars / 2, y + 2 * middle


def _bar(sheet: Sheet, value: float | None, text: str, look: SeriesLook, at: _Place, *, marked: bool) -> float:
    """Draw a bar, with the mark of its series at its root where it is ``marked``; return where it ends."""
    baseline = at.y + at.thick / 2 + 4.5
    if value is None:
        sheet.text(at.zero + 6, baseline, word("no-value"), "muted", size=SMALL_SIZE)
        return at.zero
    end = at.zero + value * at.scale
    sheet.rect(min(at.zero, end), at.y, max(abs(end - at.zero), 1), at.thick, look.role)
    if marked and abs(end - at.zero) > _ROOT:
        sheet.mark(at.zero + (8 if value >= 0 else -8), at.y + at.thick / 2, "paper", look.mark, size=7)
    sheet.text(end + (6 if value >= 0 else -6), baseline, text, anchor="start" if value >= 0 else "end", bold=True)
    return end


def _key(sheet: Sheet, values: Values, looks: Sequence[SeriesLook], y: float) -> float:
    x = 0.0
    for item, look in zip(values["series"], looks, strict=True):
        name = fonts.shorten(str(item["name"]), FONT_SIZE, sheet.width - 20)
        if x and x + 20 + fonts.width(name, FONT_SIZE) > sheet.width:
            x, y = 0.0, y + 20
        sheet.mark(x + 6, y + 9, look.role, look.mark, size=10)
        x += 16 + sheet.text(x + 16, y + 13.5, name) + 18
    return y + 28


FIGURE = Figure("Bars", BarParams, "data", draw, decides=("data",))
