"""Matching statistics: for each place of a text, the longest history that stands in the corpus, and where.

The text is read right to left. A match of length L at one place leaves one of at least L - 1 at the place before,
ending one place earlier in the corpus; its row is one step of the inverse LF mapping away. From there the longest
match lies among neighbouring rows (W. Chang and E. Lawler 1994, on the reversed text).
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

PIECE = 1 << 15
"""Places that are matched as one: a fixed number, so that results do not depend on the number of cores."""

_NEAR = 192
"""Rows looked through one by one before a binary search is quicker."""


def longest_matches(index: Index, query: NDArray[np.int32]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Return, for each place of ``query``, a row of the longest matching history and its length.

    ``query`` (places, int32) holds symbols of the index; any other number matches nothing. A match that reaches a
    boundary ends with it, and the boundary counts. Length 0 leaves row 0.
    """
    rows = np.zeros(len(query), dtype=np.uint32)
    lengths = np.zeros(len(query), dtype=np.int32)
    match = match_piece.on(len(query))
    arrays = (index.codes, index.positions, index.common, index.predecessor, index.first)

    def piece(begin: int) -> None:
        match(query, begin, min(begin + PIECE, len(query)), arrays, LONGEST, _NEAR, rows, lengths)

    begins = range(0, len(query), PIECE)
    if len(begins) < 2:
        for begin in begins:
            piece(begin)
    else:
        with ThreadPoolExecutor(min(len(begins), os.cpu_count() or 1)) as pool:
            list(pool.map(piece, begins))
    return rows, lengths


def _extended(query: Any, place: int, codes: Any, position: Any, length: int) -> int:
    """Return how far the histories of ``place`` and ``position`` agree, given that they do for ``length``."""
    while length <= place:
        symbol = query[place - length]
        if length > 0 and query[place - length + 1] == 0:
            break
        if position - length < 0 or codes[position - length] != symbol:
            break
        length += 1
    return length


def _sorts_before(query: Any, place: int, codes: Any, position: Any, length: int) -> bool:
    """Return whether the query's history sorts before the corpus's, which agrees for exactly ``length`` symbols."""
    if length > place or position - length < 0:
        return True
    return bool(query[place - length] < codes[position - length])


def _searched(query: Any, place: int, codes: Any, positions: Any, low: int, high: int) -> tuple[int, int]:
    """Return the row in ``[low, high)`` of the longest match and its length, by binary search."""
    best_row, best = low, 0
    while low < high:
        middle = (low + high) // 2
        length = _extended(query, place, codes, np.int64(positions[middle]), 0)
        if length > best:
            best_row, best = middle, length
        if _sorts_before(query, place, codes, np.int64(positions[middle]), length):
            high = middle
        else:
            low = middle + 1
    return best_row, best


def _neighbour(
    wanted: int, row: int, step: int, length: int, codes: Any, positions: Any, common: Any, near: int
) -> int:
    """Return the row next to ``row``, in the direction of ``step``, that has symbol ``wanted`` after ``length``.

    -1 where there is none among the rows that agree for ``length`` symbols, -2 where it is farther than ``near``.
    """
    for _ in range(near):
        edge = row if step < 0 else row + 1
        if edge <= 0 or edge >= len(common) or common[edge] < length:
            return -1
        row += step
        if common[edge] == length:
            symbol = codes[np.int64(positions[row]) - length]
            if symbol == wanted:
                return row
            if (symbol < wanted) == (step < 0):
                return -1
    return -2


@kernel(helpers=(_extended, _sorts_before, _searched, _neighbour))
def match_piece(
    query: Any, begin: int, end: int, arrays: Any, longest: int, near: int, rows: Any, lengths: Any
) -> None:
    """Fill rows and lengths of the places ``[begin, end)``.

    ``arrays`` are codes, positions, common, predecessor and first of the index.
    """
    codes, positions, common, predecessor, first = arrays
    row: Any = 0
    length = 0
    for place in range(end - 1, begin - 1, -1):
        symbol = query[place]
        if symbol < 0 or symbol >= len(first) - 1 or first[symbol] == first[symbol + 1]:
            length = 0
            continue
        if length < 2:
            row, length = _searched(query, place, codes, positions, first[symbol], first[symbol + 1])
            rows[place], lengths[place] = row, length
            continue
        row = np.int64(predecessor[row])
        length = _extended(query, place, codes, np.int64(positions[row]), length - 1)
        while length <= place and query[place - length + 1] != 0:
            wanted = query[place - length]
            other = -2
            if length < longest:
                position = np.int64(positions[row])
                step = -1 if position < length or wanted < codes[position - length] else 1
                other = _neighbour(wanted, row, step, length, codes, positions, common, near)
            if other == -2:
                row, length = _searched(query, place, codes, positions, first[symbol], first[symbol + 1])
                break
            if other == -1:
                break
            row = other
            length = _extended(query, place, codes, np.int64(positions[row]), length + 1)
        rows[place], lengths[place] = row, length
