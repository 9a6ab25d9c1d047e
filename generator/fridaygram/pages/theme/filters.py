"""The filters of templates: dates, numbers, JSON. Names of days and months are English, whatever the locale."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fridaygram.figures.style import MONTHS, long_day, short_day

__all__ = ["cdata", "iso_day", "json", "long_day", "number", "rfc822", "short_day", "weekday"]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday(iso: str) -> str:
    """Return "2018-06-08" -> "Friday"."""
    return DAYS[datetime.fromisoformat(iso).weekday()]


def iso_day(iso: str) -> str:
    """Any ISO 8601 moment -> its day, "2018-06-08"."""
    return iso[:10]


def rfc822(iso: str) -> str:
    """An aware ISO 8601 moment as RSS wants it (RFC 822 with a four-digit year)."""
    moment = datetime.fromisoformat(iso)
    # As email.utils has it, which loads the network for it.
    day = f"{DAYS[moment.weekday()][:3]}, {moment.day:02d} {MONTHS[moment.month - 1][:3]} {moment.year:04d}"
    return f"{day} {moment:%H:%M:%S %z}"


def number(value: float) -> str:
    """1584 -> "1,584"."""
    return f"{value:,}"


def json(value: Any) -> str:
    """Return a value as JSON in one line, its keys in order."""
    import msgspec

    return msgspec.json.encode(value, order="deterministic").decode()


def cdata(html: str) -> str:
    """Return HTML for a feed: its own end mark split, so that it cannot end the CDATA section."""
    return "<![CDATA[" + str(html).replace("]]>", "]]]]><![CDATA[>") + "]]>"
