"""What has changed in corpora and their models since an earlier post: texts, funnel, words, bits, a sample.

The corpus must be here. Of the rest, what cannot be computed is said, and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from math import log
from typing import TYPE_CHECKING, Any

from fridaygram.errors import CorpusError, FridaygramError, ModelError
from fridaygram.values.base import Params, Provider, Stores, ValueSource
from fridaygram.values.kinds.order_curve import HIGHEST, held_out_texts

if TYPE_CHECKING:
    from fridaygram.corpus.records import Review
    from fridaygram.lm import Index

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
    parts: dict[str, Callable[[str, Stores, Stores], dict[str, Any]]] = {
        "funnel": _funnel,
        "words": _words,
        "bits": _bits,
        "sample": _sample,
    }
    found: dict[str, Any] = {"name": name, "texts": _texts(name, then, now), "cannot": {}}
    for part, compare in parts.items():
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


def _models(name: str, then: Stores, now: Stores) -> tuple[Index, Index]:
    """Return the models of both days. Raises ModelError where there is one for both, of different texts."""
    source = ValueSource(kind="model", name=name)
    before, after = then.index(name), now.index(name)
    texts = ValueSource(kind="corpus", name=name)
    same = before.digest == after.digest and then.digest(texts) != now.digest(texts)
    if same or then.is_newer(source):
        raise ModelError(f"no model as of {then.as_of} is here")
    return before, after


def _bits(name: str, then: Stores, now: Stores) -> dict[str, Any]:
    """Measure both models, at each order, on the texts that both of them held out."""
    from fridaygram.lm import evaluate

    models = _models(name, then, now)
    held_out = [held_out_texts(name, stores) for stores in (then, now)]
    other = Counter(held_out[0])
    common = [text for text in held_out[1] if other[text]]
    if not common:
        raise ModelError("the two models held out no text in common, so their scores say nothing of each other")
    orders = range(1, HIGHEST + 1)
    bits = []
    for index in models:
        rows = evaluate(index, common, models=(MODEL,), orders=orders).rows
        found = {row.order: row.bits_per_character for row in rows}
        bits.append([found.get(order) for order in orders])
    sizes = {"before": len(held_out[0]), "now": len(held_out[1]), "common": len(common)}
    return {"model": MODEL, "orders": list(orders), "before": bits[0], "now": bits[1], "held_out": sizes}


def _sample(name: str, then: Stores, now: Stores) -> dict[str, Any]:
    """Let both models write from the same seed."""
    from fridaygram.lm import load_model

    texts = [load_model(MODEL, index, ORDER).sample(SEED, limit=LENGTH).text for index in _models(name, then, now)]
    return {"model": MODEL, "order": ORDER, "seed": SEED, "before": texts[0], "now": texts[1]}


PROVIDER = Provider(sources=_sources, compute=_compute)
