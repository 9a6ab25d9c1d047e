"""Hype Machine API v2: charts of past weeks, and posts about a song. One request a second: no quota is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from fridaygram.corpus.clients.base import AnswerKind, ApiClient, number, records, rows_or_missing, usual
from fridaygram.errors import UsageError

BASE = "https://api.hypem.com/v2"
MOST, WINDOW_S = 1, 1.0
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """A song of a chart. ``duration_s`` is 0 where unknown; a chart names the post that brought it there."""

    id: str
    artist: str
    title: str
    duration_s: float
    post_url: str
    posted: str


class BlogPost(msgspec.Struct, frozen=True, kw_only=True):
    """A post about a song. ``posted`` is a moment in UTC (ISO 8601), "" where unknown."""

    url: str
    site: str
    posted: str


def judge(status: int, value: Any) -> AnswerKind:
    """A 403 means too many requests here; it is never permanent."""
    return "slow down" if status == 403 else usual(status, value)


def mondays(first: date, last: date) -> Iterator[date]:
    """Yield the Mondays from ``first`` to ``last``."""
    day = first + timedelta(days=-first.weekday() % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)


def chart_name(monday: date) -> str:
    """Return the name of a week's chart: ``popularweek_Mon-DD-YYYY``, in English whatever the locale."""
    if monday.weekday() != 0:
        raise UsageError(f"{monday} is not a Monday", hint="charts are named by the Monday of their week")
    return f"popularweek_{MONTHS[monday.month - 1]}-{monday.day:02d}-{monday.year}"


class HypeMachine:
    """The two calls that a corpus needs. ``api`` carries the key as a secret."""

    def __init__(self, api: ApiClient):
        self._api = api

    def chart(self, monday: date) -> list[Track]:
        """Return the chart of a week, best first; empty where there is none."""
        answer = self._api.get(f"{BASE}/set/{chart_name(monday)}/tracks", {}, whole=rows_or_missing)
        return [track for item in records(answer) if (track := _track(item)) is not None]

    def posts(self, track_id: str, *, fresh: bool = False) -> list[BlogPost]:
        """Return the posts about a song; empty where the service knows none. ``fresh`` asks again."""
        answer = self._api.get(f"{BASE}/tracks/{track_id}/blogs", {}, whole=rows_or_missing, fresh=fresh)
        return [post for item in records(answer) if (post := _post(item)) is not None]


def _track(item: dict[str, Any]) -> Track | None:
    artist, title = _text(item, "artist"), _text(item, "title")
    identity = item.get("itemid")
    identity = str(identity) if isinstance(identity, (str, int)) else ""
    if not identity:
        return None
    return Track(
        id=identity,
        artist=artist,
        title=title,
        duration_s=max(0.0, number(item.get("time")) or 0.0),
        post_url=_text(item, "posturl"),
        posted=_moment(item.get("dateposted")),
    )


def _post(item: dict[str, Any]) -> BlogPost | None:
    url = _text(item, "posturl")
    if not url:
        return None
    return BlogPost(url=url, site=_text(item, "sitename"), posted=_moment(item.get("dateposted")))


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else ""


def _moment(value: Any) -> str:
    seconds = number(value) or 0.0
    if seconds <= 0 or seconds > 4e9:
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
