"""A code tree over an alphabet: a symbol is a path of decisions, and symbols that are alike share the first of them.

A probability of each decision, given those before it, makes a distribution over symbols that sums to 1 whatever the
probabilities are. Models that mix in the logistic domain decide so.

Symbols are alike where they follow alike histories, as vowels do. The tree is built from its leaves, as D. Huffman's is
(1952). What is joined next is what costs least: the bits that the two characters before say of the one or the other
(as P. Brown et al. cluster words, 1992), and BALANCE bits each time that a decision is made. So the first decisions are
those that a history answers well.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FREQUENT = 256
"""Symbols that are joined by their histories. All others are first joined into one by their numbers alone."""
BALANCE = 0.2


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


def joins_of(codes: NDArray[np.integer[Any]], symbols: int) -> NDArray[np.int32]:
    """Return what is joined with what, (symbols - 1, 2), for symbols in the order of a corpus.

    Numbers from ``symbols`` on are earlier joins. Ties go to the lower number.
    """
    codes = codes.astype(np.int64)
    counts = np.bincount(codes, minlength=symbols)
    ranks = np.argsort(-counts, kind="stable")
    frequent, rare = ranks[:FREQUENT].tolist(), ranks[FREQUENT:].tolist()
    joins = _huffman([int(counts[symbol]) for symbol in rare], rare, symbols)
    items = frequent + ([symbols + len(joins) - 1 if joins else rare[0]] if rare else [])
    slots = np.full(symbols, len(items) - 1)
    slots[frequent] = np.arange(len(frequent))
    kept = slots[codes]
    histories = np.append(0, kept[:-1]) + len(items) * np.append([0, 0], kept)[: len(kept)]
    different, histories = np.unique(histories, return_inverse=True)
    table = np.bincount(histories * len(items) + kept, minlength=len(different) * len(items))
    joins += _joined(table.reshape(-1, len(items)) / len(codes), items, symbols + len(joins))
    return np.array(joins, dtype=np.int32).reshape(-1, 2)


def code_of(joins: NDArray[np.int32]) -> CodeTree:
    """Return the code of two or more symbols by their joins. Raises ValueError where these make no tree."""
    count = len(joins) + 1
    if sorted(joins.ravel().tolist()) != list(range(2 * count - 2)):
        raise ValueError("a code tree joins each item once")
    if (joins >= count + np.arange(count - 1)[:, None]).any():
        raise ValueError("a code tree joins what there is already")
    under = [(symbol,) for symbol in range(count)]
    paths: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    leaves = np.zeros((count - 1, 2))
    for node, pair in enumerate(joins.tolist()):
        for side, item in enumerate(pair):
            leaves[node, side] = len(under[item])
            for symbol in under[item]:
                paths[symbol].append((node, side))
        under.append(under[pair[0]] + under[pair[1]])
    depths = np.array([len(path) for path in paths], dtype=np.int32)
    nodes = np.zeros((count, int(depths.max())), dtype=np.int32)
    sides = np.zeros(nodes.shape, dtype=np.int8)
    for symbol, path in enumerate(paths):
        for step, (node, side) in enumerate(reversed(path)):
            nodes[symbol, step], sides[symbol, step] = node, side
    return CodeTree(nodes, sides, depths, leaves)


def _huffman(counts: Sequence[int], items: Sequence[int], first: int) -> list[tuple[int, int]]:
    """Join items that occurred so often, the rarest first; the joins are numbered from ``first``."""
    heap = sorted(zip(counts, items, strict=True))
    joins: list[tuple[int, int]] = []
    while len(heap) > 1:
        (one, item), (other, second) = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, (one + other, first + len(joins)))
        joins.append((item, second))
    return joins


def _joined(shares: NDArray[np.float64], items: list[int], first: int) -> list[tuple[int, int]]:
    """Join items until one is left. ``shares`` (histories, items): of all events."""
    count = len(items)
    told, size = _told(shares), shares.sum(axis=0)
    costs = np.full((count, count), np.inf)
    for one in range(count - 1):
        costs[one, one + 1 :] = _costs(shares, told, size, one, np.arange(one + 1, count))
    alive = np.ones(count, dtype=np.bool_)
    joins: list[tuple[int, int]] = []
    for _ in range(count - 1):
        one, other = divmod(int(np.argmin(costs)), count)
        joins.append((items[one], items[other]))
        items[one] = first + len(joins) - 1
        shares[:, one] += shares[:, other]
        told[one : one + 1], size[one] = _told(shares[:, [one]]), shares[:, one].sum()
        alive[other] = False
        costs[other], costs[:, other] = np.inf, np.inf
        others = np.flatnonzero(alive)
        others = others[others != one]
        costs[np.minimum(one, others), np.maximum(one, others)] = _costs(shares, told, size, one, others)
    return joins


def _told(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what histories say of each item, in bits: the sum of p(h, item) log2(p(h, item) / p(item))."""
    told: NDArray[np.float64] = _x_log_x(shares).sum(axis=0) - _x_log_x(shares.sum(axis=0))
    return told


def _costs(shares: Any, told: Any, size: Any, one: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what it costs to join an item with each of others, in bits an event."""
    both = shares[:, [one]] + shares[:, others]
    costs: NDArray[np.float64] = told[one] + told[others] - _told(both) + BALANCE * (size[one] + size[others])
    return costs


def _x_log_x(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    out: NDArray[np.float64] = shares * np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    return out
