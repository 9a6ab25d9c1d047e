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
from fridaygram.languages import word


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
        values["series"],
        infinite=word("infinite") if _is_bits(values) else "",
        noted=curves.lowest if _is_bits(values) else lambda _: None,
    )
    return chart.drawing(
        lambda sheet: curves.draw(sheet, curves.Axis.orders(values["orders"]), [panel], params.title),
        params,
        scope,
        title=params.title or f"{_capital(values['unit'])} against order",
        text=_words(values),
        table=_table(values),
        source=chart.source_line(values),
        along="x",
    )


def _capital(text: Any) -> str:
    return str(text)[:1].upper() + str(text)[1:]


def _is_bits(values: Values) -> bool:
    return str(values["unit"]).startswith("bits")


def _heading(values: Values) -> str:
    held_out: Mapping[str, Any] = values.get("held_out") or {}
    if not held_out:
        return _capital(values["unit"])
    return (
        f"{_capital(values['unit'])}, on {integer(held_out['texts'])} held-out texts ({percent(held_out['share'], 1)})"
    )


def _words(values: Values) -> str:
    parts = [f"{_heading(values)}, for orders {values['orders'][0]} to {values['orders'][-1]}."]
    for item in values["series"]:
        best = curves.lowest(item["values"])
        if best is None:
            parts.append(
                f"{item['name']}: infinite at every order." if _is_bits(values) else f"{item['name']}: no value."
            )
            continue
        sentence = f"{item['name']}: lowest with {number(item['values'][best], 2)} at order {values['orders'][best]}"
        missing = [str(order) for order, value in zip(values["orders"], item["values"], strict=True) if value is None]
        if missing and _is_bits(values):
            sentence += f", infinite at order {', '.join(missing)}"
        parts.append(f"{sentence}.")
    return " ".join(parts)


def _table(values: Values) -> Table:
    header = ("Order", *(str(item["name"]) for item in values["series"]))
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
