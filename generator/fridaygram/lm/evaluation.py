"""Evaluation: how well models predict texts that training never saw, every order and model on the same events.

An event is a character or the end of a text; "bits a character" are bits an event. Bits are -log2 p, their mean is the
cross-entropy H, and perplexity is 2^H. A model that called one event impossible has infinite bits: that is its number,
and it is reported with the share of events that it did cover and its bits on those.

What a model writes is measured too (``readability``): words that training never had, and long copies of it. The same
numbers of held-out texts, which people wrote, say what is usual. A model that invents words knows too little; one whose
texts stand in training, too much.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.errors import ModelError
from fridaygram.lm import Progress
from fridaygram.lm.memorisation import copied
from fridaygram.lm.models import load_model
from fridaygram.lm.sampling import sample_texts
from fridaygram.lm.sentences import cut_place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

MODELS = ("mle", "kneser-ney")
ORDERS = tuple(range(1, 17))
SAMPLES, LENGTH, SEED = 50, 400, 1
"""Texts that a model writes to be measured, their characters at most, and their seed."""

LONG_COPY = 50
"""Characters from which a piece of training is called a long copy."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class EvaluationRow(msgspec.Struct, frozen=True, kw_only=True):
    """One model of one order; see ``one_row_each`` for None. Bits and perplexity are None where they are infinite,
    or where there is no event.

    ``unseen_share``: events whose history, ``order`` characters or all since the start of the text, training never
    met; the same for every model. ``impossible_share``: events of probability 0 after a history that was met.
    ``covered_share`` and ``covered_bits``: events of probability above 0 and the mean bits on them.

    ``seed_perplexity``, of the unsmoothed model only, is 2 to the power of ``covered_bits``: the flawed number that
    skips what the model could not predict, and so makes higher orders look better. It is for comparison only.
    """

    model: str
    order: int | None
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


def one_row_each(evaluation: Evaluation, index: Index) -> Evaluation:
    """Return an evaluation with one row, of order None, for each model that reads all of a text at any order."""
    models = {row.model for row in evaluation.rows}
    alike = {name for name in models if load_model(name, index, 1).order is None}
    rows: dict[tuple[str, int | None], EvaluationRow] = {}
    for row in evaluation.rows:
        order = None if row.model in alike else row.order
        rows[row.model, order] = msgspec.structs.replace(row, order=order)
    return msgspec.structs.replace(evaluation, rows=tuple(rows.values()))


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


class ReadabilityRow(msgspec.Struct, frozen=True, kw_only=True):
    """Texts by a model at one setting; those of people have the model "people" and no setting.

    ``unknown_words``: share of the words, whatever their case, that no training text has. ``copied``: share of the
    characters that lie in pieces of LONG_COPY or more which stand in training.
    """

    model: str
    order: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    texts: int
    characters: int
    unknown_words: float
    copied: float


def readability(
    index: Index,
    held_out: Sequence[str],
    *,
    models: Sequence[str],
    orders: Sequence[int | None] = (None,),
    temperatures: Sequence[float] = (1.0,),
    top_ps: Sequence[float] = (1.0,),
    progress: Progress | None = None,
) -> Iterator[ReadabilityRow]:
    """Yield a row of the ``held_out`` texts, then one of SAMPLES texts for each setting; None is a model's own order.

    All texts are cut after the last whole word of LENGTH characters. Raises UsageError for a model, an order or a
    value that cannot be.
    """

    report = progress or (lambda _done, _total, _what: None)
    known = set(_words(index.all_texts()))
    people = [text[: cut_place(text[:LENGTH], 0, "word")] if len(text) > LENGTH else text for text in held_out]
    yield ReadabilityRow(model="people", **_measures(index, known, people))
    settings = list(product(models, orders, temperatures, top_ps))
    for number, (name, order, temperature, top_p) in enumerate(settings):
        report(number, len(settings), f"{name} writes")
        model = load_model(name, index, order)
        samples = sample_texts(
            model, count=SAMPLES, seed=SEED, temperature=temperature, top_p=top_p, limit=LENGTH, until="word"
        )
        measures = _measures(index, known, [sample.text for sample in samples])
        yield ReadabilityRow(model=name, order=model.order, temperature=temperature, top_p=top_p, **measures)
    report(len(settings), len(settings), "written")


def _measures(index: Index, known: set[str], texts: Sequence[str]) -> dict[str, Any]:
    words = list(_words(texts))
    characters = sum(map(len, texts))
    return {
        "texts": len(texts),
        "characters": characters,
        "unknown_words": sum(word not in known for word in words) / max(1, len(words)),
        "copied": sum(copied(index, texts, at_least=LONG_COPY)[0]) / max(1, characters),
    }


def _words(texts: Iterable[str]) -> Iterator[str]:
    return (word for text in texts for word in _WORD.findall(text.casefold()))
