"""Prediction by partial matching: the longest history that the corpus has speaks first, however long it is.

J. Cleary and I. Witten, "Data compression using adaptive coding and partial string matching", IEEE Transactions on
Communications 32 (1984); escapes by method D (P. Howard 1993); contexts without a bound as in PPM* (J. Cleary, W.
Teahan and I. Witten 1995). At a history in which the symbols not yet excluded have the counts n(c), t of them and N in
all,

    p(c) = (2 n(c) - 1) / 2N        p(escape) = t / 2N

and an escape goes on to the next shorter history that had other followers, where all symbols seen so far are excluded.
As in update exclusion (A. Moffat 1990), counts below the longest history are numbers of different characters before.
The escape from the empty history is UNKNOWN's. Unlike a compressor, the model does not learn while it reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.context_tree import DEEPEST, path_to_root
from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.models._levels import Events, LevelModel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel(helpers=(path_to_root,))
def descend(events: Any, nodes: Any, counts: Any, orders: Any, rooms: Any, out: Any) -> None:
    """Fill ``out`` (orders, events). ``counts`` are raw and adjusted; ``rooms`` hold a path and a stamp by symbol.

    A symbol is excluded where its stamp is that of the event and order at hand.
    """
    rows, matches, symbols, following = events
    node_of, parent, depth, begin, end, entry_symbol = nodes
    raw, adjusted = counts
    path, stamps = rooms
    for event in range(len(rows)):
        for place in range(len(orders)):
            stamp = event * len(orders) + place + 1
            length = min(matches[event], orders[place])
            number = path_to_root(node_of, parent, depth, rows[event], length, path)
            chance, found, longest = 1.0, False, True
            if length > depth[path[0]]:  # a history that occurs once
                chance, longest = 0.5, False
                found = following[event] == symbols[event]
                stamps[following[event]] = stamp
            for step in range(number):
                if found:
                    break
                node = path[step]
                total, types, own = 0, 0, 0
                for entry in range(begin[node], end[node]):
                    symbol = entry_symbol[entry]
                    if stamps[symbol] != stamp:
                        count = raw[entry] if longest else adjusted[entry]
                        total += count
                        types += 1
                        stamps[symbol] = stamp
                        if symbol == symbols[event]:
                            own = count
                longest = False
                if types > 0:
                    found = own > 0
                    chance *= (2 * own - 1 if found else types) / (2 * total)
            out[place, event] = chance


class PartialMatching(LevelModel):
    """PPM by method D. ``order`` is the longest history consulted; without one, up to 254 characters."""

    name = "ppm"
    default_order = None

    def chances(self, events: Events, orders: Sequence[int]) -> NDArray[np.float64]:
        """Return the probability of each event under each order, (orders, events)."""
        tree = self.tree
        out = np.empty((len(orders), len(events.rows)))
        rooms = (np.zeros(tree.cap + 2, dtype=np.int64), np.zeros(self.index.alphabet.size, dtype=np.int64))
        wanted = np.minimum(np.asarray(orders, dtype=np.int64), DEEPEST)
        descend.on(out.size * 8)(events.arrays, tree.nodes, (tree.raw, tree.adjusted), wanted, rooms, out)
        return out


MODEL = PartialMatching
