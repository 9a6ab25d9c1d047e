"""The learning curve: bits a character by the day of the corpus, each day on the same held-out texts.

In a post::

    ```figure learning-curve
    corpus: demo
    ```

Values::

    unit: bits a character
    days: ["2018-06-01", "2018-06-08", "2018-06-15"]
    texts: [380, 421, 461]
    series:
      - {name: Kneser-Ney, model: kneser-ney, values: [2.19, 2.14, 2.1], orders: [8, 8, 12]}
    held_out: {texts: 71, characters: 50120, left_out: 14, share: 0.2, seed: 1}
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from fridaygram.figures.base import Drawing, Figure, Seed, Table, Values
from fridaygram.figures.charts import chart, curves
from fridaygram.figures.style import integer, number
from fridaygram.languages import long_day, word


class LearningCurveParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of a learning curve.

    ``corpus`` names the corpus; ``weeks`` is how many weeks are drawn, back from the day of the post; ``days`` lists
    other days instead; ``models`` are the kinds of model drawn, each at its best order; ``share`` is the part of the
    texts held out and ``seed`` their choice, as in ``fridaygram train``.
    """

    corpus: str
    weeks: Annotated[int, msgspec.Meta(ge=1, le=520)] = 8
    days: list[date] | None = None
    models: tuple[str, ...] = ("kneser-ney",)
    share: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.2
    seed: Seed = 1


def draw(values: Values, params: LearningCurveParams, scope: str) -> Drawing:
    """Draw ``{"unit", "days", "texts", "series": [{"name", "model", "values", "orders"}], "held_out"}``.

    "days" are YYYY-MM-DD, oldest first, "texts" how many the corpus had then. A value is null, with its order, where
    the model calls held-out text impossible at every order. Of "held_out", "texts" were held out on all days;
    "left_out" counts those that only the last day held out.
    """
    curves.checked(values["series"], len(values["days"]))
    panel = curves.CurvePanel(
        _heading(values),
        curves.named(values["series"]),
        infinite=word("infinite"),
        noted=curves.last_known,
    )
    axis = curves.Axis.days(values["days"], word("corpus-as-of-axis"))
    return chart.drawing(
        lambda sheet: curves.draw(sheet, axis, [panel], params.title),
        params,
        scope,
        title=word("learning-title"),
        text=_words(values),
        table=_table(values),
        source=chart.source_line(values),
        along="x",
    )


def _heading(values: Values) -> str:
    held_out = values["held_out"]
    count = integer(held_out["texts"])
    if len(values["days"]) == 1:
        return word("learning-one-day", texts=count)
    if left_out := held_out["left_out"]:
        return word("learning-days-without", texts=count, left_out=integer(left_out))
    return word("learning-days", texts=count)


def _words(values: Values) -> str:
    days, texts = values["days"], values["texts"]
    grown = {"heading": _heading(values), "texts": integer(texts[0]), "day": long_day(days[0])}
    if len(days) > 1:
        later = {"later_texts": integer(texts[-1]), "later_day": long_day(days[-1])}
        parts = [word("learning-corpus-grew", **grown, **later)]
    else:
        parts = [word("learning-corpus", **grown)]
    for item in curves.named(values["series"]):
        model, orders = item["name"], item["orders"]
        first, last = item["values"][0], item["values"][-1]
        if first is None:
            parts.append(word("learning-infinite-first", model=model))
        elif last is None:
            parts.append(word("learning-infinite-last", model=model))
        elif len(days) == 1:
            parts.append(word("learning-one", model=model, bits=number(first, 3), order=orders[0]))
        else:
            ends = {"first": number(first, 3), "last": number(last, 3)}
            parts.append(word("learning-change", model=model, **ends, first_order=orders[0], last_order=orders[-1]))
    return " ".join(parts)


def _table(values: Values) -> Table:
    names = [part for item in curves.named(values["series"]) for part in (item["name"], word("playground-order"))]
    rows = []
    for place, (day, texts) in enumerate(zip(values["days"], values["texts"], strict=True)):
        cells: list[str] = []
        for item in values["series"]:
            bits = item["values"][place]
            cells += ["∞", "–"] if bits is None else [number(bits, 3), str(item["orders"][place])]
        rows.append((day, integer(texts), *cells))
    return Table((word("day"), word("texts"), *names), tuple(rows))


FIGURE = Figure(
    "Learning curve",
    LearningCurveParams,
    "learning_curve",
    draw,
    decides=("corpus", "weeks", "days", "models", "share", "seed"),
)
