"""From a match to its histories: the nodes of the context tree from the empty history to the longest one.

Code for kernels (see ``kernels.py``): each works compiled and interpreted. ``nodes`` is ``ContextTree.nodes``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.matches import longest_matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index


def joined(index: Index, texts: Sequence[str]) -> NDArray[np.int32]:
    """Return texts as one array of symbols, a boundary before each and one at the end; -1 for unknown characters.

    Event e is symbol e + 1, and its history ends at place e: a text of n characters has n + 1 events.
    """
    boundary = np.zeros(1, dtype=np.int32)
    parts = [boundary]
    for text in texts:
        parts += [index.alphabet.encode_array(text), boundary]
    return np.concatenate(parts)


def matched(index: Index, query: NDArray[np.int32]) -> tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.int32]]:
    """Return of each event's history: a row of its longest match, the match's length, and its own length.

    Lengths count the start of the text as a character.
    """
    rows, lengths = longest_matches(index, query)
    places = np.arange(len(query), dtype=np.int32)
    starts = np.maximum.accumulate(np.where(query == 0, places, 0))
    return rows[:-1], lengths[:-1], (places - starts + 1)[:-1]


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
