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

from fridaygram.figures.base import Drawing, Figure, Order, Table, Values
from fridaygram.figures.charts import chart, curves
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import integer, number, percent
from fridaygram.languages import word


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
        title=params.title or "Sense and memory, by order",
        text=_words(values),
        table=_table(values),
        source=_source(values),
        along="x",
    )


def _plot(sheet: Sheet, values: Values, params: LimitsParams) -> None:
    sense = curves.CurvePanel(
        f"Sense: bits a character on {integer(values['held_out']['texts'])} held-out reviews",
        [{"name": str(values["model"]), "values": values["bits"]}],
        infinite=word("infinite"),
        noted=curves.lowest,
    )
    memory = curves.CurvePanel(
        "Memory: unseen, novel and looping, in %",
        [
            {"name": name, "values": [100 * share for share in values[key]]}
            for name, key in (("unseen", "unseen"), ("novel", "novel"), ("looping", "loops"))
        ],
        unit="%",
    )
    curves.draw(sheet, curves.Axis.orders(values["orders"]), [sense, memory], params.title)


def _words(values: Values) -> str:
    first, last = values["orders"][0], values["orders"][-1]
    best = curves.lowest(values["bits"])
    parts = [f"Orders {first} to {last}."]
    if best is None:
        parts.append(f"Held-out bits of {values['model']}: infinite at every order.")
    else:
        lowest = number(values["bits"][best], 2)
        parts.append(
            f"Held-out bits a character of {values['model']}: lowest, {lowest}, at order {values['orders'][best]}."
        )
    for words, key in (
        ("Histories of held-out text that training never met", "unseen"),
        ("Characters of generated text that stand in no copy", "novel"),
        ("Generated texts that repeat themselves at once", "loops"),
    ):
        begin, end = (percent(values[key][place], 1) for place in (0, -1))
        parts.append(f"{words}: {begin} at order {first}, {end} at order {last}.")
    return " ".join(parts)


def _source(values: Values) -> str:
    measured, people = values["measured"], values["people"]
    return (
        f'<p class="fig-source">Novel: characters of {integer(measured["copies"])} texts of up to '
        f"{integer(measured['cut'])} characters, written by the unsmoothed model, that lie in no run of "
        f"{integer(values['at_least'])} or more that stands in the training reviews; of held-out reviews, which people "
        f"wrote, {percent(people['novel'], 1)}. Looping: of {integer(measured['samples'])} texts of up to "
        f"{integer(measured['length'])} characters, those in which eight or more characters are written twice running; "
        f"of people's, {percent(people['loops'], 1)}.{_leakage(values)}</p>"
    )


def _leakage(values: Values) -> str:
    leakage = values["held_out"]["leakage"]
    return (
        f" Of the held-out reviews, {number(100 * leakage['share'])}% stands in training in runs of "
        f"{integer(leakage['at_least'])} characters or more: that much of their score is memory."
    )


def _table(values: Values) -> Table:
    header = ("Order", "Bits a character", "Unseen", "Novel", "Longest copy", "Looping", "A loop")
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
    return Table(header, (*rows, ("people", "–", "–", *own)))


FIGURE = Figure("The limits of order", LimitsParams, "limits", draw, decides=("corpus", "model", "orders", "samples"))
