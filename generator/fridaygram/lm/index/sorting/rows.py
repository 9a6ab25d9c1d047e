"""The rows of an index from the symbols of its texts: keys, buckets, rows, on all cores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.kernels import on_all_cores, pieces_of
from fridaygram.lm.index.sorting.buckets import BACK, join_pieces, sort_buckets
from fridaygram.lm.index.sorting.deal import DIGITS, dealt, layout_of
from fridaygram.lm.index.sorting.keys import FRONT, LARGEST_ALPHABET, model_of
from fridaygram.lm.index.suffixes import MOST_SYMBOLS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.index.sorting.deal import Dealt, Layout

    Rows = tuple[NDArray[np.uint32], NDArray[Any], NDArray[np.uint8]]

_PIECE = 1 << 19
"""Rows of the buckets that one thread sorts at once, or more where one bucket has them."""
_STEPS = 4
"""Windows of text that may be compared for a row, on the average, before the sort is given up."""
_LARGEST = 64
"""How many times the mean a bucket may have."""


def sorted_rows(codes: NDArray[Any], counts: NDArray[np.int64]) -> Rows | None:
    """Return positions, next symbols and common lengths of all rows; None where this is not the way to sort them.

    ``counts`` is how often each symbol occurs. Texts that repeat themselves at length, one symbol without end or the
    same text a thousand times, are for a sorter whose time does not depend on them, as are alphabets of more than
    LARGEST_ALPHABET. Texts of more than MOST_SYMBOLS are left to its error.
    """
    size = len(codes)
    if len(counts) > LARGEST_ALPHABET or size > MOST_SYMBOLS:
        return None
    symbols = np.empty(FRONT + size + BACK, dtype=codes.dtype)  # not ``zeros``, which gets no large pages
    symbols[:FRONT] = symbols[FRONT + size :] = 0
    reversed_ = codes[::-1]

    def copy(piece: slice) -> None:
        symbols[FRONT:][piece] = reversed_[piece]

    on_all_cores(copy, pieces_of(size))
    layout = layout_of(size)
    buckets = dealt(symbols, model_of(symbols, counts), size, layout)
    starts = np.concatenate(([0], np.cumsum(buckets.sizes())))
    if int(np.diff(starts).max()) > _LARGEST * -(-size >> layout.bucket):
        return None
    return _filled(symbols, buckets, starts, layout)


def _filled(symbols: NDArray[Any], buckets: Dealt, starts: NDArray[np.int64], layout: Layout) -> Rows | None:
    """Sort the buckets, which begin at the rows ``starts``, on all cores; None where texts take too long to compare."""
    size = int(starts[-1])
    rows: Rows = np.empty(size, np.uint32), np.empty(size, symbols.dtype), np.empty(size, np.uint8)
    digits = layout.place + np.array([layout.rest * number // DIGITS for number in range(DIGITS + 1)])
    lasts = (starts[1:] - 1) // _PIECE  # an empty bucket has the last row of the one before, and so begins no piece
    begins = np.append(np.flatnonzero(np.diff(lasts, prepend=-1)), len(starts) - 1)
    given_up, run = np.zeros(1, dtype=np.uint8), sort_buckets.on(size)

    def piece(number: int) -> None:
        low, high = int(begins[number]), int(begins[number + 1])
        most = int(np.diff(starts[low : high + 1]).max())
        tallies = np.empty((DIGITS, 1 << int(np.diff(digits).max())), np.int32)
        scratch = np.empty(most, np.int64), np.empty(most, np.int64), tallies
        span = low, high, int(starts[low]), _STEPS * int(starts[high] - starts[low])
        run(symbols, tuple(buckets), span, (layout.place, digits), scratch, rows, given_up)

    on_all_cores(piece, range(len(begins) - 1))
    if given_up[0]:
        return None
    join_pieces.on(size)(symbols, starts[begins[:-1]], rows)
    return rows
