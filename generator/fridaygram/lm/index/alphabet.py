"""The alphabet of a corpus: which characters it has, and the small numbers that stand for them.

Symbol 0 stands before every text and so also ends the text before it. The characters follow, as symbols 1, 2 ...:
by code point where all fit into a byte, else the most frequent ones first, so that the suffix sorter, which
sorts bytes, may see them as one byte each and the rare ones as three.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fridaygram.errors import ModelError
from fridaygram.lm.index.kernels import AT_ONCE, gathered

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BOUNDARY = 0
_RARE_PER_ESCAPE = 1 << 16
_CODE_POINTS = sys.maxunicode + 1
_AT_ONCE = 1 << 16  # characters, about, whose texts are encoded at once


MOST_SHORT = 1 << 32
"""Rows whose numbers fit into four bytes."""


def place_type(rows: int) -> str:
    """Return the type, as a numpy name, of the numbers of rows, places and texts of an index of so many rows.

    Eight bytes have a sign: numba takes a sum of signed and unsigned ones for a fraction.
    """
    return "uint32" if rows < MOST_SHORT else "int64"


@dataclass(frozen=True)
class Alphabet:
    """The characters of a corpus in the order of their symbols (symbol = place + 1).

    The first ``singles`` symbols, the boundary included, are sorted as one byte.
    """

    characters: str
    singles: int

    @property
    def size(self) -> int:
        """Number of symbols, the boundary included."""
        return len(self.characters) + 1

    @property
    def dtype(self) -> str:
        """The narrowest unsigned type, as a numpy name, that holds every symbol."""
        return "uint8" if self.size <= 1 << 8 else "uint16" if self.size <= 1 << 16 else "uint32"

    @cached_property
    def symbol_of(self) -> dict[str, int]:
        """Character to symbol."""
        return {character: place + 1 for place, character in enumerate(self.characters)}

    def encode(self, text: str) -> list[int]:
        """Return the symbols of a text; -1 for a character that the corpus does not have."""
        symbol_of = self.symbol_of
        return [symbol_of.get(character, -1) for character in text]

    @cached_property
    def _symbol_at(self) -> NDArray[np.int32]:
        """Symbol by code point, -1 where there is none and at the end, for all beyond."""
        import numpy as np

        points = np.fromiter(map(ord, self.characters), dtype=np.int64, count=len(self.characters))
        table = np.full(int(points.max(initial=-1)) + 2, -1, dtype=np.int32)
        table[points] = np.arange(1, self.size, dtype=np.int32)
        return table

    def encode_array(self, text: str) -> NDArray[np.int32]:
        """Return what ``encode`` does, of a long text much faster."""
        import numpy as np

        table = self._symbol_at
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        symbols: NDArray[np.int32] = table[np.minimum(points, len(table) - 1)]
        return symbols

    def encode_texts(self, texts: Sequence[str]) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """Return the symbols of texts, a boundary before each, where each begins, and the end.

        A character that the corpus does not have is a boundary too.
        """
        import numpy as np

        starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
        codes = np.maximum(self.encode_array("\0".join(("", *texts))), BOUNDARY).astype(self.dtype)
        codes[starts[:-1]] = BOUNDARY
        return codes, starts

    def decode(self, symbols: Any) -> str:
        """Return the text of a sequence of symbols, without its boundaries."""
        import numpy as np

        numbers = np.asarray(symbols if hasattr(symbols, "__len__") else list(symbols), dtype=np.int64)
        points: bytes = self._points[numbers[numbers != BOUNDARY] - 1].tobytes()
        return points.decode("utf-32-le", "surrogatepass")

    @cached_property
    def _points(self) -> NDArray[np.uint32]:
        """Code point by symbol, less 1."""
        import numpy as np

        return np.frombuffer(self.characters.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def symbols_of_texts(
    texts: Sequence[str],
) -> tuple[Alphabet, NDArray[Any], NDArray[Any], NDArray[np.int64]]:
    """Return the alphabet, all texts as one array of symbols, where each text begins, and the count of each symbol.

    A text begins at its boundary. Raises ModelError for a lone surrogate, which no text file can hold.
    """
    import numpy as np

    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    edges = np.concatenate(([0], np.cumsum(lengths)))
    points = _code_points(texts, edges)
    limit = int(points.max()) + 1
    counts = occurrences(points, limit)
    counts[0] -= len(texts)
    alphabet, order = _alphabet(counts)
    table = np.zeros(limit, dtype=alphabet.dtype)
    table[order] = np.arange(1, alphabet.size, dtype=alphabet.dtype)
    codes = points if points.itemsize == table.itemsize else np.empty(len(points), dtype=table.dtype)
    gathered(table, points, codes)
    starts = edges[:-1]
    codes[starts] = BOUNDARY
    return alphabet, codes, starts.astype(place_type(len(codes))), np.concatenate(([len(texts)], counts[order]))


def symbols_in_pieces(
    texts: Sequence[str], size: int
) -> tuple[Alphabet, NDArray[np.int64], NDArray[np.int64], Iterator[NDArray[Any]]]:
    """Return the alphabet, where each text begins, the count of each symbol, and all symbols in pieces of about
    ``size``: what ``symbols_of_texts`` does, without holding all of it. Reads the texts twice.
    """
    import numpy as np

    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    edges = np.concatenate(([0], np.cumsum(lengths)))
    firsts = np.searchsorted(edges[:-1], np.arange(0, edges[-1], size))
    pieces = list(pairwise(sorted({*firsts.tolist(), len(texts)})))

    def points_of(first: int, last: int) -> NDArray[Any]:
        return _code_points(texts[first:last], edges[first : last + 1] - edges[first], first)

    counts = np.zeros(_CODE_POINTS, dtype=np.int64)
    for piece in pieces:
        points = points_of(*piece)
        found = occurrences(points, int(points.max()) + 1)
        counts[: len(found)] += found
    counts[0] -= len(texts)
    alphabet, order = _alphabet(counts)
    table = np.zeros(_CODE_POINTS, dtype=alphabet.dtype)
    table[order] = np.arange(1, alphabet.size, dtype=alphabet.dtype)

    def symbols() -> Iterator[NDArray[Any]]:
        for first, last in pieces:
            codes = gathered(table, points_of(first, last))
            codes[edges[first:last] - edges[first]] = BOUNDARY
            yield codes

    return alphabet, edges[:-1], np.concatenate(([len(texts)], counts[order])), symbols()


def occurrences(numbers: NDArray[Any], limit: int) -> NDArray[np.int64]:
    """Return how often each number below ``limit`` occurs."""
    import numpy as np

    counts, step = np.zeros(limit, dtype=np.int64), max(AT_ONCE, limit)
    for begin in range(0, len(numbers), step):
        counts += np.bincount(numbers[begin : begin + step], minlength=limit)
    return counts


def sortable_bytes(alphabet: Alphabet, codes: NDArray[Any]) -> tuple[NDArray[np.uint8], NDArray[np.int32] | None]:
    """Return bytes whose suffixes sort like those of ``codes``, and the place in ``codes`` of each byte.

    The places are None where every symbol is one byte; else they are -1 inside a symbol. A rare symbol is an
    escape byte, greater than every single, and its rank among the rare ones, big end first: a prefix code that
    keeps the order of the symbols.
    """
    import numpy as np

    if alphabet.singles >= alphabet.size:
        return codes.astype(np.uint8, copy=False), None
    rare = codes >= alphabet.singles
    offsets = np.concatenate(([0], np.cumsum(np.where(rare, 3, 1))))
    raw = np.zeros(int(offsets[-1]), dtype=np.uint8)
    places = np.full(len(raw), -1, dtype=np.int32)
    places[offsets[:-1]] = np.arange(len(codes), dtype=np.int32)
    raw[offsets[:-1][~rare]] = codes[~rare]
    rank = codes[rare].astype(np.int64) - alphabet.singles
    head = offsets[:-1][rare]
    raw[head] = alphabet.singles + rank // _RARE_PER_ESCAPE
    raw[head + 1] = (rank >> 8) & 0xFF
    raw[head + 2] = rank & 0xFF
    return raw, places


def _code_points(texts: Sequence[str], edges: NDArray[np.int64], first: int = 0) -> NDArray[Any]:
    """Return the code points of all texts, a 0 before each, in the narrowest unsigned type that holds them.

    ``edges``: where each text begins, and the end; ``first``: the number of the first text, for an error.
    """
    for encoding, dtype in (("latin-1", "u1"), ("utf-16-le", "<u2"), ("utf-32-le", "<u4")):
        points = _encoded(texts, edges, encoding, dtype)
        if points is not None:
            return points
    number, place = next(
        (number, place)
        for number, text in enumerate(texts)
        for place, character in enumerate(text)
        if "\ud800" <= character <= "\udfff"
    )
    raise ModelError(
        f"text {first + number} has a lone surrogate (U+{ord(texts[number][place]):04X}) at character {place}",
        hint="decode the text anew, with errors='replace'",
    )


def _encoded(texts: Sequence[str], edges: NDArray[np.int64], encoding: str, dtype: str) -> NDArray[Any] | None:
    """Encode some texts at a time, in memory that is used again; None where a character is not one number."""
    import numpy as np

    size = int(edges[-1])
    points = np.empty(size, dtype=dtype)
    firsts = np.unique(np.searchsorted(edges[:-1], np.arange(0, size, _AT_ONCE))).tolist()
    for first, last in pairwise([*firsts, len(texts)]):
        part = points[edges[first] : edges[last]]
        try:
            raw = "\0".join(("", *texts[first:last])).encode(encoding)
        except UnicodeEncodeError:
            return None
        if len(raw) != part.nbytes:  # UTF-16 has two numbers for a character beyond its range
            return None
        part[:] = np.frombuffer(raw, dtype=dtype)
    return points


def _alphabet(counts: NDArray[np.int64]) -> tuple[Alphabet, NDArray[np.int64]]:
    """Choose the order of the symbols from the count of every code point."""
    import numpy as np

    present = np.flatnonzero(counts)
    singles = len(present) + 1
    if singles > 1 << 8:
        escapes = 1
        while len(present) + 1 - (256 - escapes) > escapes * _RARE_PER_ESCAPE:
            escapes += 1
        singles = 256 - escapes
        by_count = present[np.argsort(-counts[present], kind="stable")]
        present = np.concatenate((np.sort(by_count[: singles - 1]), np.sort(by_count[singles - 1 :])))
    return Alphabet("".join(map(chr, present.tolist())), singles), present
