"""A code tree over an alphabet: a symbol is a path of decisions, the shorter the more frequent it is (D. Huffman 1952).

A probability of each decision, given those before it, makes a distribution over symbols that sums to 1 whatever the
probabilities are. Models that mix in the logistic domain decide so.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fridaygram.lm.index.alphabet import Alphabet


@dataclass(frozen=True, eq=False)
class CodeTree:
    """``nodes`` and ``sides`` (symbols, longest) of each symbol's path, and its length; UNKNOWN is the last symbol.

    ``names`` (symbols) are the symbols' numbers in the alphabet that the tree was made for. ``leaves`` (nodes, 2) is
    how many symbols lie to each side of a node. Each node has symbols of successive ``ranks`` (symbols) below it: those
    of side 0 below its ``middles`` (nodes), then those of side 1.
    """

    nodes: NDArray[np.int32]
    sides: NDArray[np.int8]
    depths: NDArray[np.int32]
    names: NDArray[np.int32]
    leaves: NDArray[np.float64]

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The arrays, for a kernel."""
        return self.nodes, self.sides, self.depths, self.middles, self.names, self.leaves

    @cached_property
    def ranks(self) -> NDArray[np.int32]:
        """The places of the symbols among all, in the order of their paths."""
        ranks = np.empty(self.symbols, dtype=np.int32)
        ranks[np.lexsort(self.sides.T[::-1])] = np.arange(self.symbols, dtype=np.int32)
        return ranks

    @cached_property
    def middles(self) -> NDArray[np.int32]:
        """The lowest rank on side 1 of each node."""
        middles = np.full(len(self.leaves), self.symbols, dtype=np.int32)
        symbol, step = np.nonzero((np.arange(self.nodes.shape[1]) < self.depths[:, None]) & (self.sides == 1))
        np.minimum.at(middles, self.nodes[symbol, step], self.ranks[symbol])
        return middles

    @property
    def symbols(self) -> int:
        """Number of symbols, UNKNOWN included."""
        return len(self.depths)


def code_of(counts: Sequence[int]) -> CodeTree:
    """Return the code of symbols that occurred so often; ties go to the lower number."""
    heap: list[tuple[int, int, tuple[int, ...]]] = [
        (count + 1, symbol, (symbol,)) for symbol, count in enumerate(counts)
    ]
    heapq.heapify(heap)
    paths: list[list[tuple[int, int]]] = [[] for _ in counts]
    for node in range(len(counts) - 1):
        one, other = heapq.heappop(heap), heapq.heappop(heap)
        for side, (_, _, symbols) in enumerate((one, other)):
            for symbol in symbols:
                paths[symbol].append((node, side))
        heapq.heappush(heap, (one[0] + other[0], len(counts) + node, one[2] + other[2]))
    depths = np.array([len(path) for path in paths], dtype=np.int32)
    nodes = np.zeros((len(counts), max(1, int(depths.max()))), dtype=np.int32)
    sides = np.zeros(nodes.shape, dtype=np.int8)
    for symbol, path in enumerate(paths):
        for step, (node, side) in enumerate(reversed(path)):
            nodes[symbol, step], sides[symbol, step] = node, side
    return CodeTree(nodes, sides, depths, np.arange(len(counts), dtype=np.int32), _leaves(nodes, sides, depths))


def code_for(alphabet: Alphabet, other: Alphabet, code: CodeTree) -> CodeTree:
    """Return the part of the code of ``other`` that another alphabet, whose characters ``other`` has, needs."""
    number_of = other.symbol_of
    names = np.array([0, *(number_of[character] for character in alphabet.characters), code.symbols - 1], np.int32)
    nodes, sides, depths = code.nodes[names], code.sides[names], code.depths[names]
    return CodeTree(nodes, sides, depths, names, _leaves(nodes, sides, depths, len(code.leaves)))


def _leaves(nodes: Any, sides: Any, depths: Any, number: int | None = None) -> NDArray[np.float64]:
    leaves = np.zeros((max(1, len(depths) - 1 if number is None else number), 2))
    on_path = np.arange(nodes.shape[1]) < depths[:, None]
    np.add.at(leaves, (nodes[on_path], sides[on_path]), 1.0)
    return leaves
