"""The only "now" there is: given by the caller, in the site's time zone."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fridaygram.config import WEEKDAYS, Weekly
from fridaygram.errors import UsageError

LAST_MOMENT = time(23, 59, 59)
EPOCH = "SOURCE_DATE_EPOCH"
YEARS = range(2, 9999)  # in which every time zone has every moment, and there is a week before and after


def now() -> datetime:
    """Return the moment in UTC: SOURCE_DATE_EPOCH (in seconds) where a reproducible build sets it, else the clock's.

    Raises UsageError where SOURCE_DATE_EPOCH is no number of seconds.
    """
    given = os.environ.get(EPOCH)
    if not given:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"{EPOCH} is '{given}', no number of seconds since 1970", hint="unset it") from None


def moment(zone: str, day: str | None = None) -> datetime:
    """Return the moment a build is for: now in ``zone``, or the last second of ``day`` (YYYY-MM-DD) there.

    Raises UsageError where ``day`` is no date, or of no year in YEARS.
    """
    if day is None:
        return now().astimezone(ZoneInfo(zone))
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        parsed = None
    # fromisoformat takes week dates and dates without hyphens as well.
    if parsed is None or parsed.isoformat() != day:
        raise UsageError(f"'{day}' is not a date", hint="write it as YYYY-MM-DD")
    if parsed.year not in YEARS:
        raise UsageError(f"'{day}' is too far away", hint=f"years go from {YEARS[0]} to {YEARS[-1]}")
    return datetime.combine(parsed, LAST_MOMENT, ZoneInfo(zone))


def is_today(moment_: datetime) -> bool:
    """Return whether a moment is of today, in its own time zone."""
    return now().astimezone(moment_.tzinfo).date() == moment_.date()


def is_slot(rule: Weekly, day: date) -> bool:
    """Return whether the weekly rule wants a post on ``day``."""
    return WEEKDAYS[day.weekday()] == rule.weekday and day not in rule.skip


def next_slot(rule: Weekly, today: date, taken: frozenset[date] = frozenset()) -> date:
    """Return the first day of the weekly rule, from ``today`` on, that no post has taken."""
    day = today + timedelta(days=(WEEKDAYS.index(rule.weekday) - today.weekday()) % 7)
    while day in taken or day in rule.skip:
        day += timedelta(days=7)
    return day
