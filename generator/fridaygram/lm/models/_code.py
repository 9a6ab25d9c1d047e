"""A code tree over an alphabet: a symbol is a path of decisions, the shorter the more frequent it is (D. Huffman 1952).

A probability of each decision, given those before it, makes a distribution over symbols that sums to 1 whatever the
probabilities are. Models that mix in the logistic domain decide so.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class CodeTree(NamedTuple):
    """``nodes`` and ``sides`` (symbols, longest) of each symbol's path, and its length; UNKNOWN is the last symbol.

    ``leaves`` (nodes, 2) is how many symbols lie to each side of a node.
    """

    nodes: NDArray[np.int32]
    sides: NDArray[np.int8]
    depths: NDArray[np.int32]
    leaves: NDArray[np.float64]

    @property
    def symbols(self) -> int:
        """Number of symbols, UNKNOWN included."""
        return len(self.depths)


def code_of(counts: Sequence[int]) -> CodeTree:
    """Return the code of two or more symbols that occurred so often; ties go to the lower number."""
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
    nodes = np.zeros((len(counts), int(depths.max())), dtype=np.int32)
    sides, leaves = np.zeros(nodes.shape, dtype=np.int8), np.zeros((len(counts) - 1, 2))
    for symbol, path in enumerate(paths):
        for step, (node, side) in enumerate(reversed(path)):
            nodes[symbol, step], sides[symbol, step] = node, side
            leaves[node, side] += 1
    return CodeTree(nodes, sides, depths, leaves)
