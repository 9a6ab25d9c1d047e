"""The learning curve: bits a character by the day of the corpus, on the texts that every day held out.

Each day's corpus is split and trained in memory, so the curve needs no trained model. What one day holds out, the next
day holds out too, except for a group that a new text joins (see ``lm/split.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fridaygram.corpus.records import songs_of
from fridaygram.errors import ContentError
from fridaygram.values.base import Params, Provider, Stores, of_corpus
from fridaygram.values.kinds.order_curve import HIGHEST, NAMES

if TYPE_CHECKING:
    from fridaygram.corpus.records import Review
    from fridaygram.lm import Index, Split

WEEK = timedelta(days=7)


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    days, texts, splits = _snapshots(params, stores)
    held_out = [[of_day[number] for number in split.held_out] for of_day, split in zip(texts, splits, strict=True)]
    common = shared(*held_out)
    if not common:
        raise ContentError(
            f"no text of '{params['corpus']}' was held out on all days from {days[0]} to {days[-1]}: "
            f"the first held out {len(held_out[0])}, the last {len(held_out[-1])}",
            hint="begin with a later day, or hold out a larger share",
        )
    models = params["models"]
    rows: list[list[tuple[float | None, int | None]]] = []
    for place, of_day in enumerate(texts):
        is_known = place > 0 and of_day == texts[place - 1]
        index = None if is_known else trained(of_day, splits[place])
        rows.append(rows[-1] if index is None else [best_bits(index, common, model) for model in models])
    series = [
        {
            "name": NAMES.get(model, model),
            "model": model,
            "values": [row[number][0] for row in rows],
            "orders": [row[number][1] for row in rows],
        }
        for number, model in enumerate(models)
    ]
    return {
        "unit": "bits a character",
        "days": [day.isoformat() for day in days],
        "texts": [len(of_day) for of_day in texts],
        "series": series,
        "held_out": {
            "texts": len(common),
            "characters": sum(map(len, common)),
            "left_out": len(held_out[-1]) - len(common),
            "share": params["share"],
            "seed": params["seed"],
        },
    }


def _snapshots(params: Params, stores: Stores) -> tuple[list[date], list[list[str]], list[Split]]:
    """Return the days of the curve, oldest first, and of each the texts of the corpus as of then, and their split."""
    name, asked = params["corpus"], params.get("days")
    corpus, end = stores.corpus(name), stores.day(name)
    if asked:
        days = sorted({date.fromisoformat(day) for day in asked})
        if end and days[-1] > end:
            raise ContentError(f"day {days[-1]} is after {end}, the day of the post", hint="leave it out")
    else:
        last = max((review.date_published[:10] for review in corpus.reviews(end)), default="")
        if end is None and not last:
            raise ContentError(f"no text of '{name}' has a date", hint="import the texts with their dates")
        until = end or date.fromisoformat(last)
        days = [until - WEEK * back for back in reversed(range(params["weeks"]))]
    reviews = [corpus.reviews(day) for day in days]
    empty = sum(not of_day for of_day in reviews)
    if empty and (asked or empty == len(days)):
        raise ContentError(f"corpus '{name}' has no texts up to {days[0]}", hint="name a later day")
    pairs = [split_of(of_day, params["share"], params["seed"]) for of_day in reviews[empty:]]
    return days[empty:], [texts for texts, _ in pairs], [split for _, split in pairs]


def split_of(reviews: Sequence[Review], share: float, seed: int) -> tuple[list[str], Split]:
    """Return the texts of reviews, and which of them training holds out, as ``fridaygram train`` does."""
    from fridaygram.lm import split_texts

    texts = [review.content for review in reviews]
    return texts, split_texts(texts, share, seed, groups=songs_of(reviews))


def shared(*held_out: Sequence[str]) -> list[str]:
    """Return the texts that all have, in the order of the last."""
    known = set.intersection(*map(set, held_out))
    return [text for text in held_out[-1] if text in known]


def trained(texts: Sequence[str], split: Split) -> Index:
    """Return the index of the texts that a split does not hold out."""
    from fridaygram.lm import build_index

    return build_index([texts[number] for number in split.train])


def best_bits(index: Index, texts: Sequence[str], model: str) -> tuple[float | None, int | None]:
    """Return the fewest bits a character of a kind of model, up to order HIGHEST, and that order.

    None where it calls something impossible at every order.
    """
    from fridaygram.lm import evaluate

    rows = evaluate(index, texts, models=(model,), orders=range(1, HIGHEST + 1)).rows
    known = [(row.bits_per_character, row.order) for row in rows if row.bits_per_character is not None]
    return min(known, default=(None, None))


PROVIDER = Provider(sources=of_corpus, compute=_compute)
