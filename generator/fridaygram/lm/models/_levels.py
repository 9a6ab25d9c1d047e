"""What smoothed models share: all orders of one in a single climb from the empty history to the longest match."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm import UNKNOWN
from fridaygram.lm.base import LanguageModel
from fridaygram.lm.index.alphabet import place_type
from fridaygram.lm.index.context_tree import DEEPEST, ContextTree, tree_of
from fridaygram.lm.index.matches import joined, longest_matches, matched

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

PIECE = 1 << 17
"""Events whose probabilities of all orders are held in memory at once."""


@dataclass(frozen=True)
class Events:
    """Events by (events) arrays: a row of the history's longest match, its length, the symbol that came (-1 where the
    corpus lacks it), and the symbol after that row. Lengths count the start of the text as a character.
    """

    rows: NDArray[Any]
    lengths: NDArray[np.int32]
    symbols: NDArray[np.int32]
    following: NDArray[Any]

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The arrays, for a kernel."""
        return self.rows, self.lengths, self.symbols, self.following

    def piece(self, begin: int, end: int) -> Events:
        """Return the events ``[begin, end)``."""
        return Events(*(array[begin:end] for array in self.arrays))


def events_of(index: Index, texts: Sequence[str]) -> Events:
    """Return the events of texts one after the other, (characters + 1) each."""
    query = joined(index, texts)
    rows, lengths, _ = matched(index, query)
    return Events(rows, lengths, query[1:], index.following[rows])


class LevelModel(LanguageModel):
    """A model whose order n is made from its order n - 1: ``chances`` gives all orders at once, the rest follows."""

    default_order: int | None = 8

    def __init__(self, index: Index, order: int | None = None):
        super().__init__(index, order)
        self.tree: ContextTree = tree_of(index, self.longest)

    @property
    def longest(self) -> int:
        """The order, or the longest history that there is."""
        return DEEPEST if self.order is None else self.order

    @abstractmethod
    def chances(self, events: Events, orders: Sequence[int]) -> NDArray[np.float64]:
        """Return the probability of each event under this kind of model of each order, (orders, events).

        No order is greater than the model's own.
        """

    @cached_property
    def uniform(self) -> float:
        """Probability of each character, of END and of UNKNOWN below order 0."""
        return 1.0 / (self.index.alphabet.size + 1)

    def distribution(self, history: str) -> dict[str, float]:
        """Return the probability of END, each character by symbol, and UNKNOWN: above 0, 1 in all."""
        index = self.index
        query = np.array(index.symbols(history, self.longest), dtype=np.int32)
        rows, lengths = longest_matches(index, query)
        row, length = (int(rows[-1]), int(lengths[-1])) if len(query) else (0, 0)
        symbols = np.append(np.arange(index.alphabet.size, dtype=np.int32), np.int32(-1))
        events = Events(
            rows=np.full(len(symbols), row, dtype=place_type(index.rows)),
            lengths=np.full(len(symbols), length, dtype=np.int32),
            symbols=symbols,
            following=np.full(len(symbols), index.following[row], dtype=index.following.dtype),
        )
        found = self.chances(events, [self.longest])[0].tolist()
        names = [*(index.name(symbol) for symbol in range(index.alphabet.size)), UNKNOWN]
        return dict(zip(names, found, strict=True))

    def bits(self, text: str) -> NDArray[np.float64]:
        """Return -log2 p of each character and of the end."""
        return next(self.bits_by_order([text], [self.longest]))[1]

    def bits_by_order(self, texts: Sequence[str], orders: Sequence[int]) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Yield each order and -log2 p of all events of ``texts`` under it, from one climb for all orders."""
        events = events_of(self.index, texts)
        out = np.empty((len(orders), len(events.rows)))
        for begin in range(0, len(events.rows), PIECE):
            end = begin + PIECE
            out[:, begin:end] = -np.log2(self.chances(events.piece(begin, end), orders))
        yield from zip(orders, out, strict=True)
