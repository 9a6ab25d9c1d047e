"""Since last Friday: a small table of what has changed, in numbers that may be compared.

In a post::

    ```figure since-last
    corpus: demo
    ```

Values::

    model: Kneser-Ney
    post: 2018-06-08-week-1
    before: {date: "2018-06-08", reviews: 455, words: 62010, bits: 2.1, order: 8, held_out: {texts: 92}}
    now: {date: "2018-06-15", reviews: 461, words: 63068, bits: 2.084, order: 8, held_out: {texts: 92}}
"""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from fridaygram.figures.base import Drawing, Figure, Params, Values
from fridaygram.figures.style import integer, number

ROWS = (("Reviews", "reviews", 0), ("Words", "words", 0), ("Bits a character", "bits", 3), ("Best order", "order", 0))


class SinceLastParams(Params, frozen=True, kw_only=True):
    """Parameters of the comparison with the post before.

    ``corpus`` names the trained corpus; ``model`` is the smoothed kind whose held-out bits are compared.
    """

    corpus: str
    model: str = "kneser-ney"


def draw(values: Values, params: SinceLastParams, scope: str) -> Drawing:
    """Draw ``{"now", "before", "model", "post"}``.

    Each of the first two has "date", "reviews", "words", "bits", "order" and "held_out".
    ``before`` is None in the first post that counts. Bits are at the best order, on ``now["held_out"]["texts"]`` texts.
    """
    now, before = values["now"], values["before"]
    head = ["", *([_day(before["date"])] if before else []), _day(now["date"]), *(["Change"] if before else [])]
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' if cell else "<td></td>" for cell in head)
    rows, words = [], []
    for title, key, digits in ROWS:
        columns = [number(one[key], digits) for one in (before, now) if one]
        if before:
            columns.append(_change(now[key] - before[key], digits))
            words.append(f"{title}: {columns[0]}, now {columns[1]} ({columns[2]}).")
        else:
            words.append(f"{title}: {columns[0]}.")
        inside = "".join(f'<td class="number">{escape(cell)}</td>' for cell in columns)
        rows.append(f'<tr><th scope="row">{title}</th>{inside}</tr>')
    count = integer(now["held_out"]["texts"])
    told = f"{values['model']} at its best order, on {'the same ' if before else ''}{count} held-out reviews."
    if not before:
        told += " The first count."
    table = f"<table><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return Drawing(
        html=f'<div class="scroll" tabindex="0" role="group" aria-label="Since last time">{table}</div>'
        f'<p class="fig-source">{escape(told)}</p>',
        text=params.alt or " ".join([*words, told]),
    )


def _day(day: str) -> str:
    if not day:
        return "now"
    parsed = date.fromisoformat(day)
    return f"{parsed.day} {_MONTHS[parsed.month - 1]} {parsed.year}"


def _change(difference: Any, digits: int) -> str:
    shown = number(difference, digits)
    return "none" if shown == "0" else f"+{shown}" if difference > 0 else shown


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

FIGURE = Figure("Since last time", SinceLastParams, "since_last", draw, decides=("corpus", "model"))
