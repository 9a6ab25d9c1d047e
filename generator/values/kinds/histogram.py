"""Words a review, counted into bins (low, high]."""

from __future__ import annotations

from typing import Any

from generator.values.base import Params, Provider, Source, Stores


def _sources(params: Params) -> tuple[Source, ...]:
    return (Source(kind="corpus", name=params["corpus"]),)


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from generator.corpus.stats import corpus_stats

    stats = corpus_stats(stores.corpus(params["corpus"]).reviews(stores.as_of))
    bins = [{"low": bin_.low, "high": bin_.high, "count": bin_.count} for bin_ in stats.bins]
    return {
        "unit": "words",
        "what": "reviews",
        "bins": bins,
        "total": stats.reviews,
        "mean": stats.mean_words,
        "median": stats.median_words,
    }


PROVIDER = Provider(sources=_sources, compute=_compute)
