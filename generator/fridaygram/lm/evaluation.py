"""Evaluation: how well models predict texts that training never saw, every order and model on the same events.

An event is a character or the end of a text; "bits a character" are bits an event. Bits are -log2 p, their mean is the
cross-entropy H, and perplexity is 2^H. A model that called one event impossible has infinite bits: that is its number,
and it is reported with the share of events that it did cover and its bits on those.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from fridaygram.errors import ModelError
from fridaygram.lm import Progress
from fridaygram.lm.models import load_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

MODELS = ("mle", "kneser-ney")
ORDERS = tuple(range(1, 17))


class EvaluationRow(msgspec.Struct, frozen=True, kw_only=True):
    """One model of one order. Bits and perplexity are None where they are infinite, or where there is no event.

    ``unseen_share``: events whose history, ``order`` characters or all since the start of the text, training never
    met; the same for every model. ``impossible_share``: events of probability 0 after a history that was met.
    ``covered_share`` and ``covered_bits``: events of probability above 0 and the mean bits on them.

    ``seed_perplexity``, of the unsmoothed model only, is 2 to the power of ``covered_bits``: the flawed number that
    skips what the model could not predict, and so makes higher orders look better. It is for comparison only.
    """

    model: str
    order: int
    bits_per_character: float | None
    perplexity: float | None
    unseen_share: float
    impossible_share: float
    covered_share: float
    covered_bits: float | None
    seed_perplexity: float | None = None


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """Rows by model, then order, all on the same texts; ``characters`` do not count the ends."""

    texts: int
    characters: int
    rows: tuple[EvaluationRow, ...]


def evaluate(
    index: Index,
    texts: Sequence[str],
    *,
    models: Sequence[str] = MODELS,
    orders: Sequence[int] = ORDERS,
    progress: Progress | None = None,
) -> Evaluation:
    """Measure each model at each order on ``texts``, which should be held out.

    Raises ModelError where there is no text, UsageError for an unknown model or an order it cannot have.
    """
    if not texts:
        raise ModelError("there is no text to evaluate on", hint="train with a held-out share")
    report = progress or (lambda _done, _total, _what: None)
    wanted = sorted(set(orders))
    unseen = unseen_by_order(index, texts, wanted)
    rows = []
    for number, name in enumerate(models):
        report(number, len(models), f"evaluating {name}")
        model = load_model(name, index, wanted[-1])
        for order, bits in model.bits_by_order(texts, wanted):
            rows.append(_row(name, order, bits, unseen[order]))
    report(len(models), len(models), "evaluated")
    return Evaluation(texts=len(texts), characters=sum(map(len, texts)), rows=tuple(rows))


def unseen_by_order(index: Index, texts: Sequence[str], orders: Sequence[int]) -> dict[int, NDArray[np.bool_]]:
    """Return, by order, which events of texts have a history that training never met, (events)."""
    import numpy as np

    from fridaygram.lm.index.matches import joined, matched

    _, lengths, own = matched(index, joined(index, texts))
    return {order: lengths < np.minimum(own, order) for order in orders}


def _row(name: str, order: int, bits: NDArray[np.float64], unseen: NDArray[np.bool_]) -> EvaluationRow:
    import numpy as np

    finite = np.isfinite(bits)
    covered = int(finite.sum())
    mean = math.fsum(bits[finite]) / covered if covered else None
    whole = mean if covered == len(bits) else None
    return EvaluationRow(
        model=name,
        order=order,
        bits_per_character=whole,
        perplexity=None if whole is None else 2.0**whole,
        unseen_share=float(unseen.mean()),
        impossible_share=float((~finite & ~unseen).mean()),
        covered_share=covered / len(bits),
        covered_bits=mean,
        seed_perplexity=2.0**mean if name == "mle" and mean is not None else None,
    )
