"""The funnel: how many items each stage of a pipeline keeps, and why it dropped the others.

In a post::

    ```figure funnel
    corpus: demo
    reasons: true
    ```

Values::

    funnels:
      - title: demo
        stages:
          - {label: links found, count: 1200}
          - {label: readable, count: 840, drops: {gone: 300, too short: 60}}
          - {label: in English, count: 655, drops: {another language: 185}}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fridaygram.errors import FigureError
from fridaygram.figures import fonts
from fridaygram.figures.base import Drawing, Figure, Table, Values
from fridaygram.figures.charts import chart, plot
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import FONT_SIZE, SMALL_SIZE, integer, percent
from fridaygram.languages import capital, translated, word

_ROW, _BAR, _GAP = 34.0, 22.0, 28.0
Stage = Mapping[str, Any]
_GOES_ON = frozenset({"of", "from", "with", "that", "in", "on"})


class FunnelParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of a funnel.

    ``corpus`` names the corpus whose ledger is counted (or several, side by side); ``reasons`` writes below
    each stage what it dropped and why.
    """

    corpus: str | list[str] = ""
    reasons: bool = False


def draw(values: Values, params: FunnelParams, scope: str) -> Drawing:
    """Draw ``{"funnels": [{"title", "stages": [{"label", "count", "drops": {reason: count}}]}]}``."""
    funnels = values["funnels"]
    if not funnels or not all(funnel["stages"] for funnel in funnels):
        raise FigureError("a funnel needs at least one stage")
    return chart.drawing(
        lambda sheet: _plot(sheet, funnels, params),
        params,
        scope,
        title=word("funnel-title"),
        text=" ".join(_words(funnel) for funnel in funnels),
        table=_table(funnels),
        source=chart.source_line(values),
        along="y",
    )


def _plot(sheet: Sheet, funnels: Sequence[Mapping[str, Any]], params: FunnelParams) -> None:
    top = plot.title(sheet, params.title, 2.0, gap=10) if params.title else 0.0
    if len(funnels) == 1:
        draws = _stacked if sheet.narrow else _beside
        sheet.height = draws(sheet, funnels[0]["stages"], 0, top, sheet.width, params.reasons)
        return
    columns = 1 if sheet.narrow else min(len(funnels), 3)
    room = (sheet.width - _GAP * (columns - 1)) / columns
    bottoms = [top] * columns
    for index, funnel in enumerate(funnels):
        column = index % columns
        y = max(bottoms) if column == 0 else bottoms[0] if index < columns else bottoms[column]
        if column == 0:
            row_top = y
        x = column * (room + _GAP)
        title = _title(funnel)
        sheet.text(x, row_top + 16, fonts.shorten(title, FONT_SIZE * 1.1, room), bold=True)
        bottoms[column] = _stacked(sheet, funnel["stages"], x, row_top + 28, room, params.reasons, title) + 16
    sheet.height = max(bottoms)


def _beside(sheet: Sheet, stages: Sequence[Stage], x: float, top: float, room: float, reasons: bool) -> float:
    """Labels at the left, bars in the middle, shares in columns at the right; return the bottom."""
    first = stages[0]["count"]
    labels = [fonts.wrap(_label(stage), FONT_SIZE, room * 0.36, lines=2) for stage in stages]
    # A tenth more, for where other fonts stand in for ours.
    bars = x + 1.1 * max(fonts.width(line, FONT_SIZE) for rows in labels for line in rows) + 12
    columns = room - 96, room
    count_room = fonts.width(integer(first), FONT_SIZE, bold=True) + 10
    longest = columns[0] - 74 - count_room - bars
    for place, head in zip(columns, (word("of-first"), word("of-previous")), strict=True):
        sheet.text(place, top + 12, head, "muted", size=SMALL_SIZE, anchor="end")
    y = top + 22
    for index, (stage, rows) in enumerate(zip(stages, labels, strict=True)):
        middle = y + _BAR / 2
        plot.label_beside(sheet, rows, bars - 12, middle)
        length = longest * stage["count"] / first if first else 0
        if index:
            before = longest * stages[index - 1]["count"] / first if first else 0
            sheet.rect(bars + length, y, before - length, _BAR, "main", opacity=0.14)
        sheet.rect(bars, y, max(length, 1.5), _BAR, "main")
        after = max(length, longest * stages[index - 1]["count"] / first if index and first else 0)
        sheet.text(bars + after + 8, middle + 4.5, integer(stage["count"]), bold=True)
        sheet.spot(bars + length, middle, _said(stages, index), at=_label(stage))
        sheet.text(columns[0], middle + 4.5, percent(stage["count"], first), "muted", anchor="end")
        if index:
            sheet.text(
                columns[1], middle + 4.5, percent(stage["count"], stages[index - 1]["count"]), "muted", anchor="end"
            )
        y += max(_BAR, 15 * len(rows))
        y = _reasons(sheet, stage, bars, y, room - bars, reasons) + _ROW - _BAR
    return y - (_ROW - _BAR) + 4


