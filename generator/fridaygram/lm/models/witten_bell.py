"""Interpolated Witten-Bell smoothing.

I. Witten and T. Bell, "The zero-frequency problem", IEEE Transactions on Information Theory 37 (1991), method C, as a
recursion over orders (S. Chen and J. Goodman 1998, section 2.5). With T(h) the number of different symbols that
followed a history h,

    p_n(c | h) = (count(hc) + T(h) p_{n-1}(c | h')) / (count(h) + T(h))

where h' is h without its first character. After a history that never occurred, p_n is p_{n-1}; below order 0 stands the
uniform distribution over the characters, END and UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.context_tree import entry_of, path_to_root
from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.models._levels import Events, LevelModel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel(helpers=(path_to_root, entry_of))
def climb(events: Any, nodes: Any, counts: Any, uniform: float, path: Any, out: Any) -> None:
    """Fill ``out`` (orders, events). ``counts`` are raw by entry and size by node; ``path`` is a room for a path."""
    rows, matches, symbols, following = events
    node_of, parent, depth, begin, end, entry_symbol = nodes
    raw, size = counts
    orders = out.shape[0]
    for event in range(len(rows)):
        length = min(matches[event], orders - 1)
        number = path_to_root(node_of, parent, depth, rows[event], length, path)
        below, order, entry = uniform, 0, 0
        for place in range(number - 1, -1, -1):
            node = path[place]
            if entry >= 0:
                entry = entry_of(entry_symbol, begin[node], end[node], symbols[event])
            count = raw[entry] if entry >= 0 else 0
            types = end[node] - begin[node]
            while order <= min(depth[node], length):
                below = (count + types * below) / (size[node] + types)
                out[order, event] = below
                order += 1
        once = 1.0 if following[event] == symbols[event] else 0.0
        while order <= length:
            below = (once + below) / 2
            out[order, event] = below
            order += 1
        out[order:, event] = below


class WittenBell(LevelModel):
    """Counts of the index, with as much kept back after a history as it had different followers."""

    name = "witten-bell"

    def chances(self, events: Events, orders: Sequence[int]) -> NDArray[np.float64]:
        """Return the probability of each event under each order, (orders, events)."""
        tree = self.tree
        out = np.empty((max(orders) + 1, len(events.rows)))
        path = np.zeros(tree.cap + 2, dtype=np.int64)
        run = climb.on(out.size)
        run(events.arrays, tree.nodes, (tree.raw, tree.size), self.uniform, path, out)
        return out[list(orders)]


MODEL = WittenBell
