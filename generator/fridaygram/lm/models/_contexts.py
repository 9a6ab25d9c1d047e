"""Contexts of a place in a text, and what followed each of them in training, without one text where wanted.

There are 24 kinds: the last 1, 2, 3, 4, 5, 6, 7, 9, 12, 16, 22 and 32 characters, which the start of a text belongs
to; the letters of the word so far, alone, with the word before, with the two before, with the one before the last, with
the one before that, with these two, with the class (``_word_classes.py``) of the word before, with the classes of the
two before; and four that skip characters. A word is read in lower case. Histories are known by 32 bits of a hash.

A count is that of a symbol after a history. Its continuation count, which Kneser-Ney needs below the highest order, is
that of the histories of the next longer order that had the symbol. Counts can be taken back, text by text, so that a
model learns on each text what all the others say of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from fridaygram.lm.index.context_tree import entry_of
from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.models._smoothing import discounts
from fridaygram.lm.models._word_classes import classes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.index.alphabet import Alphabet
    from fridaygram.lm.index.index import Index

ORDERS = np.array([1, 2, 3, 4, 5, 6, 7, 9, 12, 16, 22, 32])
WORDS = len(ORDERS)
CLASSED, SPARSE = WORDS + 6, WORDS + 8
KINDS = SPARSE + 4
"""The first kind of words, of classes of words, and of those that skip characters; and the number of all kinds."""

_SYMBOL_BITS = np.uint64(21)
_SYMBOL = np.uint64((1 << 21) - 1)


class Words(NamedTuple):
    """How words are read: the letter of each symbol, UNKNOWN included, in lower case, 0 for what is none.

    ``known`` are the hashes of training's words, ascending, and ``classes`` their classes.
    """

    letters: NDArray[np.int64]
    known: NDArray[np.uint64]
    classes: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class ContextCounts:
    """What followed each history: ``begins`` (histories + 1) of its entries, and by entry symbol, count, continuation.

    ``histories`` are hashes, ascending within a kind; ``firsts`` (kinds + 1) is where each kind begins among them.
    Entries of longer orders than ``continuations`` has, of words and of contexts that skip have no continuation count.
    ``discounts`` (2, kinds, 4) are those of counts and of continuations of 0, 1, 2, and 3 or more. ``words`` are those
    of training, and ``classes`` theirs: see ``Words``.
    """

    histories: NDArray[np.uint32]
    firsts: NDArray[np.int64]
    begins: NDArray[np.int32]
    symbols: NDArray[Any]
    counts: NDArray[np.int32]
    continuations: NDArray[np.int32]
    discounts: NDArray[np.float64]
    words: NDArray[np.uint64]
    classes: NDArray[np.int32]

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The arrays that a kernel reads."""
        return self.begins, self.symbols, self.counts, self.continuations, self.discounts

    def words_by(self, alphabet: Alphabet) -> Words:
        """Return how words of an alphabet are read."""
        return Words(letters_of(alphabet), self.words, self.classes)

    def find(self, hashes: NDArray[np.uint32]) -> NDArray[np.int32]:
        """Return the number of each history, (kinds, places), -1 for one that training never met."""
        out = np.full(hashes.shape, -1, dtype=np.int32)
        for kind, (begin, end) in enumerate(pairwise(self.firsts.tolist())):
            known, wanted = self.histories[begin:end], hashes[kind]
            if len(known):
                places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
                met = (known[places] == wanted) & (wanted != 0)
                out[kind, met] = places[met] + begin
        return out


@dataclass(frozen=True, eq=False)
class Training:
    """The counts of an index, and how to take texts out of them: the history (kinds, places) at each place of the
    index, -1 where the text is too short, and the symbol (places) that follows it. ``starts`` says of each entry with a
    continuation count whether only the start of a text stands before it: then it continues as often as it occurs.
    """

    contexts: ContextCounts
    groups: NDArray[np.int32]
    targets: NDArray[np.int32]
    starts: NDArray[np.bool_]

    def leave(self, piece: slice, by: int) -> None:
        """Take what follows at the places of ``piece`` out of all counts (-1), or back in (+1)."""
        groups, counts = self.groups[:, piece], self.contexts
        counted = (counts.begins, counts.symbols, counts.counts, counts.continuations, self.starts)
        count_entries.on(groups.size)(groups, self.targets[piece], len(ORDERS), counted, by)


