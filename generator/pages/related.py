"""Related posts: those that share tags and a series, rare tags counting more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log

from generator.pages.document import Document
from generator.pages.library import Library

SHOWN = 3
# Only the nearest posts of each tag are looked at, so that thousands of posts of one tag cost what tens do.
NEAREST = 20


def related(library: Library) -> dict[str, tuple[Document, ...]]:
    """Return up to three related posts for each listed post, the most related first, then the newest.

    A shared tag weighs the logarithm of how few posts have it (inverse document frequency).
    """
    scores: dict[str, dict[str, float]] = {post.source: {} for post in library.posts}
    groups = [*library.tags.values(), *library.series.values()]
    for posts in groups:
        weight = log(1 + len(library.posts) / len(posts))
        for one, other in _near(posts):
            found = scores[one.source]
            found[other.source] = found.get(other.source, 0.0) + weight
    return {source: _best(library, found) for source, found in scores.items()}


def _near(posts: Sequence[Document]) -> Iterator[tuple[Document, Document]]:
    for place, post in enumerate(posts):
        start = max(0, place - NEAREST // 2)
        yield from ((post, other) for other in posts[start : place + NEAREST // 2 + 1] if other is not post)


def _best(library: Library, scores: dict[str, float]) -> tuple[Document, ...]:
    ranked = sorted(scores.items(), key=lambda item: (item[1], library.documents[item[0]].date, item[0]), reverse=True)
    return tuple(library.documents[source] for source, _ in ranked[:SHOWN])
