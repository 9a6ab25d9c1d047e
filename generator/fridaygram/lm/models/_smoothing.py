"""What Kneser-Ney takes from a tree before any text is read: discounts, and lower orders' probabilities by node.

The formulas are those of ``kneser_ney.py``. An entry of the tree keeps p of its symbol as a lower order, at its node's
depth; a symbol that never followed a node has what its parent says, times what the node keeps (as back-off weights are
kept in a file of n-grams). So a probability is found a step or two above the longest match, whatever the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from fridaygram.lm.index.context_tree import ContextTree
from fridaygram.lm.index.kernels import kernel, lower_bound

if TYPE_CHECKING:
    from numpy.typing import NDArray

FALLBACK = (0.5, 1.0, 1.5)
"""Discounts of an order whose counts of counts give none, as KenLM's ``--discount_fallback``."""


@dataclass(frozen=True)
class Discounts:
    """``lower`` and ``highest`` (orders, 4): D of a count of 0, 1, 2 and 3 or more, by number of characters of history.

    ``lower`` is for counts of different characters before, ``highest`` for plain counts, in a model of that order.
    """

    lower: NDArray[np.float64]
    highest: NDArray[np.float64]


def discounts_of(tree: ContextTree) -> Discounts:
    """Return the discounts of all orders that a tree has (Chen and Goodman 1998, equation 26)."""
    counts = np.zeros((2, tree.cap + 2, 5), dtype=np.int64)
    nodes = (tree.parent, tree.depth, tree.begin, tree.end, tree.raw, tree.adjusted)
    counts_of_counts.on(len(tree.node_of))(nodes, tree.node_of, tree.to_start, counts)
    highest, lower = np.cumsum(counts, axis=1)[:, :-1].tolist()
    return Discounts(lower=np.array(list(map(discounts, lower))), highest=np.array(list(map(discounts, highest))))


def discounts(of_counts: Sequence[int]) -> tuple[float, ...]:
    """Return D(0 .. 3+) from the numbers of things counted 0 (unused), 1, 2, 3 and 4 times."""
    if min(of_counts[1:]) == 0:
        return (0.0, *FALLBACK)
    ratio = of_counts[1] / (of_counts[1] + 2 * of_counts[2])
    found = [times - (times + 1) * ratio * of_counts[times + 1] / of_counts[times] for times in (1, 2, 3)]
    return (0.0, *(found if min(found) >= 0 else FALLBACK))


@kernel()
def counts_of_counts(nodes: Any, node_of: Any, to_start: Any, counts: Any) -> None:
    """Add to ``counts`` (plain or lower, order, count 0 .. 4) the first differences over orders of counts of counts.

    There is one order more than the tree has: what ends with the tree's longest histories is taken off there.
    """
    parent, depth, begin, end, raw, adjusted = nodes
    cap = counts.shape[1] - 2
    for node in range(len(parent)):
        first = depth[parent[node]] + 1 if parent[node] >= 0 else 0
        last = depth[node]
        for entry in range(begin[node], end[node]):
            if raw[entry] <= 4:
                counts[0, first, raw[entry]] += 1
                counts[0, last + 1, raw[entry]] -= 1
            counts[1, first, 1] += 1
            counts[1, last, 1] -= 1
            if adjusted[entry] <= 4:
                counts[1, last, adjusted[entry]] += 1
                counts[1, last + 1, adjusted[entry]] -= 1
    for row in range(len(node_of)):
        first = depth[node_of[row]] + 1
        last = to_start[row] if to_start[row] > 0 else cap
        counts[:, first, 1] += 1
        counts[:, last + 1, 1] -= 1


@kernel()
def sums_by_node(begin: Any, end: Any, counts: Any, sums: Any) -> None:
    """Fill ``sums`` (nodes, 4) with the sum of a node's counts and how many of them are 1, 2, and 3 or more."""
    for node in range(len(begin)):
        for entry in range(begin[node], end[node]):
            sums[node, 0] += counts[entry]
            sums[node, min(counts[entry], 3)] += 1


