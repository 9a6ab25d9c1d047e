"""What has changed in corpora and their models since an earlier post: texts, funnel, words, bits and a sample.

The corpus must be here. Of the rest, what cannot be computed is said, and why.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import log
from typing import TYPE_CHECKING, Any

from fridaygram.errors import CorpusError, FridaygramError, ModelError
from fridaygram.values.base import Params, Provider, Stores, ValueSource
from fridaygram.values.kinds.learning_curve import shared, split_of, trained
from fridaygram.values.kinds.order_curve import HIGHEST, held_out_texts

if TYPE_CHECKING:
    from fridaygram.corpus.records import Review

KIND = "changes"
MODEL = "kneser-ney"
ORDER, SEED, LENGTH = 6, 1, 240
WORDS, SCALE = 8, 10_000
PUNCTUATION = ".,;:!?()[]\"'*_-\u2013\u2014\u2018\u2019\u201c\u201d\u2026"


def _sources(params: Params) -> tuple[ValueSource, ...]:
    return tuple(ValueSource(kind=kind, name=name) for name in params["corpora"] for kind in ("corpus", "model"))


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    then = stores.at(date.fromisoformat(params["since"]))
    return {"corpora": [_compared(name, then, stores) for name in params["corpora"]]}


def _compared(name: str, then: Stores, now: Stores) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "texts": _texts(name, then, now), "cannot": {}}
    for part, compare in (("funnel", _funnel), ("words", _words), ("model", _model)):
        try:
            found[part] = compare(name, then, now)
        except FridaygramError as error:
            found["cannot"][part] = error.message
    return found


def _texts(name: str, then: Stores, now: Stores) -> dict[str, Any]:
    """Count the texts and their words, and those that came, went, or have the same URL and other content."""
    before, after = _by_url(name, then), _by_url(name, now)
    return {
        "before": {"texts": len(before), "words": sum(one.word_count for one in before.values())},
        "now": {"texts": len(after), "words": sum(one.word_count for one in after.values())},
        "in": len(after.keys() - before.keys()),
        "out": len(before.keys() - after.keys()),
        "changed": sum(before[url].content != after[url].content for url in before.keys() & after.keys()),
    }


def _by_url(name: str, stores: Stores) -> dict[str, Review]:
    return {review.url: review for review in stores.reviews(name)}


def _funnel(name: str, then: Stores, now: Stores) -> dict[str, Any]:
    before, after = (one.corpus(name).funnel(one.day(name)) for one in (then, now))
    if before is None or after is None:
        raise CorpusError("only an acquired or imported corpus has a funnel")
    counts = {stage.name: stage.count for stage in before.stages}
    return {
        "steps": [
            {"label": stage.label, "before": counts.get(stage.name), "now": stage.count} for stage in after.stages
        ]
    }


def _words(name: str, then: Stores, now: Stores) -> dict[str, Any]:
    """Return the words that rose and fell most, in uses per SCALE words.

    They are ranked by log-likelihood (T. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
    1993): a change counts the more, the less chance explains it.
    """
    before, after = (_counted(stores.reviews(name)) for stores in (then, now))
    sizes = before.total(), after.total()
    if not all(sizes):
        raise CorpusError("one of the days has no words")
    rows = []
    for word in sorted(before.keys() | after.keys()):
        counts = before[word], after[word]
        expected = [sum(counts) * size / sum(sizes) for size in sizes]
        surprise = 2 * sum(count * log(count / wait) for count, wait in zip(counts, expected, strict=True) if count)
        old, new = (SCALE * count / size for count, size in zip(counts, sizes, strict=True))
        rows.append((-surprise, word, old, new))
    rose = [(word, old, new) for _, word, old, new in sorted(rows) if new > old]
    fell = [(word, old, new) for _, word, old, new in sorted(rows) if new < old]
    return {
        name: [{"word": word, "before": old, "now": new} for word, old, new in found[:WORDS]]
        for name, found in (("rose", rose), ("fell", fell))
    }


def _counted(reviews: list[Review]) -> Counter[str]:
    words = (word.strip(PUNCTUATION).casefold() for review in reviews for word in review.content.split())
    return Counter(word for word in words if word)


def _model(name: str, then: Stores, now: Stores) -> dict[str, Any]:
    """Measure the models of both days on the texts that both held out, and let both write from one seed.

    The earlier one is trained in memory, on the corpus as of then, with the split of the present one.
    """
    from fridaygram.lm import evaluate, load_model

    index, held_out = now.index(name), held_out_texts(name, now)
    texts, split = split_of(then.reviews(name), index.held_out.share, index.held_out.seed)
    held_out_then = [texts[number] for number in split.held_out]
    common = shared(held_out_then, held_out)
    if not common:
        raise ModelError("no text was held out both then and now, so the scores say nothing of each other")
    orders = range(1, HIGHEST + 1)
    bits, samples = [], []
    for one in (trained(texts, split), index):
        rows = evaluate(one, common, models=(MODEL,), orders=orders).rows
        found = {row.order: row.bits_per_character for row in rows}
        bits.append([found.get(order) for order in orders])
        samples.append(load_model(MODEL, one, ORDER).sample(SEED, limit=LENGTH).text)
    return {
        "model": MODEL,
        "bits": {"orders": list(orders), "before": bits[0], "now": bits[1]},
        "held_out": {"before": len(held_out_then), "now": len(held_out), "common": len(common)},
        "sample": {"order": ORDER, "seed": SEED, "before": samples[0], "now": samples[1]},
    }


PROVIDER = Provider(sources=_sources, compute=_compute)
