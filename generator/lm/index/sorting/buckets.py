"""Buckets: elements sorted by their digits, ties by the text, and the rows of an index filled from both.

A bucket is small enough for the processor's nearest memory, and the texts of its rows are read while it is there: for
ties, for the next symbol, and for the common length with the row before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from generator.lm.index.kernels import kernel
from generator.lm.index.sorting.deal import CHUNK_BITS
from generator.lm.index.sorting.words import bytes_below, lowest, same_bytes, same_history, starts_in
from generator.lm.index.suffixes import ALIKE, LONGEST

BACK = 64
"""Symbols of padding behind the text, read but not believed."""

_AHEAD = 128


def collect(buckets: Any, bucket: Any, out: Any) -> Any:
    """Bring the elements of a bucket together; return how many."""
    heads, _, chain, elements = buckets
    size = 0
    for part in range(len(heads)):
        head, chunk, dealt = heads[part, bucket], bucket, elements[part]
        while True:
            begin = chunk << CHUNK_BITS
            end = head if head >> CHUNK_BITS == chunk else begin + (1 << CHUNK_BITS)
            for at in range(begin, end):
                out[np.uint64(size + at - begin)] = dealt[np.uint64(at)]
            size += end - begin
            if head >> CHUNK_BITS == chunk:
                break
            chunk = np.int64(chain[part, chunk])
    return size


def sort_digits(size: Any, digits: Any, scratch: Any) -> Any:
    """Sort elements by their digits, the last one first; return the array they are in (A. Friend 1956)."""
    source, target, tallies = scratch
    tallies[:] = 0
    one = np.uint64(1)
    for number in range(len(digits) - 1):
        shift, mask = np.uint64(digits[number]), (one << np.uint64(digits[number + 1] - digits[number])) - one
        tally = tallies[number]
        for at in range(size):
            tally[(np.uint64(source[np.uint64(at)]) >> shift) & mask] += 1
    for number in range(len(digits) - 1):
        shift, mask = np.uint64(digits[number]), (one << np.uint64(digits[number + 1] - digits[number])) - one
        tally, total = tallies[number], np.int64(0)
        for digit in range(len(tally)):
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
    return source


def settle(text: Any, elements: Any, span: Any, place_bits: Any, shift: Any, spare: Any) -> Any:
    """Sort, by the text, the groups of equal keys that begin at ``[begin, top)``, the first of them at ``begin``.

    Return the end of the last, and what is left of ``spare`` words of text. Groups are small, so by insertion; and no
    function is called for one, since each call counts references to arrays, which all threads share.
    """
    symbols, words = text
    begin, top, size = span
    mask, last = (np.int64(1) << place_bits) - 1, len(symbols) - BACK
    at = begin + 1
    while at < size and spare >= 0:
        element = elements[np.uint64(at)]
        key, here, to = element >> place_bits, element & mask, at
        if at >= top and elements[np.uint64(at - 1)] >> place_bits != key:
            break
        while to > begin:
            previous = elements[np.uint64(to - 1)]
            if previous >> place_bits != key:
                break
            other = previous & mask
            most = (last - max(here, other)) << shift
            same = same_bytes(words, here << shift, other << shift, most)
            spare -= (same >> 3) + 1
            greater = here < other  # the one that the text's end cuts short is less
            if same < most:
                greater = symbols[np.uint64(here + (same >> shift))] > symbols[np.uint64(other + (same >> shift))]
            if greater:
                break
            elements[np.uint64(to)] = previous
            to -= 1
        elements[np.uint64(to)] = element
        at += 1
    return at, spare


def touch(symbols: Any, elements: Any, span: Any, mask: Any, shift: Any, row: Any, rows: Any) -> None:
    """Read what the rows of elements ``[begin, top)`` will need, all at once, that nothing need wait for memory."""
    _, following, common = rows
    begin, top = span
    further = np.uint64(31 >> shift)
    for at in range(begin, top):
        place, to = np.uint64(elements[np.uint64(at)] & mask), np.uint64(row + at)
        following[to] = symbols[place - np.uint64(1)]
        common[to] = symbols[place + further] & 1


def fill(text: Any, elements: Any, span: Any, mask: Any, lane: Any, before: Any, spare: Any, rows: Any) -> Any:
    """Fill the rows of elements ``[begin, top)``, ``row`` that of the first in the bucket.

    Returned: the last one as ``before`` (its first four words and its place in bytes), and what is left of ``spare``.
    Four words are compared without a branch: how long the common part is cannot be foreseen. Starts are rare.
    """
    symbols, words = text
    positions, following, common = rows
    lanes, high, shift = lane
    begin, top, row = span
    last = np.int64(len(symbols) - BACK - 1)
    none, one, step, width = np.uint64(0), np.uint64(1), np.uint64(8), np.uint64(shift)
    first, second, third, fourth, other = before
    for at in range(begin, top):
        place, to = np.uint64(elements[np.uint64(at)] & mask), np.uint64(row + at)
        positions[to] = last - np.int64(place)
        following[to] = symbols[place - one]
        here = place << width
        word, word_2 = words[here], words[here + step]
        word_3, word_4 = words[here + step + step], words[here + step + step + step]
        differs, differs_2, differs_3, differs_4 = first ^ word, second ^ word_2, third ^ word_3, fourth ^ word_4
        starts = starts_in(word, lanes, high) | starts_in(word_2, lanes, high)
        starts |= starts_in(word_3, lanes, high) | starts_in(word_4, lanes, high)
        same = np.uint64(differs == none)
        same_2 = same & np.uint64(differs_2 == none)
        same_3 = same_2 & np.uint64(differs_3 == none)
        differs |= differs_2 & (none - same) | differs_3 & (none - same_2) | differs_4 & (none - same_3)
        length = np.int64((same + same_2 + same_3) << np.uint64(3)) + bytes_below(lowest(differs))
        if starts != none or differs == none:
            length = same_history(words, here, other, spare << 3, lanes, high)
            spare -= (abs(length) >> 3) + 1
        common[to] = ALIKE if length < 0 else min(length >> shift, LONGEST)
        first, second, third, fourth, other = word, word_2, word_3, word_4, here
    return (first, second, third, fourth, other), spare


@kernel(
    helpers=(
        lowest,
        bytes_below,
        starts_in,
        same_bytes,
        same_history,
        collect,
        sort_digits,
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
    before = none, none, none, none, none
    for bucket in range(begin, end):
        size = collect(buckets, bucket, scratch[0])
        elements = sort_digits(size, digits, scratch)
        settled = 0
        for base in range(0, size, _AHEAD):
            top = min(base + _AHEAD, size)
            touch(text[0], elements, (base, top), mask, lane[2], row, rows)
            settled, spare = settle(text, elements, (max(base, settled), top, size), place_bits, lane[2], spare)
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
