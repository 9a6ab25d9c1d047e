"""Buckets: elements sorted by their digits, ties by the text, and the rows of an index filled from both.

A bucket is small enough for the processor's nearest memory, and the texts of its rows are read while it is there: for
ties, for the next symbol, and for the common length with the row before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.index.sorting.deal import CHUNK_BITS, DIGITS
from fridaygram.lm.index.sorting.windows import (
    KEY_BYTES,
    WINDOW_BYTES,
    key_at,
    prefetch,
    same_at_once,
    same_history,
    same_symbols,
    start_at_once,
)
from fridaygram.lm.index.suffixes import ALIKE, LONGEST

BACK = WINDOW_BYTES + KEY_BYTES
"""Symbols of padding behind the text, read but not believed: of the last symbol a window is read, and a key behind."""


def collect(buckets: Any, bucket: Any, digits: Any, scratch: Any) -> Any:
    """Bring the elements of a bucket together, and count their digits; return how many there are."""
    heads, _, chain, elements = buckets
    out, _, tallies = scratch
    tally_0, tally_1, tally_2, tally_3 = tallies[0], tallies[1], tallies[2], tallies[3]
    bits_0, bits_1, bits_2, bits_3 = (
        np.uint64(digits[0]),
        np.uint64(digits[1]),
        np.uint64(digits[2]),
        np.uint64(digits[3]),
    )
    mask_0, mask_1, mask_2, mask_3 = mask_of(digits, 0), mask_of(digits, 1), mask_of(digits, 2), mask_of(digits, 3)
    tallies[:] = 0
    size = 0
    for part in range(len(heads)):
        head, chunk, dealt = heads[part, bucket], bucket, elements[part]
        while True:
            begin = chunk << CHUNK_BITS
            end = head if head >> CHUNK_BITS == chunk else begin + (1 << CHUNK_BITS)
            for at in range(begin, end):
                element = np.uint64(dealt[np.uint64(at)])
                out[np.uint64(size + at - begin)] = element
                tally_0[(element >> bits_0) & mask_0] += 1
                tally_1[(element >> bits_1) & mask_1] += 1
                tally_2[(element >> bits_2) & mask_2] += 1
                tally_3[(element >> bits_3) & mask_3] += 1
            size += end - begin
            if head >> CHUNK_BITS == chunk:
                break
            chunk = np.int64(chain[part, chunk])
    return size


def mask_of(digits: Any, number: Any) -> Any:
    """Return the mask of a digit, of those that begin at the bits ``digits``."""
    return (np.uint64(1) << np.uint64(digits[number + 1] - digits[number])) - np.uint64(1)


def sort_digits(symbols: Any, size: Any, digits: Any, scratch: Any) -> Any:
    """Sort elements by their counted digits, the last one first (A. Friend 1956), and ask for their text meanwhile.

    Return the array that they are in, and the other one.
    """
    source, target, tallies = scratch
    places, further = (np.int64(1) << digits[0]) - 1, WINDOW_BYTES // symbols.itemsize - 1
    for number in range(DIGITS):
        shift, mask, tally = np.uint64(digits[number]), mask_of(digits, number), tallies[number]
        total = np.int64(0)
        for digit in range(np.int64(mask) + 1):
            count = np.int64(tally[digit])
            tally[digit] = total
            total += count
        for at in range(size):
            element = source[np.uint64(at)]
            own = (np.uint64(element) >> shift) & mask
            to = tally[own]
            target[np.uint64(to)] = element
            tally[own] = to + 1
            if number == 0:
                place = element & places
                prefetch(symbols, place - 1)
                prefetch(symbols, place + further)
        source, target = target, source
    return source, target


def settle(symbols: Any, elements: Any, free: Any, span: Any, place_bits: Any, spare: Any) -> Any:
    """Sort the groups of equal keys by their text; return what is left of ``spare`` windows of it.

    Groups are small, so they are sorted by insertion: by eight bytes behind what all of a group have in common, for
    which there is room in ``free``, and only where those are the same by the rest. No function is called for a group,
    since each call counts references to arrays, which all threads share.
    """
    group, end = span
    mask, last = (np.int64(1) << place_bits) - 1, len(symbols) - BACK
    eight, window = KEY_BYTES // symbols.itemsize, WINDOW_BYTES // symbols.itemsize
    while group < end:
        first, top = elements[np.uint64(group)], group + 1
        if top == end or elements[np.uint64(top)] >> place_bits != first >> place_bits:
            group = top
            continue
        common, here = np.int64(window), first & mask
        while top < end and elements[np.uint64(top)] >> place_bits == first >> place_bits:
            common = min(common, same_at_once(symbols, here, elements[np.uint64(top)] & mask))
            top += 1
        for at in range(group, top):
            if spare < 0:
                return spare
            element, to = elements[np.uint64(at)], at
            here = element & mask
            key = key_at(symbols, here + common)
            while to > group and free[np.uint64(to - 1)] >= key:
                if free[np.uint64(to - 1)] == key:
                    other = elements[np.uint64(to - 1)] & mask
                    most = last - max(here, other)
                    same = same_symbols(symbols, here, other, common + eight, most)
                    spare -= same // window + 1
                    greater = here < other  # the one that the text's end cuts short is less
                    if same < most:
                        greater = symbols[np.uint64(here + same)] > symbols[np.uint64(other + same)]
                    if greater or spare < 0:
                        break
                free[np.uint64(to)], elements[np.uint64(to)] = free[np.uint64(to - 1)], elements[np.uint64(to - 1)]
                to -= 1
            free[np.uint64(to)], elements[np.uint64(to)] = key, element
            spare -= (at - to) >> 3
        group = top
    return spare


def fill(symbols: Any, elements: Any, free: Any, span: Any, mask: Any, before: Any, spare: Any, rows: Any) -> Any:
    """Fill the rows of the sorted elements of a bucket, the first of which is ``row``.

    Return the place of the last one, as ``before``, and what is left of ``spare`` windows of text. A window of each is
    compared without a branch, since how long the common part is cannot be foreseen; what is longer comes after.
    """
    positions, following, common = rows
    size, row = span
    last, window = np.int64(len(symbols) - BACK - 1), WINDOW_BYTES // symbols.itemsize
    longer, other = np.int64(0), before
    for at in range(size):
        place, to = elements[np.uint64(at)] & mask, np.uint64(row + at)
        positions[to] = last - place
        following[to] = symbols[np.uint64(place - 1)]
        same, start = same_at_once(symbols, place, other), start_at_once(symbols, place)
        common[to] = ALIKE if start < same else same
        free[np.uint64(longer)] = at
        longer += same == window and start == window
        other = place
    for number in range(longer):
        at = free[np.uint64(number)]
        place, other = elements[np.uint64(at)] & mask, before
        if at > 0:
            other = elements[np.uint64(at - 1)] & mask
        length = same_history(symbols, place, other, spare * window)
        spare -= abs(length) // window + 1
        common[np.uint64(row + at)] = ALIKE if length < 0 else min(length, LONGEST)
    return elements[np.uint64(size - 1)] & mask, spare


@kernel(
    helpers=(
        same_at_once,
        start_at_once,
        key_at,
        prefetch,
        same_symbols,
        same_history,
        collect,
        mask_of,
        sort_digits,
        settle,
        fill,
    )
)
def sort_buckets(symbols: Any, buckets: Any, span: Any, keys: Any, scratch: Any, rows: Any, given_up: Any) -> None:
    """Sort buckets ``[begin, end)``, the first of which begins at ``row``, and fill their rows.

    ``span`` also has how many windows of text may be compared; where that is not enough, ``given_up`` becomes 1.
    ``keys``: bits of a place, and where the digits of an element begin. The common length of the first row is left to
    ``join_pieces``.
    """
    begin, end, row, spare = span
    place_bits, digits = keys
    mask, before = (np.int64(1) << place_bits) - 1, np.int64(0)
    for bucket in range(begin, end):
        size = collect(buckets, bucket, digits, scratch)
        if size == 0:
            continue
        elements, free = sort_digits(symbols, size, digits, scratch)
        spare = settle(symbols, elements, free, (0, size), place_bits, spare)
        if spare >= 0:
            before, spare = fill(symbols, elements, free, (size, row), mask, before, spare, rows)
        if spare < 0 or given_up[0]:
            given_up[0] = 1
            return
        row += size


@kernel(helpers=(same_at_once, start_at_once, same_history))
def join_pieces(symbols: Any, firsts: Any, rows: Any) -> None:
    """Fill the common lengths of rows that were the first of a piece, the row before being another's."""
    positions, _, common = rows
    last = len(symbols) - BACK - 1
    for row in firsts:
        if row == 0:
            common[row] = 0
            continue
        here, other = last - np.int64(positions[row]), last - np.int64(positions[row - 1])
        length = same_history(symbols, here, other, len(symbols))
        common[row] = ALIKE if length < 0 else min(length, LONGEST)
