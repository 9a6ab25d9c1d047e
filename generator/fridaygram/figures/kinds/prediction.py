"""A prediction and what became of it: open, kept or missed, with the number that decided it.

In a post::

    ```prediction
    claim: demo.eval.best_bits < 1.9
    by: 2018-06-22
    caption: Fifty more reviews are worth a twentieth of a bit.
    ```

Values::

    claim: demo.eval.best_bits < 1.9
    by: "2018-06-22"
    kept: true
    numbers: {demo.eval.best_bits: 1.872}
"""

from __future__ import annotations

from datetime import date
from html import escape

from fridaygram.figures.base import Drawing, Figure, Params, Values
from fridaygram.figures.style import number
from fridaygram.languages import full_day, listed, word


class PredictionParams(Params, frozen=True, kw_only=True):
    """Parameters of a prediction.

    ``claim`` compares two values, or a value and a number, with <, <=, ==, !=, >= or >; ``by`` is the day
    (YYYY-MM-DD) as of which it is held to them.
    """

    claim: str
    by: date


def draw(values: Values, params: PredictionParams, scope: str) -> Drawing:
    """Draw ``{"claim", "by"}`` of an open prediction; ``{"kept", "numbers"}`` besides of a decided one.

    "numbers" holds what each value of the claim was on that day.
    """
    day = full_day(values["by"])
    if "kept" not in values:
        name, state, told = "open", word("prediction-open"), word("prediction-due", day=day)
    else:
        name, state = ("kept", word("prediction-kept")) if values["kept"] else ("missed", word("prediction-missed"))
        known = values["numbers"].items()
        numbers = listed([word("prediction-was", name=one, number=number(value, 6)) for one, value in known])
        told = word("prediction-decided", day=day, numbers=numbers)
    label, claim = word("prediction-label"), values["claim"]
    html = (
        f'<div class="fig-claim fig-{name}"><p><b>{label}</b> <code>{escape(claim, quote=False)}</code></p>'
        f"<p><b>{state}</b> {escape(told, quote=False)}</p></div>"
    )
    return Drawing(html=html, text=params.alt or f"{label} {claim}. {state} {told}")


FIGURE = Figure("Prediction", PredictionParams, "prediction", draw, decides=("claim", "by"))
