"""The histogram: how many items fall into each bin, with bins of any width, open at the end if need be.

In a post::

    ```figure histogram
    corpus: demo
    bins: [0, 50, 100, 200]
    ```

Values::

    unit: words
    what: reviews
    bins:
      - {low: 0, high: 50, count: 31}
      - {low: 50, high: 100, count: 58}
      - {low: 100, high: 200, count: 44}
      - {low: 200, high: null, count: 9}
    total: 142
    mean: 97.2
    median: 84
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fridaygram.errors import FigureError
from fridaygram.figures import fonts
from fridaygram.figures.base import Drawing, Figure, Params, Table, Values
from fridaygram.figures.charts import chart, plot
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import SMALL_SIZE, integer, number, percent


class HistogramParams(Params, frozen=True, kw_only=True):
    """Parameters of a histogram.

    ``corpus`` names the corpus whose texts are measured; ``bins`` gives the edges (a bin holds what is above
    its lower and up to its upper edge; what is in none gets a bin below or above them), "seed" for those of the
    post this program began from, or "auto"; ``title`` heads the picture.
    """

    corpus: str = ""
    bins: str | list[int] = "seed"
    title: str = ""


def draw(values: Values, params: HistogramParams, scope: str) -> Drawing:
    """Draw ``{"unit", "what", "bins": [{"low", "high", "count"}], "total", "mean", "median"}``.

    A bin is ``(low, high]``, its ``high`` null where it is open; mean and median may be null. ``"whole": false``
    says that what is measured has fractions, so that a bin of 10 to 50 is not named 11–50.
    """
    if not values["bins"]:
        raise FigureError("a histogram needs at least one bin")
    return chart.drawing(
        lambda sheet: _plot(sheet, values, params),
        params,
        scope,
        title=params.title or _heading(values),
        text=_words(values),
        table=_table(values),
        source=chart.source_line(values),
    )


def _heading(values: Values) -> str:
    what = str(values["what"])
    return f"{what[:1].upper()}{what[1:]} by number of {values['unit']}"


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
    for row in fonts.wrap(_summary(values), SMALL_SIZE, sheet.width):
        sheet.text(0, y + 14, row, "muted", size=SMALL_SIZE)
        y += 18
    labels = _labels(values)
    slot = sheet.width / len(labels)
    widest = max(fonts.width(label, SMALL_SIZE) for label in labels)
    if sheet.narrow or widest > slot - 6:
        _rows(sheet, values, labels, y + 10)
    else:
        _columns(sheet, values, labels, y + 10, slot)


def _labels(values: Values) -> list[str]:
    edges = [item["low"] for item in values["bins"]]
    whole = values.get("whole", True) and all(float(edge).is_integer() for edge in edges)
    return [_label(item, whole=whole) for item in values["bins"]]


def _columns(sheet: Sheet, values: Values, labels: list[str], top: float, slot: float) -> None:
    tallest, most = 190.0, max(item["count"] for item in values["bins"]) or 1
    floor = top + 18 + tallest
    for index, (item, label) in enumerate(zip(values["bins"], labels, strict=True)):
        middle, height = slot * (index + 0.5), tallest * item["count"] / most
        if item["count"]:
            sheet.rect(slot * index + 1.5, floor - max(height, 1), slot - 3, max(height, 1), "1")
        sheet.text(middle, floor - height - 6, integer(item["count"]), size=SMALL_SIZE, anchor="middle", bold=True)
        sheet.text(middle, floor + 18, label, "muted", size=SMALL_SIZE, anchor="middle")
    sheet.line([(0, floor), (sheet.width, floor)], "muted")
    sheet.text(sheet.width, floor + 38, str(values["unit"]), "muted", size=SMALL_SIZE, anchor="end")
    sheet.height = floor + 46


def _rows(sheet: Sheet, values: Values, labels: list[str], top: float) -> None:
    most = max(item["count"] for item in values["bins"]) or 1
    left = max(fonts.width(label, SMALL_SIZE) for label in [*labels, str(values["unit"])]) + 10
    right = max(fonts.width(integer(item["count"]), SMALL_SIZE, bold=True) for item in values["bins"]) + 8
    sheet.text(left - 10, top + 10, str(values["unit"]), "muted", size=SMALL_SIZE, anchor="end")
    y = top + 18
    for item, label in zip(values["bins"], labels, strict=True):
        length = (sheet.width - left - right) * item["count"] / most
        sheet.text(left - 10, y + 13.5, label, "muted", size=SMALL_SIZE, anchor="end")
        if item["count"]:
            sheet.rect(left, y, max(length, 1), 18, "1")
        sheet.text(left + length + 6, y + 13.5, integer(item["count"]), size=SMALL_SIZE, bold=True)
        y += 22
    sheet.line([(left, top + 14), (left, y)], "muted")
    sheet.height = y + 4


def _summary(values: Values) -> str:
    unit = values["unit"]
    known = [f"{name} {number(values[name])} {unit}" for name in ("mean", "median") if values.get(name) is not None]
    return "; ".join([f"{integer(values['total'])} {values['what']}", *([", ".join(known)] if known else [])])


def _words(values: Values) -> str:
    labels = _labels(values)
    largest = max(range(len(labels)), key=lambda index: values["bins"][index]["count"])
    count = values["bins"][largest]["count"]
    return (
        f"{_summary(values)}. The fullest bin is {labels[largest]} {values['unit']} "
        f"with {integer(count)} {values['what']} ({percent(count, values['total'])})."
    )


def _table(values: Values) -> Table:
    rows = tuple(
        (label, integer(item["count"]), percent(item["count"], values["total"]))
        for item, label in zip(values["bins"], _labels(values), strict=True)
    )
    unit, what = str(values["unit"]), str(values["what"])
    return Table((unit[:1].upper() + unit[1:], what[:1].upper() + what[1:], "Share"), rows)


FIGURE = Figure("Histogram", HistogramParams, "histogram", draw, decides=("corpus", "bins"))
