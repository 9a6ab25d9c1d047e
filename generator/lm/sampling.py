"""Many samples: of any model one by one; of the unsmoothed one as arrays of symbols, the same texts much faster.

The next row of a sample is a uniform choice in a run, and a table gives the run after each row, so that a character
costs two reads of memory. Many texts are written in turn, for the processor to wait for all their reads at once.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from generator.errors import UsageError
from generator.lm.index.kernels import kernel
from generator.lm.streams import next_uniform, stream_states

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from generator.lm.base import LanguageModel, Sample
    from generator.lm.index.index import Index

SLOTS = 16
"""Texts that are written in turn."""

LEAST_PIECE = 64
"""Texts from which a second thread is worth its start."""

_TABLES: WeakKeyDictionary[Index, tuple[int, NDArray[np.uint32]]] = WeakKeyDictionary()


def sample_texts(
    model: LanguageModel,
    *,
    count: int = 1,
    seed: int = 1,
    prompt: str = "",
    temperature: float = 1.0,
    limit: int = 2000,
    trace: bool = False,
) -> list[Sample]:
    """Return ``count`` samples. Sample i depends on (seed, i) alone, so a longer batch begins with a shorter one."""
    if count < 0:
        raise UsageError(f"count {count} is negative")
    return [
        model.sample(seed, index=number, batch=count, prompt=prompt, temperature=temperature, limit=limit, trace=trace)
        for number in range(count)
    ]


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
    table, states = _next_runs(index, order), stream_states(seed, count)
    start = (np.int64(0), np.int64(index.texts if order else index.rows))
    arrays = (out.codes, out.lengths, out.ended)
    write = write_texts.on(count * limit)
    if not count or not limit:
        return out

    def piece(bounds: tuple[int, int]) -> None:
        write(states, bounds[0], bounds[1], start, table, index.following, SLOTS, arrays)

    threads = max(1, min(os.cpu_count() or 1, count // LEAST_PIECE))
    edges = [count * number // threads for number in range(threads + 1)]
    if threads == 1:
        piece((0, count))
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(piece, pairwise(edges)))
    return out


def sample_stream(index: Index, order: int, length: int, *, seed: int = 1) -> NDArray[Any]:
    """Return ``length`` symbols of texts by the unsmoothed model, one after the other, 0 at the end of each.

    Raises UsageError for an order or a length below 0.
    """
    if min(order, length) < 0:
        raise UsageError(f"order {order} and length {length} must be 0 or more")
    out = np.zeros(length, dtype=index.following.dtype)
    start = (np.int64(0), np.int64(index.texts if order else index.rows))
    write_stream.on(length)(stream_states(seed, 1)[0], start, _next_runs(index, order), index.following, out)
    return out


def _next_runs(index: Index, order: int) -> NDArray[np.uint32]:
    """Return the first row and the size of the run after each row, (rows, 2)."""
    known = _TABLES.get(index)
    if known is None or known[0] != order:
        _TABLES.pop(index, None)
        table = np.empty((index.rows, 2), dtype=np.uint32)
        run_of = np.empty(index.rows, dtype=np.uint32)
        runs_after.on(index.rows)(index.runs(order), index.successor, run_of, table)
        _TABLES[index] = known = (order, table)
    return known[1]


@kernel()
def runs_after(runs: Any, successor: Any, run_of: Any, table: Any) -> None:
    """Fill ``table`` (rows, 2); ``run_of`` (rows) is room."""
    for run in range(len(runs) - 1):
        for row in range(runs[run], runs[run + 1]):
            run_of[row] = run
    for row in range(len(successor)):
        run = run_of[successor[row]]
        table[row, 0] = runs[run]
        table[row, 1] = runs[run + 1] - runs[run]


@kernel(helpers=(next_uniform,))
def write_texts(
    states: Any, begin: int, end: int, start: Any, table: Any, following: Any, slots: int, out: Any
) -> None:
    """Write the samples ``[begin, end)``, ``slots`` of them in turn; a slot whose text is done takes the next one.

    ``out`` are codes, lengths and ended of a batch.
    """
    codes, lengths, ended = out
    limit = codes.shape[1]
    texts = np.zeros(slots, dtype=np.int64)
    lows = np.zeros(slots, dtype=np.int64)
    sizes = np.zeros(slots, dtype=np.int64)
    places = np.zeros(slots, dtype=np.int64)
    busy = 0
    number = begin
    while busy < slots and number < end:
        texts[busy], lows[busy], sizes[busy] = number, start[0], start[1]
        busy += 1
        number += 1
    while busy > 0:
        slot = 0
        while slot < busy:
            text = texts[slot]
            row = lows[slot] + np.int64(next_uniform(states[text]) * sizes[slot])
            symbol = following[row]
            if symbol != 0:
                codes[text, places[slot]] = symbol
                lows[slot], sizes[slot] = table[row, 0], table[row, 1]
                places[slot] += 1
            if symbol == 0 or places[slot] == limit:
                ended[text] = symbol == 0
                lengths[text] = places[slot]
                if number < end:
                    texts[slot], lows[slot], sizes[slot], places[slot] = number, start[0], start[1], 0
                    number += 1
                else:
                    busy -= 1
                    texts[slot], places[slot] = texts[busy], places[busy]
                    lows[slot], sizes[slot] = lows[busy], sizes[busy]
                    continue
            slot += 1


@kernel(helpers=(next_uniform,))
def write_stream(state: Any, start: Any, table: Any, following: Any, out: Any) -> None:
    """Write symbols one after the other, through the ends of texts."""
    low, size = start
    for place in range(len(out)):
        row = low + np.int64(next_uniform(state) * size)
        out[place] = following[row]
        low = np.int64(table[row, 0])
        size = np.int64(table[row, 1])
