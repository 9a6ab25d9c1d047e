"""ListenBrainz: genres of a recording, and facts about it. 30 requests in 10 seconds; a User-Agent is required."""

from __future__ import annotations

from typing import Any

from fridaygram.corpus.clients.base import ApiClient, fields, known, number, record_or_missing, records
from fridaygram.corpus.clients.matching import SongQuery, guests

BASE = "https://api.listenbrainz.org/1/metadata"
MOST, WINDOW_S = 30, 10.0
MOST_GENRES = 3


class ListenBrainz:
    """Lookup of a recording by its names, and what is known of a recording; tags with a genre id are genres."""

    def __init__(self, api: ApiClient):
        self._api = api

    def recording(self, artist: str, title: str) -> str:
        """Return the MusicBrainz id of a recording, "" where it is unknown."""
        params = {"artist_name": artist, "recording_name": title}
        answer = self._api.get(f"{BASE}/lookup/", params, whole=record_or_missing)
        identity = (answer or {}).get("recording_mbid")
        return identity if isinstance(identity, str) else ""

    def genres(self, recording: str) -> tuple[str, ...]:
        """Return up to three genres of a recording: its own, or else its artist's."""
        tags = fields(self._entry(recording).get("tag"))
        return _genres(tags.get("recording")) or _genres(tags.get("artist"))

    def facts(self, wanted: SongQuery) -> dict[str, Any]:
        """Return what is known among album, year, place, guests and length_s (see records.SongFacts)."""
        recording = self.recording(wanted.artist, wanted.title)
        entry = self._entry(recording) if recording else {}
        release, artists = fields(entry.get("release")), records(fields(entry.get("artist")).get("artists"))
        return known(
            album=release.get("name"),
            year=release.get("year"),
            place=artists[0].get("area") if artists else None,
            guests=guests([(artist.get("name"), artist.get("join_phrase")) for artist in artists]),
            length_s=(number(fields(entry.get("recording")).get("length")) or 0.0) / 1000,
        )

    def _entry(self, recording: str) -> dict[str, Any]:
        params = {"recording_mbids": recording, "inc": "artist release tag"}
        answer = self._api.get(f"{BASE}/recording/", params, whole=record_or_missing) or {}
        return fields(answer.get(recording))


def _genres(rows: Any) -> tuple[str, ...]:
    counted: dict[str, int] = {}
    for row in records(rows):
        if row.get("genre_mbid") and isinstance(row.get("tag"), str):
            count = row.get("count")
            name = row["tag"].strip().lower()
            counted[name] = max(count if isinstance(count, int) else 0, counted.get(name, 0))
    return tuple(sorted(counted, key=lambda name: (-counted[name], name))[:MOST_GENRES])
