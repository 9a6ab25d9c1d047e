"""How often a history of each order occurred, and how often the event that came followed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.climb import entry_of, joined, matched, path_to_root
from fridaygram.lm.index.context_tree import tree_of
from fridaygram.lm.index.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

PIECE = 1 << 17


def tallies(index: Index, texts: Sequence[str], orders: Sequence[int]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return count(history, event) and count(history) of all events of texts, (orders, events) each.

    Orders are up to 254. A history shorter than the order is a whole beginning of a text.
    """
    query = joined(index, texts)
    rows, lengths, own = matched(index, query)
    symbols, following = query[1:], index.following[rows]
    number = max(orders, default=0) + 1
    tree = tree_of(index, number - 1)
    path = np.zeros(tree.cap + 2, dtype=np.int64)
    found = np.zeros((2, len(orders), len(rows)), dtype=np.int32)
    for begin in range(0, len(rows), PIECE):
        piece = slice(begin, begin + PIECE)
        out = np.zeros((2, number, len(rows[piece])), dtype=np.int32)
        events = (rows[piece], lengths[piece], own[piece], symbols[piece], following[piece])
        count_events.on(out[0].size)(events, tree.nodes, (tree.raw, tree.size), path, out)
        found[:, :, piece] = out[:, list(orders)]
    return found[0], found[1]


@kernel(helpers=(path_to_root, entry_of))
def count_events(events: Any, nodes: Any, counts: Any, path: Any, out: Any) -> None:
    """Fill ``out`` (2, orders, events), zeroed, with counts of history and event, and of the history."""
    rows, matches, own, symbols, following = events
    node_of, parent, depth, begin, end, entry_symbol = nodes
    raw, size = counts
    orders = out.shape[1]
    for event in range(len(rows)):
        length = min(matches[event], orders - 1)
        number = path_to_root(node_of, parent, depth, rows[event], length, path)
        order, entry = 0, 0
        for place in range(number - 1, -1, -1):
            node = path[place]
            if entry >= 0:
                entry = entry_of(entry_symbol, begin[node], end[node], symbols[event])
            while order <= min(depth[node], length):
                out[0, order, event] = raw[entry] if entry >= 0 else 0
                out[1, order, event] = size[node]
                order += 1
        while order <= length:
            out[0, order, event] = 1 if following[event] == symbols[event] else 0
            out[1, order, event] = 1
            order += 1
        if order == own[event] + 1:
            for longer in range(order, orders):
                out[0, longer, event] = out[0, order - 1, event]
                out[1, longer, event] = out[1, order - 1, event]
