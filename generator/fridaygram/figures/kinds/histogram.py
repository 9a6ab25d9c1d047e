"""The histogram: how many items fall into each bin. Bins are equal, or of any width; the last may be open.

In a post::

    ```figure histogram
    corpus: demo
    bins: [0, 50, 100, 150, 200, 250]
    ```

Values::

    unit: words
    what: reviews
    bins:
      - {low: 0, high: 50, count: 31}
      - {low: 50, high: 100, count: 58}
      - {low: 100, high: 150, count: 29}
      - {low: 150, high: 200, count: 15}
      - {low: 200, high: 250, count: 6}
      - {low: 250, high: null, count: 3}
    total: 142
    mean: 97.2
    median: 84
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from fridaygram.errors import FigureError
from fridaygram.figures import fonts
from fridaygram.figures.base import Drawing, Figure, Table, Values
from fridaygram.figures.charts import chart, plot
from fridaygram.figures.charts.sheet import Box, Sheet
from fridaygram.figures.style import SMALL_SIZE, integer, number, percent
from fridaygram.languages import capital, translated, word

_ALIKE, _DASH = 1e-6, (4.0, 3.0)
_AVERAGES = ("mean", "median")


class HistogramParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of a histogram.

    ``corpus`` names the corpus whose texts are measured; ``bins`` gives the edges (a bin holds what is above
    its lower and up to its upper edge; what is in none gets a bin below or above them), "auto" for equal ones, or
    "seed" for those of the post that this program began from.
    """

    corpus: str = ""
    bins: str | list[int] = "auto"


def draw(values: Values, params: HistogramParams, scope: str) -> Drawing:
    """Draw ``{"unit", "what", "bins": [{"low", "high", "count"}], "total", "mean", "median"}``.

    A bin is ``(low, high]``, its ``high`` null where it is open; mean and median may be null. ``"whole": false``
    says that what is measured has fractions, so that a bin of 10 to 50 is not named 11–50.
    """
    if not values["bins"]:
        raise FigureError("a histogram needs at least one bin")
    values = {**values, **{name: translated(str(values[name])) for name in ("unit", "what")}}
    return chart.drawing(
        lambda sheet: _plot(sheet, values, params),
        params,
        scope,
        title=_heading(values),
        text=_words(values),
        table=_table(values),
        source=chart.source_line(values),
        along="x",
    )


def _heading(values: Values) -> str:
    return word("histogram-title", what=capital(values["what"]), unit=values["unit"])


def _label(item: Mapping[str, Any], *, whole: bool) -> str:
    """Name a bin: of whole numbers, ``(10, 50]`` holds ``11–50``."""
    low, high = item["low"], item["high"]
    if high is None:
        return f"> {number(low)}"
    if not whole:
        return f"{number(low)}–{number(high)}"
    return integer(high) if high - low == 1 else f"{integer(low + 1)}–{integer(high)}"


def _plot(sheet: Sheet, values: Values, params: HistogramParams) -> None:
    y = plot.title(sheet, params.title or _heading(values))
    bins = values["bins"]
    edges, equal = _edges(bins)
    widths = [after - before for before, after in pairwise(edges)]
    counted = _counted(values["total"], values)
    for row in fonts.wrap(
        counted if equal else word("besides", text=counted, more=word("areas-show")), SMALL_SIZE, sheet.width
    ):
        sheet.text(0, y + 14, row, "muted", size=SMALL_SIZE)
        y += 18
    # Bins of one width are as high as their counts; of others, the area is the count.
    heights = [item["count"] / width for item, width in zip(bins, widths, strict=True)]
    side = fonts.width(number(edges[0]), SMALL_SIZE) / 2
    frame = plot.Frame(side, y + 44, sheet.width - 16, y + (194.0 if sheet.narrow else 244.0))
    across = plot.linear(edges[0], edges[-1], frame.left, frame.right)
    down = plot.linear(0, max(heights) or 1, frame.bottom, frame.top + 18)
    for item, label, height, (before, after) in zip(bins, _labels(values), heights, pairwise(edges), strict=True):
        left, right, top = across(before), across(after), down(height)
        if item["count"]:
            faded = 0.45 if item["high"] is None else 1.0
            sheet.rect(left, top, max(right - left - 1, 1), frame.bottom - top, "main", opacity=faded)
        share = percent(item["count"], values["total"])
        said = word("named", name=_in_unit(label, values), value=f"{_counted(item['count'], values)} ({share})")
        span = item["low"], float("inf") if item["high"] is None else item["high"]
        sheet.spot((left + right) / 2, top, said, at=label, span=span)
    _counts(sheet, [item["count"] for item in bins], across(edges[0] + min(widths)) - across(edges[0]))
    _averages(sheet, values, across, frame)
    _ticks(sheet, bins, edges, across, frame)
    sheet.height = plot.name_below(sheet, str(values["unit"]), frame)


