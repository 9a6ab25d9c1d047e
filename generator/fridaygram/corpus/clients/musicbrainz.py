"""MusicBrainz Web Service 2: the album, label, year, guests and length of a recording. One request a second.

A User-Agent with a contact is required. 503 means too many requests (musicbrainz.org/doc/MusicBrainz_API).
"""

from __future__ import annotations

import re
from typing import Any

from fridaygram.corpus.clients.base import (
    AnswerKind,
    ApiClient,
    fields,
    known,
    number,
    record_or_missing,
    records,
    usual,
)
from fridaygram.corpus.clients.matching import SongQuery, guests, query_terms, same_song

BASE = "https://musicbrainz.org/ws/2"
MOST, WINDOW_S = 1, 1.0
OFFERS = 5
YEAR = re.compile(r"\d{4}(?=-|$)")


def judge(status: int, value: Any) -> AnswerKind:
    """Read a 503 as too many requests."""
    return "slow down" if status == 503 else usual(status, value)


class MusicBrainz:
    """A search for a recording, then a lookup of the release that it came out on first."""

    def __init__(self, api: ApiClient):
        self._api = api

    def facts(self, wanted: SongQuery) -> dict[str, Any]:
        """Return what is known among album, label, year, guests and length_s (see records.SongFacts)."""
        title, artist = query_terms(wanted)
        params = {"query": f'recording:"{title}" AND artist:"{artist}"', "limit": str(OFFERS), "fmt": "json"}
        answer = fields(self._api.get(f"{BASE}/recording", params, whole=record_or_missing))
        offers = [(_score(wanted, item), str(item.get("id")), item) for item in records(answer.get("recordings"))]
        score, _, recording = max(offers, key=lambda offer: offer[:2], default=(0.0, "", {}))
        if not score:
            return {}
        release = min(records(recording.get("releases")), key=_first, default={})
        artists = records(recording.get("artist-credit"))
        year = YEAR.match(str(release.get("date", "")))
        return known(
            album=release.get("title"),
            label=self._label(release.get("id")),
            year=int(year[0]) if year else None,
            guests=guests([(artist.get("name"), artist.get("joinphrase")) for artist in artists]),
            length_s=(number(recording.get("length")) or 0.0) / 1000,
        )

    def _label(self, release: Any) -> Any:
        """Return the name of the first label of a release, None where it names none."""
        if not isinstance(release, str) or not release:
            return None
        params = {"inc": "labels", "fmt": "json"}
        answer = fields(self._api.get(f"{BASE}/release/{release}", params, whole=record_or_missing))
        names = [fields(row.get("label")).get("name") for row in records(answer.get("label-info"))]
        return next((name for name in names if name and name != "[no label]"), None)


def _score(wanted: SongQuery, item: dict[str, Any]) -> float:
    """Return how alike an offer is (0 to 100), 0.0 where it is another song."""
    artists = records(item.get("artist-credit"))
    names = "".join(f"{artist.get('name', '')}{artist.get('joinphrase', '')}" for artist in artists)
    return same_song(wanted, str(item.get("title", "")), names, (number(item.get("length")) or 0.0) / 1000)


def _first(release: dict[str, Any]) -> tuple[bool, str, str]:
    """Sort official releases first, then by date, the undated ones last."""
    date = release.get("date")
    return release.get("status") != "Official", str(date) if date else "9999", str(release.get("id", ""))
