"""What is known of songs: at Spotify or not, genres, sound, album and label. Every answer is kept at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from fridaygram.corpus.clients.base import ClosedError, PausedError, UnansweredError
from fridaygram.corpus.clients.matching import Match, SongQuery
from fridaygram.corpus.clients.reccobeats import BATCH
from fridaygram.corpus.crawl.state import CHUNK, State
from fridaygram.corpus.pipeline.progress import Meter
from fridaygram.corpus.pipeline.services import Services
from fridaygram.corpus.pipeline.settings import PipelineSettings
from fridaygram.corpus.records import Song, SongFacts
from fridaygram.errors import NetworkError

THREADS = 4
MOST_REASONS = 12
PATIENCE = 5
"""After so many requests in a row without a usable answer a service is left alone until the next run."""
NOT_THERE = "{}"


@dataclass
class Waits:
    """What could not be had in this run: how many of what, and when the last of the services may be asked again."""

    counts: dict[str, int] = field(default_factory=dict)
    until: datetime | None = None
    reasons: list[str] = field(default_factory=list)

    def add(self, what: str, number: int, error: NetworkError | None = None) -> None:
        """Count ``number`` of ``what`` as waiting, because of ``error``."""
        if number:
            self.counts[what] = self.counts.get(what, 0) + number
        if isinstance(error, PausedError):
            self.until = max(self.until or error.until, error.until)
        if error is not None and str(error) not in self.reasons and len(self.reasons) < MOST_REASONS:
            self.reasons.append(str(error))


def match_songs(state: State, services: Services, waits: Waits, meter: Meter) -> None:
    """Seek every song of the surviving links at Spotify, unless that has been done."""
    sql = (
        "SELECT DISTINCT s.id, s.artist, s.title, s.duration_s FROM links l JOIN songs s ON s.id = l.song"
        " WHERE l.stage = '' AND s.match = '' AND s.artist != '' AND s.title != '' ORDER BY s.id"
    )

    def seek(song: tuple[Any, ...]) -> None:
        identity, artist, title, duration_s = song
        match = services.service("spotify").find(SongQuery(title=title, artist=artist, duration_s=duration_s))
        text = msgspec.json.encode(match).decode() if match else NOT_THERE
        state.write(("UPDATE songs SET match = ? WHERE id = ?", (text, identity)))

    _each("songs sought at Spotify", state.rows(sql), seek, waits, meter)


def match_of(text: str) -> Match | None:
    """Return the match that ``songs.match`` holds, None where the song is not there."""
    return msgspec.json.decode(text, type=Match) if text not in ("", NOT_THERE) else None


def add_genres(state: State, services: Services, settings: PipelineSettings, waits: Waits, meter: Meter) -> None:
    """Find the genres of every kept song: the first service that knows some decides."""
    sql = (
        "SELECT DISTINCT s.id, s.artist, s.title, s.match FROM links l JOIN songs s ON s.id = l.song"
        " WHERE l.stage = '' AND s.genres = '' AND s.artist != '' ORDER BY s.id"
    )

    def ask(song: tuple[Any, ...]) -> None:
        identity, artist, title, match = song
        genres = genres_of(SongQuery(title=title, artist=artist), match_of(match), services, settings)
        state.write(("UPDATE songs SET genres = ? WHERE id = ?", (msgspec.json.encode(genres).decode(), identity)))

    if settings.genres:
        _each("genres of songs", state.rows(sql), ask, waits, meter)


def add_features(state: State, services: Services, settings: PipelineSettings, waits: Waits, meter: Meter) -> None:
    """Find how every kept song sounds: the first service that knows it decides."""
    sql = (
        "SELECT DISTINCT s.id, s.match FROM links l JOIN songs s ON s.id = l.song"
        " WHERE l.stage = '' AND s.features = '' AND s.match NOT IN ('', '{}') ORDER BY s.id"
    )
    rows = [(identity, match.id) for identity, text in state.rows(sql) if (match := match_of(text))]
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]

    def ask(batch: list[tuple[str, str]]) -> None:
        found = features_of([track for _, track in batch], services, settings)
        state.write_many(
            "UPDATE songs SET features = ? WHERE id = ?",
            [(msgspec.json.encode(found.get(track, {}), order="sorted").decode(), song) for song, track in batch],
        )

    if settings.features:
        _each("sound of songs", batches, ask, waits, meter, size=len)


def add_facts(state: State, services: Services, settings: PipelineSettings, waits: Waits, meter: Meter) -> None:
    """Find the facts about every kept song: of each one, the first service that knows it decides."""
    sql = (
        "SELECT DISTINCT s.id, s.artist, s.title, s.duration_s FROM links l JOIN songs s ON s.id = l.song"
        " WHERE l.stage = '' AND s.facts = '' AND s.artist != '' AND s.title != '' ORDER BY s.id"
    )

    def ask(song: tuple[Any, ...]) -> None:
        identity, artist, title, duration_s = song
        known = {"length_s": duration_s} if duration_s else {}
        found = facts_of(SongQuery(title=title, artist=artist, duration_s=duration_s), services, settings, known)
        state.write(("UPDATE songs SET facts = ? WHERE id = ?", (msgspec.json.encode(found).decode(), identity)))

    if settings.facts:
        _each("facts about songs", state.rows(sql), ask, waits, meter)


def facts_of(wanted: SongQuery, services: Services, settings: PipelineSettings, linked: dict[str, Any]) -> SongFacts:
    """Return what the services of ``settings.facts`` know of a song, and what the source ``linked`` it with."""
    found: dict[str, Any] = dict(linked)
    sources = dict.fromkeys(linked, settings.source)
    for name in settings.facts:
        for field_name, value in services.service(name).facts(wanted).items():
            if field_name not in found:
                found[field_name], sources[field_name] = value, name
    return SongFacts(**found, sources=sources)


def song_of(wanted: SongQuery, services: Services, settings: PipelineSettings) -> Song:
    """Ask about one song all that a run asks about every kept one. Raises NetworkError as the clients do."""
    match = services.service("spotify").find(wanted) if "spotify" in services.secrets else None
    facts = facts_of(wanted, services, settings, {})
    return Song(
        title=wanted.title,
        artist=wanted.artist,
        genres=genres_of(wanted, match, services, settings),
        characteristics=features_of([match.id], services, settings).get(match.id, {}) if match else {},
        id=match.id if match else "",
        facts=facts if facts.sources else None,
    )


def features_of(tracks: list[str], services: Services, settings: PipelineSettings) -> dict[str, dict[str, float]]:
    """Return how tracks sound, by their id: of each, the first service of ``settings.features`` that knows it."""
    found: dict[str, dict[str, float]] = {}
    for name in settings.features:
        missing = [track for track in tracks if track not in found]
        if missing:
            found |= services.service(name).audio_features(missing)
    return found


def genres_of(
    wanted: SongQuery, match: Match | None, services: Services, settings: PipelineSettings
) -> tuple[str, ...]:
    """Return the genres of a song from the first service of ``settings.genres`` that knows some, () where none does."""
    for name in settings.genres:
        genres = _genres(services.service(name), name, wanted, match)
        if genres:
            return genres
    return ()


def _genres(service: Any, name: str, wanted: SongQuery, match: Match | None) -> tuple[str, ...]:
    if name == "listenbrainz":
        recording = service.recording(wanted.artist, wanted.title)
        return service.genres(recording) if recording else ()
    if name == "spotify":
        return service.artist_genres(match.artist_id) if match and match.artist_id else ()
    genres: tuple[str, ...] = service.artist_genres(wanted.artist)
    return genres


def _each(
    what: str,
    items: Sequence[Any],
    work: Callable[[Any], None],
    waits: Waits,
    meter: Meter,
    size: Callable[[Any], int] = lambda _: 1,
) -> None:
    """Do ``work`` for all items, a few at once; count what is left undone.

    A service that wants a pause, or leaves several in a row without an answer, is not asked on.
    """
    tally = _Tally(waits)
    meter.begin(what, sum(map(size, items)))

    def one(item: Any) -> None:
        if tally.stop.is_set():
            return
        try:
            work(item)
        except (PausedError, UnansweredError, ClosedError) as error:
            tally.failed(error)
        except BaseException:
            tally.stop.set()
            raise
        else:
            tally.succeeded(size(item))
            meter.step(tally.done)

    with ThreadPoolExecutor(THREADS) as pool:
        for start in range(0, len(items), CHUNK):
            list(pool.map(one, items[start : start + CHUNK]))
    waits.add(what, sum(map(size, items)) - tally.done)
    meter.end(tally.done)


class _Tally:
    """How far ``_each`` is, over its threads."""

    def __init__(self, waits: Waits):
        self.stop = threading.Event()
        self.done = 0
        self._waits, self._in_a_row = waits, 0
        self._lock = threading.Lock()

    def succeeded(self, number: int) -> None:
        with self._lock:
            self.done += number
            self._in_a_row = 0

    def failed(self, error: NetworkError) -> None:
        with self._lock:
            self._in_a_row += 1
            self._waits.add("", 0, error)
            if isinstance(error, PausedError) or self._in_a_row >= PATIENCE:
                self.stop.set()
