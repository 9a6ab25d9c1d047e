"""A heatmap: a table as a picture, such as which character follows which (a bigram model, seen at once).

In a post::

    ```figure heatmap
    data: pairs.csv
    ```

Values::

    categories: [" ", "a", "b"]
    series:
      - {name: " ", values: [null, 0.4, 0.1]}
      - {name: "a", values: [0.7, null, 0.9]}
      - {name: "b", values: [0.3, 0.6, null]}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fridaygram.figures import fonts
from fridaygram.figures.base import Digits, Drawing, Figure, Table, Values
from fridaygram.figures.charts import chart, matrix, plot
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.path import words
from fridaygram.figures.style import FULLEST, SMALL_SIZE, number
from fridaygram.languages import translated, word

_LEAST_CELL, _WRITTEN_CELL, _TALL = 22.0, 36.0, 24.0


class HeatmapParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of a heatmap.

    ``data`` is a CSV, JSON, YAML or TOML file beside the post: its categories are rows, its series columns;
    ``rows`` and ``columns`` name the axes; ``digits`` is how many decimals are written.
    """

    data: str = ""
    rows: str = "after"
    columns: str = "comes"
    digits: Digits = 2


@dataclass(frozen=True)
class _Grid:
    """Row and column names, and a row of values for each row."""

    rows: list[str]
    columns: list[str]
    cells: list[list[float | None]]

    def fullest(self, rows: int, columns: int) -> _Grid:
        """Return the rows and columns with the largest sums, in their order."""
        sums = [sum(value or 0 for value in row) for row in self.cells]
        down = [sum(row[place] or 0 for row in self.cells) for place in range(len(self.columns))]
        kept, across = _largest(sums, rows), _largest(down, columns)
        cells = [[self.cells[row][place] for place in across] for row in kept]
        return _Grid([self.rows[row] for row in kept], [self.columns[place] for place in across], cells)


def _largest(sums: Sequence[float], count: int) -> list[int]:
    return sorted(sorted(range(len(sums)), key=lambda place: (-sums[place], place))[:count])


def draw(values: Values, params: HeatmapParams, scope: str) -> Drawing:
    """Draw ``{"unit", "categories": rows, "series": [{"name": column, "values": [number or null]}]}``.

    Names of one character are made visible: a space is ``␣``.
    """
    matrix.checked(values)
    series = values["series"]
    rows = [_name(category) for category in values["categories"]]
    cells = [[item["values"][place] for item in series] for place in range(len(rows))]
    grid = _Grid(rows, [_name(item["name"]) for item in series], cells)
    return chart.drawing(
        lambda sheet: _plot(sheet, grid, values, params),
        params,
        scope,
        title=word("heatmap-title"),
        text=_words(grid, values, params),
        table=_table(grid, values, params),
        source=chart.source_line(values),
    )


def _name(value: object) -> str:
    text = str(value)
    return words.visible(text) if len(text) == 1 else text


