"""The model of a geometric mixture: its weights, learnt once for an index, and its reading of a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from generator.lm.base import LanguageModel
from generator.lm.index.build import build_index
from generator.lm.index.climb import joined, matched
from generator.lm.index.context_tree import tree_of
from generator.lm.index.matches import longest_matches
from generator.lm.models._smoothing import smoothing_of
from generator.lm.models.mixtures._mixing import CACHE_SETS, CACHES, MATCHES, mix
from generator.lm.split import split_texts
from generator.lm.symbols import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from generator.lm.index.index import Index

EXPERTS = (1, 2, 3, 4, 5, 6, 8, 11, 16)
LEVELS = (1, 2, 3, 4, 5, 7, 10)
THETA = 0.5
SHARE, SEED, MOST_CHARACTERS, EPOCHS, RATE = 0.1, 1, 200_000, 4, 0.05

_WEIGHTS: WeakKeyDictionary[Index, dict[tuple[int, bool], NDArray[np.float64]]] = WeakKeyDictionary()


class Mixture(LanguageModel):
    """Kneser-Ney experts of the orders in EXPERTS up to ``order`` (16 by default), multiplied."""

    cached = False

    def __init__(self, index: Index, order: int | None = None):
        super().__init__(index, 16 if order is None else order)
        longest = self.order or 0
        self.experts = np.array([*(one for one in EXPERTS if one < longest), longest], dtype=np.int64)
        self.levels = np.array(LEVELS if self.cached else (), dtype=np.int64)
        self.parts = _parts(index, longest)

    @property
    def weights(self) -> NDArray[np.float64]:
        """The weights (2, sets, experts and levels), learnt at first use and kept with the index."""
        known = _WEIGHTS.setdefault(self.index, {})
        key = (self.order or 0, self.cached)
        if key not in known:
            known[key] = self._learnt()
        return known[key]

    def distribution(self, history: str) -> dict[str, float]:
        """Return the probability of END, each character by symbol, and UNKNOWN: above 0, 1 in all."""
        index = self.index
        query = np.array(index.symbols(history) or [-1], dtype=np.int32)
        tail = query[-(self.experts[-1] + 2) :]
        rows, lengths = longest_matches(index, tail)
        whole = np.zeros(len(query), dtype=np.uint32), np.zeros(len(query), dtype=np.int32)
        whole[0][-len(tail) :], whole[1][-len(tail) :] = rows, lengths
        out = np.empty((1, index.alphabet.size + 1))
        self._run(index, self.parts, (*whole, query), len(query) - 1, 0.0, self.weights, out)
        names = [*(index.name(symbol) for symbol in range(index.alphabet.size)), UNKNOWN]
        return dict(zip(names, out[0].tolist(), strict=True))

    def bits(self, text: str) -> NDArray[np.float64]:
        """Return -log2 p of each character and of the end."""
        query = joined(self.index, [text])
        rows, lengths, _ = matched(self.index, query)
        out = np.empty((len(rows), 1))
        self._run(self.index, self.parts, (rows, lengths, query), 0, 0.0, self.weights, out)
        bits: NDArray[np.float64] = -np.log2(out[:, 0])
        return bits

    def _learnt(self) -> NDArray[np.float64]:
        """Learn the weights on a tenth of the index's own texts; with too few texts they stay the highest order's."""
        index = self.index
        by_match = 2 * MATCHES * (CACHES if self.cached else 1)
        weights = np.zeros((2, by_match + index.alphabet.size + 1, len(self.experts) + len(self.levels)))
        weights[0, :by_match, len(self.experts) - 1] = 1.0
        texts = texts_of(index)
        split = split_texts(texts, SHARE, SEED)
        if not split.held_out:
            return weights
        rest = build_index([texts[number] for number in split.train])
        query = joined(rest, [texts[number] for number in split.held_out])[: MOST_CHARACTERS + 1]
        rows, lengths, _ = matched(rest, query)
        parts = _parts(rest, int(self.experts[-1]))
        for epoch in range(EPOCHS):
            out = np.empty((len(rows), 1))
            self._run(rest, parts, (rows, lengths, query), 0, RATE / (epoch + 1), weights, out)
        return weights

    def _run(
        self, index: Index, parts: Any, events: Sequence[Any], first: int, rate: float, weights: Any, out: Any
    ) -> None:
        rows, lengths, query = events
        sets = self.index.alphabet.symbol_of
        own = [0, *(sets.get(character, -1) for character in index.alphabet.characters), -1]
        size = self.index.alphabet.size + 1
        set_of = np.array([number if number >= 0 else size - 1 for number in own], dtype=np.int64)
        choice = (self.experts, self.levels, set_of + (weights.shape[1] - size), CACHE_SETS)
        settings = (1.0 / len(own), THETA, rate)
        run = mix.on(len(out) * len(own) * len(self.experts))
        run((rows, lengths, index.following[rows], query), first, parts, choice, settings, weights, out)


def texts_of(index: Index) -> list[str]:
    """Return the texts that an index was made of, in its order."""
    ends = np.append(index.starts[1:], index.rows)
    return [index.decode(index.codes[begin:end]) for begin, end in zip(index.starts, ends, strict=True)]


def _parts(index: Index, longest: int) -> tuple[Any, ...]:
    """Return the nodes, counts and discounts of an index for the kernel."""
    tree = tree_of(index, longest)
    smoothing = smoothing_of(tree)
    counts = (tree.raw, smoothing.sums, smoothing.chance, smoothing.keeps)
    return tree.nodes, counts, (smoothing.discounts.lower, smoothing.discounts.highest)
