"""The limits of order: what more memory does to sense, and what it does to novelty.

In a post::

    ```figure limits
    corpus: demo
    ```

Values::

    orders: [1, 4, 8, 16]
    model: Kneser-Ney
    bits: [3.52, 2.16, 2.09, 2.08]
    unseen: [0.0, 0.06, 0.54, 0.96]
    novel: [1.0, 0.99, 0.26, 0.0]
    longest: [11, 26, 183, 400]
    loops: [0.0, 0.01, 0.05, 0.07]
    loop: ["", " and on and on", " the bass, the bass,", " paa-pa, paa-pa, "]
    people: {novel: 0.96, longest: 39, loops: 0.02, loop: " turned it up and turned it up"}
    measured: {samples: 100, length: 1000, copies: 50, cut: 400, seed: 1}
    at_least: 20
    held_out: {texts: 92, characters: 67765, leakage: {share: 0.004, at_least: 50}}
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from fridaygram import languages
from fridaygram.figures.base import Drawing, Figure, Order, Table, Values
from fridaygram.figures.charts import chart, curves
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import integer, number, percent
from fridaygram.languages import capital, translated, word


class LimitsParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of the limits of order.

    ``corpus`` names the trained corpus; ``model`` is the smoothed kind whose held-out bits are drawn; ``orders`` are
    the orders; ``samples`` is how many texts of each order are searched for loops.
    """

    corpus: str
    model: str = "kneser-ney"
    orders: list[Order] | None = None
    samples: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 100


def draw(values: Values, params: LimitsParams, scope: str) -> Drawing:
    """Draw ``{"orders", "model", "bits", "unseen", "novel", "longest", "loops", "loop", "people", "measured"}``.

    All but the last two have a value for each order; shares are 0 to 1, bits None where they are infinite.
    Besides ``at_least``, the length of a copy, and ``held_out`` texts, characters and leakage.
    """
    return chart.drawing(
        lambda sheet: _plot(sheet, values, params),
        params,
        scope,
        title=word("limits-title"),
        text=_words(values),
        table=_table(values),
        source=_source(values),
        along="x",
    )


def _plot(sheet: Sheet, values: Values, params: LimitsParams) -> None:
    sense = curves.CurvePanel(
        word("limits-sense", texts=integer(values["held_out"]["texts"])),
        curves.named([{"name": str(values["model"]), "values": values["bits"]}]),
        infinite=word("infinite"),
        noted=curves.lowest,
    )
    memory = curves.CurvePanel(
        word("limits-memory"),
        [
            {"name": name, "values": [100 * share for share in values[key]]}
            for name, key in (
                (translated("unseen"), "unseen"),
                (translated("novel"), "novel"),
                (translated("looping"), "loops"),
            )
        ],
        unit="%",
    )
    curves.draw(sheet, curves.Axis.orders(values["orders"]), [sense, memory], params.title)


def _words(values: Values) -> str:
    first, last = values["orders"][0], values["orders"][-1]
    best, model = curves.lowest(values["bits"]), translated(str(values["model"]))
    parts = [word("limits-orders", first=first, last=last)]
    if best is None:
        parts.append(word("limits-infinite", model=model))
    else:
        bits = number(values["bits"][best], 2)
        parts.append(word("limits-lowest", model=model, bits=bits, order=values["orders"][best]))
    for key in ("unseen", "novel", "loops"):
        begin, end = (percent(values[key][place], 1) for place in (0, -1))
        parts.append(word(f"limits-all-{key}", begin=begin, first=first, end=end, last=last))
    return " ".join(parts)


def _source(values: Values) -> str:
    measured, people, leakage = values["measured"], values["people"], values["held_out"]["leakage"]
    novel = word(
        "limits-what-novel",
        copies=integer(measured["copies"]),
        cut=integer(measured["cut"]),
        least=integer(values["at_least"]),
        people=percent(people["novel"], 1),
    )
    looping = word(
        "limits-what-looping",
        samples=integer(measured["samples"]),
        length=integer(measured["length"]),
        people=percent(people["loops"], 1),
    )
    share = languages.percent(number(100 * leakage["share"]))
    memory = word("limits-leakage", share=share, characters=integer(leakage["at_least"]))
    return f'<p class="fig-source">{novel} {looping} {memory}</p>'


def _table(values: Values) -> Table:
    names = ("playground-order", "bits-a-character", "value-unseen", "value-novel", "sample-longest")
    header = tuple(capital(word(name)) for name in (*names, "value-looping", "limits-loop"))
    rows = []
    for place, order in enumerate(values["orders"]):
        bits = values["bits"][place]
        rows.append(
            (
                str(order),
                "∞" if bits is None else number(bits, 3),
                *(percent(values[key][place], 1) for key in ("unseen", "novel")),
                integer(values["longest"][place]),
                percent(values["loops"][place], 1),
                str(values["loop"][place]),
            )
        )
    people = values["people"]
    own = (percent(people["novel"], 1), integer(people["longest"]), percent(people["loops"], 1), str(people["loop"]))
    return Table(header, (*rows, (word("people"), "–", "–", *own)))


FIGURE = Figure("The limits of order", LimitsParams, "limits", draw, decides=("corpus", "model", "orders", "samples"))
