"""Spotify Web API: is a song there, who is its artist, how does it sound (where the account may ask).

Spotify's terms bar training models on its content: this pipeline takes "found there" from it by default
and everything about the sound from elsewhere.
"""

from __future__ import annotations

import threading
from typing import Any

from fridaygram.corpus.clients.base import (
    AnswerKind,
    ApiClient,
    ClosedError,
    RefusedError,
    Whole,
    number,
    record_or_missing,
    records,
    usual,
)
from fridaygram.corpus.clients.matching import Match, SongQuery, query_terms, same_song

TOKEN_URL = "https://accounts.spotify.com/api/token"
BASE = "https://api.spotify.com/v1"
LIMIT = 10
MOST, WINDOW_S = 5, 1.0
MARGIN_S = 60.0
FEATURES = (
    "acousticness", "danceability", "energy", "instrumentalness", "key", "liveness", "loudness", "mode",
    "speechiness", "tempo", "time_signature", "valence",
)  # fmt: skip


def judge(status: int, value: Any) -> AnswerKind:
    """A 429 with QUOTA_EXCEEDED is a spent quota; a 403 closes a call for this account."""
    error = value.get("error") if isinstance(value, dict) else None
    if isinstance(error, dict) and error.get("reason") == "QUOTA_EXCEEDED":
        return "quota"
    return "closed" if status == 403 else usual(status, value)


class Spotify:
    """Search and details, with a token that is renewed before it ends and whenever it is refused."""

    def __init__(self, api: ApiClient, client_id: str, client_secret: str):
        self._api, self._credentials = api, (client_id, client_secret)
        self._token, self._ends_s = "", 0.0
        self._lock = threading.Lock()

    def find(self, wanted: SongQuery) -> Match | None:
        """Return the best match of a song, None where Spotify has none.

        Field filters miss some names: where they find nothing, the same words are sought freely.
        """
        title, artist = query_terms(wanted)
        for query in (f'track:"{title}" artist:"{artist}"', f"{title} {artist}"):
            answer = self._get(f"{BASE}/search", {"q": query, "type": "track", "limit": str(LIMIT)}, _has_offers)
            best = _best(wanted, answer)
            if best is not None:
                return best
        return None

    def artist_genres(self, artist_id: str) -> tuple[str, ...]:
        """Return an artist's genres (a field that Spotify has deprecated)."""
        answer = self._get(f"{BASE}/artists/{artist_id}", {}, record_or_missing)
        genres = (answer or {}).get("genres")
        return tuple(str(genre) for genre in genres) if isinstance(genres, list) else ()

    def audio_features(self, track_ids: list[str]) -> dict[str, dict[str, float]]:
        """Return features by track id, for accounts that still may ask; {} for all others (403)."""
        try:
            answer = self._get(f"{BASE}/audio-features", {"ids": ",".join(track_ids)}, _has_features)
        except ClosedError:
            return {}
        found: dict[str, dict[str, float]] = {}
        for row in records(answer["audio_features"]):
            if isinstance(row.get("id"), str):
                found[row["id"]] = numbers(row, FEATURES)
        return found

    def _get(self, url: str, params: dict[str, str], whole: Whole) -> Any:
        """Ask with a token; where it is refused (it may have ended before its time), once more with a new one."""
        token = self._bearer()
        try:
            return self._api.get(url, params, {"Authorization": f"Bearer {token}"}, whole=whole)
        except RefusedError:
            renewed = self._bearer(not_this=token)
            return self._api.get(url, params, {"Authorization": f"Bearer {renewed}"}, whole=whole)

    def _bearer(self, not_this: str = "") -> str:
        """Return a valid token, and another one than ``not_this``, which was refused before its time."""
        with self._lock:
            return self._renewed(not_this)

    def _renewed(self, not_this: str) -> str:
        now = self._api.clock.monotonic()
        if not self._token or self._token == not_this or now >= self._ends_s:
            try:
                answer = self._api.post(TOKEN_URL, {"grant_type": "client_credentials"}, self._credentials, _has_token)
            except ClosedError:
                # A wrong client id or secret is answered with 400 (RFC 6749, section 5.2).
                hint = "check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET in the environment"
                raise RefusedError("Spotify refuses our credentials", hint=hint) from None
            self._token = answer["access_token"]
            self._ends_s = now + max(0.0, (number(answer.get("expires_in")) or 0.0) - MARGIN_S)
        return self._token


def numbers(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, float]:
    """Return the numbers among the named fields; key -1 (undetected) is left out."""
    found = {name: value for name in names if (value := number(row.get(name))) is not None}
    if found.get("key") == -1:
        del found["key"]
    return found


def _has_token(answer: Any) -> bool:
    return isinstance(answer, dict) and isinstance(answer.get("access_token"), str)


def _has_offers(answer: Any) -> bool:
    tracks = answer.get("tracks") if isinstance(answer, dict) else None
    return isinstance(tracks, dict) and isinstance(tracks.get("items"), list)


def _has_features(answer: Any) -> bool:
    return isinstance(answer, dict) and isinstance(answer.get("audio_features"), list)


def _best(wanted: SongQuery, answer: dict[str, Any]) -> Match | None:
    offers: list[Match] = []
    for item in records(answer["tracks"]["items"]):
        if not item.get("id") or item.get("is_local"):
            continue
        artists = records(item.get("artists"))
        names = ", ".join(str(artist.get("name", "")) for artist in artists)
        score = same_song(wanted, str(item.get("name", "")), names, (number(item.get("duration_ms")) or 0.0) / 1000)
        if score:
            artist_id = str(artists[0].get("id", "")) if artists else ""
            title = str(item.get("name", ""))
            offers.append(Match(id=str(item["id"]), title=title, artist=names, score=score, artist_id=artist_id))
    return max(offers, key=lambda offer: (offer.score, offer.id), default=None)
