"""From symbols to rows: the suffix array of the reversed text, its next characters, LF mapping and common lengths.

Row r of the sorted suffixes of the reversed text is a place in the text, read leftwards: a history of every length.

- ``positions[r]``  the place in the text at which the history ends (Manber and Myers 1993: suffix array);
- ``following[r]``  the symbol after it (Burrows and Wheeler 1994: the transform), the boundary at a text's end;
- ``successor[r]``  the row of the place one to the right (Ferragina and Manzini 2000: LF mapping);
- ``common[r]``     how many characters its history shares with row r - 1's (Kasai et al. 2001: LCP).

Common lengths are cut at the start of a text: two rows whose histories agree up to and with the start are alike for
every order, which is what padding a text with any number of start symbols says. They are stored in a byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.errors import ModelError
from fridaygram.lm.index.alphabet import Alphabet, occurrences, sortable_bytes
from fridaygram.lm.index.kernels import AT_ONCE, gathered, kernel, on_all_cores, pieces_of
from fridaygram.registry import require

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALIKE = 255
"""A common length that says: alike for every order."""

LONGEST = 254
"""The greatest common length that a byte holds; a greater one is stored as this."""

MOST_SYMBOLS = (1 << 31) - 1

SHORT = 2000
"""Bytes of a text that Python sorts in a millisecond or two."""


def suffix_array(alphabet: Alphabet, codes: NDArray[Any]) -> NDArray[np.int32]:
    """Return the suffix array of the reversed symbols, by libdivsufsort (Y. Mori): O(n log n) for every text.

    A phrase is sorted without it, so that a blog without a corpus needs no extra. Raises ModelError where the texts
    have more than 2^31 - 1 sortable bytes, UsageError where the extra ``train`` is missing.
    """
    raw, places = sortable_bytes(alphabet, codes[::-1])
    if len(raw) > MOST_SYMBOLS:
        raise ModelError("more than 2^31 characters to sort at once", hint="train in more shards")
    order = _sorted(np.ascontiguousarray(raw))
    if places is not None:
        order = places[order]
        order = order[order >= 0]
    return order


def _sorted(raw: NDArray[np.uint8]) -> NDArray[np.int32]:
    if len(raw) <= SHORT:
        data = raw.tobytes()
        return np.array(sorted(range(len(data)), key=lambda place: data[place:]), dtype=np.int32)
    require("train", f"a model of {len(raw):,} characters")
    from pydivsufsort import divsufsort

    order: NDArray[np.int32] = divsufsort(raw)
    return order


def rows_of(
    order: NDArray[np.int32], codes: NDArray[Any]
) -> tuple[NDArray[np.uint32], NDArray[Any], NDArray[np.uint8]]:
    """Return positions, next symbols and common lengths of the rows of a suffix array.

    The positions are written into the memory of ``order``.
    """
    positions = np.subtract(len(codes) - 1, order, out=order).view(np.uint32)
    common = _common(codes, positions, LONGEST, ALIKE, np.uint8)
    return positions, gathered(np.append(codes[1:], codes[:1]), positions), common


def successors_of(
    following: NDArray[Any], positions: NDArray[np.uint32], counts: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Return the LF mapping, from the count of each symbol: equal next symbols keep the order of their rows.

    Each core fills a part of the rows, and begins with what the parts before it hold. The last place of the text wraps
    around to the very first boundary, which sorts before all others.
    """
    size = len(following)
    pieces = pieces_of(size)

    def held_by(piece: slice) -> NDArray[np.int64]:
        held = occurrences(following[piece], len(counts))
        held[0] -= (positions[piece][np.flatnonzero(following[piece] == 0)] == size - 1).sum()
        return held

    held = on_all_cores(held_by, pieces[:-1])
    first = np.concatenate(([0], np.cumsum(counts[:-1])))
    first[0] += 1
    firsts = np.cumsum([first, *held], axis=0)
    successor = np.empty(size, dtype=np.uint32)
    fill = fill_successors.on(size)

    def part(number: int) -> None:
        piece = pieces[number]
        fill(following[piece], positions[piece], size - 1, firsts[number], successor[piece])

    on_all_cores(part, range(len(pieces)))
    return successor


