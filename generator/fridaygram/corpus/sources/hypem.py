"""Posts about the songs of Hype Machine's weekly charts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from fridaygram.corpus.clients.hypem import Track, mondays
from fridaygram.corpus.clients.matching import plain
from fridaygram.corpus.pipeline.contracts import Asker, Linked, Source
from fridaygram.corpus.pipeline.settings import PipelineSettings

WEEK = timedelta(days=7)
RECENT = timedelta(weeks=8)
"""A chart is final when its week is over; the posts about a song grow for some weeks after it was charted."""
SONGS_A_CHART = 50
NEW_SHARE = 0.8
"""Estimates for the plan: a chart has 50 songs, of which four in five have not been in an earlier one."""


def links(settings: PipelineSettings, asker: Asker) -> Iterator[Linked]:
    """Yield the posts about every charted song, songs in the order of their first week.

    A song that was posted twice under two ids is one song: the same artist and title, mix included. Only
    weeks that are over are asked for; with ``asker.refresh`` the posts of the last eight weeks are asked anew.
    """
    service = asker.service("hypem")
    asked: set[str] = set()
    for monday in mondays(settings.first, settings.end - WEEK):
        grows = asker.refresh and monday >= settings.end - RECENT
        for track in service.chart(monday):
            if track.id in asked:
                continue
            asked.add(track.id)
            if track.post_url:
                yield _linked(track, track.post_url, track.posted)
            for post in service.posts(track.id, fresh=grows):
                yield _linked(track, post.url, post.posted)


def song_key(artist: str, title: str, identity: str) -> str:
    """Return what makes two songs one: their plain names, or the id where a name is missing."""
    names = (plain(artist), plain(title))
    return " / ".join(names) if all(names) else identity


def requests(settings: PipelineSettings) -> dict[str, int]:
    """Return about how many requests the charts and songs of the period take."""
    weeks = sum(1 for _ in mondays(settings.first, settings.end - WEEK))
    return {"hypem": weeks + round(weeks * SONGS_A_CHART * NEW_SHARE)}


def _linked(track: Track, address: str, posted: str) -> Linked:
    return Linked(
        address=address,
        posted=posted,
        song=song_key(track.artist, track.title, track.id),
        artist=track.artist,
        title=track.title,
        duration_s=track.duration_s,
    )


SOURCE = Source(
    label="of a song popular in the last {years} years on Hype Machine",
    stages=("single-song", "active-blog", "on-spotify", "content", "language", "quality", "unique"),
    links=links,
    requests=requests,
    services=("hypem",),
)
