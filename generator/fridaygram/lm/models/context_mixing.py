"""Context mixing over one index: its counts, what it has learnt, and its reading of texts (``_context_mixing.py``).

What is learnt is kept beside the index, in the folder NAME+context-mixing, for the model with a cache and for the one
without: arrays as those of an index, and a header with the index's digest (``index/store.py``).
"""

from __future__ import annotations

import logging
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import msgspec
import numpy as np

from fridaygram.errors import ModelError, UsageError
from fridaygram.files import folder_atomic
from fridaygram.lm import UNKNOWN, Progress
from fridaygram.lm.base import LanguageModel
from fridaygram.lm.index.kernels import on_all_cores
from fridaygram.lm.index.store import (
    ArrayEntry,
    StoredArrays,
    folder_beside,
    read_header,
    write_arrays,
    write_header,
)
from fridaygram.lm.models._code import CodeTree, code_of, joins_of
from fridaygram.lm.models._context_inputs import CACHED
from fridaygram.lm.models._context_mixing import FIRSTS, beginning, mix_contexts
from fridaygram.lm.models._contexts import KINDS, ORDERS, ContextCounts, contexts_of, hashed
from fridaygram.lm.rng import Random
from fridaygram.lm.split import near_duplicates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

READINGS, SEED = 2, 1
MOST_CHARACTERS = 5_000_000
"""Of training: a million take 0.5 GB of memory and about 45 s of processor time to learn."""

SECONDS, LONG_SECONDS = 45e-6, 5.0
"""Of the processor, to learn from a character; and from how many on a reader is told to wait."""

NAME, FORMAT, VERSION, HEADER = "context-mixing", "fridaygram-context-mixing", 2, "learnt.json"
_AGAIN = f"train it again: fridaygram train NAME --model {NAME}"
_LOG = logging.getLogger(__name__)
_COUNTS = tuple(field.name for field in fields(ContextCounts))


class Learnt(NamedTuple):
    """The counts of an index, the code of its symbols by ``joins``, and what was learnt without a cache (False) and
    with one (True).
    """

    contexts: ContextCounts
    joins: NDArray[np.int32]
    code: CodeTree
    mixers: dict[bool, tuple[Any, ...]]


