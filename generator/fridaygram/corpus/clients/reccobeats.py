"""ReccoBeats: audio features by Spotify id, up to 40 a request, without a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fridaygram.corpus.clients.base import ApiClient, records
from fridaygram.corpus.clients.spotify import FEATURES, numbers

BASE = "https://api.reccobeats.com/v1"
BATCH = 40
MOST, WINDOW_S = 2, 1.0
TRACK = "open.spotify.com/track/"


class ReccoBeats:
    """Unknown tracks are left out of an answer, so it is joined on ``href`` and never by position."""

    def __init__(self, api: ApiClient):
        self._api = api

    def audio_features(self, spotify_ids: Sequence[str]) -> dict[str, dict[str, float]]:
        """Return features by Spotify id, for the tracks that the service knows."""
        found: dict[str, dict[str, float]] = {}
        for start in range(0, len(spotify_ids), BATCH):
            batch = spotify_ids[start : start + BATCH]
            answer = self._api.get(f"{BASE}/audio-features", {"ids": ",".join(batch)}, whole=_has_rows)
            for row in records(answer["content"]):
                href = row.get("href")
                if isinstance(href, str) and TRACK in href:
                    found[href.rsplit(TRACK, 1)[1].split("?")[0].strip("/")] = numbers(row, FEATURES)
        wanted = set(spotify_ids)
        return {track: features for track, features in found.items() if track in wanted}


def _has_rows(answer: Any) -> bool:
    return isinstance(answer, dict) and isinstance(answer.get("content"), list)
