"""The order curve: how a model of each order does on held-out text (or how far it covers, copies or loops).

In a post::

    ```figure order-curve
    corpus: demo
    models: [mle, kneser-ney]
    ```

Values::

    unit: bits a character
    orders: [1, 2, 3, 4]
    series:
      - {name: Unsmoothed, model: mle, values: [3.4, 2.9, null, null]}
      - {name: Kneser-Ney, model: kneser-ney, values: [3.4, 2.9, 2.5, 2.3]}
    held_out: {texts: 96, share: 0.2}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from fridaygram.figures.base import Drawing, Figure, Order, Seed, Table, Values
from fridaygram.figures.charts import chart, curves
from fridaygram.figures.style import integer, number, percent
from fridaygram.languages import capital, translated, word


class OrderCurveParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of an order curve.

    ``corpus`` names the corpus; ``models`` the models drawn; ``orders`` the orders; ``measure`` what is
    measured; ``share`` the part of the texts held out and ``seed`` their choice.
    """

    corpus: str = ""
    models: tuple[str, ...] = ("mle",)
    orders: list[Order] | None = None
    measure: str = "bits"
    share: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.2
    seed: Seed = 1


def draw(values: Values, params: OrderCurveParams, scope: str) -> Drawing:
    """Draw ``{"unit", "orders", "series": [{"name", "model", "values": [number or null]}], "held_out"}``."""
    curves.checked(values["series"], len(values["orders"]))
    panel = curves.CurvePanel(
        _heading(values),
        curves.named(values["series"]),
        infinite=word("infinite") if _is_bits(values) else "",
        noted=curves.lowest if _is_bits(values) else lambda _: None,
    )
    return chart.drawing(
        lambda sheet: curves.draw(sheet, curves.Axis.orders(values["orders"]), [panel], params.title),
        params,
        scope,
        title=word("against", upwards=_unit(values), across=word("order")),
        text=_words(values),
        table=_table(values),
        source=chart.source_line(values),
        along="x",
    )


def _unit(values: Values) -> str:
    return capital(translated(str(values["unit"])))


def _is_bits(values: Values) -> bool:
    return str(values["unit"]).startswith("bits")


def _heading(values: Values) -> str:
    held_out: Mapping[str, Any] = values.get("held_out") or {}
    if not held_out:
        return _unit(values)
    texts, share = integer(held_out["texts"]), percent(held_out["share"], 1)
    return word("curve-held-out", unit=_unit(values), texts=texts, share=share)


def _words(values: Values) -> str:
    orders = values["orders"]
    parts = [word("curve-orders", heading=_heading(values), first=orders[0], last=orders[-1])]
    for item in curves.named(values["series"]):
        model, best = item["name"], curves.lowest(item["values"])
        if best is None:
            parts.append(
                word("curve-infinite", model=model) if _is_bits(values) else word("curve-nothing", model=model)
            )
            continue
        lowest = {"model": model, "value": number(item["values"][best], 2), "order": orders[best]}
        missing = [str(order) for order, value in zip(orders, item["values"], strict=True) if value is None]
        if missing and _is_bits(values):
            parts.append(word("curve-lowest-infinite", **lowest, orders=word("comma").join(missing)))
        else:
            parts.append(word("curve-lowest", **lowest))
    return " ".join(parts)


def _table(values: Values) -> Table:
    header = (word("playground-order"), *(item["name"] for item in curves.named(values["series"])))
    gap = "∞" if _is_bits(values) else "–"
    rows = tuple(
        (
            str(order),
            *(gap if item["values"][index] is None else number(item["values"][index], 3) for item in values["series"]),
        )
        for index, order in enumerate(values["orders"])
    )
    return Table(header, rows)


FIGURE = Figure(
    "Order curve",
    OrderCurveParams,
    "order_curve",
    draw,
    decides=("corpus", "models", "orders", "measure", "share", "seed"),
)
