"""Training with texts held out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fridaygram.lm.index.build import build_index
from fridaygram.lm.index.index import HeldOut
from fridaygram.lm.split import split_texts
from fridaygram.lm.symbols import Progress

if TYPE_CHECKING:
    from fridaygram.lm.index.index import Index


def train(texts: Sequence[str], *, held_out: float = 0.0, seed: int = 1, progress: Progress | None = None) -> Index:
    """Index a corpus, every order at once, without a share of its texts.

    ``index.held_out.texts`` are the numbers of the texts kept out, ``index.numbers`` those of the texts indexed.
    Raises UsageError for a share not in [0, 1), ModelError as ``build_index``.
    """
    if not held_out:
        return build_index(texts, progress=progress)
    split = split_texts(texts, held_out, seed)
    return build_index(
        [texts[number] for number in split.train],
        numbers=split.train,
        held_out=HeldOut(share=held_out, seed=seed, texts=split.held_out),
        progress=progress,
    )
