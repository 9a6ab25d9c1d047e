"""ContextCounts of a place in a text, and what followed each of them in training, with one text left out where wanted.

There are 21 kinds: the last 1, 2, 3, 4, 5, 6, 7, 9, 12, 16 and 22 characters, which the start of a text belongs to; the
letters of the word so far, alone, with the word before, with the two before, with the one before the last, with the one
before that, with these two; and four that skip characters. A word is read in lower case. Histories are known by 43 bits
of a hash.

A count is that of a symbol after a history. Its continuation count, which Kneser-Ney needs below the highest order, is
that of the histories of the next longer order that had the symbol. Counts can be taken back, text by text, so that a
model learns on each text what all the others say of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.models._smoothing import discounts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

ORDERS = np.array([1, 2, 3, 4, 5, 6, 7, 9, 12, 16, 22])
WORDS, SPARSE = len(ORDERS), len(ORDERS) + 6
KINDS = SPARSE + 4
"""The first kind of words, the first that skips characters, and the number of all kinds."""

_SYMBOL_BITS = np.uint64(21)


@dataclass(frozen=True, eq=False)
class ContextCounts:
    """What followed each history: ``begins`` (histories + 1) of its entries, and by entry symbol, count, continuation.

    ``histories`` (by kind) are ascending hashes, ``firsts`` (kinds) the number of the first history of each kind.
    ``parents`` is for an entry of an order that of the next shorter one, -1 for none; ``starts`` says which entries
    have nothing before them but the start of a text, so that they continue as often as they occur. ``discounts``
    (2, kinds, 4) are those of counts and of continuations of 0, 1, 2, and 3 or more.
    """

    letters: NDArray[np.int64]
    histories: list[NDArray[np.uint64]]
    firsts: NDArray[np.int64]
    begins: NDArray[np.int32]
    symbols: NDArray[np.int32]
    counts: NDArray[np.int32]
    continuations: NDArray[np.int32]
    parents: NDArray[np.int32]
    starts: NDArray[np.bool_]
    discounts: NDArray[np.float64]

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The arrays that a kernel reads."""
        return self.begins, self.symbols, self.counts, self.continuations, self.discounts

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Return the number of each history, (places, kinds), -1 for one that training never met."""
        out = np.full(hashes.shape[::-1], -1, dtype=np.int32)
        for kind, (known, first) in enumerate(zip(self.histories, self.firsts, strict=True)):
            if not len(known):
                continue
            wanted = hashes[kind] >> _SYMBOL_BITS
            places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
            met = (known[places] == wanted) & (hashes[kind] != 0)
            out[met, kind] = places[met] + first
        return out

    def leave(self, entries: NDArray[np.int32], by: int) -> None:
        """Take the symbols of a text (-1), by their entries (places, kinds), out of all counts, or (+1) back in."""
        counted = (self.counts, self.continuations, self.parents, self.starts)
        count_entries.on(entries.size)(entries, len(ORDERS), counted, by)


def contexts_of(index: Index) -> tuple[ContextCounts, NDArray[np.int32], NDArray[np.int32]]:
    """Count what follows the contexts of an index.

    Return it with the number of the history (places, kinds) at each place of the index, and of the entry of the symbol
    there; -1 where the text is too short.
    """
    letters = [ord(one.lower()[0]) if one.isalnum() or one in "'\u2019" else 0 for one in index.alphabet.characters]
    known = np.array([0, *letters, 0], dtype=np.int64)
    codes = index.codes.astype(np.int32)
    hashes = hashed(codes, known)
    following = np.append(codes[1:], np.int32(0)).astype(np.uint64)
    entries, groups = (np.full((len(codes), KINDS), -1, dtype=np.int32) for _ in range(2))
    histories, begins, symbols, counts, firsts, size, number = [], [], [], [], [], 0, 0
    for kind in range(KINDS):
        here = np.flatnonzero(hashes[kind])
        keys = (hashes[kind][here] >> _SYMBOL_BITS << _SYMBOL_BITS) | following[here]
        keys, own, count = np.unique(keys, return_inverse=True, return_counts=True)
        history = keys >> _SYMBOL_BITS
        begun = np.append(True, history[1:] != history[:-1])[: len(keys)]
        entries[here, kind] = own + size
        groups[here, kind] = (np.cumsum(begun) - 1)[own] + number
        firsts.append(number)
        histories.append(history[begun])
        begins.append(np.flatnonzero(begun) + size)
        symbols.append(keys & np.uint64((1 << int(_SYMBOL_BITS)) - 1))
        counts.append(count)
        size, number = size + len(keys), number + len(histories[-1])
    occurred = np.concatenate(counts).astype(np.int32)
    parents, starts, continuations = _continued(entries[:, : len(ORDERS)], occurred)
    edges = np.cumsum([0, *map(len, counts)])
    taken = [[_discounts(some[a:b]) for a, b in pairwise(edges)] for some in (occurred, continuations)]
    contexts = ContextCounts(
        known,
        histories,
        np.array(firsts),
        np.append(np.concatenate(begins), size).astype(np.int32),
        np.concatenate(symbols).astype(np.int32),
        occurred,
        continuations,
        parents,
        starts,
        np.array(taken),
    )
    return contexts, groups, entries


def _continued(entries: NDArray[np.int32], counts: NDArray[np.int32]) -> tuple[Any, Any, Any]:
    """Return the parents, whether they begin texts, and the continuation counts of all entries."""
    parents = np.full(len(counts), -1, dtype=np.int32)
    starts = np.zeros(len(counts), dtype=np.bool_)
    for shorter, longer in zip(entries.T, entries.T[1:], strict=False):
        parents[longer[longer >= 0]] = shorter[longer >= 0]
        starts[shorter[(longer < 0) & (shorter >= 0)]] = True
    continuations = np.bincount(parents[parents >= 0], minlength=len(counts)).astype(np.int32)
    continuations[starts] = counts[starts]
    return parents, starts, continuations


def _discounts(counts: NDArray[np.int32]) -> tuple[float, ...]:
    """Return Kneser-Ney's discounts of counts of 0, 1, 2, and 3 or more."""
    return discounts(np.bincount(np.minimum(counts, 5), minlength=5)[:5].tolist())