def _edges(bins: Sequence[Mapping[str, Any]]) -> tuple[list[float], bool]:
    """Return the edges of all bins, and whether these are equal.

    A bin that is open at the end is drawn as wide as the others, or a tenth of all where they differ.
    """
    edges = [item["low"] for item in bins]
    last = bins[-1]["high"]
    widths = [after - before for before, after in pairwise([*edges, *([] if last is None else [last])])] or [1.0]
    equal = max(widths) - min(widths) < _ALIKE * max(widths)
    if last is None:
        last = edges[-1] + (widths[-1] if equal else min(widths[-1], sum(widths) / 10))
    return [*edges, last], equal


def _counts(sheet: Sheet, counts: Sequence[int], room: float) -> None:
    """Write the count above each bin, or above the fullest alone where there is no room for all."""
    spots = sheet.spots
    written = [(integer(count), spot) for count, spot in zip(counts, spots, strict=True) if count]
    if any(fonts.width(text, SMALL_SIZE, bold=True) > room - 3 for text, _ in written):
        fullest = max(range(len(counts)), key=lambda place: counts[place])
        written = [(integer(counts[fullest]), spots[fullest])]
    for text, spot in written:
        sheet.text(spot.x, spot.y - 5, text, size=SMALL_SIZE, anchor="middle", bold=True)


def _averages(sheet: Sheet, values: Values, across: plot.Scale, frame: plot.Frame) -> None:
    """Mark the median with a line and the mean with a broken one, named above: the lower on its left if it fits."""
    known = sorted((values[name], name) for name in _AVERAGES if values.get(name) is not None)
    for place, (value, name) in enumerate(known):
        x, text = min(max(across(value), frame.left), frame.right), _average(values, name)
        width = fonts.width(text, SMALL_SIZE)
        fits = x - 5 - width >= 0 if place == 0 else x + 5 + width <= sheet.width
        leftwards, y = (place == 0) == fits, frame.top - (14 if fits else 28)
        sheet.text(x + (-5 if leftwards else 5), y, text, size=SMALL_SIZE, anchor="end" if leftwards else "start")
        sheet.line([(x, y - 9), (x, frame.bottom)], "ink", width=1.5, dash=_DASH if name == "mean" else (), yields=True)


def _average(values: Values, name: str) -> str:
    value = number(values[name])
    return word("mean", value=value) if name == "mean" else word("median", value=value)


def _ticks(
    sheet: Sheet, bins: Sequence[Mapping[str, Any]], edges: Sequence[float], across: plot.Scale, frame: plot.Frame
) -> None:
    """Write the edges of the bins below them, and of an open one what it is above."""
    ends_open = bins[-1]["high"] is None
    closed = edges[:-2] if ends_open and len(edges) > 2 else edges
    plot.horizontal_axis(sheet, [(across(edge), number(edge)) for edge in closed], frame)
    if ends_open:
        text, middle = f"> {number(edges[-2])}", (across(edges[-2]) + across(edges[-1])) / 2
        half = fonts.width(text, SMALL_SIZE) / 2
        middle = min(middle, sheet.width - half)
        box = Box(text, middle - half - 4, frame.bottom + 9, middle + half + 4, frame.bottom + 21)
        if not any(box.overlaps(other) for other in sheet.boxes):
            sheet.text(middle, frame.bottom + 18, text, "muted", size=SMALL_SIZE, anchor="middle")


def _counted(count: float, values: Values) -> str:
    return word("counted", number=integer(count), what=values["what"])


def _in_unit(text: str, values: Values) -> str:
    return word("histogram-in-unit", number=text, unit=values["unit"])


def _labels(values: Values) -> list[str]:
    edges = [item["low"] for item in values["bins"]]
    whole = values.get("whole", True) and all(float(edge).is_integer() for edge in edges)
    return [_label(item, whole=whole) for item in values["bins"]]


def _summary(values: Values) -> str:
    known = [_in_unit(_average(values, name), values) for name in _AVERAGES if values.get(name) is not None]
    total = _counted(values["total"], values)
    return word("besides", text=total, more=word("comma").join(known)) if known else total


def _words(values: Values) -> str:
    labels = _labels(values)
    largest = max(range(len(labels)), key=lambda index: values["bins"][index]["count"])
    count = values["bins"][largest]["count"]
    fullest = word(
        "histogram-fullest",
        bin=labels[largest],
        unit=values["unit"],
        number=integer(count),
        what=values["what"],
        share=percent(count, values["total"]),
    )
    return f"{word('sentence', text=_summary(values))} {fullest}"


def _table(values: Values) -> Table:
    rows = tuple(
        (label, integer(item["count"]), percent(item["count"], values["total"]))
        for item, label in zip(values["bins"], _labels(values), strict=True)
    )
    return Table((capital(values["unit"]), capital(values["what"]), word("share")), rows)


FIGURE = Figure("Histogram", HistogramParams, "histogram", draw, decides=("corpus", "bins"))
