"""Words as histories: what followed the letters of the word at hand, after the words before it, however spaced.

A word is a run of letters, digits and apostrophes, read in lower case. There are five kinds of history: the word so
far; with the word before; with the two before; with the one before the last; with the one before that. Between words,
the character that stands there belongs to each. Histories are known by 43 bits of a hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.index.alphabet import Alphabet
    from fridaygram.lm.index.index import Index

KINDS = 5
_SYMBOL_BITS = 21


@dataclass(frozen=True, eq=False)
class Words:
    """``histories`` (histories, ascending), where their entries begin (histories + 1), symbols and counts by entry."""

    letters: NDArray[np.int64]
    histories: NDArray[np.uint64]
    begins: NDArray[np.int64]
    symbols: NDArray[np.int32]
    counts: NDArray[np.int32]

    def find(self, query: NDArray[np.int32], first: int = 0) -> NDArray[np.int64]:
        """Return which history each place of a text ends in, (places, KINDS); -1 for one that never occurred.

        Places before ``first`` are not looked up.
        """
        wanted = _hashes(query, self.letters)[:, first:] >> np.uint64(_SYMBOL_BITS)
        ascending = np.argsort(wanted, axis=None)  # so that a search begins where the memory is warm
        sought = wanted.ravel()[ascending]
        places = np.minimum(np.searchsorted(self.histories, sought), len(self.histories) - 1)
        found = np.empty(len(sought), dtype=np.int64)
        found[ascending] = np.where(self.histories[places] == sought, places, -1)
        out = np.full((len(query), KINDS), -1, dtype=np.int64)
        out[first:] = found.reshape(wanted.shape).T
        return out


def words_of(index: Index) -> Words:
    """Count what follows the words of an index."""
    letters = _letters(index.alphabet)
    codes = index.codes.astype(np.int32)
    following = np.append(codes[1:], np.int32(0)).astype(np.uint64)
    mask = np.uint64((1 << _SYMBOL_BITS) - 1)
    keys = ((_hashes(codes, letters) & ~mask) | following).ravel()
    keys.sort()
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    counts = np.diff(np.append(first, len(keys))).astype(np.int32)
    keys = keys[first]
    histories = keys >> np.uint64(_SYMBOL_BITS)
    begins = np.flatnonzero(np.append(True, histories[1:] != histories[:-1]))
    symbols = (keys & mask).astype(np.int32)
    return Words(letters, histories[begins], np.append(begins, len(keys)).astype(np.int64), symbols, counts)


def _letters(alphabet: Alphabet) -> NDArray[np.int64]:
    """Return the lower-case letter of each symbol as a number, 0 for what is no letter."""
    kept = [ord(one.lower()[0]) if one.isalnum() or one in "'\u2019" else 0 for one in alphabet.characters]
    return np.array([0, *kept, 0], dtype=np.int64)


def _hashes(query: NDArray[np.int32], letters: NDArray[np.int64]) -> NDArray[np.uint64]:
    out = np.empty((KINDS, len(query)), dtype=np.uint64)
    hash_words.on(len(query))(query, letters, out)
    return out


def _mixed(state: Any, value: Any) -> Any:
    state = (state ^ np.uint64(value)) * np.uint64(0xBF58476D1CE4E5B9) + np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


@kernel(helpers=(_mixed,))
def hash_words(query: Any, letters: Any, out: Any) -> None:
    """Fill ``out`` (KINDS, places) with the hash of each history that ends at each place of ``query``."""
    none, start = np.uint64(0), np.uint64(1)
    word, before, second, third = none, none, none, none
    for place in range(len(query)):
        symbol = query[place]
        letter = letters[symbol] if symbol > 0 else 0
        if symbol == 0:
            word, before, second, third = none, start, start, start
        elif letter > 0:
            word = _mixed(word, letter)
        elif word != none:
            word, before, second, third = none, word, before, second
        here = _mixed(word, 0 if letter > 0 else symbol + 2)
        out[0, place] = _mixed(here, 1)
        out[1, place] = _mixed(_mixed(here, before), 2)
        out[2, place] = _mixed(_mixed(_mixed(here, before), second), 3)
        out[3, place] = _mixed(_mixed(here, second), 4)
        out[4, place] = _mixed(_mixed(here, third), 5)
