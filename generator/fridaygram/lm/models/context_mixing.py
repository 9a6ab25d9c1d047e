"""Context mixing over one index: its counts, what it has learnt, and its reading of texts (``_context_mixing.py``)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from fridaygram.errors import UsageError
from fridaygram.lm import UNKNOWN
from fridaygram.lm.base import LanguageModel
from fridaygram.lm.models._code import CodeTree, code_of
from fridaygram.lm.models._context_mixing import CACHED, beginning, mix_contexts
from fridaygram.lm.models._contexts import KINDS, ContextCounts, contexts_of, hashed
from fridaygram.lm.rng import Random
from fridaygram.lm.split import near_duplicates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

READINGS, SEED = 2, 1
MOST_CHARACTERS = 5_000_000
"""Of training: a million take 1 GB of memory and about 50 s of processor time."""

_LEARNT: WeakKeyDictionary[Index, dict[bool, tuple[ContextCounts, Any]]] = WeakKeyDictionary()


class ContextMixing(LanguageModel):
    """21 kinds of context, mixed decision by decision; its history is all of the text, whatever order is asked for.

    It learns at first use, on the index's texts, and is kept with the index. Raises UsageError for more characters than
    MOST_CHARACTERS.
    """

    name = "context-mixing"
    cached = False

    def __init__(self, index: Index, order: int | None = None):
        super().__init__(index, None)
        if index.rows > MOST_CHARACTERS:
            raise UsageError(
                f"{index.rows:,} characters are too many for {self.name}",
                hint=f"at most {MOST_CHARACTERS:,}; 'kneser-ney' and 'mixture' have no such limit",
            )

    @cached_property
    def code(self) -> CodeTree:
        """The decisions: a code of the characters that training had, END and UNKNOWN."""
        return code_of([*np.bincount(self.index.codes, minlength=self.index.alphabet.size).tolist(), 0])

    def distribution(self, history: str) -> dict[str, float]:
        """Return the probability of END, each character by symbol, and UNKNOWN: above 0, 1 in all."""
        query = self._known(np.array(self.index.symbols(history) or [-1], dtype=np.int32))
        targets = np.arange(self.code.symbols, dtype=np.int32)
        places = np.full(len(targets), len(query) - 1, dtype=np.int64)
        names = [*(self.index.name(symbol) for symbol in range(self.index.alphabet.size)), UNKNOWN]
        return dict(zip(names, np.exp(-self._read(query, places, targets)).tolist(), strict=True))

    def bits(self, text: str) -> NDArray[np.float64]:
        """Return -log2 p of each character and of the end."""
        query = self._known(np.array([0, *self.index.alphabet.encode(text)], dtype=np.int32))
        places = np.arange(len(query), dtype=np.int64)
        bits: NDArray[np.float64] = self._read(query, places, np.append(query[1:], np.int32(0))) / np.log(2.0)
        return bits

    def bits_by_order(self, texts: Sequence[str], orders: Sequence[int]) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Yield the same bits for each order: the model has none."""
        bits = np.concatenate([self.bits(text) for text in texts])
        for order in orders:
            yield order, bits

    def _known(self, query: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return symbols, with that of UNKNOWN for those that the corpus lacks."""
        return np.where(query < 0, np.int32(self.index.alphabet.size), query)

    def _read(self, query: NDArray[np.int32], places: NDArray[np.int64], targets: NDArray[np.int32]) -> Any:
        contexts, model = self._learnt()
        hashes = hashed(query, contexts.letters)
        groups = np.full((len(query), KINDS), -1, dtype=np.int32)
        groups[places[0] :] = contexts.find(hashes[:, places[0] :])
        return self._run((query, groups), hashes, places, targets, contexts, model)

    def _run(
        self, text: Any, hashes: Any, places: Any, targets: Any, contexts: ContextCounts, model: Any, teach: int = 0
    ) -> Any:
        out = np.empty(len(places))
        run = mix_contexts.on(out.size * self.code.symbols)
        run((places, targets), text, contexts.arrays, self._cache(hashes), self.code.arrays, model, teach, out)
        return out

    def _cache(self, hashes: NDArray[np.uint64]) -> tuple[Any, ...]:
        """Return an empty cache for the histories of one text: see ``by_cache``."""
        kinds = CACHED if self.cached else CACHED[:0]
        histories, size = np.full((hashes.shape[1], len(kinds)), -1, dtype=np.int32), 0
        for place, kind in enumerate(kinds):
            different, own = np.unique(hashes[kind], return_inverse=True)
            histories[:, place] = np.where(hashes[kind] == 0, -1, own + size)
            size += len(different)
        entries = [np.zeros(histories.size, dtype=np.int32) for _ in range(3)]
        return histories, np.full(size, -1, dtype=np.int32), *entries

    def _learnt(self) -> tuple[ContextCounts, Any]:
        """Return the counts of the index and what was learnt from its texts, each by the counts of all the others."""
        known = _LEARNT.setdefault(self.index, {})
        if self.cached in known:
            return known[self.cached]
        contexts, groups, entries = contexts_of(self.index)
        model, codes = beginning(self.cached), self.index.codes.astype(np.int32)
        bounds = list(zip(self.index.starts.tolist(), [*self.index.starts[1:].tolist(), self.index.rows], strict=True))
        alike = near_duplicates([self.index.decode(codes[begin:end]) for begin, end in bounds])
        for reading in range(READINGS):
            for place in Random(SEED, reading).shuffled(len(alike)):
                pieces = [slice(*bounds[number]) for number in alike[place]]
                for piece in pieces:
                    contexts.leave(entries[piece], -1)
                for piece in pieces:
                    query = codes[piece]
                    text, targets = (query, groups[piece]), np.append(query[1:], np.int32(0))
                    places = np.arange(len(query), dtype=np.int64)
                    self._run(text, hashed(query, contexts.letters), places, targets, contexts, model, 1)
                for piece in pieces:
                    contexts.leave(entries[piece], 1)
        known[self.cached] = contexts, model
        return known[self.cached]


MODEL = ContextMixing
