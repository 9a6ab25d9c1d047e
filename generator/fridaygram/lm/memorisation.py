"""Memorisation: which pieces of a text stand, letter for letter, in the texts of training, and in which of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from fridaygram.lm.index.alphabet import BOUNDARY
from fridaygram.lm.index.kernels import AT_ONCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

AT_LEAST = 20
_FACTOR = 0x9E3779B97F4A7C15


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
    """Return the characters of each text in copies of ``at_least`` or more, and the most such ones in a row.

    The numbers are those of ``memorise``, for many texts at once and much faster.
    """
    query, starts = index.alphabet.encode_texts(texts)
    inside, in_a_row = extent_of(copy_finder(query, at_least)([index.codes]), starts)
    return inside.tolist(), int(in_a_row.max(initial=0))


def extent_of(inside: NDArray[np.bool_], starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many characters of each text are in copies, and the most in a row; ``starts`` are those of the texts,
    and the end. The first symbol of a text, its boundary, is in no copy.
    """
    begins, ends = np.flatnonzero(np.diff(inside, prepend=False, append=False)).reshape(-1, 2).T
    sums, most = np.zeros((2, len(starts) - 1), dtype=np.int64)
    text = np.searchsorted(starts, begins, side="right") - 1
    np.add.at(sums, text, ends - begins)
    np.maximum.at(most, text, ends - begins)
    return sums, most


def copy_finder(query: NDArray[Any], at_least: int) -> Callable[[Iterable[NDArray[Any]]], NDArray[np.bool_]]:
    """Return a function of the symbols of training texts, in parts. It says which symbols of ``query`` lie in pieces of
    ``at_least`` that stand in one of the parts. A boundary is in none.

    Pieces are compared by 64 bits of a hash. Before that, a table of some of the bits rules out nearly all pieces
    that stand on one side alone.
    """
    few = Slots(len(query), _pieces(query, at_least), top=True)
    foreign = np.flatnonzero(query == BOUNDARY)

    def inside(parts: Iterable[NDArray[Any]]) -> NDArray[np.bool_]:
        trained = np.concatenate([some[few.have(some)] for codes in parts for some in _pieces(codes, at_least)])
        trained.sort()
        # A table by lower bits, for the upper ones agree anyway.
        same = Slots(len(trained), np.array_split(trained, len(trained) // AT_ONCE + 1), top=False)
        found = np.zeros(len(query), dtype=np.bool_)
        for number, hashes in enumerate(_pieces(query, at_least)):
            first, begins = number * AT_ONCE, np.flatnonzero(same.have(hashes))
            wanted = hashes[begins]
            begins = begins[trained.take(np.searchsorted(trained, wanted), mode="clip") == wanted]
            before, within = np.searchsorted(foreign, [begins + first, begins + first + at_least])
            begins = begins[before == within]
            here = found[first : first + AT_ONCE + at_least - 1]
            depth = np.bincount(begins, minlength=len(here) + 1)
            depth[begins + at_least] -= 1
            here |= np.cumsum(depth[:-1]) > 0
        return found

    return inside


class Slots:
    """A table of some bits of at most ``count`` hashes, 16 slots or more a hash: it rules out most of what is not among
    them.
    """

    def __init__(self, count: int, parts: Iterable[NDArray[np.uint64]], *, top: bool):
        bits = count.bit_length() + 4
        self.shift, self.low = np.uint64(64 - bits if top else 0), np.uint64((1 << bits) - 1)
        self.taken = np.zeros(1 << bits - 3, dtype=np.uint8)  # eight slots a byte
        for hashes in parts:
            np.bitwise_or.at(self.taken, *self._slots(hashes))

    def have(self, hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return which hashes have a slot that is taken: all that are among those of the table, and few others."""
        places, bits = self._slots(hashes)
        taken: NDArray[np.bool_] = self.taken[places] & bits != 0
        return taken

    def _slots(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Return the byte and the bit of each hash."""
        slots = hashes >> self.shift & self.low
        return (slots >> np.uint64(3)).view(np.int64), np.uint8(1) << (slots & np.uint64(7)).astype(np.uint8)


def _pieces(codes: NDArray[Any], size: int) -> Iterator[NDArray[np.uint64]]:
    """Yield the hashes of all pieces of ``size`` symbols, some at a time."""
    for begin in range(0, max(1, len(codes) - size + 1), AT_ONCE):
        part = codes[begin : begin + AT_ONCE + size - 1]
        yield piece_hashes(part, slice(0, max(0, len(part) - size + 1)), slice(size, None))


def piece_hashes(codes: NDArray[Any], begins: Any, ends: Any) -> NDArray[np.uint64]:
    """Return a hash of each piece ``[begin, end)`` of numbers, wherever it stands (R. Karp and M. Rabin 1987).

    ``begins`` and ``ends`` index arrays of ``len(codes) + 1``. Of pieces without a 0, those of one hash and length are
    taken for equal. Among ordinary texts that is right; texts made for it could deceive a hash modulo 2^64.
    """
    powers, inverses = _powers(1 << len(codes).bit_length())
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * powers[: len(codes)], out=sums[1:])
    hashes: NDArray[np.uint64] = (sums[ends] - sums[begins]) * inverses[begins]
    return hashes


def mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return hashes in which each bit depends on many."""
    hashes = (hashes ^ (hashes >> np.uint64(32))) * np.uint64(_FACTOR)
    return hashes ^ (hashes >> np.uint64(29))


@cache
def _powers(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the powers of the factor of hashes, modulo 2^64, and their inverses."""
    factors = np.full((2, size), np.array([[_FACTOR], [pow(_FACTOR, -1, 1 << 64)]], dtype=np.uint64))
    powers = np.cumprod(factors, axis=1, dtype=np.uint64)
    return powers[0], powers[1]


def _sources(index: Index, rows: NDArray[Any], lengths: NDArray[np.int32]) -> Iterator[tuple[int, ...]]:
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


def _numbers(index: Index, places: NDArray[Any]) -> NDArray[Any]:
    """Return the number of the text of each place."""
    return index.numbers[np.searchsorted(index.starts, places, side="right") - 1]


def sources_of(index: Index, piece: str) -> tuple[int, ...]:
    """Return the numbers of all texts that have ``piece``, ascending."""
    low, high = index.find(index.alphabet.encode(piece))
    return tuple(np.unique(_numbers(index, index.positions[low:high])).tolist())
