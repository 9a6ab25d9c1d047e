"""Buckets: elements sorted by their digits, ties by the text, and the rows of an index filled from both.

A bucket is small enough for the processor's nearest memory, and the texts of its rows are read while it is there: for
ties, for the next symbol, and for the common length with the row before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from generator.lm.index.kernels import kernel
from generator.lm.index.sorting.deal import CHUNK_BITS
from generator.lm.index.sorting.words import bytes_below, leading, lowest, same_bytes, same_history, starts_in
from generator.lm.index.suffixes import ALIKE, LONGEST

BACK = 64
"""Symbols of padding behind the text, read but not believed."""

DIGITS, DIGIT_BITS = 3, 11
"""Elements are sorted by so many digits of at most so many bits: a greater one has too many values for a bucket."""

_AHEAD = 128
_UNKNOWN = 1 << 62


def collect(buckets: Any, bucket: Any, digits: Any, scratch: Any) -> Any:
    """Bring the elements of a bucket together, and count their digits; return how many there are."""
    heads, _, chain, elements = buckets
    out, _, tallies = scratch
    lowest_digit, middle_digit, highest_digit = tallies[0], tallies[1], tallies[2]
    tallies[:] = 0
    low, middle, high = np.uint64(digits[0]), np.uint64(digits[1]), np.uint64(digits[2])
    low_mask, middle_mask, high_mask = mask_of(digits, 0), mask_of(digits, 1), mask_of(digits, 2)
    size = 0
    for part in range(len(heads)):
        head, chunk, dealt = heads[part, bucket], bucket, elements[part]
        while True:
            begin = chunk << CHUNK_BITS
            end = head if head >> CHUNK_BITS == chunk else begin + (1 << CHUNK_BITS)
            for at in range(begin, end):
                element = np.uint64(dealt[np.uint64(at)])
                out[np.uint64(size + at - begin)] = element
                lowest_digit[(element >> low) & low_mask] += 1
                middle_digit[(element >> middle) & middle_mask] += 1
                highest_digit[(element >> high) & high_mask] += 1
            size += end - begin
            if head >> CHUNK_BITS == chunk:
                break
            chunk = np.int64(chain[part, chunk])
    return size


def mask_of(digits: Any, number: Any) -> Any:
    """Return the mask of a digit, of those that begin at the bits ``digits``."""
    return (np.uint64(1) << np.uint64(digits[number + 1] - digits[number])) - np.uint64(1)


def sort_digits(size: Any, digits: Any, scratch: Any) -> Any:
    """Sort elements by their counted digits, the last one first (A. Friend 1956).

    Return the array that they are in, and the other one.
    """
    source, target, tallies = scratch
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
            place = tally[own]
            target[np.uint64(place)] = element
            tally[own] = place + 1
        source, target = target, source
    return source, target


def straighten(elements: Any, span: Any, digit_bits: Any, spare: Any) -> Any:
    """Sort, by insertion, the groups of equal digits that begin at ``[begin, top)``.

    Return the end of the last, and what is left of ``spare`` words of text, of which eight moves are worth one.
    """
    begin, top, size = span
    if begin >= top:
        return begin, spare
    at = begin + 1
    while at < size and spare >= 0:
        element, to = elements[np.uint64(at)], at
        if at >= top and elements[np.uint64(at - 1)] >> digit_bits != element >> digit_bits:
            break
        while to > begin and elements[np.uint64(to - 1)] > element:
            elements[np.uint64(to)] = elements[np.uint64(to - 1)]
            to -= 1
        elements[np.uint64(to)] = element
        spare -= (at - to) >> 3
        at += 1
    return at, spare


def settle(text: Any, elements: Any, free: Any, span: Any, place_bits: Any, shift: Any, spare: Any) -> Any:
    """Sort the groups of equal keys at ``[begin, end)`` by their text; return what is left of ``spare`` words of it.

    Groups are small, so they are sorted by insertion: by the word behind what all of a group have in common, for which
    there is room in ``free``, and only where that is the same by the rest. No function is called for a group, since
    each call counts references to arrays, which all threads share.
    """
    symbols, words = text
    group, end = span
    mask, last, sign = (np.int64(1) << place_bits) - 1, len(symbols) - BACK, np.uint64(1) << np.uint64(63)
    while group < end and spare >= 0:
        first, top, common = elements[np.uint64(group)], group + 1, _UNKNOWN
        while spare >= 0 and top < end and elements[np.uint64(top)] >> place_bits == first >> place_bits:
            here, other = first & mask, elements[np.uint64(top)] & mask
            same = same_bytes(words, here << shift, other << shift, (last - max(here, other)) << shift)
            spare -= (same >> 3) + 1
            common = min(common, same)
            top += 1
        common = (common >> shift) << shift
        for at in range(group, top if top > group + 1 else group):
            if spare < 0:
                break
            element, to = elements[np.uint64(at)], at
            here = element & mask
            word = np.int64(leading(words[np.uint64((here << shift) + common)], shift) ^ sign)
            while spare >= 0 and to > group and free[np.uint64(to - 1)] >= word:
                if free[np.uint64(to - 1)] == word:
                    other = elements[np.uint64(to - 1)] & mask
                    most = (last - max(here, other)) << shift
                    same = same_bytes(words, here << shift, other << shift, most)
                    spare -= (same >> 3) + 1
                    greater = here < other  # the one that the text's end cuts short is less
                    if same < most:
                        same = same >> shift
                        greater = symbols[np.uint64(here + same)] > symbols[np.uint64(other + same)]
                    if greater:
                        break
                free[np.uint64(to)], elements[np.uint64(to)] = free[np.uint64(to - 1)], elements[np.uint64(to - 1)]
                to -= 1
            free[np.uint64(to)], elements[np.uint64(to)] = word, element
            spare -= (at - to) >> 3
        group = top
    return spare


def touch(symbols: Any, elements: Any, span: Any, mask: Any, shift: Any, row: Any, rows: Any) -> None:
    """Read what the rows of elements ``[begin, top)`` will need, all at once, that nothing need wait for memory."""
    _, following, common = rows
    begin, top = span
    further = np.uint64(23 >> shift)
    for at in range(begin, top):
        place, to = np.uint64(elements[np.uint64(at)] & mask), np.uint64(row + at)
        following[to] = symbols[place - np.uint64(1)]
        common[to] = symbols[place + further] & 1


def fill(text: Any, elements: Any, span: Any, mask: Any, lane: Any, before: Any, spare: Any, rows: Any) -> Any:
    """Fill the rows of elements ``[begin, top)``, ``row`` that of the first in the bucket.

    Returned: the last one as ``before`` (its first three words and its place in bytes), and what is left of ``spare``.
    Three words are compared without a branch: how long the common part is cannot be foreseen. Starts are rare.
    """
    symbols, words = text
    positions, following, common = rows
    lanes, high, shift = lane
    begin, top, row = span
    last = np.int64(len(symbols) - BACK - 1)
    none, one, step, width = np.uint64(0), np.uint64(1), np.uint64(8), np.uint64(shift)
    first, second, third, other = before
    for at in range(begin, top):
        place, to = np.uint64(elements[np.uint64(at)] & mask), np.uint64(row + at)
        positions[to] = last - np.int64(place)
        following[to] = symbols[place - one]
        here = place << width
        word, word_2, word_3 = words[here], words[here + step], words[here + step + step]
        differs, differs_2, differs_3 = first ^ word, second ^ word_2, third ^ word_3
        starts = starts_in(word, lanes, high) | starts_in(word_2, lanes, high) | starts_in(word_3, lanes, high)
        same = np.uint64(differs == none)
        same_2 = same & np.uint64(differs_2 == none)
        differs |= differs_2 & (none - same) | differs_3 & (none - same_2)
        length = np.int64((same + same_2) << np.uint64(3)) + bytes_below(lowest(differs))
        if starts != none or differs == none:
            length = same_history(words, here, other, spare << 3, lanes, high)
            spare -= (abs(length) >> 3) + 1
        common[to] = ALIKE if length < 0 else min(length >> shift, LONGEST)
        first, second, third, other = word, word_2, word_3, here
    return (first, second, third, other), spare


@kernel(
    helpers=(
        lowest,
        bytes_below,
        leading,
        starts_in,
        same_bytes,
        same_history,
        collect,
        mask_of,
        sort_digits,
        straighten,
        settle,
        touch,
        fill,
    )
)
def sort_buckets(
    text: Any, buckets: Any, span: Any, keys: Any, lane: Any, scratch: Any, rows: Any, given_up: Any
) -> None:
    """Sort buckets ``[begin, end)``, the first of which begins at ``row``, and fill their rows.

    ``span`` also has how many words of text may be compared; where that is not enough, ``given_up`` becomes 1.
    ``keys``: bits of a place, and where the digits of an element begin; ``lane``: see ``starts_in``, and log2 of the
    bytes of a symbol. The common length of the first row is left to ``join_pieces``.
    """
    begin, end, row, spare = span
    place_bits, digits = keys
    mask = (np.int64(1) << place_bits) - 1
    none = np.uint64(0)
    before = none, none, none, none
    for bucket in range(begin, end):
        size = collect(buckets, bucket, digits, scratch)
        elements, free = sort_digits(size, digits, scratch)
        settled = 0
        for base in range(0, size, _AHEAD):
            top = min(base + _AHEAD, size)
            touch(text[0], elements, (base, top), mask, lane[2], row, rows)
            begins = max(base, settled)
            settled, spare = straighten(elements, (begins, top, size), digits[0], spare)
            spare = settle(text, elements, free, (begins, settled), place_bits, lane[2], spare)
            if spare >= 0:
                before, spare = fill(text, elements, (base, top, row), mask, lane, before, spare, rows)
            if spare < 0 or given_up[0]:
                given_up[0] = 1
                return
        row += size


@kernel(helpers=(lowest, bytes_below, starts_in, same_history))
def join_pieces(symbols: Any, words: Any, firsts: Any, lane: Any, rows: Any) -> None:
    """Fill the common lengths of rows that were the first of a piece, the row before being another's."""
    positions, _, common = rows
    lanes, high, shift = lane
    last = len(symbols) - BACK - 1
    for row in firsts:
        if row == 0:
            common[row] = 0
            continue
        here, other = (last - np.int64(positions[row])) << shift, (last - np.int64(positions[row - 1])) << shift
        length = same_history(words, here, other, len(words), lanes, high)
        common[row] = ALIKE if length < 0 else min(length >> shift, LONGEST)
