"""From a record with whatever field names to a Review: tolerant of names, strict about contents."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from fridaygram.corpus.records import Review, Song
from fridaygram.corpus.urls import host_of, is_web_url

MOST_CHARACTERS = 1_000_000
NOT_UTF_8 = "not UTF-8 text"
ALIASES: dict[str, tuple[str, ...]] = {
    "content": ("content", "text", "body", "review", "article", "post", "content_text"),
    "url": ("url", "link", "href", "permalink", "source_url", "posturl"),
    "title": ("title", "headline", "post_title", "name"),
    "author": ("author", "byline", "creator", "writer"),
    "date_published": (
        "date_published", "date", "published", "published_at", "pubdate", "dateposted", "created_at", "datetime"
    ),
    "lang": ("lang", "language", "locale"),
    "song_title": ("song_title", "track", "track_title", "song_name"),
    "song_artist": ("song_artist", "artist", "track_artist", "artist_name"),
    "genres": ("genres", "genre", "tags"),
    "lead_image_url": ("lead_image_url", "image", "thumbnail"),
    "dek": ("dek", "subtitle", "description"),
    "excerpt": ("excerpt", "summary"),
}  # fmt: skip
CONTROLS = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n"}
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class RefusedRecordError(Exception):
    """A record that cannot become a review, with a countable ``reason`` and a ``detail``."""

    reason: str
    detail: str = ""


def knows_content(names: list[str]) -> bool:
    """Return whether one of ``names`` (a CSV header) is a field that can hold the text."""
    return any(_plain(name) in ALIASES["content"] for name in names)


def review_of(record: Mapping[str, Any], place: str) -> tuple[Review, list[str]]:
    """Return the review that ``record`` holds, and notes about fields that were left out.

    ``place`` ("reviews.csv#12") stands for the URL where the record has none. Raises RefusedRecordError.
    """
    fields = {_plain(str(name)): value for name, value in record.items()}
    notes: list[str] = []
    content = _content(fields)
    url = _text(_find(fields, "url")) or place
    if url.startswith("//"):
        url = f"https:{url}"
    if url != place and not is_web_url(url):
        raise RefusedRecordError("URL is not http(s)", url[:80])
    when = _find(fields, "date_published")
    published = iso_date(when)
    if not published and when not in (None, ""):
        notes.append(f"date not understood: {str(when)[:40]!r}")
    named = _text(fields.get("domain"))
    review = Review(
        url=url,
        domain=named or (host_of(url) if url != place else ""),
        content=content,
        word_count=len(content.split()),
        title=_line(_find(fields, "title")),
        author=_line(_find(fields, "author")),
        date_published=published,
        lang=_line(_find(fields, "lang")).lower()[:2],
        song=_song(fields),
        lead_image_url=_web(_find(fields, "lead_image_url")),
        dek=_line(_find(fields, "dek")),
        excerpt=_line(_find(fields, "excerpt")),
    )
    return review, notes


def iso_date(value: Any) -> str:
    """Return a day (YYYY-MM-DD) or a moment in UTC (..T..Z); "" where ``value`` is no date we can read.

    Reads ISO 8601, RFC 5322 ("Tue, 01 May 2018 ..") and seconds since 1970, between 1990 and 2200.
    """
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _epoch(float(value))
    text = str(value).strip()
    if re.fullmatch(r"\d{9,10}", text):
        return _epoch(float(text))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            return ""
    try:
        return _moment(datetime.fromisoformat(text))
    except ValueError:
        return _mail_date(text)


def _mail_date(text: str) -> str:
    from email.utils import parsedate_to_datetime

    try:
        return _moment(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _moment(value: datetime) -> str:
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        utc = aware.astimezone(UTC)
    except (OverflowError, ValueError):
        return ""
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ") if EARLIEST <= utc < LATEST else ""


def _epoch(seconds: float) -> str:
    try:
        return _moment(datetime.fromtimestamp(seconds, UTC)) if math.isfinite(seconds) else ""
    except (OverflowError, ValueError, OSError):
        return ""


def _content(fields: Mapping[str, Any]) -> str:
    value = _find(fields, "content")
    if value is None:
        raise RefusedRecordError("no text")
    if not isinstance(value, str):
        raise RefusedRecordError("text is not a string", type(value).__name__)
    if len(value) > MOST_CHARACTERS:
        raise RefusedRecordError("text too long", f"{len(value)} characters, at most {MOST_CHARACTERS}")
    text = _sound(value).replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS).strip()
    if not text:
        raise RefusedRecordError("no text")
    return text


def _sound(text: str) -> str:
    """Refuse what was not UTF-8 in the file: its bytes came through as lone surrogates."""
    for character in text:
        if "\ud800" <= character <= "\udfff":
            raise RefusedRecordError(NOT_UTF_8, repr(text[:40]).replace("\\udc", "\\x"))
    return text


def _song(fields: Mapping[str, Any]) -> Song | None:
    nested = fields.get("song")
    inside = {_plain(str(k)): v for k, v in nested.items()} if isinstance(nested, Mapping) else {}
    title = _line(inside.get("title") or (nested if isinstance(nested, str) else _find(fields, "song_title")))
    artist = _line(inside.get("artist") or _find(fields, "song_artist"))
    if not title or not artist:
        return None
    raw = inside.get("genres") or _find(fields, "genres") or ()
    listed = re.split(r"[,;|]", raw) if isinstance(raw, str) else raw if isinstance(raw, (list, tuple)) else ()
    genres = dict.fromkeys(_line(genre).lower() for genre in listed)
    features = inside.get("characteristics")
    numbers = features.items() if isinstance(features, Mapping) else ()
    return Song(
        title=title,
        artist=artist,
        genres=tuple(genre for genre in genres if genre),
        characteristics={
            str(name): float(number)
            for name, number in sorted(numbers)
            if isinstance(number, (int, float)) and not isinstance(number, bool) and math.isfinite(number)
        },
        id=_line(inside.get("id")),
    )


def _find(fields: Mapping[str, Any], name: str) -> Any:
    for alias in ALIASES[name]:
        value = fields.get(alias)
        if value is not None and value != "":
            return value
    return None


def _text(value: Any) -> str:
    return _sound(value).translate(CONTROLS).strip() if isinstance(value, str) else ""


def _line(value: Any) -> str:
    """A short text on one line: white space folded, at most 500 characters."""
    return " ".join(_text(value).split())[:500]


def _web(value: Any) -> str:
    text = _text(value)
    return text if is_web_url(text) else ""


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")
