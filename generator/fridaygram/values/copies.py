"""How much of what a model writes it has copied: ``{{ demo.copies.8 }}``, measured on samples of every order.

A character counts as copied where it lies in a run of at least AT_LEAST characters that stands, letter for
letter, in the training texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fridaygram.values.base import Stores
from fridaygram.values.kinds.order_curve import HIGHEST, held_out_texts

if TYPE_CHECKING:
    from fridaygram.lm import Index

SAMPLES, LENGTH, SEED, AT_LEAST = 50, 400, 1, 20


def copies_by_name(name: str, stores: Stores) -> dict[str, Any]:
    """Return what ``{{ NAME.copies.* }}`` may ask for.

    ``ORDER`` is the copied share (0 to 1) of SAMPLES texts by the unsmoothed model of that order, up to LENGTH
    characters each; ``ORDER.longest`` the longest run among them; ``held_out`` and ``held_out.longest`` are the
    same of the texts that training kept aside. Raises ModelError where the model kept none.
    """
    from fridaygram.lm import sample_batch

    index = stores.index(name)
    known: dict[str, Any] = {"samples": SAMPLES, "at_least": AT_LEAST}
    known["held_out"], known["held_out.longest"] = _copied(index, held_out_texts(name, stores))
    for order in range(1, HIGHEST + 1):
        samples = sample_batch(index, order, count=SAMPLES, seed=SEED, limit=LENGTH)
        known[str(order)], known[f"{order}.longest"] = _copied(index, samples.texts())
    return known


def _copied(index: Index, texts: Iterable[str]) -> tuple[float, int]:
    """Return the share of all characters that lie in copied runs, and the length of the longest run."""
    from fridaygram.lm import memorise

    found = [memorise(index, text, at_least=AT_LEAST) for text in texts]
    characters = sum(item.characters for item in found)
    copied = sum(item.characters * (1 - item.novel_share) for item in found)
    return (copied / characters if characters else 0.0), max((item.longest for item in found), default=0)
