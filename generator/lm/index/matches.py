"""Matching statistics: for each place of a text, the longest history that stands in the corpus, and where.

The text is read left to right, with the row of the longest match so far. Where that row is followed by the text's next
symbol, one step of the LF mapping leads on. Else the match goes on from the nearest row, above or below, that is: no
other shares as much history with this one (W. Chang and E. Lawler 1994; H. Bannai, T. Gagie and T. I 2020). Between
neighbours the common lengths say how much that is; farther away a search among the rows of that symbol and a
comparison of the histories do.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from generator.lm.index.kernels import kernel
from generator.lm.index.suffixes import LONGEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from generator.lm.index.index import Index

PIECE = 1 << 13
"""Places that are matched as one: a fixed number, so that results do not depend on the number of cores."""

_NEAR = 64
"""Rows looked through one by one before a binary search is quicker."""


def longest_matches(index: Index, query: NDArray[np.int32]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Return, for each place of ``query``, a row of the longest matching history and its length.

    ``query`` (places, int32) holds symbols of the index; any other number matches nothing. A match that reaches a
    boundary ends with it, and the boundary counts. Length 0 leaves row 0.
    """
    rows = np.zeros(len(query), dtype=np.uint32)
    lengths = np.zeros(len(query), dtype=np.int32)
    match = match_piece.on(len(query))
    arrays = (index.codes, index.positions, index.common, index.following, index.successor, index.predecessor)

    def piece(begin: int) -> None:
        match(query, begin, min(begin + PIECE, len(query)), arrays, index.first, LONGEST, _NEAR, (rows, lengths))

    begins = range(0, len(query), PIECE)
    if len(begins) < 2:
        for begin in begins:
            piece(begin)
    else:
        with ThreadPoolExecutor(min(len(begins), os.cpu_count() or 1)) as pool:
            list(pool.map(piece, begins))
    return rows, lengths


def _extended(query: Any, place: int, codes: Any, position: Any) -> int:
    """Return how far the histories of ``place`` of the query and ``position`` of the corpus agree."""
    length = 0
    while length <= place and length <= position and codes[position - length] == query[place - length]:
        length += 1
        if query[place - length + 1] == 0:
            break
    return length


def _searched(query: Any, place: int, codes: Any, positions: Any, low: int, high: int) -> tuple[int, int]:
    """Return the row in ``[low, high)`` of the longest match and its length, by binary search."""
    best_row, best = low, 0
    while low < high:
        middle = (low + high) // 2
        position = np.int64(positions[middle])
        length = _extended(query, place, codes, position)
        if length > best:
            best_row, best = middle, length
        if length > place or position < length or query[place - length] < codes[position - length]:
            high = middle
        else:
            low = middle + 1
    return best_row, best


def _agreement(codes: Any, position: Any, other: Any, most: int) -> int:
    """Return how many symbols, up to ``most``, two histories of the corpus share; all of them from a boundary on."""
    length = 0
    while length < most and length <= position and length <= other:
        if codes[position - length] != codes[other - length]:
            return length
        if codes[position - length] == 0:
            return most
        length += 1
    return length


def _near(row: int, length: int, symbol: int, common: Any, following: Any, alike: int, near: int) -> tuple[int, int]:
    """Return the row nearest in history that ``symbol`` follows, and the shared length, at most ``length``.

    Steps go to the side that shares more. (0, 0) where no row shares anything, (0, -1) where it takes over ``near``.
    """
    above, below = row, row
    last = len(common) - 1
    over: Any = min(length, common[row]) if common[row] != alike else length
    under: Any = length if row < last else 0
    if row < last and common[row + 1] != alike:
        under = min(length, common[row + 1])
    for _ in range(near):
        if over >= under:
            if over == 0:
                return 0, 0
            above -= 1
            if following[above] == symbol:
                return above, over
            if common[above] < over:
                over = np.int64(common[above])
        else:
            below += 1
            if following[below] == symbol:
                return below, under
            if below == last:
                under = 0
            elif common[below + 1] < under:
                under = np.int64(common[below + 1])
    return 0, -1


def _far(row: int, length: int, low: int, high: int, codes: Any, positions: Any, predecessor: Any) -> tuple[int, int]:
    """Return what ``_near`` does, however far, for the symbol that the histories of rows ``[low, high)`` end in."""
    begin, end = low, high
    while low < high:
        middle = (low + high) // 2
        if predecessor[middle] < row:
            low = middle + 1
        else:
            high = middle
    position = np.int64(positions[row])
    found: Any = 0
    best = -1
    for place in range(max(begin, low - 1), min(end, low + 1)):
        other = np.int64(predecessor[place])
        shared = _agreement(codes, position, np.int64(positions[other]), length)
        if shared > best:
            found, best = other, shared
    return found, best


@kernel(helpers=(_extended, _searched, _agreement, _near, _far))
def match_piece(query: Any, begin: int, end: int, arrays: Any, first: Any, longest: int, near: int, out: Any) -> None:
    """Fill ``out``, rows and lengths, at the places ``[begin, end)``.

    ``arrays`` are codes, positions, common, following, successor and predecessor of the index.
    """
    rows, lengths = out
    codes, positions, common, following, successor, predecessor = arrays
    row: Any = 0
    length: Any = 0
    for place in range(max(0, begin - 1), end):
        symbol = query[place]
        if symbol < 0 or symbol >= len(first) - 1 or first[symbol] == first[symbol + 1]:
            length = 0
            continue
        low, high = first[symbol], first[symbol + 1]
        if place < begin:
            row, length = _searched(query, place, codes, positions, low, high)
            continue
        if length == 0 or symbol == 0:
            row, length = low, 1
        else:
            onward = np.int64(successor[row])
            if not low <= onward < high:  # the row is not followed by the symbol
                other, shared = _near(row, length, symbol, common, following, longest + 1, near)
                if shared < 0 or (shared == longest and length > longest):  # a byte does not say how much longer
                    other, shared = _far(row, length, low, high, codes, positions, predecessor)
                onward, length = (np.int64(successor[other]), shared) if shared > 0 else (low, 0)
            row, length = onward, length + 1
        rows[place], lengths[place] = row, length
