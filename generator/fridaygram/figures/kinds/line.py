"""Lines over weeks (or any other row of categories), each named at its end.

In a post::

    ```figure line
    data: weeks.csv
    notes: [{at: week 3, series: held out, text: From here on it learns by heart}]
    ```

Values::

    unit: bits a character
    categories: [week 1, week 2, week 3, week 4]
    series:
      - {name: held out, values: [3.1, 2.6, 2.4, 2.3]}
      - {name: training, values: [3.0, 2.3, 1.9, 1.6]}
"""

from __future__ import annotations

from fridaygram.figures.base import Digits, Drawing, Figure, Values
from fridaygram.figures.charts import chart, curves, matrix
from fridaygram.languages import capital, word


class LineParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of a line chart.

    ``data`` is a CSV, JSON, YAML or TOML file beside the post; ``below`` names the horizontal axis; ``digits`` is how
    many decimals are written.
    """

    data: str = ""
    below: str = ""
    digits: Digits = 2


def draw(values: Values, params: LineParams, scope: str) -> Drawing:
    """Draw ``{"unit", "categories": [..], "series": [{"name", "values": [number or null]}], "source", "date"}``."""
    matrix.checked(values)
    unit = str(values.get("unit") or "")
    heading = capital(unit) or word("playground-value")
    panel = curves.CurvePanel(heading, values["series"], noted=curves.last_known, unit=unit)
    axis = curves.Axis.categories(values["categories"], params.below)
    return chart.drawing(
        lambda sheet: curves.draw(sheet, axis, [panel], params.title),
        params,
        scope,
        title=word("line-title", upwards=heading, across=params.below or word("time")),
        text=matrix.words(values, params.digits),
        table=matrix.table(values, params.digits, corner=params.below.capitalize()),
        source=chart.source_line(values),
        along="x",
    )


FIGURE = Figure("Line", LineParams, "data", draw, decides=("data",))