class LearntHeader(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The content of ``learnt.json`` but for its last line."""

    format: str
    version: int
    index_digest: str
    arrays: dict[str, ArrayEntry]


_LEARNT: WeakKeyDictionary[Index, Learnt] = WeakKeyDictionary()


class ContextMixing(LanguageModel):
    """24 kinds of context, mixed decision by decision; its history is all of the text, whatever order is asked for.

    What ``teach`` kept is opened at first use. Where nothing is kept it is learnt from the index's texts, for this
    process. Raises UsageError for more characters than MOST_CHARACTERS.
    """

    name = NAME
    cached = False

    def __init__(self, index: Index, order: int | None = None):
        super().__init__(index, None)
        if index.rows > MOST_CHARACTERS:
            raise UsageError(
                f"{index.rows:,} characters are too many for {self.name}",
                hint=f"at most {MOST_CHARACTERS:,}; 'kneser-ney' has no such limit",
            )

    @classmethod
    def teach(cls, index: Index, progress: Progress | None = None) -> int:
        """Learn from an index's texts, for both models, and keep it beside the index; return its size in bytes.

        Raises UsageError for an index in memory and for too many characters.
        """
        folder = folder_beside(index, NAME)
        if folder is None:
            raise UsageError("the index is in memory only", hint="save it first: a model is kept beside its index")
        learnt = cls(index)._learn((False, True), progress)
        arrays = {name: getattr(learnt.contexts, name) for name in _COUNTS} | _named(learnt.mixers)
        arrays["joins"] = learnt.joins.ravel()
        with folder_atomic(folder) as beside:
            entries = write_arrays(beside, arrays)
            header = LearntHeader(format=FORMAT, version=VERSION, index_digest=index.digest, arrays=entries)
            write_header(beside / HEADER, header)
        _LEARNT[index] = learnt
        return sum(array.nbytes for array in arrays.values())

    def distribution(self, history: str) -> dict[str, float]:
        """Return the probability of END, each character by symbol, and UNKNOWN: above 0, 1 in all."""
        query = self._known(np.array(self.index.symbols(history) or [-1], dtype=np.int32))
        targets = np.lexsort(self._learnt().code.sides.T[::-1]).astype(np.int32)  # neighbours share most decisions
        places = np.full(len(targets), len(query) - 1, dtype=np.int64)
        chances = np.empty(len(targets))
        chances[targets] = np.exp(-self._read(query, places, targets))
        names = [*(self.index.name(symbol) for symbol in range(self.index.alphabet.size)), UNKNOWN]
        return dict(zip(names, chances.tolist(), strict=True))

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

    def _read(
        self, query: NDArray[np.int32], places: NDArray[np.int64], targets: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """Return -log p of a symbol after each place."""
        learnt, first = self._learnt(), places[0]
        hashes = hashed(query, learnt.contexts.words_by(self.index.alphabet))
        groups = np.full((KINDS, len(query)), -1, dtype=np.int32)
        groups[:, first:] = learnt.contexts.find(hashes[:, first:])
        cache = _empty_cache(hashes, cached=self.cached)
        return _mix((query, groups), cache, (places, targets), learnt, learnt.mixers[self.cached], 0)

    def _learnt(self) -> Learnt:
        """Return what is kept with the index or beside it, else what its texts teach."""
        learnt = _LEARNT.get(self.index)
        if learnt is None:
            folder = folder_beside(self.index, NAME)
            if folder is not None and folder.is_dir():
                learnt = _opened(folder, self.index)
        if learnt is None or self.cached not in learnt.mixers:
            self._say_how_long()
            again = self._learn((self.cached,))
            learnt = again._replace(mixers=(learnt.mixers if learnt else {}) | again.mixers)
        _LEARNT[self.index] = learnt
        return learnt

    def _say_how_long(self) -> None:
        seconds, folder = self.index.rows * SECONDS, folder_beside(self.index, NAME)
        if seconds >= LONG_SECONDS:
            keep = f"keep it: fridaygram train {folder.name.removesuffix(f'+{NAME}')} --model {NAME}" if folder else ""
            _LOG.warning(
                "%s learns from %s characters, about %.0f s, for this run alone; %s",
                self.name,
                f"{self.index.characters:,}",
                seconds,
                keep or "save the index and teach it to keep it",
            )

    def _learn(self, wanted: tuple[bool, ...], progress: Progress | None = None) -> Learnt:
        """Read the index's texts, each by the counts of all others; the mixers of both models learn at once."""
        training = contexts_of(self.index)
        joins = joins_of(self.index.codes, self.index.alphabet.size + 1)
        code = code_of(joins)
        mixers = {cached: beginning(code.symbols, cached=cached) for cached in wanted}
        learnt = Learnt(training.contexts, joins, code, mixers)
        codes, words = self.index.codes.astype(np.int32), training.contexts.words_by(self.index.alphabet)
        bounds = list(zip(self.index.starts.tolist(), [*self.index.starts[1:].tolist(), self.index.rows], strict=True))
        alike = near_duplicates([self.index.decode(codes[begin:end]) for begin, end in bounds])

        def read(part: tuple[slice, bool]) -> None:
            piece, cached = part
            query, targets = codes[piece], training.targets[piece]
            events = (np.arange(len(query), dtype=np.int64), targets)
            cache = _empty_cache(hashed(query, words), cached=cached)
            _mix((query, training.groups[:, piece]), cache, events, learnt, mixers[cached], 1)

        for reading in range(READINGS):
            for done, place in enumerate(Random(SEED, reading).shuffled(len(alike))):
                if progress is not None:
                    progress(
                        reading * len(alike) + done, READINGS * len(alike), f"reading {reading + 1}: mixing contexts"
                    )
                pieces = [slice(*bounds[number]) for number in alike[place]]
                for piece in pieces:
                    training.leave(piece, -1)
                for piece in pieces:
                    on_all_cores(read, [(piece, cached) for cached in wanted])
                for piece in pieces:
                    training.leave(piece, 1)
        return learnt


def _mix(text: Any, cache: Any, events: Any, learnt: Learnt, mixer: Any, teach: int) -> NDArray[np.float64]:
    out = np.empty(len(events[0]))
    run = mix_contexts.on(out.size * learnt.code.symbols)
    run(events, text, learnt.contexts.arrays, cache, tuple(learnt.code), (FIRSTS, *mixer), teach, out)
    return out


def _empty_cache(hashes: NDArray[np.uint32], *, cached: bool) -> tuple[Any, ...]:
    """Return an empty cache for the histories of one text: see ``by_cache``."""
    kinds = CACHED if cached else CACHED[:0]
    histories, size = np.full((hashes.shape[1], len(kinds)), -1, dtype=np.int32), 0
    for place, kind in enumerate(kinds):
        different, own = np.unique(hashes[kind], return_inverse=True)
        histories[:, place] = np.where(hashes[kind] == 0, -1, own + size)
        size += len(different)
    heads, latest, runs = (np.full(size, -1, dtype=np.int32) for _ in range(3))
    entries = [np.zeros(histories.size, dtype=np.int32) for _ in range(3)]
    return histories, heads, latest, runs, *entries


def _named(mixers: dict[bool, tuple[Any, ...]]) -> dict[str, Any]:
    """Return the arrays of mixers by the names that they are kept under."""
    return {
        f"{'cached' if cached else 'static'}-{name}": array
        for cached, mixer in mixers.items()
        for name, array in zip(("weights", "lasts", "tables", "characters", "pairs"), mixer, strict=True)
    }


def _opened(folder: Path, index: Index) -> Learnt:
    """Open by memory map. Raises ModelError for what is foreign, damaged, or of another corpus."""
    header = read_header(folder / HEADER, LearntHeader, FORMAT, VERSION, _AGAIN)
    if header.index_digest != index.digest:
        raise ModelError("context mixing learnt another corpus, or another share of it", file=folder, hint=_AGAIN)
    symbols = index.alphabet.size + 1
    mixers = {cached: beginning(symbols, cached=cached) for cached in (False, True)}
    wanted = _named(mixers) | {"discounts": np.empty((2, KINDS, 4)), "firsts": np.empty(KINDS + 1, dtype=np.int64)}
    wanted["joins"] = np.empty((symbols - 1, 2), dtype=np.int32)
    fits = set(header.arrays) == {*_COUNTS, *wanted}
    for name, array in wanted.items() if fits else ():
        fits &= (header.arrays[name].dtype, header.arrays[name].length) == (array.dtype.name, array.size)
    if not fits:
        raise ModelError("the header does not fit what context mixing keeps", file=folder, hint=_AGAIN)
    histories, entries = (header.arrays[name].length for name in ("histories", "symbols"))
    limits = {"firsts": histories + 1, "begins": entries + 1, "symbols": index.alphabet.size}
    stored = StoredArrays(folder, header.arrays, limits, _AGAIN, mode="c")
    kept = {name: stored[name].reshape(wanted[name].shape) if name in wanted else stored[name] for name in stored}
    counts = ContextCounts(**{name: kept[name] for name in _COUNTS})
    shorter = int(counts.begins[counts.firsts[len(ORDERS) - 1]])
    whole = (len(counts.begins), len(counts.counts), len(counts.continuations)) == (histories + 1, entries, shorter)
    whole = whole and counts.begins[0] >= 0 and bool((np.diff(counts.begins) >= 0).all()) and counts.counts.min() >= 0
    whole = whole and len(counts.classes) == len(counts.words)
    whole = whole and all(np.isfinite(kept[name]).all() for name in wanted)
    try:
        code = code_of(kept["joins"]) if whole else None
    except ValueError:
        code = None
    if code is None:
        raise ModelError("foreign: a number in it points outside of the model", file=folder, hint=_AGAIN)
    read = {cached: tuple(kept[name] for name in _named({cached: mixer})) for cached, mixer in mixers.items()}
    return Learnt(counts, kept["joins"], code, read)


MODEL = ContextMixing
