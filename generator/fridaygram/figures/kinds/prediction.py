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
    due = date.fromisoformat(values["by"])
    day = f"{due:%A}, {due.day} {due:%B %Y}"
    if "kept" not in values:
        state, told = "open", f"Its day is {day}."
    else:
        state = "kept" if values["kept"] else "missed"
        numbers = values["numbers"].items()
        told = f"On {day}, {' and '.join(f'{name} was {number(value, 6)}' for name, value in numbers)}."
    claim = escape(values["claim"], quote=False)
    html = (
        f'<div class="fig-claim fig-{state}"><p><b>Prediction:</b> <code>{claim}</code></p>'
        f"<p><b>{state.capitalize()}.</b> {escape(told, quote=False)}</p></div>"
    )
    return Drawing(html=html, text=params.alt or f"Prediction: {values['claim']}. {state.capitalize()}. {told}")


FIGURE = Figure("Prediction", PredictionParams, "prediction", draw, decides=("claim", "by"))