def smoothed(count: int, sums: Any, discount: Any, below: float) -> float:
    """Return p_n, given p_{n-1}: the formula at the top of ``kneser_ney.py``. Code for kernels."""
    kept = discount[1] * sums[1] + discount[2] * sums[2] + discount[3] * sums[3]
    return float((max(count - discount[min(count, 3)], 0.0) + kept * below) / sums[0])


def along(share: float, below: float, lower: Any, order: int, last: int) -> float:
    """Return p of the lower order ``last``, given p of ``order`` - 1, where each follower counts 1. Code for kernels.

    ``share`` is one follower's part of the counts, 0 for a symbol that does not follow.
    """
    for step in range(order, last + 1):
        below = share * (1.0 - lower[step, 1]) + lower[step, 1] * below
    return below


@kernel(helpers=(smoothed, along, lower_bound))
def smooth_nodes(nodes: Any, adjusted: Any, sums: Any, lower: Any, uniform: float, owner: Any, out: Any) -> None:
    """Fill ``out``, p by entry and what is kept by node. ``owner`` (entries), -1 everywhere, is room.

    Entries lie children first, so they are walked from the end.
    """
    parent, depth, begin, end, symbol = nodes
    chance, keeps = out
    for node in range(len(parent)):
        owner[begin[node]] = node
    for first in range(len(owner) - 1, -1, -1):
        node = owner[first]
        if node < 0:
            continue
        above, last = parent[node], depth[node] - 1
        order = depth[above] + 1 if above >= 0 else 0
        share = 1.0 / (end[node] - first)
        keeps[node] = smoothed(0, sums[node], lower[last + 1], along(0.0, 1.0, lower, order, last))
        over = begin[above] if above >= 0 else 0
        for entry in range(first, end[node]):
            below = uniform
            if above >= 0:
                over = lower_bound(symbol, over, end[above], symbol[entry])
                below = chance[over]
            below = along(share, below, lower, order, last)
            chance[entry] = smoothed(adjusted[entry], sums[node], lower[last + 1], below)


@dataclass(frozen=True)
class Smoothing:
    """Of a tree: discounts of all orders; plain counts' sums by node, as ``sums_by_node`` gives them; p of a lower
    order by entry; the share of the parent's p that a node keeps.
    """

    discounts: Discounts
    sums: NDArray[Any]
    chance: NDArray[np.float64]
    keeps: NDArray[np.float64]


_SMOOTHINGS: WeakKeyDictionary[ContextTree, Smoothing] = WeakKeyDictionary()


def smoothing_of(tree: ContextTree) -> Smoothing:
    """Return the smoothing of a tree, computed once and kept with it."""
    if tree not in _SMOOTHINGS:
        discounts = discounts_of(tree)
        chance, keeps = np.empty(len(tree.symbol)), np.empty(len(tree.begin))
        nodes = (tree.parent, tree.depth, tree.begin, tree.end, tree.symbol)
        owner = np.full(len(tree.symbol), -1, dtype=tree.parent.dtype)
        uniform = 1.0 / (int(tree.end[0] - tree.begin[0]) + 1)
        fill = smooth_nodes.on(len(tree.symbol))
        fill(nodes, tree.adjusted, _sums(tree, tree.adjusted), discounts.lower, uniform, owner, (chance, keeps))
        _SMOOTHINGS[tree] = Smoothing(discounts, _sums(tree, tree.raw), chance, keeps)
    return _SMOOTHINGS[tree]


def _sums(tree: ContextTree, counts: NDArray[Any]) -> NDArray[Any]:
    out = np.zeros((len(tree.begin), 4), dtype=counts.dtype)
    sums_by_node.on(len(counts))(tree.begin, tree.end, counts, out)
    return out