def hashed(query: NDArray[np.int32], letters: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the hash of each kind of history that ends at each place, (kinds, places); 0 where there is none."""
    out = np.zeros((KINDS, len(query)), dtype=np.uint64)
    hash_contexts.on(out.size)(query, letters, ORDERS, out)
    return out


def _mixed(state: Any, value: Any) -> Any:
    state = (state ^ np.uint64(value)) * np.uint64(0xBF58476D1CE4E5B9) + np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(29))


@kernel(helpers=(_mixed,))
def hash_contexts(query: Any, letters: Any, orders: Any, out: Any) -> None:
    """Fill ``out`` (kinds, places), which is 0, with the hash of each history."""
    none, begun = np.uint64(0), np.uint64(1)
    word, before, second, third = none, none, none, none
    start, count = 0, len(orders)
    for place in range(len(query)):
        symbol = query[place]
        letter = letters[symbol] if symbol > 0 else 0
        if symbol == 0:
            start, word, before, second, third = place, none, begun, begun, begun
        elif letter > 0:
            word = _mixed(word, letter)
        elif word != none:
            word, before, second, third = none, word, before, second
        state, kind = np.uint64(7), 0
        for back in range(min(orders[count - 1], place - start + 1)):
            state = _mixed(state, query[place - back] + 3)
            if back + 1 == orders[kind]:
                out[kind, place] = _mixed(state, kind + 1)
                kind += 1
        here = _mixed(word, 0 if letter > 0 else symbol + 2)
        out[count, place] = _mixed(here, 101)
        out[count + 1, place] = _mixed(_mixed(here, before), 102)
        out[count + 2, place] = _mixed(_mixed(_mixed(here, before), second), 103)
        out[count + 3, place] = _mixed(_mixed(here, second), 104)
        out[count + 4, place] = _mixed(_mixed(here, third), 105)
        out[count + 5, place] = _mixed(_mixed(_mixed(here, second), third), 106)
        one = query[place - 1] + 9 if place - 1 >= start else 4
        two = query[place - 2] + 9 if place - 2 >= start else 4
        three = query[place - 3] + 9 if place - 3 >= start else 4
        four = query[place - 4] + 9 if place - 4 >= start else 4
        out[count + 6, place] = _mixed(_mixed(_mixed(np.uint64(11), one), two), 201)
        out[count + 7, place] = _mixed(_mixed(_mixed(_mixed(np.uint64(12), one), two), three), 202)
        out[count + 8, place] = _mixed(_mixed(_mixed(_mixed(np.uint64(13), symbol + 9), two), three), 203)
        out[count + 9, place] = _mixed(_mixed(_mixed(_mixed(np.uint64(14), two), three), four), 204)


@kernel()
def count_entries(entries: Any, orders: int, counted: Any, by: int) -> None:
    """Add ``by``, 1 or -1, to the counts of the entries (places, kinds), and follow with the continuations."""
    counts, continuations, parents, starts = counted
    for place in range(entries.shape[0]):
        for kind in range(entries.shape[1]):
            entry = entries[place, kind]
            if entry < 0:
                continue
            if kind < orders:
                if starts[entry]:
                    continuations[entry] += by
                if parents[entry] >= 0 and not starts[parents[entry]] and counts[entry] == (1 if by < 0 else 0):
                    continuations[parents[entry]] += by
            counts[entry] += by
