"""Interpolated modified Kneser-Ney smoothing.

R. Kneser and H. Ney, "Improved backing-off for m-gram language modeling", ICASSP 1995; S. Chen and J. Goodman, "An
empirical study of smoothing techniques for language modeling", Harvard TR-10-98, 1998, section 3. Of an order n,

    p_n(c | h) = max(count(hc) - D(count(hc)), 0) / count(h.) + gamma(h) p_{n-1}(c | h')

with h' the history without its first character, three discounts D1, D2 and D3+ of each order by its counts of counts,
gamma(h) the share that was discounted, and, below the highest order, in the place of a count the number of different
characters before hc. Histories at the start of a text have nothing before them and keep their counts. Below order 0
stands the uniform distribution over the characters, END and UNKNOWN, as in KenLM (K. Heafield et al. 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from generator.lm.index.climb import entry_of, path_to_root
from generator.lm.index.context_tree import ContextTree
from generator.lm.index.kernels import kernel
from generator.lm.models._levels import Events, LevelModel

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


def discounts_of(tree: ContextTree, orders: int) -> Discounts:
    """Return the discounts of all orders below ``orders`` (Chen and Goodman 1998, equation 26)."""
    counts = np.zeros((2, orders + 1, 5), dtype=np.int64)
    nodes = (tree.parent, tree.depth, tree.begin, tree.end, tree.raw, tree.adjusted)
    counts_of_counts.on(len(tree.node_of))(nodes, tree.node_of, tree.to_start, counts)
    table = np.cumsum(counts, axis=1)[:, :orders]
    return Discounts(
        lower=np.array([_discounts(row) for row in table[1].tolist()]),
        highest=np.array([_discounts(row) for row in table[0].tolist()]),
    )


def _discounts(of_counts: Sequence[int]) -> tuple[float, ...]:
    """Return D(0 .. 3+) from the numbers of things counted 0 (unused), 1, 2, 3 and 4 times."""
    if min(of_counts[1:]) == 0:
        return (0.0, *FALLBACK)
    ratio = of_counts[1] / (of_counts[1] + 2 * of_counts[2])
    found = [times - (times + 1) * ratio * of_counts[times + 1] / of_counts[times] for times in (1, 2, 3)]
    if any(not 0 <= discount <= times for times, discount in enumerate(found, 1)):
        return (0.0, *FALLBACK)
    return (0.0, *found)


@kernel()
def counts_of_counts(nodes: Any, node_of: Any, to_start: Any, counts: Any) -> None:
    """Add to ``counts`` (plain or lower, order, count 0 .. 4) the first differences over orders of counts of counts."""
    parent, depth, begin, end, raw, adjusted = nodes
    orders = counts.shape[1] - 1
    for node in range(len(parent)):
        first = depth[parent[node]] + 1 if parent[node] >= 0 else 0
        last = depth[node]
        if first >= orders:
            continue
        for entry in range(begin[node], end[node]):
            if raw[entry] <= 4:
                counts[0, first, raw[entry]] += 1
                counts[0, min(last + 1, orders), raw[entry]] -= 1
            counts[1, first, 1] += 1
            counts[1, min(last, orders), 1] -= 1
            if adjusted[entry] <= 4 and last < orders:
                counts[1, last, adjusted[entry]] += 1
                counts[1, last + 1, adjusted[entry]] -= 1
    for row in range(len(node_of)):
        first = depth[node_of[row]] + 1
        last = min(to_start[row], orders - 1) if to_start[row] > 0 else orders - 1
        if first <= last:
            counts[:, first, 1] += 1
            counts[:, last + 1, 1] -= 1


@kernel()
def sums_by_node(begin: Any, end: Any, counts: Any, sums: Any) -> None:
    """Fill ``sums`` (nodes, 4) with the sum of a node's counts and how many of them are 1, 2, and 3 or more."""
    for node in range(len(begin)):
        for entry in range(begin[node], end[node]):
            sums[node, 0] += counts[entry]
            sums[node, min(counts[entry], 3)] += 1


def _smoothed(count: int, sums: Any, discount: Any, below: float) -> float:
    """Return the formula at the top of this file, given p_{n-1}."""
    kept = discount[1] * sums[1] + discount[2] * sums[2] + discount[3] * sums[3]
    return float((max(count - discount[min(count, 3)], 0.0) + kept * below) / sums[0])


