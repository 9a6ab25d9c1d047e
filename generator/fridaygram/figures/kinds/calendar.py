"""A calendar of Fridays: one cell per week, month by month, fuller the larger its value.

In a post::

    ```figure calendar
    data: words.csv
    ```

Values::

    unit: words
    categories: ["2018-06-01", "2018-06-08", "2018-06-22", "2018-07-06"]
    series:
      - {name: words published, values: [420, 1180, 960, 1510]}
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from fridaygram.config import WEEKDAYS
from fridaygram.errors import FigureError
from fridaygram.figures import fonts
from fridaygram.figures.base import Digits, Drawing, Figure, Values
from fridaygram.figures.charts import chart, matrix, plot
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import FULLEST, SMALL_SIZE, number
from fridaygram.languages import long_day, weekday_name, word
from fridaygram.languages import month as named

_WEEK, _MOST_WEEKS = timedelta(days=7), 530
_TALL, _BETWEEN = 36.0, 3.0


class CalendarParams(chart.ChartParams, frozen=True, kw_only=True):
    """Parameters of a calendar.

    ``data`` is a CSV, JSON, YAML or TOML file beside the post, with a date (2018-06-08) per row; ``digits`` is
    how many decimals are written.
    """

    data: str = ""
    digits: Digits = 0


def draw(values: Values, params: CalendarParams, scope: str) -> Drawing:
    """Draw ``{"unit", "categories": ["2018-06-08", ..], "series": [{"name", "values": [number or null]}]}``.

    All dates must be the same day of the week; weeks without a date are shown empty.
    """
    matrix.checked(values)
    known = dict(zip(_dates(values["categories"]), values["series"][0]["values"], strict=True))
    weekday = weekday_name(WEEKDAYS[min(known).weekday()])
    return chart.drawing(
        lambda sheet: _plot(sheet, known, values, params),
        params,
        scope,
        title=word("calendar-title", weekday=weekday),
        text=_words(known, values, params, weekday),
        table=matrix.table(values, params.digits, corner=word("date")),
        source=chart.source_line(values),
    )


def _dates(categories: Sequence[object]) -> list[date]:
    found = []
    for category in categories:
        try:
            found.append(date.fromisoformat(str(category)))
        except ValueError:
            raise FigureError(f"'{category}' is not a date", hint="write 2018-06-08") from None
    first = min(found)
    for day in found:
        if (day - first).days % 7:
            raise FigureError(f"{day} is not a {WEEKDAYS[first.weekday()].capitalize()}, as {first} is")
    if (max(found) - first) / _WEEK > _MOST_WEEKS:
        raise FigureError("a calendar of more than ten years is too long to read", hint="choose fewer dates")
    return found


def _weeks(known: dict[date, float | None]) -> list[date]:
    first = min(known)
    return [first + _WEEK * number for number in range((max(known) - first).days // 7 + 1)]


def _plot(sheet: Sheet, known: dict[date, float | None], values: Values, params: CalendarParams) -> None:
    y = plot.title(sheet, params.title)
    for row in fonts.wrap(str(values["series"][0]["name"]), SMALL_SIZE, sheet.width):
        sheet.text(0, y + 14, row, "muted", size=SMALL_SIZE)
        y += 14
    y += 10
    left = max(fonts.width(text, SMALL_SIZE) for text in ("Mmm 0000", *(named(day.isoformat()) for day in known))) + 10
    blocks = 1 if sheet.width < 600 else 2
    gap = 30.0
    room = (sheet.width - gap * (blocks - 1)) / blocks
    months = [(key, list(days)) for key, days in groupby(_weeks(known), key=lambda day: (day.year, day.month))]
    tall = -(-len(months) // blocks)
    width = min((room - left) / 5 - _BETWEEN, 60.0)
    most = max((value for value in known.values() if value is not None), default=0) or 1
    for number_of_month, ((year, month), days) in enumerate(months):
        block, row_number = divmod(number_of_month, tall)
        x, top = block * (room + gap), y + row_number * (_TALL + _BETWEEN)
        sheet.text(x, top + 22, named(f"{year}-{month:02}-01"), "muted", size=SMALL_SIZE)
        for day in days:
            place = x + left + ((day.day - 1) // 7) * (width + _BETWEEN)
            _cell(sheet, (place, top, width), day, known, most, params.digits)
            if known.get(day) is not None:
                written = matrix.written(known[day], values, params.digits)
                said = word("named", name=_day(day), value=written)
                sheet.spot(place + width / 2, top + _TALL / 2, said, at=day.isoformat())
    sheet.height = y + tall * (_TALL + _BETWEEN)


def _cell(
    sheet: Sheet, at: tuple[float, float, float], day: date, known: dict[date, float | None], most: float, digits: int
) -> None:
    x, y, width = at
    value = known.get(day)
    sheet.text(x + 4, y + 14, str(day.day), "muted" if value is None else "ink", size=SMALL_SIZE)
    if value is None:
        corners = [(x, y), (x + width, y), (x + width, y + _TALL), (x, y + _TALL), (x, y)]
        sheet.line(corners, "rule", dash=(3, 3))
        return
    sheet.rect(x, y, width, _TALL, "main", opacity=round(0.08 + (FULLEST - 0.08) * max(value, 0) / most, 2))
    text = fonts.shorten(number(value, digits), SMALL_SIZE, width - 6)
    sheet.text(x + width - 4, y + 30, text, size=SMALL_SIZE, anchor="end")


def _words(known: dict[date, float | None], values: Values, params: CalendarParams, weekday: str) -> str:
    there = {day: value for day, value in known.items() if value is not None}
    weeks = _weeks(known)
    first, last = _day(weeks[0]), _day(weeks[-1])
    text = word("calendar-words", there=len(there), weeks=len(weeks), weekday=weekday, first=first, last=last)
    if there:
        fullest = max(sorted(there), key=lambda day: there[day])
        name = values["series"][0]["name"]
        most = matrix.written(there[fullest], values, params.digits)
        text += f" {word('calendar-most', name=name, value=most, day=_day(fullest))}"
    return text


def _day(day: date) -> str:
    return long_day(day.isoformat())


FIGURE = Figure("Calendar", CalendarParams, "data", draw, decides=("data",))