def contexts_of(index: Index) -> Training:
    """Count what follows the contexts of an index."""
    codes = index.codes.astype(np.int32)
    targets = np.append(codes[1:], np.int32(0))
    letters = letters_of(index.alphabet)
    known, classes = classes_of(words_of(codes, letters))
    hashes = hashed(codes, Words(letters, known, classes))
    groups = hashes.view(np.int32)  # each kind's groups take the place of its hashes
    parts: list[tuple[Any, ...]] = []
    continuations: list[Any] = []
    starts: list[Any] = []
    firsts, size, shorter = [0], 0, None
    for kind in range(KINDS):
        here = hashes[kind] != 0
        keys = hashes[kind][here].astype(np.uint64) << _SYMBOL_BITS | targets[here].astype(np.uint64)
        keys, own, counts = np.unique(keys, return_inverse=True, return_counts=True)
        histories = (keys >> _SYMBOL_BITS).astype(np.uint32)
        begun = np.append(True, histories[1:] != histories[:-1])[: len(keys)]
        groups[kind] = -1
        groups[kind][here] = (np.cumsum(begun, dtype=np.int32) - 1)[own] + firsts[-1]
        entries = np.full(len(codes), -1, dtype=np.int32)
        entries[here] = own
        if shorter is not None and kind < len(ORDERS):
            found = _continued(shorter, entries, parts[-1][3])
            continuations.append(found[0])
            starts.append(found[1])
        symbols = (keys & _SYMBOL).astype(index.alphabet.dtype)
        parts.append(
            (histories[begun], np.flatnonzero(begun).astype(np.int32) + size, symbols, counts.astype(np.int32))
        )
        firsts.append(firsts[-1] + len(parts[-1][0]))
        size, shorter = size + len(keys), entries
    none = np.zeros(0, dtype=np.int32)
    taken = [[_discounts(part[3]) for part in parts], [_discounts(part) for part in continuations]]
    taken[1] += [_discounts(none)] * (KINDS - len(continuations))
    hashes, begins, symbols, occurred = (np.concatenate(some) for some in zip(*parts, strict=True))
    contexts = ContextCounts(
        hashes,
        np.array(firsts),
        np.append(begins, np.int32(size)),
        symbols,
        occurred,
        np.concatenate(continuations),
        np.array(taken),
        known,
        classes,
    )
    return Training(contexts, groups, targets, np.concatenate(starts))


def letters_of(alphabet: Alphabet) -> NDArray[np.int64]:
    """Return the letter of each symbol: see ``Words``."""
    letters = [ord(one.lower()[0]) if one.isalnum() or one in "'\u2019" else 0 for one in alphabet.characters]
    return np.array([0, *letters, 0], dtype=np.int64)


def words_of(codes: NDArray[np.int32], letters: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the hash of each word in the order of the texts, 0 before each text."""
    out = np.zeros(len(codes), dtype=np.uint64)
    return out[: hash_words.on(len(codes))(codes, letters, out)]


def _continued(shorter: NDArray[np.int32], longer: NDArray[np.int32], counts: NDArray[np.int32]) -> tuple[Any, Any]:
    """Return, of the entries of an order, the continuation counts, and whether they begin texts.

    ``shorter`` and ``longer`` (places) are the entries of this order and of the next longer one at each place.
    """
    starts = np.zeros(len(counts), dtype=np.bool_)
    starts[shorter[(longer < 0) & (shorter >= 0)]] = True
    parents = np.zeros(int(longer.max(initial=-1)) + 1, dtype=np.int32)
    parents[longer[longer >= 0]] = shorter[longer >= 0]
    return np.where(starts, counts, np.bincount(parents, minlength=len(counts))).astype(np.int32), starts


def _discounts(counts: NDArray[np.int32]) -> tuple[float, ...]:
    """Return Kneser-Ney's discounts of counts of 0, 1, 2, and 3 or more."""
    return discounts(np.bincount(np.minimum(counts, 5), minlength=5)[:5].tolist())


def hashed(query: NDArray[np.int32], words: Words) -> NDArray[np.uint32]:
    """Return the hash of each kind of history that ends at each place, (kinds, places); 0 where there is none."""
    out = np.zeros((KINDS, len(query)), dtype=np.uint32)
    hash_contexts.on(out.size)(query, tuple(words), ORDERS, out)
    return out


def _mixed(state: Any, value: Any) -> Any:
    state = (state ^ np.uint64(value)) * np.uint64(0xBF58476D1CE4E5B9) + np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(29))