@kernel()
def fill_successors(following: Any, positions: Any, last: int, first: Any, successor: Any) -> None:
    """Fill the LF mapping of some rows.

    ``first`` holds, for each symbol, the row that the next row it follows leads to, and is used up.
    """
    for row in range(len(following)):
        symbol = following[row]
        if symbol == 0 and positions[row] == last:
            successor[row] = 0
        else:
            successor[row] = first[symbol]
            first[symbol] += 1


@kernel()
def inverse_of(successor: Any, out: Any) -> None:
    """Fill the inverse of the LF mapping."""
    for row in range(len(successor)):
        out[successor[row]] = row


def block_bits(symbols: int) -> int:
    """Return log2 of the rows of a block of counts, which then take 1.5 bytes a row or less."""
    return max(8, (symbols * 4 * 2 // 3).bit_length())


@kernel()
def count_blocks(following: Any, bits: int, out: Any) -> None:
    """Fill, for each block of 2^bits rows and for the end, how often each symbol follows the rows before."""
    for row in range(len(following)):
        out[(row >> bits) + 1, following[row]] += 1
    for block in range(1, len(out)):
        for symbol in range(out.shape[1]):
            out[block, symbol] += out[block - 1, symbol]


@kernel()
def common_lengths(codes: Any, neighbour: Any, begin: int, longest: int, alike: int, by_place: Any) -> None:
    """Fill common lengths of the places from ``begin`` on, right to left (Kärkkäinen, Manzini and Puglisi 2009).

    One step to the left shortens the common part by at most one, so the walk is linear. It may begin anywhere.
    """
    length = 0
    for number in range(len(neighbour) - 1, -1, -1):
        place, other = begin + number, np.int64(neighbour[number])
        if other == place:
            by_place[number] = 0
            length = 0
            continue
        same_start = length > 0 and codes[place - length + 1] == 0
        while not same_start and codes[place - length] == codes[other - length]:
            same_start = codes[place - length] == 0
            length += 1
        by_place[number] = alike if same_start else min(length, longest)
        length = max(length - 1, 0)


def exact_common_lengths(codes: NDArray[Any], positions: NDArray[Any]) -> NDArray[np.uint32]:
    """Return the common lengths unshortened, for orders beyond what a byte holds; 2^32 - 1 says alike for all."""
    return _common(codes, positions, LONGEST << 20, (1 << 32) - 1, np.uint32)


def _common(codes: NDArray[Any], positions: NDArray[Any], longest: int, alike: int, dtype: Any) -> NDArray[Any]:
    """Return the common lengths by row."""
    return gathered(common_by_place(codes, _neighbours(positions), 0, longest, alike, dtype), positions)


def common_by_place(
    codes: NDArray[Any],
    neighbour: NDArray[Any],
    start: int,
    longest: int = LONGEST,
    alike: int = ALIKE,
    dtype: Any = np.uint8,
) -> NDArray[Any]:
    """Return the common lengths of the places from ``start`` on, on all cores: each takes a part of the places.

    ``neighbour``: of each of these places, the place of the row before its own; its own where there is none.
    """
    by_place = np.empty(len(neighbour), dtype=dtype)
    fill = common_lengths.on(len(neighbour))

    def part(piece: slice) -> None:
        fill(codes, neighbour[piece], start + piece.start, longest, alike, by_place[piece])

    on_all_cores(part, pieces_of(len(neighbour)))
    return by_place


def _neighbours(positions: NDArray[Any]) -> NDArray[Any]:
    """Return, for each place, the place of the row before its own; the first row's own place stands for none."""
    size = len(positions)
    neighbour = np.empty(size, dtype=positions.dtype)
    neighbour[positions[0]] = positions[0]

    def scatter(begin: int) -> None:
        begin, end = max(begin, 1), min(begin + AT_ONCE, size)
        neighbour[positions[begin:end]] = positions[begin - 1 : end - 1]

    on_all_cores(scatter, range(0, size, AT_ONCE))
    return neighbour
