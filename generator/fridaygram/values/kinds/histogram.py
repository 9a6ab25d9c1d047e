"""Words a review, counted into bins (low, high]: equal ones, the first project's, or the author's own."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from statistics import quantiles
from typing import Any

from fridaygram.errors import ContentError
from fridaygram.values.base import Params, Provider, Stores, of_corpus

MOST, OPEN_SHARE = 24, 0.02


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from fridaygram.corpus.stats import corpus_stats

    reviews = stores.reviews(params["corpus"])
    stats = corpus_stats(reviews)
    wanted = params.get("bins", "auto")
    if wanted == "seed":
        bins = [{"low": one.low, "high": one.high, "count": one.count} for one in stats.bins]
    else:
        lengths = sorted(review.word_count for review in reviews)
        bins = counted(lengths, automatic_edges(lengths) if wanted == "auto" else _edges(wanted))
    return {
        "unit": "words",
        "what": "reviews",
        "bins": bins,
        "total": stats.reviews,
        "mean": stats.mean_words,
        "median": stats.median_words,
    }


def _edges(wanted: Any) -> list[int]:
    if not isinstance(wanted, list) or sorted(set(wanted)) != wanted or not wanted:
        raise ContentError(f"bins {wanted!r} are no bins", hint='write "auto", "seed", or rising edges: [0, 50, 100]')
    return wanted


def counted(lengths: Sequence[int], edges: Sequence[int]) -> list[dict[str, int | None]]:
    """Count lengths into (low, high] of rising edges, with bins below the first and above the last where needed."""
    shortest = min(lengths, default=edges[0] + 1)
    if shortest <= edges[0]:
        edges = [min(0, shortest - 1), *edges]
    counts = [0] * len(edges)
    for length in lengths:
        counts[max(0, bisect_left(edges, length) - 1)] += 1
    highs: list[int | None] = [*edges[1:], None]
    rows = [{"low": low, "high": high, "count": count} for low, high, count in zip(edges, highs, counts, strict=True)]
    return rows if counts[-1] else rows[:-1] or rows


def automatic_edges(lengths: Sequence[int]) -> list[int]:
    """Return round edges for sorted lengths, so that an open bin holds the longest fiftieth at most.

    The width follows Freedman and Diaconis (1981), 2 IQR / cube root of the count, rounded up to 1, 2 or 5
    times a power of ten, and is widened until MOST bins are enough.
    """
    if len(lengths) < 2 or lengths[0] == lengths[-1]:
        return [0, max(lengths, default=1)]
    low, _, high = quantiles(lengths, n=4)
    end = lengths[math.ceil(len(lengths) * (1 - OPEN_SHARE)) - 1]
    width = max(1.0, 2 * (high - low) / len(lengths) ** (1 / 3), end / MOST)
    power = 10 ** math.floor(math.log10(width))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= width)
    return list(range(0, end + step, step))


PROVIDER = Provider(sources=of_corpus, compute=_compute)