def _plot(sheet: Sheet, whole: _Grid, values: Values, params: HeatmapParams) -> None:
    y = plot.title(sheet, params.title, gap=4)
    label_room = min(max(fonts.width(name, SMALL_SIZE) for name in whole.rows), sheet.width * 0.3) + 8
    widest = max(_LEAST_CELL, *(fonts.width(name, SMALL_SIZE) + 6 for name in whole.columns))
    room = max(1, int((sheet.width - label_room) // min(widest, sheet.width - label_room)))
    grid = whole.fullest(30 if not sheet.narrow else 16, room)
    heads = f"{translated(params.rows)} ↓   {translated(params.columns)} →"
    if (len(grid.rows), len(grid.columns)) != (len(whole.rows), len(whole.columns)):
        rows, columns = {"rows": len(grid.rows), "all_rows": len(whole.rows)}, len(whole.columns)
        heads += f"   {word('heatmap-part', **rows, columns=len(grid.columns), all_columns=columns)}"
    for row in fonts.wrap(heads, SMALL_SIZE, sheet.width):
        sheet.text(0, y + 13, row, "muted", size=SMALL_SIZE)
        y += 17
    width = min((sheet.width - label_room) / len(grid.columns), 72.0)
    for place, name in enumerate(grid.columns):
        short = fonts.shorten(name, SMALL_SIZE, width)
        sheet.text(label_room + (place + 0.5) * width, y + 16, short, size=SMALL_SIZE, anchor="middle")
    _cells(sheet, grid, values, params, (label_room, y + 24, width))
    _key(sheet, whole, values, params, y + 24 + _TALL * len(grid.rows))


def _cells(sheet: Sheet, grid: _Grid, values: Values, params: HeatmapParams, at: tuple[float, float, float]) -> None:
    left, y, width = at
    most = _most(grid)
    for name, row in zip(grid.rows, grid.cells, strict=True):
        sheet.text(left - 8, y + 16, fonts.shorten(name, SMALL_SIZE, left - 8), size=SMALL_SIZE, anchor="end")
        for place, value in enumerate(row):
            x = left + place * width
            if value:
                sheet.rect(
                    x + 0.5, y + 0.5, width - 1, _TALL - 1, "main", opacity=round(max(0.03, FULLEST * value / most), 2)
                )
            text = number(value, params.digits)
            # What is nothing, or rounds to nothing, is left empty: zeros would hide the numbers that tell something.
            if value is not None:
                pair, written = _pair(name, grid.columns[place], params), matrix.written(value, values, params.digits)
                said = word("named", name=pair, value=written)
                sheet.spot(x + width / 2, y + _TALL / 2, said, at=name, series=grid.columns[place])
            if text not in ("0", "–") and width >= _WRITTEN_CELL and fonts.width(text, SMALL_SIZE) <= width - 4:
                sheet.text(x + width / 2, y + 16, text, size=SMALL_SIZE, anchor="middle")
        y += _TALL


def _most(grid: _Grid) -> float:
    return max((value for row in grid.cells for value in row if value is not None), default=0.0) or 1.0


def _key(sheet: Sheet, grid: _Grid, values: Values, params: HeatmapParams, y: float) -> None:
    """Say what pale and full mean."""
    x = sheet.text(0, y + 24, "0", "muted", size=SMALL_SIZE) + 8
    for step in range(1, 6):
        sheet.rect(x, y + 12, 22, 14, "main", opacity=round(FULLEST * step / 5, 2))
        x += 23
    largest = matrix.written(_most(grid), values, params.digits)
    sheet.text(x + 7, y + 24, fonts.shorten(largest, SMALL_SIZE, sheet.width - x - 7), "muted", size=SMALL_SIZE)
    sheet.height = y + 32


def _words(grid: _Grid, values: Values, params: HeatmapParams) -> str:
    ranked = sorted(
        ((value, row, column) for row, line in zip(grid.rows, grid.cells, strict=True)
         for column, value in zip(grid.columns, line, strict=True) if value),
        key=lambda cell: (-cell[0], cell[1], cell[2]),
    )  # fmt: skip
    cells = [
        f"{_pair(row, column, params)} ({matrix.written(value, values, params.digits)})"
        for value, row, column in ranked[:3]
    ]
    size = word("heatmap-size", rows=len(grid.rows), columns=len(grid.columns))
    largest = word("heatmap-largest", cells=word("comma").join(cells)) if cells else word("heatmap-empty")
    return f"{size} {largest}"


def _pair(row: str, column: str, params: HeatmapParams) -> str:
    return word("heatmap-pair", column=column, after=translated(params.rows), row=row)


def _table(grid: _Grid, values: Values, params: HeatmapParams) -> Table:
    rows = tuple(
        (name, *(matrix.written(value, values, params.digits) for value in row))
        for name, row in zip(grid.rows, grid.cells, strict=True)
    )
    return Table((f"{translated(params.rows)} ↓ {translated(params.columns)} →", *grid.columns), rows)


FIGURE = Figure("Heatmap", HeatmapParams, "data", draw, decides=("data",))
