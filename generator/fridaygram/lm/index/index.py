"""The index of a corpus: the runs of rows that stand for histories, and what follows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.errors import ModelError
from fridaygram.lm import END, PAD
from fridaygram.lm.index.alphabet import BOUNDARY, Alphabet, occurrences, place_type

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class HeldOut(msgspec.Struct, frozen=True, kw_only=True):
    """Which texts were kept out of training: their numbers in the sequence that was given, and how they were chosen."""

    share: float
    seed: int
    texts: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Index:
    """All histories of a corpus, of every order at once.

    Row r (of ``rows``) is a place in the texts; rows are sorted by what stands before and at the place, read
    leftwards, so a history is a run ``[low, high)`` of rows. See ``suffixes.py`` for the four arrays by row.

    ``codes`` (rows, symbols) are the texts one after the other, a boundary before each; ``starts`` (texts)
    the places of those boundaries; ``numbers`` (texts) the number of each text in the sequence it came from. Numbers of
    rows, places and texts have four bytes, and eight from 2^32 rows on (``place_type``).

    ``as_of`` is the day by which the corpus was cut, ``last`` that of its newest text (YYYY-MM-DD, "" for none).
    """

    alphabet: Alphabet
    arrays: Mapping[str, Any] = field(repr=False)
    held_out: HeldOut | None = None
    corpus: str = ""
    corpus_digest: str = ""
    as_of: str = ""
    last: str = ""

    @property
    def codes(self) -> NDArray[Any]:
        """Symbols of all texts by place."""
        return self._array("codes")

    @property
    def positions(self) -> NDArray[Any]:
        """Place of each row."""
        return self._array("positions")

    @property
    def following(self) -> NDArray[Any]:
        """Symbol after each row's history."""
        return self._array("following")

    @property
    def successor(self) -> NDArray[Any]:
        """Row of the history one character on."""
        return self._array("successor")

    @property
    def common(self) -> NDArray[np.uint8]:
        """Common length of each row's history and the one before."""
        return self._array("common")

    @property
    def starts(self) -> NDArray[Any]:
        """Place of each text's boundary."""
        return self._array("starts")

    @property
    def numbers(self) -> NDArray[Any]:
        """Number of each text in the sequence that training was given."""
        return self._array("numbers")

    def _array(self, name: str) -> NDArray[Any]:
        array: NDArray[Any] = self.arrays[name]
        return array

    @property
    def rows(self) -> int:
        """Number of rows: characters and one end for each text."""
        return len(self.arrays["codes"])

    @property
    def texts(self) -> int:
        """Number of texts."""
        return len(self.arrays["starts"])

    @property
    def day(self) -> str:
        """The day of the corpus (YYYY-MM-DD): what training knew is not newer. "" where no text has a day."""
        return self.as_of or self.last

    @property
    def characters(self) -> int:
        """Number of characters of all texts."""
        return self.rows - self.texts

    @property
    def size_bytes(self) -> int:
        """Size of all arrays together: by row two symbols, two places and a common length, by text two numbers."""
        symbol, place = self.codes.itemsize, 4 if place_type(self.rows) == "uint32" else 8
        return self.rows * (2 * symbol + 2 * place + 1) + self.texts * 2 * place

    @cached_property
    def digest(self) -> str:
        """Digest of what was trained on: the alphabet and the symbols."""
        import numpy as np

        from fridaygram.files import digest

        return digest(self.alphabet.characters + digest(np.ascontiguousarray(self.codes).data))

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """For each symbol, the first row whose history ends in it; one more for the end of all rows."""
        import numpy as np

        return np.concatenate(([0], np.cumsum(occurrences(self.codes, self.alphabet.size))))

    @cached_property
    def predecessor(self) -> NDArray[Any]:
        """Row of the history one character back: the inverse of ``successor``."""
        import numpy as np

        from fridaygram.lm.index.suffixes import inverse_of

        out = np.empty(self.rows, dtype=place_type(self.rows))
        inverse_of.on(self.rows)(self.successor, out)
        out.flags.writeable = False
        return out

    @cached_property
    def rank_bits(self) -> int:
        """log2 of the rows of a block of ``ranks``."""
        from fridaygram.lm.index.suffixes import block_bits

        return block_bits(self.alphabet.size)

    @cached_property
    def ranks(self) -> NDArray[Any]:
        """How often each symbol follows the rows before each block of rows, (blocks + 1, symbols)."""
        import numpy as np

        from fridaygram.lm.index.suffixes import count_blocks

        out = np.zeros((((self.rows - 1) >> self.rank_bits) + 2, self.alphabet.size), dtype=place_type(self.rows))
        count_blocks.on(self.rows + out.size)(self.following, self.rank_bits, out)
        return out

    @cached_property
    def _runs(self) -> dict[int, NDArray[Any]]:
        return {}

    def runs(self, order: int) -> NDArray[Any]:
        """Return the first row of each history of ``order`` characters, and the number of rows at the end."""
        import numpy as np

        from fridaygram.lm.index.suffixes import LONGEST, exact_common_lengths

        if order not in self._runs:
            common = self.common if order <= LONGEST else exact_common_lengths(self.codes, self.positions)
            begins = np.flatnonzero(common < order) if order > 0 else np.zeros(1, dtype=np.int64)
            self._runs[order] = np.concatenate((begins, [self.rows])).astype(place_type(self.rows))
        return self._runs[order]

    def symbols(self, history: str, order: int | None = None) -> list[int]:
        """Return the symbols of a history's last ``order`` characters; -1 for a character the corpus lacks.

        Any number of PADs at its head stand for the start of a text, as one boundary.
        """
        tail = history.lstrip(PAD)
        symbols = self.alphabet.encode(tail)
        if len(tail) < len(history):
            symbols.insert(0, BOUNDARY)
        return symbols if order is None else symbols[max(0, len(symbols) - order) :]

    def find(self, symbols: Sequence[int]) -> tuple[int, int]:
        """Return the run of rows ``[low, high)`` whose histories end in ``symbols``; (0, 0) where there is none.

        A boundary may stand at the head only. O(symbols * log rows).
        """
        if any(symbol < 0 or symbol >= self.alphabet.size for symbol in symbols):
            return 0, 0
        wanted = list(symbols)[::-1]
        low = self._bisect(wanted, after=False)
        high = self._bisect(wanted, after=True)
        return (low, high) if low < high else (0, 0)

    def _bisect(self, wanted: list[int], *, after: bool) -> int:
        if not wanted:
            return self.rows if after else 0
        low, high = int(self.first[wanted[0]]), int(self.first[wanted[0] + 1])
        codes, positions = self.codes, self.positions
        while low < high:
            middle = (low + high) // 2
            place = int(positions[middle])
            begin = max(0, place - len(wanted) + 1)
            here = codes[begin : place + 1][::-1].tolist()
            if here < wanted or (after and here == wanted):
                low = middle + 1
            else:
                high = middle
        return low

    def counts(self, low: int, high: int) -> dict[str, int]:
        """Return how often each character, or END, follows the histories of a run, in order of their symbols."""
        import numpy as np

        counts = np.diff(self.first) if high - low == self.rows else np.bincount(self.following[low:high])
        present = np.flatnonzero(counts)
        return {self.name(symbol): int(counts[symbol]) for symbol in present.tolist()}

    def name(self, symbol: int) -> str:
        """Return the character of a symbol, END for the boundary."""
        return END if symbol == BOUNDARY else self.alphabet.characters[symbol - 1]

    def decode(self, codes: Iterable[int]) -> str:
        """Return the text of symbols, without boundaries."""
        return self.alphabet.decode(codes)

    def all_texts(self) -> Iterator[str]:
        """Yield the texts, in their order."""
        import numpy as np

        return map(self.decode, np.split(self.codes, self.starts[1:].astype(np.int64)))

    def text(self, place: int) -> int:
        """Return which text (0 ..) the place belongs to."""
        import numpy as np

        if not 0 <= place < self.rows:
            raise ModelError(f"no place {place} in {self.rows} places")
        return int(np.searchsorted(self.starts, place, side="right")) - 1