def _stacked(
    sheet: Sheet, stages: Sequence[Stage], x: float, top: float, room: float, reasons: bool, title: str = ""
) -> float:
    """Label and count above each bar, for a phone or a column; return the bottom."""
    first, y = stages[0]["count"], top
    for index, stage in enumerate(stages):
        count = integer(stage["count"])
        share = percent(stage["count"], first)
        label_room = room - fonts.width(count, FONT_SIZE, bold=True) - 10
        rows = fonts.wrap(_label(stage), FONT_SIZE, label_room, lines=2)
        for line, text in enumerate(rows):
            sheet.text(x, y + 13 + 16 * line, text)
        sheet.text(x + room, y + 13 + 16 * (len(rows) - 1), count, anchor="end", bold=True)
        y += 16 * len(rows) + 3
        share_room = 46.0
        longest = room - share_room
        length = longest * stage["count"] / first if first else 0
        if index:
            before = longest * stages[index - 1]["count"] / first if first else 0
            sheet.rect(x + length, y, before - length, 14, "main", opacity=0.14)
        sheet.rect(x, y, max(length, 1.5), 14, "main")
        said = f"{title}, {_said(stages, index)}" if title else _said(stages, index)
        sheet.spot(x + length, y + 7, said, at=_label(stage), series=title)
        sheet.text(x + room, y + 11.5, share, "muted", size=SMALL_SIZE, anchor="end")
        y = _reasons(sheet, stage, x, y + 14, room, reasons) + 10
    return y - 6


def _label(stage: Stage) -> str:
    """Return a stage's label as a phrase of its own: those of the corpus's stages go on after "posts"."""
    label = str(stage["label"])
    return translated(f"posts {label}" if label.partition(" ")[0] in _GOES_ON else label)


def _dropped(stage: Stage) -> list[tuple[str, int]]:
    """Return why a stage dropped how many, the most frequent first."""
    drops = sorted((stage.get("drops") or {}).items(), key=lambda item: (-item[1], item[0]))
    return [(translated(reason), count) for reason, count in drops]


def _counted(stage: Stage) -> str:
    return word("counted", number=integer(stage["count"]), what=_label(stage))


def _title(funnel: Mapping[str, Any]) -> str:
    return translated(str(funnel.get("title") or ""))


def _said(stages: Sequence[Stage], index: int) -> str:
    """Return what a reader is told who points at a stage."""
    stage, first = stages[index], stages[0]["count"]
    said = [integer(stage["count"]), f"{percent(stage['count'], first)} {word('of-first')}"]
    if index:
        said.append(f"{percent(stage['count'], stages[index - 1]['count'])} {word('of-previous')}")
    return word("named", name=_label(stage), value=word("comma").join(said))


def _reasons(sheet: Sheet, stage: Stage, x: float, y: float, room: float, wanted: bool) -> float:
    if not wanted or not stage.get("drops"):
        return y
    text = "  ·  ".join(f"{integer(-count)} {reason}" for reason, count in _dropped(stage))
    for row in fonts.wrap(text, SMALL_SIZE, room, lines=4):
        y += 16
        sheet.text(x, y, row, "muted", size=SMALL_SIZE)
    return y + 4


def _words(funnel: Mapping[str, Any]) -> str:
    stages = funnel["stages"]
    first, last = stages[0], stages[-1]
    if len(stages) == 1:
        return word("sentence", text=_counted(first))
    steps = word("then").join(map(_counted, stages))
    text = word("named", name=_title(funnel), value=steps) if funnel.get("title") else steps
    remain = word("first-remain", share=percent(last["count"], first["count"]))
    return f"{word('sentence', text=text)} {remain}"


def _table(funnels: Sequence[Mapping[str, Any]]) -> Table:
    several = len(funnels) > 1
    heads = [word(name) for name in ("stage", "count", "of-first", "of-previous", "dropped")]
    header = tuple(map(capital, heads))
    rows = []
    for funnel in funnels:
        stages = funnel["stages"]
        for index, stage in enumerate(stages):
            before = percent(stage["count"], stages[index - 1]["count"]) if index else ""
            dropped = word("comma").join(f"{reason} {integer(count)}" for reason, count in _dropped(stage))
            share = percent(stage["count"], stages[0]["count"])
            row = (_label(stage), integer(stage["count"]), share, before, dropped)
            rows.append((_title(funnel), *row) if several else row)
    return Table((word("funnel-title"), *header) if several else header, tuple(rows))


FIGURE = Figure("Funnel", FunnelParams, "funnel", draw, decides=("corpus",))
