"""The context tree: every history up to a length that occurs more than once, with what follows it.

The nodes are the intervals of common length (M. Abouelhoda, S. Kurtz and E. Ohlebusch 2004) of the index's rows: a
node stands for all histories that the same rows share, of more characters than its parent's ``depth`` and up to its
own. A history that occurs once is no node but a row, a leaf under the node ``node_of[row]``.

For each node and each symbol that follows it there is an entry with two counts:

- ``raw``: how often the symbol follows;
- ``adjusted``: after how many different characters before the longest history of the node (Kneser and Ney 1995);
  where that history reaches the start of a text nothing can stand before it, and the count is the raw one.

At the shorter histories of a node exactly one character ever stands before, so each symbol counts 1 there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from fridaygram.errors import UsageError
from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.index.matches import joined, matched
from fridaygram.lm.index.suffixes import ALIKE

if TYPE_CHECKING:
    from fridaygram.lm.index.index import Index

DEEPEST = 254
MOST_SMALL = 1 << 31
"""Rows of an index whose tree counts in four bytes, and in eight from there on."""
_CAPS = (16, 64, DEEPEST)

AT_ONCE = 1 << 17
"""Events whose counts of all orders are held in memory at once."""


@dataclass(frozen=True, eq=False)
class ContextTree:
    """Arrays by node, by entry and by row; node 0 is the empty history. Lengths are in characters, START included.

    ``parent``, ``depth``, ``size`` (rows), ``begin`` and ``end`` (of the entries) by node; ``symbol`` (ascending
    within a node), ``raw`` and ``adjusted`` by entry; ``node_of`` and ``to_start`` (characters to the start of the
    text, 0 where that is more than ``cap``) by row.
    """

    cap: int
    parent: NDArray[Any]
    depth: NDArray[Any]
    size: NDArray[Any]
    begin: NDArray[Any]
    end: NDArray[Any]
    symbol: NDArray[Any]
    raw: NDArray[Any]
    adjusted: NDArray[Any]
    node_of: NDArray[Any]
    to_start: NDArray[np.uint8]

    @property
    def nodes(self) -> tuple[Any, ...]:
        """The arrays that a kernel needs to climb from a row to the root and to look symbols up."""
        return self.node_of, self.parent, self.depth, self.begin, self.end, self.symbol


_TREES: WeakKeyDictionary[Index, dict[int, ContextTree]] = WeakKeyDictionary()


def tree_of(index: Index, length: int) -> ContextTree:
    """Return a tree of an index's histories up to ``length`` characters or more, built once and kept with the index.

    Raises UsageError beyond DEEPEST characters.
    """
    if length > DEEPEST:
        raise UsageError(f"order {length} is beyond {DEEPEST}", hint="only the unsmoothed model goes on from there")
    trees = _TREES.setdefault(index, {})
    cap = next(cap for cap in _CAPS if cap >= length)
    if cap not in trees:
        trees[cap] = build_tree(index, cap)
    return trees[cap]


def build_tree(index: Index, cap: int) -> ContextTree:
    """Build the tree of histories up to ``cap`` (1 .. 254) characters, in two passes over the rows."""
    rows = index.rows
    dtype = "int32" if rows < MOST_SMALL else "int64"
    to_start = np.zeros(rows, dtype=np.uint8)
    distances.on(index.texts * cap)(index.following, index.successor, index.texts, cap, to_start)
    node_of = np.zeros(rows, dtype=dtype)
    scan = scan_tree.on(rows)
    shared = ((index.following, index.common, to_start), index.alphabet.size, cap, ALIKE)
    nodes, entries = scan(*shared, False, node_of, _room(0, 0, dtype))
    out = _room(nodes, entries, dtype)
    scan(*shared, True, node_of, out)
    (parent, depth, size, begin, end), symbol, (raw, adjusted) = out
    parent[0] = -1
    return ContextTree(
        cap=cap,
        parent=parent,
        depth=depth,
        size=size,
        begin=begin,
        end=end,
        symbol=symbol,
        raw=raw,
        adjusted=adjusted,
        node_of=node_of,
        to_start=to_start,
    )


def _room(nodes: int, entries: int, dtype: str) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return room for a tree: (5, nodes) parent, depth, size, begin and end; (entries) symbols; (2, entries) counts."""
    return np.zeros((5, nodes), dtype), np.zeros(entries, dtype=np.int32), np.zeros((2, entries), dtype)


@kernel()
def distances(following: Any, successor: Any, texts: int, cap: int, to_start: Any) -> None:
    """Fill the distance to the start of the text, itself included, of the rows that have one up to ``cap``."""
    for text in range(texts):
        row: Any = text
        for distance in range(1, cap + 1):
            to_start[row] = distance
            if following[row] == 0:
                break
            row = np.int64(successor[row])


def _common_length(common: Any, to_start: Any, row: int, cap: int, alike: int) -> Any:
    """Return the common length of a row and the one before, cut at ``cap`` and at a shared start; 0 at both ends."""
    if row == 0 or row == len(common):
        return 0
    if common[row] == alike:
        return to_start[row] if to_start[row] > 0 else cap
    return min(np.int64(common[row]), cap)


