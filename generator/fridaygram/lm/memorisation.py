"""Memorisation: which pieces of a text stand, letter for letter, in the texts of training, and in which of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from fridaygram.lm.index.alphabet import BOUNDARY, Alphabet
from fridaygram.lm.index.kernels import kernel, on_all_cores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

AT_LEAST = 20
AT_ONCE = 1 << 17
"""Symbols of training that are hashed at once."""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A copied piece: ``text[start : start + length]``; longer to neither side does it stand in training.

    ``sources``: the numbers of all texts that have it, in the sequence that training was given, ascending.
    """

    start: int
    length: int
    text: str
    sources: tuple[int, ...]


class Memorisation(msgspec.Struct, frozen=True, kw_only=True):
    """What a text copies. Spans, of ``at_least`` characters or more, may overlap; none lies within another.

    ``lengths``: for each character, the longest piece that ends with it and stands in training; ``longest`` and
    ``mean_match`` are their maximum and mean. ``novel_share``: characters in no span, 0 to 1.
    """

    characters: int
    at_least: int
    longest: int
    mean_match: float
    novel_share: float
    spans: tuple[Span, ...]
    lengths: tuple[int, ...]


def memorise(index: Index, text: str, *, at_least: int = AT_LEAST) -> Memorisation:
    """Find all pieces of ``text``, of ``at_least`` (1 or more) characters, that the indexed texts have.

    Starts and ends of texts do not count: a piece is what can be read. O(characters + rows looked through).
    """
    from fridaygram.lm.index.matches import longest_matches

    rows, lengths = longest_matches(index, index.alphabet.encode_array(text))
    ends = np.flatnonzero((lengths >= at_least) & (np.append(lengths[1:], 0) <= lengths))
    spans, covered = [], np.zeros(len(text), dtype=np.bool_)
    for last, sources in zip(ends.tolist(), _sources(index, rows[ends], lengths[ends]), strict=True):
        length = int(lengths[last])
        start = last + 1 - length
        covered[start : last + 1] = True
        piece = text[start : last + 1]
        spans.append(Span(start=start, length=length, text=piece, sources=sources or sources_of(index, piece)))
    return Memorisation(
        characters=len(text),
        at_least=at_least,
        longest=int(lengths.max(initial=0)),
        mean_match=float(lengths.mean()) if len(text) else 0.0,
        novel_share=float(1 - covered.mean()) if len(text) else 0.0,
        spans=tuple(spans),
        lengths=tuple(lengths.tolist()),
    )


def copied(index: Index, texts: Sequence[str], *, at_least: int) -> tuple[list[int], int]:
    """Return the characters of each text in copies of ``at_least`` or more, and the length of the longest, 0 for none.

    The numbers are those of ``memorise``, for many texts at once and much faster.
    """
    inside = covered(index.alphabet, index.codes, texts, at_least)
    stretches = []
    for text, covers in zip(texts, inside, strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], covers.view(np.int8), [0])))).tolist()
        stretches += [text[begin:end] for begin, end in zip(edges[::2], edges[1::2], strict=True)]
    longest = at_least - 1 if stretches else 0
    for stretch in sorted(stretches, key=len, reverse=True):  # pieces that overlap are one stretch
        begin = 0
        while begin + longest < len(stretch):
            low, high = index.find(index.alphabet.encode(stretch[begin : begin + longest + 1]))
            begin, longest = (begin, longest + 1) if low < high else (begin + 1, longest)
    return [int(covers.sum()) for covers in inside], longest


