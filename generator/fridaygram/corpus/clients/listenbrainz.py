"""ListenBrainz: the genres of a recording. 30 requests in 10 seconds; a User-Agent is required."""

from __future__ import annotations

from typing import Any

from fridaygram.corpus.clients.base import ApiClient, record_or_missing
from fridaygram.corpus.net.pace import Clock, Limiter

BASE = "https://api.listenbrainz.org/1/metadata"
MOST, WINDOW_S = 30, 10.0
MOST_GENRES = 3


def limiter(clock: Clock, scale: float = 1.0) -> Limiter:
    """Return the pace that this service is asked at."""
    return Limiter(MOST, WINDOW_S * scale, clock)


class ListenBrainz:
    """Lookup of a recording by its names, and the tags of a recording; tags with a genre id are genres."""

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
        params = {"recording_mbids": recording, "inc": "artist tag"}
        entry = (self._api.get(f"{BASE}/recording/", params, whole=record_or_missing) or {}).get(recording)
        tags = entry.get("tag") if isinstance(entry, dict) else None
        if not isinstance(tags, dict):
            return ()
        return _genres(tags.get("recording")) or _genres(tags.get("artist"))


def _genres(rows: Any) -> tuple[str, ...]:
    counted: dict[str, int] = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and row.get("genre_mbid") and isinstance(row.get("tag"), str):
            count = row.get("count")
            name = row["tag"].strip().lower()
            counted[name] = max(count if isinstance(count, int) else 0, counted.get(name, 0))
    return tuple(sorted(counted, key=lambda name: (-counted[name], name))[:MOST_GENRES])
