"""Since last Friday: a small table of what has changed, in numbers that may be compared.

In a post::

    ```figure since-last
    corpus: demo
    ```

Values::

    model: Kneser-Ney
    post: 2018-06-08-week-1
    before: {date: "2018-06-08", reviews: 455, words: 62010, bits: 2.1, order: 8, held_out: {texts: 92}}
    now: {date: "2018-06-15", reviews: 461, words: 63068, bits: 2.084, order: 8, held_out: {texts: 93}}
    on_shared:
      texts: 91
      before: {bits: 2.102, order: 8, left_out: 1}
      now: {bits: 2.081, order: 8, left_out: 2}
"""

from __future__ import annotations

from html import escape
from typing import Any

from fridaygram.figures.base import Drawing, Figure, Params, Values
from fridaygram.figures.style import integer, number
from fridaygram.languages import long_day, translated, word

ROWS = (
    ("since-reviews", "reviews", 0),
    ("words", "words", 0),
    ("bits-a-character", "bits", 3),
    ("since-best-order", "order", 0),
)


class SinceLastParams(Params, frozen=True, kw_only=True):
    """Parameters of the comparison with the post before.

    ``corpus`` names the trained corpus; ``model`` is the smoothed kind whose held-out bits are compared.
    """

    corpus: str
    model: str = "kneser-ney"


def draw(values: Values, params: SinceLastParams, scope: str) -> Drawing:
    """Draw ``{"now", "before", "model", "post", "on_shared"}``.

    Each of the first two has "date", "reviews", "words", "bits", "order" and "held_out". ``before`` is None in the
    first post that counts. Bits are at the best order, on ``now["held_out"]["texts"]`` texts. Where the weeks held out
    different texts, ``on_shared`` has the number of "texts" that both did, and for each week "bits" and "order" on
    those and how many others were "left_out".
    """
    on_shared = values.get("on_shared") or {}
    now = {**values["now"], **on_shared.get("now", {})}
    before = {**values["before"], **on_shared.get("before", {})} if values["before"] else None
    head = ["", *([_day(before["date"])] if before else []), _day(now["date"]), *([word("change")] if before else [])]
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' if cell else "<td></td>" for cell in head)
    rows, words = [], []
    for name, key, digits in ROWS:
        title = word(name)
        columns = [number(one[key], digits) for one in (before, now) if one]
        if before:
            columns.append(_change(now[key] - before[key], digits))
            words.append(word("since-change", row=title, before=columns[0], now=columns[1], change=columns[2]))
        else:
            words.append(word("since-first", row=title, now=columns[0]))
        inside = "".join(f'<td class="number">{escape(cell)}</td>' for cell in columns)
        rows.append(f'<tr><th scope="row">{title}</th>{inside}</tr>')
    told = _measured(values)
    table = f"<table><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return Drawing(
        html=f'<div class="scroll" tabindex="0" role="group" aria-label="{word("since-title")}">{table}</div>'
        f'<p class="fig-source">{escape(told)}</p>',
        text=params.alt or " ".join([*words, told]),
    )


def _measured(values: Values) -> str:
    """Say with which model the bits were measured, and on which texts."""
    model, on_shared = translated(values["model"]), values.get("on_shared")
    if on_shared:
        then, now = (integer(on_shared[week]["left_out"]) for week in ("before", "now"))
        return word("since-measured-shared", model=model, texts=integer(on_shared["texts"]), then=then, now=now)
    texts = integer(values["now"]["held_out"]["texts"])
    if values["before"]:
        return word("since-measured-same", model=model, texts=texts)
    return word("since-measured-first", model=model, texts=texts)


def _day(day: str) -> str:
    return long_day(day) if day else word("since-now")


def _change(difference: Any, digits: int) -> str:
    shown = number(difference, digits)
    return word("none") if shown == "0" else f"+{shown}" if difference > 0 else shown


FIGURE = Figure("Since last time", SinceLastParams, "since_last", draw, decides=("corpus", "model"))
