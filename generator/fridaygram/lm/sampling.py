"""Many samples: of any model one by one; of the unsmoothed one as arrays of symbols, the same texts much faster.

The next row of a sample is a uniform choice in a run. A table has, for each row, its symbol and the run after it in one
word, so that a character costs one read of memory. Many texts are written in turn, a character of each, for the
processor to wait for all their reads at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from fridaygram.errors import UsageError
from fridaygram.lm import Progress
from fridaygram.lm.base import MOST_TEXTS
from fridaygram.lm.index.kernels import kernel, lower_bound, on_all_cores
from fridaygram.lm.rng import stream_base

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.base import LanguageModel, Sample
    from fridaygram.lm.index.index import Index

SLOTS = 32
"""Texts that are written in turn."""

WORD = 64
"""Bits of a word of a SamplingTable."""

_UNIT = 2.0**-53

LEAST_PIECE = 64
"""Texts from which a second thread is worth its start."""

_TABLES: WeakKeyDictionary[Index, tuple[int, SamplingTable]] = WeakKeyDictionary()


class SamplingTable(NamedTuple):
    """What follows each row.

    ``words`` (rows, uint64): from the low end the symbol, the first row of the run after it, the run's size, 0 where
    it is too great for its bits; then ``runs`` says it. ``bits`` (uint64): of the symbol, of the row.
    """

    words: NDArray[np.uint64]
    runs: NDArray[Any]
    bits: tuple[np.uint64, np.uint64]


def sample_texts(
    model: LanguageModel, *, count: int = 1, seed: int = 1, progress: Progress | None = None, **options: Any
) -> list[Sample]:
    """Return ``count`` samples, drawn as ``options`` say, which are the fields of ``How``.

    Sample i depends on (seed, i) alone, so a longer batch begins with a shorter one. Raises UsageError for a count
    below 0 or above ``base.MOST_TEXTS``.
    """
    if count < 0:
        raise UsageError(f"count {count} is negative")
    if count > MOST_TEXTS:
        raise UsageError(
            f"{count:,} texts are too many at once", hint=f"at most {MOST_TEXTS:,}; other seeds write more"
        )
    samples: list[Sample] = []
    for number in range(count):
        if progress:
            progress(number, count, "writing")
        samples.append(model.sample(seed, index=number, batch=count, **options))
    return samples


@dataclass(frozen=True, eq=False)
class Batch:
    """Samples as symbols of the index's alphabet.

    ``codes`` (samples, limit), of the index's type, 0 after the end of a text; ``lengths`` (samples, int32) in
    characters; ``ended`` (samples, bool): the model ended the text, not the limit.
    """

    index: Index
    codes: NDArray[Any]
    lengths: NDArray[np.int32]
    ended: NDArray[np.bool_]

    def text(self, number: int) -> str:
        """Return sample ``number``, from 0, as a text."""
        return self.index.decode(self.codes[number, : self.lengths[number]])

    def texts(self) -> list[str]:
        """Return all samples as texts."""
        return [self.text(number) for number in range(len(self.lengths))]


def sample_batch(index: Index, order: int, *, count: int, seed: int = 1, limit: int = 2000) -> Batch:
    """Return ``count`` samples of the unsmoothed model of an order, from the start of a text, at temperature 1.

    Sample i has the characters of ``load_model("mle", index, order).sample(seed, index=i, limit=limit)``. The first
    call of an order makes a table of 8 bytes a character, kept until another order is asked for. Raises UsageError
    for an order, a count or a limit below 0.
    """
    if min(order, count, limit) < 0:
        raise UsageError(f"order {order}, count {count} and limit {limit} must be 0 or more")
    out = Batch(
        index,
        np.zeros((count, limit), dtype=index.following.dtype),
        np.zeros(count, dtype=np.int32),
        np.zeros(count, dtype=np.bool_),
    )
    table, states = _table(index, order), stream_states(seed, count)
    start = (np.int64(0), np.int64(index.texts if order else index.rows))
    arrays = (out.codes, out.lengths, out.ended)
    write = write_texts.on(count * limit)
    if not count or not limit:
        return out

    def piece(bounds: tuple[int, int]) -> None:
        write(states, bounds, start, table, SLOTS, arrays)

    threads = max(1, min(os.cpu_count() or 1, count // LEAST_PIECE))
    edges = [count * number // threads for number in range(threads + 1)]
    on_all_cores(piece, list(pairwise(edges)))
    return out


def sample_stream(index: Index, order: int, length: int, *, seed: int = 1) -> NDArray[Any]:
    """Return ``length`` symbols of texts by the unsmoothed model, one after the other, 0 at the end of each.

    Raises UsageError for an order or a length below 0.
    """
    if min(order, length) < 0:
        raise UsageError(f"order {order} and length {length} must be 0 or more")
    out = np.zeros(length, dtype=index.following.dtype)
    start = (np.int64(0), np.int64(index.texts if order else index.rows))
    write_stream.on(length)(stream_states(seed, 1)[0], start, _table(index, order), out)
    return out


def _table(index: Index, order: int) -> SamplingTable:
    """Return the table of an order, made when it is first asked for."""
    known = _TABLES.get(index)
    if known is None or known[0] != order:
        _TABLES.pop(index, None)
        runs = index.runs(order)
        bits = np.uint64((index.alphabet.size - 1).bit_length()), np.uint64(index.rows.bit_length())
        table = SamplingTable(np.empty(index.rows, dtype=np.uint64), runs, bits)
        run_of = np.empty(index.rows, dtype=runs.dtype)
        most = np.int64((1 << (WORD - int(sum(bits)))) - 1)
        fill_table.on(index.rows)(index.following, index.successor, run_of, table, most)
        _TABLES[index] = known = (order, table)
    return known[1]


def stream_states(seed: int, count: int) -> NDArray[np.uint64]:
    """Return the states (count, 4) of the first ``count`` streams of a seed."""
    base = np.uint64(stream_base(seed))
    states = base + np.arange(count, dtype=np.uint64)
    out = np.empty((count, 4), dtype=np.uint64)
    for place in range(4):
        states = states + np.uint64(0x9E3779B97F4A7C15)
        mixed = (states ^ (states >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        out[:, place] = mixed ^ (mixed >> np.uint64(31))
    return out


def next_uniform(state: Any) -> float:
    """Step a state (4, uint64) in place and return a number in [0, 1), as ``Random.uniform`` does."""
    product = state[1] * np.uint64(5)
    result = ((product << np.uint64(7)) | (product >> np.uint64(57))) * np.uint64(9)
    shifted = state[1] << np.uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = (state[3] << np.uint64(45)) | (state[3] >> np.uint64(19))
    return float(result >> np.uint64(11)) * _UNIT


def next_uniforms(states: Any, count: int, out: Any) -> None:
    """Step the first ``count`` of many states (4, streams) and fill ``out`` with the number of each."""
    for stream in range(count):
        a, b, c, d = states[0, stream], states[1, stream], states[2, stream], states[3, stream]
        product = b * np.uint64(5)
        result = ((product << np.uint64(7)) | (product >> np.uint64(57))) * np.uint64(9)
        c ^= a
        d ^= b
        states[0, stream], states[1, stream] = a ^ d, b ^ c
        states[2, stream] = c ^ (b << np.uint64(17))
        states[3, stream] = (d << np.uint64(45)) | (d >> np.uint64(19))
        out[stream] = np.float64(np.int64(result >> np.uint64(11))) * _UNIT


@kernel()
def fill_table(following: Any, successor: Any, run_of: Any, table: Any, most: int) -> None:
    """Fill the words of ``table``, sizes up to ``most``; ``run_of`` (rows) is room."""
    words, runs, (symbol_bits, row_bits) = table
    for run in range(len(runs) - 1):
        for row in range(runs[run], runs[run + 1]):
            run_of[row] = run
    for row in range(len(successor)):
        after = np.int64(run_of[successor[row]])
        size = np.int64(runs[after + 1]) - np.int64(runs[after])
        kept = np.uint64(size if size <= most else 0)
        words[row] = ((kept << row_bits | np.uint64(runs[after])) << symbol_bits) | np.uint64(following[row])


def _run_after(word: Any, runs: Any, symbol_bits: Any, row_bits: Any) -> tuple[Any, Any]:
    """Return the first row and the size of the run in a word."""
    rest = word >> symbol_bits
    low = np.int64(rest & ((np.uint64(1) << row_bits) - np.uint64(1)))
    size = np.int64(rest >> row_bits)
    if size == 0:
        size = np.int64(runs[lower_bound(runs, 0, len(runs) - 1, low) + 1]) - low
    return low, size


@kernel(helpers=(next_uniforms, lower_bound, _run_after))
def write_texts(states: Any, bounds: Any, start: Any, table: Any, slots: int, out: Any) -> None:
    """Write the samples ``[begin, end)``, ``slots`` of them in turn; a slot whose text is done takes the next one.

    ``out`` are codes, lengths and ended of a batch.
    """
    codes, lengths, ended = out
    words, runs, (symbol_bits, row_bits) = table
    limit = codes.shape[1]
    texts = np.zeros(slots, dtype=np.int64)
    lows = np.full(slots, start[0])
    sizes = np.full(slots, start[1])
    places = np.zeros(slots, dtype=np.int64)
    own = np.zeros((4, slots), dtype=np.uint64)
    uniforms = np.zeros(slots)
    found = np.zeros(slots, dtype=np.uint64)
    number, end = bounds
    busy = 0
    while busy < slots and number < end:
        texts[busy] = number
        own[:, busy] = states[number]
        busy += 1
        number += 1
    while busy > 0:
        next_uniforms(own, busy, uniforms)
        for slot in range(busy):
            found[slot] = words[lows[slot] + np.int64(uniforms[slot] * sizes[slot])]
        for slot in range(busy - 1, -1, -1):
            text, symbol = texts[slot], found[slot] & ((np.uint64(1) << symbol_bits) - np.uint64(1))
            if symbol != 0:
                codes[text, places[slot]] = symbol
                lows[slot], sizes[slot] = _run_after(found[slot], runs, symbol_bits, row_bits)
                places[slot] += 1
                if places[slot] < limit:
                    continue
            ended[text] = symbol == 0
            lengths[text] = places[slot]
            if number < end:
                texts[slot], lows[slot], sizes[slot], places[slot] = number, start[0], start[1], 0
                own[:, slot] = states[number]
                number += 1
            else:
                busy -= 1
                texts[slot], places[slot] = texts[busy], places[busy]
                lows[slot], sizes[slot] = lows[busy], sizes[busy]
                own[:, slot] = own[:, busy]


@kernel(helpers=(next_uniform, lower_bound, _run_after))
def write_stream(state: Any, start: Any, table: Any, out: Any) -> None:
    """Write symbols one after the other, through the ends of texts."""
    words, runs, (symbol_bits, row_bits) = table
    low, size = start
    for place in range(len(out)):
        word = words[low + np.int64(next_uniform(state) * size)]
        out[place] = word & ((np.uint64(1) << symbol_bits) - np.uint64(1))
        low, size = _run_after(word, runs, symbol_bits, row_bits)
