"""Related posts: those that share tags and a series, rare tags counting more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import log

from fridaygram.pages.document import Document
from fridaygram.pages.library import Library

SHOWN = 3
# Only the nearest posts of each tag are compared: the time must not grow with the square of a tag's posts.
NEAREST = 20


def related(library: Library) -> dict[str, tuple[Document, ...]]:
    """Return up to three related posts for each listed post, the most related first, then the newest.

    A shared tag weighs the logarithm of how few posts have it (inverse document frequency).
    """
    groups = [*library.tags.values(), *library.series.values()]
    # Cached by sources and their order: a preview asks again after each edit, and the answer seldom changes.
    oldest = tuple(post.source for post in reversed(library.posts))
    found = _related(oldest, tuple(tuple(post.source for post in posts) for posts in groups))
    return {source: tuple(library.documents[other] for other in best) for source, best in found.items()}


@lru_cache(maxsize=2)
def _related(oldest: tuple[str, ...], groups: tuple[tuple[str, ...], ...]) -> dict[str, tuple[str, ...]]:
    """Return the related posts of each of the posts ``oldest`` (by date), given which share a tag or series."""
    age = {source: number for number, source in enumerate(oldest)}
    scores: dict[str, dict[str, float]] = {source: {} for source in oldest}
    for posts in groups:
        weight = log(1 + len(oldest) / len(posts))
        for one, other in _near(posts):
            found = scores[one]
            found[other] = found.get(other, 0.0) + weight
    return {source: _best(age, found) for source, found in scores.items()}


def _near(posts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, post in enumerate(posts):
        start = max(0, place - NEAREST // 2)
        yield from ((post, other) for other in posts[start : place + NEAREST // 2 + 1] if other != post)


def _best(age: Mapping[str, int], scores: Mapping[str, float]) -> tuple[str, ...]:
    ranked = sorted(scores, key=lambda source: (scores[source], age[source]), reverse=True)
    return tuple(ranked[:SHOWN])