def covered(alphabet: Alphabet, codes: NDArray[Any], texts: Sequence[str], at_least: int) -> list[NDArray[np.bool_]]:
    """Return which characters of each text lie in pieces of ``at_least`` that stand in ``codes``, texts of training.

    Pieces are compared by 64 bits of a hash that rolls along (R. Karp and M. Rabin 1987). A table of those of the
    texts first says of nearly all pieces of training that they are none of them.
    """
    bounds = np.cumsum([0, *(len(text) + 1 for text in texts)])
    query, inner = np.zeros(bounds[-1], dtype=codes.dtype), np.ones(bounds[-1], dtype=np.bool_)
    inner[bounds[1:] - 1] = False
    query[inner] = np.maximum(alphabet.encode_array("".join(texts)), BOUNDARY)
    table = np.zeros(1 << len(query).bit_length() + 1, dtype=np.uint8)
    hashes, ends = _pieces(query, at_least, table, fill=True)
    parts = [codes[max(0, begin - at_least + 1) : begin + AT_ONCE] for begin in range(0, len(codes), AT_ONCE)]
    found = on_all_cores(lambda part: _pieces(part, at_least, table, fill=False)[0], parts)
    trained, other = np.sort(np.concatenate(found)), np.uint64(8 * len(table) - 1)
    known = np.zeros(8 * len(table), dtype=np.bool_)
    known[trained & other] = True  # the lower bits, for the upper ones agree already
    maybe = known[hashes & other]
    hashes, ends = hashes[maybe], ends[maybe]
    ends = ends[np.append(trained, np.uint64(0))[np.searchsorted(trained, hashes)] == hashes]
    inside = np.bincount(ends + 1 - at_least, minlength=len(query) + 1)
    inside[ends + 1] -= 1
    covers = np.cumsum(inside) > 0
    return [covers[begin : end - 1] for begin, end in pairwise(bounds.tolist())]


def _pieces(
    codes: NDArray[Any], size: int, table: NDArray[np.uint8], *, fill: bool
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return hash and last place of the pieces of ``size`` symbols: all, or those that the table has."""
    codes = codes.view()
    codes.flags.writeable = False  # so that one type of array is compiled
    factor = 0x9E3779B97F4A7C15
    numbers = np.array([factor, pow(factor, size, 1 << 64), 32, 62 - len(table).bit_length()], dtype=np.uint64)
    hashes, ends = np.empty(len(codes), dtype=np.uint64), np.empty(len(codes), dtype=np.int64)
    count = roll_pieces.on(len(codes))(codes, size, numbers, table, fill, hashes, ends)
    return (hashes, ends) if count == len(codes) else (hashes[:count].copy(), ends[:count].copy())


@kernel()
def roll_pieces(codes: Any, size: int, numbers: Any, table: Any, fill: bool, hashes: Any, ends: Any) -> int:
    """Fill hashes and last places of the pieces of ``size`` symbols, without a boundary, whose bit a table has.

    Return how many there are. With ``fill`` it gets the bits of all. ``numbers``: the factor of the hash, its power of
    ``size``, and two shifts, the second from a hash to its bit.
    """
    factor, power, half, shift = numbers
    one, three, seven = np.uint64(1), np.uint64(3), np.uint64(7)
    length, count, state = 0, 0, np.uint64(0)
    for place in range(len(codes)):
        if codes[place] == 0:
            length, state = 0, np.uint64(0)
            continue
        state = state * factor + codes[place]
        length += 1
        if length > size:
            state -= power * codes[place - size]
        if length >= size:
            mixed = (state ^ (state >> half)) * factor
            cell = mixed >> shift
            if fill:
                table[cell >> three] |= one << (cell & seven)
            if table[cell >> three] & (one << (cell & seven)):
                hashes[count], ends[count] = mixed, place
                count += 1
    return count


def _sources(index: Index, rows: NDArray[np.uint32], lengths: NDArray[np.int32]) -> Iterator[tuple[int, ...]]:
    """Yield the numbers of all texts that have each match, ascending; none where it is longer than an index stores."""
    from fridaygram.lm.index.matches import runs_of
    from fridaygram.lm.index.suffixes import LONGEST

    first = _numbers(index, index.positions[rows]).tolist()
    for only, length, low, high in zip(first, lengths.tolist(), *runs_of(index, rows, lengths).tolist(), strict=True):
        if length > LONGEST:
            yield ()
        elif high - low == 1:
            yield (only,)
        else:
            yield tuple(np.unique(_numbers(index, index.positions[low:high])).tolist())


def _numbers(index: Index, places: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the number of the text of each place."""
    return index.numbers[np.searchsorted(index.starts, places, side="right") - 1]


def sources_of(index: Index, piece: str) -> tuple[int, ...]:
    """Return the numbers of all texts that have ``piece``, ascending."""
    low, high = index.find(index.alphabet.encode(piece))
    return tuple(np.unique(_numbers(index, index.positions[low:high])).tolist())
