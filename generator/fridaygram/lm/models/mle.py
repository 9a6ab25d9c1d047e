"""The unsmoothed maximum-likelihood model: what followed a history in the corpus, as often as it did.

Any order and any length of history. The estimate is a count divided by a count; a history that never occurred has
no distribution, and a character that never followed has probability 0.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fridaygram.errors import UsageError
from fridaygram.lm import PAD
from fridaygram.lm.base import LanguageModel, Taste, chosen
from fridaygram.lm.index.alphabet import BOUNDARY
from fridaygram.lm.rng import Random

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

MOST_KEPT = 4096
"""Histories whose followers are kept while texts are sampled otherwise than by the model's own probabilities."""


class MaximumLikelihood(LanguageModel):
    """Counts of the index, divided."""

    name = "mle"
    default_order = 6

    def __init__(self, index: Index, order: int | None = None):
        super().__init__(index, order)
        self._followers = lru_cache(MOST_KEPT)(self._count)

    def distribution(self, history: str) -> dict[str, float]:
        """Return count(history, character) / count(history), in order of the symbols; empty if never seen."""
        low, high = self.index.find(self.index.symbols(history, self.order))
        return {name: count / (high - low) for name, count in self.index.counts(low, high).items()}

    def bits(self, text: str) -> NDArray[np.float64]:
        """Return -log2 p of each character and of the end; inf where the history or what follows is unseen."""
        import numpy as np

        counts, totals = self._matches(text)
        out = np.full(len(counts), math.inf)
        seen = counts > 0
        out[seen] = np.log2(totals[seen]) - np.log2(counts[seen])
        return out

    def bits_by_order(self, texts: Sequence[str], orders: Sequence[int]) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Yield each order and -log2 p of all events of ``texts`` under it, from one climb for all orders."""
        import numpy as np

        from fridaygram.lm.index.context_tree import DEEPEST, tallies

        if max(orders, default=0) > DEEPEST:
            yield from super().bits_by_order(texts, orders)
            return
        counts, totals = tallies(self.index, texts, orders)
        with np.errstate(divide="ignore", invalid="ignore"):
            bits = np.where(counts > 0, np.log2(totals) - np.log2(counts), math.inf)
        yield from zip(orders, bits, strict=True)

    def unseen(self, text: str) -> NDArray[np.bool_]:
        """Return which events have a history that the corpus lacks."""
        unseen: NDArray[np.bool_] = self._matches(text)[1] == 0
        return unseen

    def start(self, prompt: str) -> tuple[int, int]:
        """Return the run of rows of the prompt's end. Raises UsageError where the corpus never has it."""
        low, high = self.index.find(self.index.symbols(PAD + prompt, self.order))
        if low == high:
            if self.order is None or len(prompt) < self.order:
                said = f"no text of the corpus begins with the prompt {prompt!r}"
            else:
                said = f"the corpus never has the last {self.order} characters of the prompt {prompt!r}"
            raise UsageError(said, hint="try a lower order or another prompt")
        return low, high

    def step(self, state: Any, random: Random, taste: Taste) -> tuple[str, Any, float]:
        """Choose a row of the run, all alike: its next character is a draw from the distribution."""
        index = self.index
        low, high = state
        if taste.as_they_are:
            row = low + random.below(high - low)
            symbol = int(index.following[row])
            if (low, high) == (0, index.rows):
                count = index.first[symbol + 1] - index.first[symbol]
            else:
                count = (index.following[low:high] == symbol).sum()
            probability = int(count) / (high - low)
        else:
            symbols, chances, rows = self._followers(low, high)
            place = chosen(chances, random.uniform(), taste)
            symbol, probability, row = symbols[place], chances[place], rows[place]
        return index.name(symbol), self._run_of(int(index.successor[row])), probability

    def _count(self, low: int, high: int) -> tuple[list[int], list[float], list[int]]:
        """Return what follows a run, by symbol: symbols, their probabilities, and a row of each."""
        following = self.index.following[low:high].tolist()
        if len(following) == 1:
            return following, [1.0], [low]
        counts = Counter(following)
        rows = dict(zip(reversed(following), range(high - 1, low - 1, -1), strict=True))
        symbols = sorted(counts)
        return symbols, [counts[symbol] / (high - low) for symbol in symbols], [rows[symbol] for symbol in symbols]

    def _run_of(self, row: int) -> tuple[int, int]:
        runs = self.index.runs(self.order or 0)
        # A number of the array's own type: any other would copy the whole array at every step.
        place = int(runs.searchsorted(runs.dtype.type(row), side="right"))
        return int(runs[place - 1]), int(runs[place])

    def _matches(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return count(history, event) and count(history) for each event of a text."""
        import numpy as np

        symbols: Sequence[int] = [BOUNDARY, *self.index.alphabet.encode(text), BOUNDARY]
        order = self.order or 0
        counts = np.zeros(len(symbols) - 1, dtype=np.int64)
        totals = np.zeros(len(symbols) - 1, dtype=np.int64)
        for place in range(len(symbols) - 1):
            low, high = self.index.find(symbols[max(0, place + 1 - order) : place + 1])
            totals[place] = high - low
            counts[place] = int((self.index.following[low:high] == symbols[place + 1]).sum())
        return counts, totals


MODEL = MaximumLikelihood
