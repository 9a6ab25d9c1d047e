"""A timeline: dated events one below the other, further apart the more time lies between them.

In a post::

    ```figure timeline
    data: talks.csv
    ```

Values::

    events:
      - {date: "2018-06-08", text: the first post}
      - {date: "2018-08-31", text: the talk, group: talks}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from fridaygram.errors import FigureError
from fridaygram.figures import fonts, style
from fridaygram.figures.base import Drawing, Figure, Table, Values
from fridaygram.figures.charts import chart, plot
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import FONT_SIZE, SMALL_SIZE
from fridaygram.languages import long_day, short_day, word

_LINE, _LEAST, _MOST_EXTRA = 18.0, 14.0, 60.0
Event = tuple[date, str, str]


class TimelineParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of a timeline.

    ``data`` is a JSON, YAML or TOML file beside the post.
    """

    data: str = ""


def draw(values: Values, params: TimelineParams, scope: str) -> Drawing:
    """Draw ``{"events": [{"date": "2018-06-08", "text": "..", "group": ".."}], "source", "date"}``, in any order.

    ``group`` may be missing. Each group has a colour and a mark, named above the events where there are several.
    """
    events = sorted(_event(event) for event in values["events"])
    if not events:
        raise FigureError("a timeline needs at least one event")
    return chart.drawing(
        lambda sheet: _plot(sheet, events, params),
        params,
        scope,
        title=word("timeline-title"),
        text=" ".join(word("sentence", text=_said(day, text.rstrip("."))) for day, text, _ in events),
        table=_table(events),
        source=chart.source_line(values),
        along="y",
    )


def _event(event: Values) -> Event:
    try:
        day = date.fromisoformat(str(event["date"]))
    except ValueError:
        raise FigureError(f"'{event['date']}' is not a date", hint="write 2018-06-08") from None
    return day, str(event["text"]), str(event.get("group", ""))


def _said(day: date, text: str) -> str:
    return word("named", name=long_day(day.isoformat()), value=text)


def _plot(sheet: Sheet, events: Sequence[Event], params: TimelineParams) -> None:
    y = plot.title(sheet, params.title, gap=8)
    groups = sorted({group for _, _, group in events})
    looks = dict(zip(groups, style.looks([{"name": group} for group in groups]), strict=True))
    if len(groups) > 1:
        y = _key(sheet, looks, y)
    axis = fonts.width("00 Mmm 0000", SMALL_SIZE) + 16
    left = axis + 16
    before: date | None = None
    start = y + 9
    for day, text, group in events:
        if before is not None:
            y += _LEAST + min(_MOST_EXTRA, 1.2 * (day - before).days) if not sheet.narrow else _LEAST
        said = f"{short_day(day.isoformat())} {day.year}"
        sheet.text(axis - 16, y + 13, said, "muted", size=SMALL_SIZE, anchor="end")
        if before is not None:
            sheet.line([(axis, start), (axis, y + 3)], "rule", width=2)
        start = y + 15
        sheet.mark(axis, y + 9, looks[group].role, looks[group].mark, size=9)
        sheet.spot(axis, y + 9, _said(day, text), at=day)
        for row in fonts.wrap(text, FONT_SIZE, sheet.width - left, lines=4):
            sheet.text(left, y + 13.5, row)
            y += _LINE
        before = day
    sheet.height = y + 4


def _key(sheet: Sheet, looks: Mapping[str, style.SeriesLook], y: float) -> float:
    for group, look in looks.items():
        if group:
            sheet.mark(6, y + 9, look.role, look.mark, size=9)
            sheet.text(16, y + 13.5, fonts.shorten(group, FONT_SIZE, sheet.width - 16))
            y += 20
    return y + 6


def _table(events: Sequence[Event]) -> Table:
    grouped = any(group for _, _, group in events)
    rows = tuple((str(day), text, group) if grouped else (str(day), text) for day, text, group in events)
    header = word("date"), word("event"), word("group")
    return Table(header if grouped else header[:2], rows)


FIGURE = Figure("Timeline", TimelineParams, "data", draw, decides=("data",))
