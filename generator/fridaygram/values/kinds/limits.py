"""The limits of order: sense (held-out bits) against memory (what is unseen, copied and repeated), by order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.values.base import Params, Provider, Stores, of_corpus_and_model
from fridaygram.values.kinds.order_curve import NAMES, held_out_texts
from fridaygram.values.leakage import leakage_of
from fridaygram.values.samples.copying import AT_LEAST, LENGTH, SAMPLES, SEED, novelty

if TYPE_CHECKING:
    from fridaygram.lm import Index

ORDERS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16)
LONG = 1000
SHOWN = 60
SHORTEST, LONGEST = 8, 200
"""Characters of what is repeated: "ha ha" is no loop, and what comes back later than LONGEST is not found."""


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from fridaygram.lm import evaluate

    name, model = params["corpus"], params["model"]
    index = stores.index(name)
    people = held_out_texts(name, stores)
    orders = sorted(set(params["orders"] or ORDERS))
    evaluation = evaluate(index, people, models=(model,), orders=orders)
    by_order = {row.order: row for row in evaluation.rows}
    measured = _measured(index, people, people)
    return {
        "orders": orders,
        "model": NAMES.get(model, model),
        "bits": [by_order[order].bits_per_character for order in orders],
        "unseen": [by_order[order].unseen_share for order in orders],
        **_written(index, orders, params["samples"]),
        "people": measured,
        "measured": {"samples": params["samples"], "length": LONG, "copies": SAMPLES, "cut": LENGTH, "seed": SEED},
        "at_least": AT_LEAST,
        "held_out": {
            "texts": evaluation.texts,
            "characters": evaluation.characters,
            "leakage": {**msgspec.to_builtins(leakage_of(index, people)), "longest": measured["longest"]},
        },
    }


def _written(index: Index, orders: Sequence[int], samples: int) -> dict[str, Any]:
    """Return what the unsmoothed model writes at each order: novel share, longest copy, share of texts that loop.

    A text of a seed begins in the same way whatever its greatest length, so the copies are those of ``copies_by_name``.
    """
    from fridaygram.lm import load_model, sample_texts

    found: dict[str, list[Any]] = {"novel": [], "longest": [], "loops": [], "loop": []}
    for order in orders:
        count = max(samples, SAMPLES)
        written = sample_texts(load_model("mle", index, order), count=count, seed=SEED, limit=LONG)
        texts = [one.text for one in written]
        row = _measured(index, [text[:LENGTH] for text in texts[:SAMPLES]], texts[:samples])
        for key, values in found.items():
            values.append(row[key])
    return found


def _measured(index: Index, short: Sequence[str], long: Sequence[str]) -> dict[str, Any]:
    novel, longest = novelty(index, short)
    return {"novel": novel, "longest": longest, **_looping(long)}


def _looping(texts: Sequence[str]) -> dict[str, Any]:
    """Return the share of texts that have a loop in their first LONG characters, and the first such loop."""
    cut = [text[:LONG] for text in texts]
    loops = [(text, loops_of(text)) for text in cut]
    looping = [text[found[0][0] : found[0][0] + found[0][1]] for text, found in loops if found]
    first = looping[0] if looping else ""
    shown = first if len(first) <= SHOWN else first[: SHOWN - 1] + "…"
    return {"loops": len(looping) / len(cut) if cut else 0.0, "loop": shown}


def loops_of(text: str) -> list[tuple[int, int]]:
    """Return maximal stretches (start, length) that repeat their beginning at once, at least twice over in all.

    What is repeated has SHORTEST to LONGEST characters, a letter among them, and is no repetition of a shorter such
    thing. O(characters * LONGEST).
    """
    import numpy as np

    points = np.array([ord(character) for character in text])
    found: dict[tuple[int, int], int] = {}
    for period in range(SHORTEST, min(LONGEST, len(text) // 2) + 1):
        same = np.concatenate(([0], (points[period:] == points[:-period]).astype(np.int8), [0]))
        edges = np.diff(same)
        for start, end in zip(np.flatnonzero(edges > 0).tolist(), np.flatnonzero(edges < 0).tolist(), strict=True):
            repeats = end - start >= period and any(character.isalpha() for character in text[start : start + period])
            if repeats and not any(first <= start and end + period <= last for first, last in found):
                found[start, end + period] = period
    return [(start, end - start) for start, end in sorted(found)]


PROVIDER = Provider(sources=of_corpus_and_model, compute=_compute)
