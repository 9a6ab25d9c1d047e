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
from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.context_tree import entry_of
from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.models._levels import Events, LevelModel
from fridaygram.lm.models._smoothing import along, smoothed, smoothing_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel(helpers=(entry_of, smoothed, along))
def chances(events: Any, orders: Any, nodes: Any, counts: Any, smooth: Any, discounts: Any, out: Any) -> None:
    """Fill ``out`` (orders, events) with the probability of each event under the model of each order.

    ``events`` are rows, lengths, symbols and the symbol after each row; ``orders`` ascend; ``counts`` are plain ones
    and their sums; ``smooth`` p by entry, what is kept by node, and the uniform p; ``discounts`` lower and highest.
    All in one loop: helpers that take many arrays cost more than they do.
    """
    rows, matches, symbols, following = events
    node_of, parent, depth, begin, end, entry_symbol = nodes
    (raw, sums), (chance, keeps, uniform), (lower, highest) = counts, smooth, discounts
    for number in range(len(rows)):
        node: Any = node_of[rows[number]]
        symbol = symbols[number]
        once = 1.0 if following[number] == symbol else 0.0
        for place in range(len(orders) - 1, -1, -1):
            order = orders[place]
            length = min(matches[number], order)
            while parent[node] >= 0 and depth[parent[node]] >= length:
                node = parent[node]
            last = length - 1 if length == order else length
            at, share, entry = node, once, -1
            if length <= depth[node]:
                entry = entry_of(entry_symbol, begin[node], end[node], symbol)
            if last < depth[node]:
                at, share = parent[node], 1.0 / (end[node] - begin[node]) if entry >= 0 else 0.0
            first = depth[at] + 1 if at >= 0 else 0
            below, found = 1.0, -1
            while at >= 0 and found < 0:
                found = entry_of(entry_symbol, begin[at], end[at], symbol)
                below *= keeps[at] if found < 0 else chance[found]
                at = parent[at]
            below = along(share, below if found >= 0 else below * uniform, lower, first, last)
            if length == order:
                if length > depth[node]:
                    below = once * (1.0 - highest[order, 1]) + highest[order, 1] * below
                else:
                    below = smoothed(raw[entry] if entry >= 0 else 0, sums[node], highest[order], below)
            out[place, number] = below


class KneserNey(LevelModel):
    """Interpolated modified Kneser-Ney, any order up to 254."""

    name = "kneser-ney"

    def chances(self, events: Events, orders: Sequence[int]) -> NDArray[np.float64]:
        """Return the probability of each event under each order, (orders, events)."""
        tree, smoothing = self.tree, smoothing_of(self.tree)
        ascending, places = np.unique(np.asarray(orders, dtype=np.int64), return_inverse=True)
        out = np.empty((len(ascending), len(events.rows)))
        counts = (tree.raw, smoothing.sums)
        lower = (smoothing.chance, smoothing.keeps, self.uniform)
        discounts = (smoothing.discounts.lower, smoothing.discounts.highest)
        chances.on(out.size)(events.arrays, ascending, tree.nodes, counts, lower, discounts, out)
        return out[places]


MODEL = KneserNey
