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

from collections.abc import Sequence
from datetime import date

from fridaygram.errors import FigureError
from fridaygram.figures import fonts
from fridaygram.figures.base import Drawing, Figure, Params, Table, Values
from fridaygram.figures.charts import chart, plot
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import FONT_SIZE, SMALL_SIZE

_LINE, _LEAST, _MOST_EXTRA = 18.0, 14.0, 60.0
Event = tuple[date, str, str]


class TimelineParams(Params, frozen=True, kw_only=True):
    """Parameters of a timeline.

    ``data`` is a JSON, YAML or TOML file beside the post; ``title`` heads the picture.
    """

    data: str = ""
    title: str = ""


def draw(values: Values, params: TimelineParams, scope: str) -> Drawing:
    """Draw ``{"events": [{"date": "2018-06-08", "text": "..", "group": ".."}], "source", "date"}``, in any order.

    ``group`` may be missing; events of the first group have a round mark, others a square one.
    """
    events = sorted(_event(event) for event in values["events"])
    if not events:
        raise FigureError("a timeline needs at least one event")
    return chart.drawing(
        lambda sheet: _plot(sheet, events, params),
        params,
        scope,
        title=params.title or "Timeline",
        text=" ".join(f"{day}: {text.rstrip('.')}." for day, text, _ in events),
        table=_table(events),
        source=chart.source_line(values),
    )


def _event(event: Values) -> Event:
    try:
        day = date.fromisoformat(str(event["date"]))
    except ValueError:
        raise FigureError(f"'{event['date']}' is not a date", hint="write 2018-06-08") from None
    return day, str(event["text"]), str(event.get("group", ""))


def _plot(sheet: Sheet, events: Sequence[Event], params: TimelineParams) -> None:
    y = plot.title(sheet, params.title, gap=8)
    groups = sorted({group for _, _, group in events})
    axis = fonts.width("0000-00-00", SMALL_SIZE) + 16
    left = axis + 16
    before: date | None = None
    start = y + 9
    for day, text, group in events:
        if before is not None:
            y += _LEAST + min(_MOST_EXTRA, 1.2 * (day - before).days) if not sheet.narrow else _LEAST
        place = groups.index(group)
        sheet.text(axis - 16, y + 13, str(day), "muted", size=SMALL_SIZE, anchor="end")
        if before is not None:
            sheet.line([(axis, start), (axis, y + 3)], "rule", width=2)
        start = y + 15
        sheet.mark(axis, y + 9, str(place % 3 + 1), "●" if place == 0 else "■", size=9)
        for row in fonts.wrap(text, FONT_SIZE, sheet.width - left, lines=4):
            sheet.text(left, y + 13.5, row)
            y += _LINE
        before = day
    sheet.height = y + 4


def _table(events: Sequence[Event]) -> Table:
    grouped = any(group for _, _, group in events)
    rows = tuple((str(day), text, group) if grouped else (str(day), text) for day, text, group in events)
    return Table(("Date", "Event", "Group") if grouped else ("Date", "Event"), rows)


FIGURE = Figure("Timeline", TimelineParams, "data", draw, decides=("data",))
