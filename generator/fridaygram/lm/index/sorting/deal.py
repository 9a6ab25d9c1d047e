"""Dealing: every suffix goes into a bucket by the first bits of its key, as one number of 63 bits.

An element is the rest of the key and, in its last bits, the place of the suffix, so it is unique and needs no other
data to be sorted. Each part of the text deals into chunks of its own: a bucket is a list of chunks, and no counting
must go before. A chunk's first bucket has its own number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from fridaygram.lm.index.kernels import kernel, on_all_cores
from fridaygram.lm.index.sorting.keys import FRONT, code_after, fill_keys, narrowed

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHUNK_BITS = 8
_CHUNK = 1 << CHUNK_BITS
_PARTS = 4  # of the text, on as many cores
_AT_ONCE = 2048  # keys, which are dealt before the next ones are made
_KEY_BITS = 52  # a code has the 53 bits of a float, and some are lost to rounding
DIGITS, _DIGIT_BITS = 4, 11  # elements are sorted by so many digits; a greater one has too many values for a bucket
_BUCKET_BITS, _MOST_BUCKET_BITS = 13, 12  # a bucket has at most 2^13 elements on the average, until there are 2^12


class Layout(NamedTuple):
    """How many bits of a key choose the bucket, how many follow in the element, and how many its place has."""

    bucket: int
    rest: int
    place: int


def layout_of(size: int) -> Layout:
    """Return the layout for a text of ``size`` symbols."""
    place = (size + FRONT).bit_length()
    bucket = min(max(size.bit_length() - _BUCKET_BITS, 1), _MOST_BUCKET_BITS)
    return Layout(bucket, min(63 - place, _KEY_BITS - bucket, DIGITS * _DIGIT_BITS), place)


class Dealt(NamedTuple):
    """The buckets, each array by part of the text; see ``deal``."""

    heads: NDArray[np.int64]
    filled: NDArray[np.int64]
    chain: NDArray[np.int32]
    elements: NDArray[np.int64]

    def sizes(self) -> NDArray[np.int64]:
        """Return the number of elements of each bucket."""
        sizes: NDArray[np.int64] = ((self.filled << CHUNK_BITS) + (self.heads & (_CHUNK - 1))).sum(axis=0)
        return sizes


def dealt(symbols: NDArray[Any], model: tuple[Any, ...], size: int, layout: Layout) -> Dealt:
    """Deal the suffixes of a padded text of ``size`` symbols."""
    buckets = 1 << layout.bucket
    chunks = buckets + (-(-size // _PARTS) >> CHUNK_BITS) + 1
    heads = np.tile(np.arange(buckets, dtype=np.int64) << CHUNK_BITS, (_PARTS, 1))
    out = Dealt(
        heads,
        np.zeros((_PARTS, buckets), dtype=np.int64),
        np.zeros((_PARTS, chunks), dtype=np.int32),
        np.empty((_PARTS, chunks << CHUNK_BITS), dtype=np.int64),
    )
    run = deal.on(size)

    def part(number: int) -> None:
        span = FRONT + size * number // _PARTS, FRONT + size * (number + 1) // _PARTS, FRONT + size
        arrays = tuple(array[number] for array in out)
        run(symbols, model, span, tuple(layout), arrays, np.empty(_AT_ONCE, dtype=np.int64))

    on_all_cores(part, range(_PARTS))
    return out


@kernel(helpers=(narrowed, fill_keys, code_after))
def deal(symbols: Any, model: Any, span: Any, layout: Any, out: Any, keys: Any) -> None:
    """Deal the suffixes at ``[begin, end)`` of a text that ends at ``last``, right to left.

    ``out``, by bucket: ``heads``, where the next element goes; ``filled``, the number of full chunks; by chunk:
    ``chain``, the one after it; and the ``elements``.
    """
    begin, end, last = span
    bucket_bits, rest_bits, place_bits = layout
    heads, filled, chain, elements = out
    one, inside, chunk_bits = np.uint64(1), np.uint64(_CHUNK - 1), np.uint64(CHUNK_BITS)
    scale = np.float64(np.int64(1) << (bucket_bits + rest_bits)) / 65536.0
    rest = (np.int64(1) << rest_bits) - 1
    free = np.uint64(len(heads))
    code = code_after(symbols, model, end, last, keys)
    while end > begin:
        low = max(begin, end - len(keys))
        code = fill_keys(symbols, model, (low, end), code, scale, keys)
        for place in range(low, end):
            key = keys[np.uint64(place) - np.uint64(low)]
            bucket = np.uint64(key >> rest_bits)
            head = np.uint64(heads[bucket])
            elements[head] = ((key & rest) << place_bits) | place
            if head & inside == inside:
                chain[head >> chunk_bits] = free
                filled[bucket] += 1
                heads[bucket] = free << chunk_bits
                free += one
            else:
                heads[bucket] = head + one
        end = low
