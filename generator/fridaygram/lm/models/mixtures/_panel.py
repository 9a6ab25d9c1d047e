"""Mixtures of several orders that read and learn together: what they share is asked of the experts once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.models.mixtures._experts import BELOW_WORDS
from fridaygram.lm.models.mixtures._mixing import rows_of_sets

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXPERTS = (1, 2, 3, 4, 6, 8, 12, 16)
LEVELS = (1, 2, 3, 4, 5, 7, 10)


@dataclass(frozen=True)
class Panel:
    """One mixture for each of ``orders``: the Kneser-Ney orders in EXPERTS below it and itself, then experts of words,
    then, of a cached one, those of the cache.
    """

    orders: tuple[int, ...]
    cached: bool

    @cached_property
    def experts(self) -> list[tuple[int, ...]]:
        """The Kneser-Ney orders of each mixture, ascending."""
        return [(*(one for one in EXPERTS if one < order), order) for order in self.orders]

    @cached_property
    def below(self) -> NDArray[np.int64]:
        """For each expert of words and of the cache the one that stands below it, -1 for the highest order."""
        first = len(BELOW_WORDS)
        levels = [first + level - 1 if level else -1 for level in range(len(LEVELS))] if self.cached else []
        return np.array([*BELOW_WORDS, *levels], dtype=np.int64)

    @cached_property
    def levels(self) -> NDArray[np.int64]:
        """The lengths of the cache's histories, ascending; none of a static mixture."""
        return np.array(LEVELS if self.cached else (), dtype=np.int64)

    def sizes(self, place: int) -> int:
        """Return the number of experts of a mixture."""
        return len(self.experts[place]) + len(self.below)

    def arrays(self, symbols: int) -> tuple[Any, ...]:
        """Return, for a kernel and a code of so many symbols: all orders, and by mixture the places of its own among
        them and their number; the cache's levels; ``below``; the first row of each set of weights.
        """
        wanted = sorted({order for experts in self.experts for order in experts})
        numbers = np.array([len(experts) for experts in self.experts], dtype=np.int64)
        picks = np.zeros((len(self.orders), int(numbers.max())), dtype=np.int64)
        for row, experts in zip(picks, self.experts, strict=True):
            row[: len(experts)] = [wanted.index(order) for order in experts]
        firsts = np.cumsum([0, *rows_of_sets(symbols, self.cached)[:-1]])
        return np.array(wanted, dtype=np.int64), picks, numbers, self.levels, self.below, firsts

    def beginning(self, symbols: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return weights (mixtures, 2, rows, experts) and (mixtures, 2, sets) before learning: the highest order's."""
        sizes = rows_of_sets(symbols, self.cached)
        most = max(self.sizes(place) for place in range(len(self.orders)))
        weights, sums = np.zeros((len(self.orders), 2, sum(sizes), most)), np.zeros((len(self.orders), 2, len(sizes)))
        for place, experts in enumerate(self.experts):
            weights[place, 0, :, len(experts) - 1] = 1.0
        sums[:, 0] = 1.0 / len(sizes)
        return weights, sums

    def stacked(self, weights: list[tuple[Any, Any]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the weights of each mixture as the arrays that ``beginning`` gives."""
        most = max(rows.shape[-1] for rows, _ in weights)
        return (
            np.stack([np.pad(rows, ((0, 0), (0, 0), (0, most - rows.shape[-1]))) for rows, _ in weights]),
            np.stack([sums for _, sums in weights]),
        )
