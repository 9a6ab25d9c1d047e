"""The end of the pipeline: kept links become reviews, all links become the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from fridaygram.corpus.crawl.state import PIECE, State
from fridaygram.corpus.funnel import Fate, Ledger, StageLabel
from fridaygram.corpus.lines import Again
from fridaygram.corpus.pipeline.reading import page_text, reading
from fridaygram.corpus.pipeline.settings import PipelineSettings, label_of, source_of, stages_of
from fridaygram.corpus.records import Review, Song, SongFacts
from fridaygram.corpus.urls import host_of

SAME_POST = "same post"
ALL = "SELECT id FROM links ORDER BY id"


def settle_same_posts(state: State, last_stage: str) -> None:
    """Keep a post once: where it was kept for several songs, the later links are dropped by the last stage."""
    state.write(
        (
            "UPDATE links SET stage = ?, reason = ?, detail = 'kept for another song' WHERE stage = '' AND id NOT IN"
            " (SELECT min(id) FROM links WHERE stage = '' GROUP BY url)",
            (last_stage, SAME_POST),
        )
    )


def reviews(state: State) -> Iterator[Review]:
    """Yield the reviews of all links that were kept."""
    ids = state.ids("SELECT id FROM links WHERE stage = '' ORDER BY id")
    sql = (
        "SELECT l.address, l.posted, s.artist, s.title, s.genres, s.features, s.match, s.facts, t.record, r.record"
        f" FROM {PIECE} LEFT JOIN songs s ON s.id = l.song JOIN texts t ON t.url = l.url"
        " JOIN readings r ON r.url = l.url"
    )
    for address, posted, artist, title, genres, features, match, facts, text_record, record in state.stream(ids, sql):
        page, read = page_text(text_record), reading(record)
        yield Review(
            url=address,
            domain=host_of(address),
            content=read.text,
            word_count=read.words,
            title=page.title,
            author=page.author,
            date_published=posted or page.date,
            lang=read.lang,
            song=_song(artist, title, genres, features, match, facts),
            lead_image_url=page.lead_image_url,
            excerpt=page.excerpt,
        )


def ledger(state: State, name: str, settings: PipelineSettings) -> Ledger:
    """Return the fate of every link; the fates are read from the state each time they are looked at."""
    source = source_of(settings)
    labels = [StageLabel(settings.source, label_of(source.label, settings))]
    labels += [StageLabel(stage, label_of(judge.label, settings)) for stage, judge in stages_of(settings)]
    return Ledger(name, tuple(labels), Again(lambda: _fates(state)))


def _fates(state: State) -> Iterator[Fate]:
    sql = (
        f"SELECT l.address, l.posted, s.artist, s.title, l.stage, l.reason, l.detail, t.record FROM {PIECE}"
        " LEFT JOIN songs s ON s.id = l.song LEFT JOIN texts t ON t.url = l.url AND l.posted = ''"
    )
    for address, posted, artist, title, stage, reason, detail, record in state.stream(state.ids(ALL), sql):
        yield Fate(
            url=address,
            date=posted or (page_text(record).date if record else ""),
            song=f"{artist} - {title}" if artist and title else "",
            stage=stage,
            reason=reason,
            detail=detail,
        )


def _song(artist: Any, title: Any, genres: Any, features: Any, match: Any, facts: Any) -> Song | None:
    if not artist or not title:
        return None
    found = msgspec.json.decode(match) if match else {}
    return Song(
        title=title,
        artist=artist,
        genres=tuple(msgspec.json.decode(genres)) if genres else (),
        characteristics=msgspec.json.decode(features) if features else {},
        id=str(found.get("id", "")),
        facts=msgspec.json.decode(facts, type=SongFacts) if facts not in (None, "", "{}") else None,
    )