def _class_of(word: Any, known: Any, classes: Any) -> int:
    place = np.searchsorted(known, word)
    return int(classes[place]) if place < len(known) and known[place] == word else 0


@kernel(helpers=(_mixed,))
def hash_words(codes: Any, letters: Any, out: Any) -> int:
    """Fill ``out`` with the hash of each whole word and 0 at the start of each text; return their number."""
    word, count = np.uint64(0), 0
    for place in range(len(codes)):
        letter = letters[codes[place]]
        if letter > 0:
            word = _mixed(word, letter)
            continue
        if word != np.uint64(0):
            out[count], word = word, np.uint64(0)
            count += 1
        if codes[place] == 0:
            out[count] = np.uint64(0)
            count += 1
    if word != np.uint64(0):
        out[count] = word
        count += 1
    return count


@kernel(helpers=(_mixed, _class_of))
def hash_contexts(query: Any, words: Any, orders: Any, out: Any) -> None:
    """Fill ``out`` (kinds, places), which is 0, with the hash of each history."""
    letters, known, classes = words
    none, begun, high = np.uint64(0), np.uint64(1), np.uint64(32)
    word, before, second, third = none, none, none, none
    before_class, second_class = -1, -1
    start, count = 0, len(orders)
    for place in range(len(query)):
        symbol = query[place]
        letter = letters[symbol] if symbol > 0 else 0
        if symbol == 0:
            start, word, before, second, third = place, none, begun, begun, begun
            before_class, second_class = -1, -1
        elif letter > 0:
            word = _mixed(word, letter)
        elif word != none:
            before_class, second_class = _class_of(word, known, classes), before_class
            word, before, second, third = none, word, before, second
        state, kind = np.uint64(7), 0
        for back in range(min(orders[count - 1], place - start + 1)):
            state = _mixed(state, query[place - back] + 3)
            if back + 1 == orders[kind]:
                out[kind, place] = _mixed(state, kind + 1) >> high
                kind += 1
        here = _mixed(word, 0 if letter > 0 else symbol + 2)
        out[count, place] = _mixed(here, 101) >> high
        out[count + 1, place] = _mixed(_mixed(here, before), 102) >> high
        out[count + 2, place] = _mixed(_mixed(_mixed(here, before), second), 103) >> high
        out[count + 3, place] = _mixed(_mixed(here, second), 104) >> high
        out[count + 4, place] = _mixed(_mixed(here, third), 105) >> high
        out[count + 5, place] = _mixed(_mixed(_mixed(here, second), third), 106) >> high
        classed = _mixed(here, before_class + 2)
        out[count + 6, place] = _mixed(classed, 107) >> high
        out[count + 7, place] = _mixed(_mixed(classed, second_class + 2), 108) >> high
        one = query[place - 1] + 9 if place - 1 >= start else 4
        two = query[place - 2] + 9 if place - 2 >= start else 4
        three = query[place - 3] + 9 if place - 3 >= start else 4
        four = query[place - 4] + 9 if place - 4 >= start else 4
        out[count + 8, place] = _mixed(_mixed(_mixed(np.uint64(11), one), two), 201) >> high
        out[count + 9, place] = _mixed(_mixed(_mixed(_mixed(np.uint64(12), one), two), three), 202) >> high
        out[count + 10, place] = _mixed(_mixed(_mixed(_mixed(np.uint64(13), symbol + 9), two), three), 203) >> high
        out[count + 11, place] = _mixed(_mixed(_mixed(_mixed(np.uint64(14), two), three), four), 204) >> high


@kernel(helpers=(entry_of,))
def count_entries(groups: Any, targets: Any, orders: int, counted: Any, by: int) -> None:
    """Add ``by``, 1 or -1, to the counts of the symbols after ``groups`` (kinds, places); continuations follow."""
    begins, symbols, counts, continuations, starts = counted
    for place in range(groups.shape[1]):
        shorter = -1
        for kind in range(groups.shape[0]):
            group = groups[kind, place]
            if group < 0:
                continue
            entry = entry_of(symbols, begins[group], begins[group + 1], targets[place])
            if kind < orders:
                if kind + 1 < orders and starts[entry]:
                    continuations[entry] += by
                if kind > 0 and not starts[shorter] and counts[entry] == (1 if by < 0 else 0):
                    continuations[shorter] += by
                shorter = entry
            counts[entry] += by
