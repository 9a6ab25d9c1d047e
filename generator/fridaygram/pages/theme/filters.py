"""The filters of templates: dates, JSON. Days are written in the language of the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fridaygram.languages import full_day, long_day, marks, short_day, weekday_name

__all__ = ["cdata", "full_day", "iso_day", "json", "long_day", "number", "rfc822", "short_day", "weekday_name"]

# RFC 822 has these names in every language.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def iso_day(iso: str) -> str:
    """Any ISO 8601 moment -> its day, "2018-06-08"."""
    return iso[:10]


def rfc822(iso: str) -> str:
    """An aware ISO 8601 moment as RSS wants it (RFC 822 with a four-digit year)."""
    moment = datetime.fromisoformat(iso)
    # As email.utils has it, which loads the network for it.
    day = f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} {moment.year:04d}"
    return f"{day} {moment:%H:%M:%S %z}"


def number(value: float) -> str:
    """1584 -> "1,584"."""
    return marks(f"{value:,}")


def json(value: Any) -> str:
    """Return a value as JSON in one line, its keys in order."""
    import msgspec

    return msgspec.json.encode(value, order="deterministic").decode()


def cdata(html: str) -> str:
    """Return HTML for a feed: its own end mark split, so that it cannot end the CDATA section."""
    return "<![CDATA[" + str(html).replace("]]>", "]]]]><![CDATA[>") + "]]>"