@kernel(helpers=(path_to_root, entry_of, _smoothed))
def chances(
    events: Any, nodes: Any, counts: Any, discounts: Any, uniform: float, wanted: Any, path: Any, out: Any
) -> None:
    """Fill ``out`` (orders, events) with the probability of each event under the model of each order.

    ``events`` are rows, lengths, symbols and the symbol after each row; ``counts`` are raw, adjusted and their sums;
    ``discounts`` lower and highest; orders that are not ``wanted`` (orders, bool) need not be filled; ``path`` is room.
    """
    rows, matches, symbols, following = events
    node_of, parent, depth, begin, end, entry_symbol = nodes
    raw, adjusted, raw_sums, adjusted_sums = counts
    lower, highest = discounts
    orders = out.shape[0]
    for event in range(len(rows)):
        length = min(matches[event], orders - 1)
        number = path_to_root(node_of, parent, depth, rows[event], length, path)
        below, order, entry = uniform, 0, 0
        for place in range(number - 1, -1, -1):
            node = path[place]
            if entry >= 0:
                entry = entry_of(entry_symbol, begin[node], end[node], symbols[event])
            types = end[node] - begin[node]
            while order <= min(depth[node], length):
                if wanted[order]:
                    count = raw[entry] if entry >= 0 else 0
                    out[order, event] = _smoothed(count, raw_sums[node], highest[order], below)
                if order == depth[node]:
                    of_lower = adjusted[entry] if entry >= 0 else 0
                    below = _smoothed(of_lower, adjusted_sums[node], lower[order], below)
                else:
                    kept = 1.0 - lower[order, 1] if entry >= 0 else 0.0
                    below = kept / types + lower[order, 1] * below
                order += 1
        once = 1.0 if following[event] == symbols[event] else 0.0
        while order <= length:
            out[order, event] = once * (1.0 - highest[order, 1]) + highest[order, 1] * below
            below = once * (1.0 - lower[order, 1]) + lower[order, 1] * below
            order += 1
        out[order:, event] = below


@dataclass(frozen=True)
class Smoothing:
    """What a tree needs besides counts: discounts of all orders, and sums by node as ``sums_by_node`` gives them."""

    discounts: Discounts
    raw_sums: NDArray[np.int32]
    adjusted_sums: NDArray[np.int32]


_SMOOTHINGS: WeakKeyDictionary[ContextTree, Smoothing] = WeakKeyDictionary()


def smoothing_of(tree: ContextTree) -> Smoothing:
    """Return the smoothing of a tree, computed once and kept with it."""
    if tree not in _SMOOTHINGS:
        sums = []
        for counts in (tree.raw, tree.adjusted):
            out = np.zeros((len(tree.begin), 4), dtype=np.int32)
            sums_by_node.on(len(counts))(tree.begin, tree.end, counts, out)
            sums.append(out)
        _SMOOTHINGS[tree] = Smoothing(discounts_of(tree, tree.cap + 1), *sums)
    return _SMOOTHINGS[tree]


class KneserNey(LevelModel):
    """Interpolated modified Kneser-Ney, any order up to 254."""

    name = "kneser-ney"

    @property
    def discounts(self) -> Discounts:
        """The discounts of this model's tree, by order."""
        return smoothing_of(self.tree).discounts

    def chances(self, events: Events, orders: Sequence[int]) -> NDArray[np.float64]:
        """Return the probability of each event under each order, (orders, events)."""
        tree, smoothing = self.tree, smoothing_of(self.tree)
        counts = (tree.raw, tree.adjusted, smoothing.raw_sums, smoothing.adjusted_sums)
        discounts = (smoothing.discounts.lower, smoothing.discounts.highest)
        out = np.empty((max(orders) + 1, len(events.rows)))
        wanted = np.isin(np.arange(len(out)), orders)
        path = np.zeros(tree.cap + 2, dtype=np.int64)
        chances.on(out.size)(events.arrays, tree.nodes, counts, discounts, self.uniform, wanted, path, out)
        return out[list(orders)]


MODEL = KneserNey
