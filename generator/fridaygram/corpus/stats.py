"""What a corpus is made of: counts, mean and median length, the word-count histogram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median

import msgspec

from fridaygram.corpus.records import Review

EDGES = (1, 10, 100, 200, 300, 400, 500, 1000)


class Bin(msgspec.Struct, frozen=True):
    """How many reviews have (low, high] words; ``high`` is None in the last bin."""

    low: int
    high: int | None
    count: int


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """Figures about reviews. Lengths are words separated by white space.

    ``songs`` and ``artists`` count what the reviews name; ``first`` and ``last`` are days (YYYY-MM-DD),
    "" where no review has a date. The bins are those of the first project's histogram, the first of
    which begins at 0 where a review has a single word. ``facts`` counts the songs of which each fact is known.
    """

    reviews: int
    words: int
    mean_words: float
    median_words: float
    characters: int
    blogs: int
    songs: int
    artists: int
    genres: int
    first: str
    last: str
    bins: tuple[Bin, ...]
    facts: dict[str, int] = {}


def word_bins(lengths: Iterable[int]) -> tuple[Bin, ...]:
    """Return how many of ``lengths`` (in words) fall into each bin (low, high]: the first one holds the shortest."""
    from bisect import bisect_left

    lengths = tuple(lengths)
    edges = (0, *EDGES[1:]) if min(lengths, default=2) <= EDGES[0] else EDGES
    counts = [0] * len(edges)
    for length in lengths:
        counts[max(0, bisect_left(edges, length) - 1)] += 1
    highs: tuple[int | None, ...] = (*edges[1:], None)
    return tuple(Bin(low=low, high=high, count=count) for low, high, count in zip(edges, highs, counts, strict=True))


def corpus_stats(reviews: Iterable[Review]) -> Stats:
    """Return the figures of ``reviews``; all zero where there are none."""
    rows = list(reviews)
    lengths = [review.word_count for review in rows]
    songs = [review.song for review in rows if review.song is not None]
    facts = {song.key: sorted(song.facts.sources) for song in songs if song.facts}
    days = sorted(review.date_published[:10] for review in rows if review.date_published)
    words = sum(lengths)
    return Stats(
        reviews=len(rows),
        words=words,
        mean_words=words / len(rows) if rows else 0.0,
        median_words=float(median(lengths)) if rows else 0.0,
        characters=sum(len(review.content) for review in rows),
        blogs=len({review.domain for review in rows if review.domain}),
        songs=len({(song.artist.casefold(), song.title.casefold()) for song in songs}),
        artists=len({song.artist.casefold() for song in songs}),
        genres=len({genre for song in songs for genre in song.genres}),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        bins=word_bins(lengths),
        facts=dict(sorted(Counter(name for names in facts.values() for name in names).items())),
    )
