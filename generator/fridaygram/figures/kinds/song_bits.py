"""Bits of a song's reviews: what a model saves when it is given the song's card, and when it is given another one.

In a post::

    ```figure song-bits
    corpus: demo
    ```

Values::

    unit: bits an event
    bare: {bits: 2.023, error: 0.031}
    rows:
      - {name: the song's card, bits: 1.996, saved: 0.027, error: 0.004}
      - {name: another song's card, bits: 2.027, saved: -0.004, error: 0.002}
      - {name: the song's card and its other reviews, bits: 1.981, saved: 0.042, error: 0.006}
    parts:
      - {name: artist, saved: 0.019, error: 0.003}
      - {name: genre, saved: 0.0004, error: 0.0006}
    held_out: {songs: 21, texts: 62}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fridaygram.figures import fonts
from fridaygram.figures.base import Drawing, Figure, Seed, Table, Values
from fridaygram.figures.charts import chart, plot
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import FONT_SIZE, SMALL_SIZE, integer
from fridaygram.languages import capital, translated, word

THICK, CAP = 18.0, 4.0
KINDS = {"name": "names in other reviews", "guest": "guests"}


class SongBitsParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of a figure of song bits.

    ``corpus`` names the corpus whose model of songs is measured; ``seed`` draws the other songs' cards.
    """

    corpus: str
    seed: Seed = 1


def draw(values: Values, params: SongBitsParams, scope: str) -> Drawing:
    """Draw ``{"unit", "bare": {"bits", "error"}, "rows": [{"name", "bits", "saved", "error"}], "parts", "held_out"}``.

    ``saved`` is how much lower the bits are than without a card; an error is one standard error over songs. ``parts``
    [{"name", "saved", "error"}] says how much of that all cards lose without a kind of fact.
    """
    return chart.drawing(
        lambda sheet: _plot(sheet, values, params),
        params,
        scope,
        title=_heading(values),
        text=_words(values),
        table=_table(values),
        along="y",
    )


def _heading(values: Values) -> str:
    bare, kept = values["bare"], values["held_out"]
    return word(
        "song-bits-saved",
        unit=capital(translated(values["unit"])),
        bits=fixed(bare["bits"]),
        texts=integer(kept["texts"]),
        songs=integer(kept["songs"]),
    )


def _plot(sheet: Sheet, values: Values, params: SongBitsParams) -> None:
    y = plot.title(sheet, params.title, gap=6)
    for row in fonts.wrap(_heading(values), SMALL_SIZE, sheet.width):
        sheet.text(0, y + 12, row, "muted", size=SMALL_SIZE)
        y += 15
    rows = [*values["rows"], *values["parts"]]
    # A reading view has no fonts of the page's, and its own may be wider.
    room = 1.1 * max(fonts.width(_saved(row), FONT_SIZE, bold=True) for row in rows) + 12
    low = min(0.0, *(row["saved"] - row["error"] for row in rows))
    high = max(0.0, *(row["saved"] + row["error"] for row in rows))
    # A negative bar has its number beyond its end, on the left.
    names = 0.0 if sheet.narrow else max(fonts.width(_name(row), FONT_SIZE) for row in rows) + 14
    names = min(names, sheet.width * 0.36)
    left = names + (room if low < 0 else 0.0)
    across = plot.linear(low, high, left, sheet.width - room)
    y += 8
    for place, row in enumerate(rows):
        if place == len(values["rows"]):
            sheet.text(0, y + 12, word("song-lost"), "muted", size=SMALL_SIZE)
            y += 20
        lines = fonts.wrap(_name(row), FONT_SIZE, sheet.width if sheet.narrow else names - 14, lines=2)
        if sheet.narrow:
            for line in lines:
                sheet.text(0, y + 13, line)
                y += 17
        else:
            plot.label_beside(sheet, lines, names - 14, y + 3 + THICK / 2)
        _bar(sheet, row, across, y + 3)
        y += THICK + 14
    sheet.height = y


def _bar(sheet: Sheet, row: Mapping[str, Any], across: plot.Scale, y: float) -> None:
    """Draw a bar from zero, and its error as a line with caps."""
    zero, end, middle = across(0.0), across(row["saved"]), y + THICK / 2
    # Red is what makes it worse; so says its side, too.
    sheet.rect(min(zero, end), y, max(abs(end - zero), 1), THICK, "3" if row["saved"] < 0 else "main", opacity=0.55)
    sheet.spot(end, middle, word("named", name=_name(row), value=_saved(row)), at=_name(row))
    sheet.line([(zero, y - 3), (zero, y + THICK + 3)], "muted")
    least, most = across(row["saved"] - row["error"]), across(row["saved"] + row["error"])
    sheet.line([(least, middle), (most, middle)], "ink", width=1.5)
    for x in (least, most):
        sheet.line([(x, middle - CAP), (x, middle + CAP)], "ink", width=1.5)
    lower = row["saved"] < 0
    x = min(zero, least) - 6 if lower else max(zero, most) + 6
    sheet.text(x, middle + 4.5, _saved(row), anchor="end" if lower else "start", bold=True)


def kind_name(kind: str) -> str:
    """Return what a kind of fact, or a card that a model is given, is called."""
    return translated(KINDS.get(kind, kind))


def _name(row: Mapping[str, Any]) -> str:
    return kind_name(str(row["name"]))


def fixed(value: float) -> str:
    """Return a number with three decimals, zeros too, so that numbers beside one another can be compared."""
    return plot.tick(value, 3)


def _saved(row: Mapping[str, Any]) -> str:
    return f"{fixed(row['saved'])} ± {fixed(row['error'])}"


def _words(values: Values) -> str:
    parts = [word("song-standard-error", heading=_heading(values))]
    parts += [word("song-with", card=_name(row), saved=_saved(row), bits=fixed(row["bits"])) for row in values["rows"]]
    lost = word("comma").join(f"{_name(row)} {_saved(row)}" for row in values["parts"])
    return " ".join([*parts, *([word("song-lost-parts", parts=lost)] if lost else [])])


def _table(values: Values) -> Table:
    bare = values["bare"]
    error = word("song-of-the-bits", error=fixed(bare["error"]))
    first = (translated("no card"), fixed(bare["bits"]), "–", error)
    rows = [(_name(row), fixed(row["bits"]), fixed(row["saved"]), fixed(row["error"])) for row in values["rows"]]
    rows += [
        (word("song-lost-part", part=_name(row)), "–", fixed(row["saved"]), fixed(row["error"]))
        for row in values["parts"]
    ]
    unit = capital(translated(values["unit"]))
    return Table((word("song-given"), unit, word("song-saved"), word("song-error")), (first, *rows))


FIGURE = Figure("Bits of songs", SongBitsParams, "song_bits", draw, decides=("corpus", "seed"))
