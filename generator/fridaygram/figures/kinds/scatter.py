"""A scatter plot: one dot per category, its first series across and its second upwards.

In a post::

    ```figure scatter
    data: blogs.csv
    ```

Values::

    categories: [one blog, another, a third]
    series:
      - {name: words a review, values: [60, 140, 320]}
      - {name: bits a character, values: [2.4, 2.1, 1.9]}
"""

from __future__ import annotations

from collections.abc import Sequence

from fridaygram.figures import fonts
from fridaygram.figures.base import Digits, Drawing, Figure, Table, Values
from fridaygram.figures.charts import chart, matrix, plot
from fridaygram.figures.charts.sheet import Box, Sheet
from fridaygram.figures.style import SMALL_SIZE, number
from fridaygram.languages import word

Dot = tuple[str, float, float]
_DOT = 8


class ScatterParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of a scatter plot.

    ``data`` is a CSV, JSON, YAML or TOML file beside the post; ``names`` writes the category beside each dot that
    has room; ``digits`` is how many decimals are written.
    """

    data: str = ""
    names: bool = True
    digits: Digits = 2


def draw(values: Values, params: ScatterParams, scope: str) -> Drawing:
    """Draw ``{"categories": [..], "series": [{"name": across, "values"}, {"name": upwards, "values"}]}``.

    A category without one of its two values has no dot.
    """
    matrix.checked(values, series=2)
    across, upwards = values["series"][:2]
    triples = zip(values["categories"], across["values"], upwards["values"], strict=True)
    dots = [(str(name), float(x), float(y)) for name, x, y in triples if x is not None and y is not None]
    axes = str(across["name"]), str(upwards["name"])
    return chart.drawing(
        lambda sheet: _plot(sheet, dots, axes, params),
        params,
        scope,
        title=_against(axes),
        text=_words(dots, axes),
        table=_table(dots, axes, params.digits),
        source=chart.source_line(values),
    )


def _plot(sheet: Sheet, dots: Sequence[Dot], axes: tuple[str, str], params: ScatterParams) -> None:
    y = plot.title(sheet, params.title, gap=4)
    for row in fonts.wrap(axes[1], SMALL_SIZE, sheet.width):
        sheet.text(0, y + 13, row, "muted", size=SMALL_SIZE)
        y += 14
    xs, ys = [dot[1] for dot in dots] or [0.0], [dot[2] for dot in dots] or [0.0]
    count = 4 if sheet.narrow else 6
    x_ticks, y_ticks = plot.ticks(min(xs), max(xs), count), plot.ticks(min(ys), max(ys))
    left = max(fonts.width(plot.tick(tick, plot.digits(y_ticks)), SMALL_SIZE) for tick in y_ticks) + 10
    frame = plot.Frame(left, y + 16, sheet.width - 14, y + (216.0 if sheet.narrow else 316.0))
    horizontal = plot.linear(x_ticks[0], x_ticks[-1], frame.left + 8, frame.right - 8)
    vertical = plot.linear(y_ticks[0], y_ticks[-1], frame.bottom, frame.top)
    plot.vertical_axis(sheet, y_ticks, frame, vertical)
    places = plot.digits(x_ticks)
    plot.horizontal_axis(sheet, [(horizontal(tick), plot.tick(tick, places)) for tick in x_ticks], frame)
    obstacles = list(sheet.obstacles())
    for name, across, upwards in dots:
        # Each on a ground of paper: rules end before it, and dots that touch stay apart.
        sheet.mark(horizontal(across), vertical(upwards), "paper", size=_DOT + 3)
        sheet.mark(horizontal(across), vertical(upwards), "main", size=_DOT)
        both = (f"{axis} {number(at, params.digits)}" for axis, at in zip(axes, (across, upwards), strict=True))
        said = word("named", name=name, value=word("comma").join(both))
        sheet.spot(horizontal(across), vertical(upwards), said, at=name)
    if params.names:
        _names(sheet, obstacles, [(name, horizontal(across), vertical(upwards)) for name, across, upwards in dots])
    sheet.height = plot.name_below(sheet, axes[0], frame) + 2


def _names(sheet: Sheet, obstacles: Sequence[Box], dots: Sequence[Dot]) -> None:
    """Write each name right or left of its dot, or above or below, where no text, axis or dot is in the way."""
    marks = [Box(name, x - 4, y - 4, x + 4, y + 4) for name, x, y in dots]
    for index, (name, x, y) in enumerate(dots):
        width = fonts.width(name, SMALL_SIZE)
        others = [*obstacles, *sheet.boxes, *marks[:index], *marks[index + 1 :]]
        for left, baseline in ((x + 8, y + 4), (x - 8 - width, y + 4), (x - width / 2, y - 9), (x - width / 2, y + 18)):
            box = Box(name, left - 4, baseline - 11, left + width + 4, baseline + 4)
            inside = left >= 0 and left + width <= sheet.width
            if inside and not any(box.overlaps(other) for other in others):
                sheet.text(left, baseline, name, size=SMALL_SIZE)
                break


def _words(dots: Sequence[Dot], axes: tuple[str, str]) -> str:
    if not dots:
        return word("scatter-none", chart=_against(axes))
    lowest, highest = min(dots, key=lambda dot: dot[2]), max(dots, key=lambda dot: dot[2])
    return word(
        "scatter-words",
        chart=_against(axes),
        dots=len(dots),
        low=lowest[0],
        low_up=number(lowest[2], 2),
        low_across=number(lowest[1], 2),
        high=highest[0],
        high_up=number(highest[2], 2),
        high_across=number(highest[1], 2),
    )


def _against(axes: tuple[str, str]) -> str:
    return word("against", upwards=axes[1], across=axes[0])


def _table(dots: Sequence[Dot], axes: tuple[str, str], digits: int) -> Table:
    rows = tuple((name, number(across, digits), number(upwards, digits)) for name, across, upwards in dots)
    return Table(("", *axes), rows)


FIGURE = Figure("Scatter", ScatterParams, "data", draw, decides=("data",))