def _met(counts: Any, met: Any, number_met: Any, top: int, symbol: int, raw: int, before: int) -> None:
    """Add to the counts of a symbol at an open node: ``counts[0]`` raw ones, ``counts[1]`` by what stands before."""
    if counts[0, top, symbol] == 0:
        met[top, number_met[top]] = symbol
        number_met[top] += 1
    counts[0, top, symbol] += raw
    counts[1, top, symbol] += before


def _hand_up(counts: Any, met: Any, number_met: Any, top: int) -> None:
    """Add a closing node's counts to the open node below it on the stack, as of one history before; forget them."""
    for place in range(number_met[top]):
        symbol = met[top, place]
        _met(counts, met, number_met, top - 1, symbol, counts[0, top, symbol], 1)
        counts[0, top, symbol] = 0
        counts[1, top, symbol] = 0
    number_met[top] = 0


def _write(counts: Any, met: Any, top: int, count: int, closed: bool, first: int, symbols: Any, out: Any) -> None:
    """Write a closing node's entries, by symbol, from entry ``first`` on: ``out[0]`` raw, ``out[1]`` adjusted."""
    met[top, :count].sort()
    for place in range(count):
        symbol = met[top, place]
        symbols[first + place] = symbol
        out[0, first + place] = counts[0, top, symbol]
        out[1, first + place] = counts[0 if closed else 1, top, symbol]


@kernel(helpers=(_common_length, _met, _hand_up, _write))
def scan_tree(by_row: Any, symbols: int, cap: int, alike: int, emit: bool, node_of: Any, out: Any) -> tuple[int, int]:
    """Walk the rows with a stack of open nodes; return the numbers of nodes and entries, and fill ``out`` if ``emit``.

    ``by_row`` are following, common and to_start; ``out`` is what ``_room`` made.
    """
    following, common, to_start = by_row
    nodes, entry_symbol, entry_counts = out
    counts = np.zeros((2, cap + 2, symbols), dtype=entry_counts.dtype)
    met = np.zeros((cap + 2, symbols), dtype=np.int32)
    number_met = np.zeros(cap + 2, dtype=np.int64)
    opened = np.zeros((3, cap + 2), dtype=np.int64)  # number, depth and first row of each open node
    top, number, entries, last = 0, 1, 0, len(following) - 1
    for row in range(len(following)):
        next_depth = np.int64(_common_length(common, to_start, row + 1, cap, alike))
        if next_depth > opened[1, top]:
            top += 1
            opened[0, top], opened[1, top], opened[2, top] = number, next_depth, row
            number += 1
        node_of[row] = opened[0, top]
        _met(counts, met, number_met, top, following[row], 1, 1)
        while opened[1, top] > next_depth or (top == 0 and row == last):
            closing, count = opened[0, top], number_met[top]
            if emit:
                closed = to_start[row] > 0 and to_start[row] == opened[1, top]
                _write(counts, met, top, count, closed, entries, entry_symbol, entry_counts)
                nodes[1, closing], nodes[2, closing] = opened[1, top], row + 1 - opened[2, top]
                nodes[3, closing], nodes[4, closing] = entries, entries + count
            entries += count
            if top == 0:
                break
            if opened[1, top - 1] < next_depth:  # a node between them begins here, at the closing node's first row
                opened[0, top], opened[1, top] = number, next_depth
                number += 1
                for place in range(count):
                    counts[1, top, met[top, place]] = 1
                parent = opened[0, top]
            else:
                parent = opened[0, top - 1]
                _hand_up(counts, met, number_met, top)
                top -= 1
            if emit:
                nodes[0, closing] = parent
    return number, entries


def path_to_root(node_of: Any, parent: Any, depth: Any, row: int, length: int, path: Any) -> int:
    """Fill ``path`` with the nodes that hold the histories of ``row`` up to ``length``, longest first; return how many.

    Histories of ``row`` beyond the depth of the first node occur once.
    """
    node: Any = node_of[row]
    while parent[node] >= 0 and depth[parent[node]] >= length:
        node = parent[node]
    count = 0
    while node >= 0:
        path[count] = node
        count += 1
        node = parent[node]
    return count


def entry_of(entry_symbol: Any, begin: Any, end: Any, symbol: int) -> int:
    """Return the entry of a symbol among ``[begin, end)``, -1 where it never follows."""
    low, high = begin, end
    while low < high:
        middle = (low + high) // 2
        if entry_symbol[middle] < symbol:
            low = middle + 1
        else:
            high = middle
    return int(low) if low < end and entry_symbol[low] == symbol else -1


def tallies(index: Index, texts: Sequence[str], orders: Sequence[int]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return count(history, event) and count(history) of all events of texts, (orders, events) each.

    Orders are up to 254. A history shorter than the order is a whole beginning of a text.
    """
    query = joined(index, texts)
    rows, lengths, own = matched(index, query)
    symbols, following = query[1:], index.following[rows]
    number = max(orders, default=0) + 1
    tree = tree_of(index, number - 1)
    path = np.zeros(tree.cap + 2, dtype=np.int64)
    found = np.zeros((2, len(orders), len(rows)), dtype=tree.raw.dtype)
    for begin in range(0, len(rows), AT_ONCE):
        piece = slice(begin, begin + AT_ONCE)
        out = np.zeros((2, number, len(rows[piece])), dtype=tree.raw.dtype)
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
