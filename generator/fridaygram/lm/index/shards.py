"""One index made from shards, in memory that depends on the size of a shard, and not on that of the corpus.

A shard is some texts, one after the other. Each is sorted by itself. Then all other texts are read through it: one step
of backward search (P. Ferragina and G. Manzini 2000) for each symbol says how many of the shard's rows come before that
place. These counts give each row of the shard its number among the rows of all shards (P. Ferragina, T. Gagie and G.
Manzini 2012; J. Kärkkäinen, D. Kempa and S. Puglisi 2014). So rows of different shards are put in order without being
compared, in linear time for every text, and the result is the index of all texts at once, byte for byte.

``sort``, ``place`` and ``compare`` are tasks: they read and write files of one folder, and any worker that sees the
folder may run them. Between them, this process writes what all shards have together, a piece at a time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from fridaygram.errors import ModelError
from fridaygram.lm.index.alphabet import Alphabet, occurrences, place_type, symbols_in_pieces
from fridaygram.lm.index.kernels import gathered, kernel
from fridaygram.lm.index.suffixes import (
    ALIKE,
    block_bits,
    common_by_place,
    count_blocks,
    fill_successors,
    rows_of,
    suffix_array,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm import Progress

Work = Callable[[Callable[[int], None], Sequence[int]], Iterable[None]]
"""A way to call a function with each number, here or elsewhere; it yields when the next one is done, in their order."""

LARGEST = 1 << 27
"""Characters of a shard: sorting takes some 13 bytes for each."""

LANES = 16
"""Places that are read in turn, so that they wait for memory together."""

_PIECE = 1 << 22


class ShardPlan(NamedTuple):
    """What a task needs to know. Shard n has the texts ``[edges[n], edges[n + 1])``."""

    folder: Path
    alphabet: Alphabet
    rows: int
    edges: tuple[int, ...]

    def read(self, name: str, dtype: Any) -> NDArray[Any]:
        """Map an array of the folder. Raises ModelError where it is not there."""
        try:
            return np.memmap(self.folder / f"{name}.bin", dtype=dtype, mode="r")
        except FileNotFoundError:
            hint = "all machines that train must see the folder of models at this path"
            raise ModelError("a worker does not find what it needs", file=self.folder, hint=hint) from None

    def write(self, name: str, pieces: Iterable[NDArray[Any]]) -> None:
        """Write an array whole or not at all. Unlike a write through a map, this raises OSError on a full disk."""
        try:
            handle, beside = mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                for piece in pieces:
                    file.write(np.ascontiguousarray(piece).data)
            Path(beside).chmod(0o644)
            Path(beside).replace(self.folder / f"{name}.bin")
        except OSError as error:
            error.filename = str(self.folder)
            raise

    def places(self, shard: int) -> slice:
        """Return the places of a shard."""
        low, high = np.append(self.read("starts", np.int64), self.rows)[list(self.edges[shard : shard + 2])]
        return slice(int(low), int(high))

    @property
    def codes(self) -> NDArray[Any]:
        """The symbols of all texts."""
        return self.read("codes", self.alphabet.dtype)


def arrays_of_shards(
    folder: Path, texts: Sequence[str], shards: int, work: Work, report: Progress
) -> tuple[Alphabet, dict[str, NDArray[Any]]]:
    """Return the alphabet of texts and the arrays of their index but for ``numbers``, as files of ``folder``.

    There are at most as many shards as texts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    report(0, 1, "reading characters")
    alphabet, starts, counts, pieces = symbols_in_pieces(texts, _PIECE)
    rows = int(counts.sum())
    cuts = np.searchsorted(starts, np.arange(shards) * rows // shards)
    plan = ShardPlan(folder, alphabet, rows, (*sorted({*cuts.tolist()} - {len(texts)}), len(texts)))
    steps, number = 3 * len(plan.edges) - 2, 0
    plan.write("codes", pieces)
    plan.write("starts", [starts])
    plan.write("before", [texts_before(plan.codes, np.append(starts, rows))])

    def all_shards(task: Callable[[ShardPlan, int], None], what: str) -> None:
        nonlocal number
        report(number, steps, what)
        for _ in work(partial(task, plan), range(len(plan.edges) - 1)):
            number += 1
            report(number, steps, what)

    all_shards(sort, "sorting histories")
    all_shards(place, "putting shards in order")
    places = place_type(rows)
    plan.write("positions", _together(plan, "positions", places, np.uint32))
    plan.write("following", _together(plan, "following", alphabet.dtype, alphabet.dtype))
    all_shards(compare, "comparing histories")
    plan.write("common", _together(plan, "common", np.uint8, np.uint8))
    report(steps - 1, steps, "counting what follows")
    plan.write("successor", _successors(plan, counts))
    plan.write("starts", [starts.astype(places)])
    types = {"codes": alphabet.dtype, "following": alphabet.dtype, "common": "uint8"}
    names = ("codes", "positions", "following", "successor", "common", "starts")
    return alphabet, {name: plan.read(name, types.get(name, places)) for name in names}


def texts_before(codes: NDArray[Any], edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for each text, the rank among all texts of the one before it, from 1; 0 where there is none.

    Texts are compared by what one reads from their end leftwards, through the texts before them. That decides between
    histories which are alike up to the start of their texts. ``edges``: where each text begins, and the end.
    """
    texts = len(edges) - 1
    rank = np.zeros(texts, dtype=np.int64)
    big_endian = np.dtype(codes.dtype).newbyteorder(">")

    def refine(group: Sequence[int], first: int, most: int) -> None:
        """Rank texts by their last ``most`` symbols, and those that are alike by more."""

        def ending(text: int) -> bytes:
            begin = max(edges[text], edges[text + 1] - most)
            return codes[begin : edges[text + 1]][::-1].astype(big_endian).tobytes()

        endings = {text: ending(text) for text in group}
        for _, some in groupby(sorted(group, key=endings.__getitem__), key=endings.__getitem__):
            alike = list(some)
            if len(alike) > 1 and edges[alike[0] + 1] - edges[alike[0]] > most:
                refine(alike, first, most * 16)
            else:
                rank[alike] = first
            first += len(alike)

    refine(range(texts), 0, 64)
    step = 1
    while len(np.unique(rank)) < texts:  # of equal texts, those before them decide: U. Manber and G. Myers 1993
        earlier = np.append(np.full(step, -1), rank)[:texts]
        order = np.lexsort((earlier, rank))
        new = (np.diff(rank[order]) != 0) | (np.diff(earlier[order]) != 0)
        rank[order] = np.append(0, np.cumsum(new))
        step *= 2
    return np.append(0, rank[:-1] + 1)


def sort(plan: ShardPlan, shard: int) -> None:
    """Write positions, from the shard's first place, and following of a shard's own rows."""
    own = plan.places(shard)
    codes = plan.codes[own]
    positions, following, common = rows_of(suffix_array(plan.alphabet, codes), codes)
    alike = np.flatnonzero(common == ALIKE)
    tied = np.union1d(alike, alike - 1)
    text = np.searchsorted(plan.read("starts", np.int64), positions[tied] + np.int64(own.start), side="right") - 1
    group = np.cumsum(common[tied] != ALIKE)
    order = tied[np.lexsort((plan.read("before", np.int64)[text], group))]
    positions[tied], following[tied] = positions[order], following[order]
    plan.write(f"{shard}-positions", [positions])
    plan.write(f"{shard}-following", [following])


def place(plan: ShardPlan, shard: int) -> None:
    """Write ``rows``: which number each of a shard's rows has among the rows of all shards."""
    following = plan.read(f"{shard}-following", plan.alphabet.dtype)
    first = np.append(0, np.cumsum(occurrences(following, plan.alphabet.size)))
    bits = block_bits(plan.alphabet.size) - 1  # shorter blocks than matching has: counting goes through all of one
    ranks = np.zeros((((len(following) - 1) >> bits) + 2, plan.alphabet.size), dtype=np.uint32)
    count_blocks.on(len(following) + ranks.size)(following, bits, ranks)
    before, (low, high) = plan.read("before", np.int64), plan.edges[shard : shard + 2]
    entries = np.searchsorted(np.sort(before[low:high]), before)
    starts = np.append(plan.read("starts", np.int64), plan.rows)
    others = [np.linspace(*texts, LANES + 1, dtype=np.int64) for texts in ((0, low), (high, len(before)))]
    lanes = np.zeros((6, 2 * LANES), dtype=np.int64)
    lanes[2] = np.append(others[0][:-1], others[1][:-1])
    lanes[:2] = starts[lanes[2]], starts[np.append(others[0][1:], others[1][1:])]
    gaps = np.zeros(len(following) + 1, dtype=place_type(plan.rows))
    read_through.on(plan.rows)(plan.codes, lanes, entries, (following, ranks, bits, first), gaps)
    gaps[1:] += 1
    plan.write(f"{shard}-rows", [np.cumsum(gaps[:-1], dtype=gaps.dtype, out=gaps[:-1])])


@kernel()
def read_through(codes: Any, lanes: Any, entries: Any, shard: Any, gaps: Any) -> None:
    """Read texts through a shard, and count in ``gaps`` how many of their places have how many of its rows before them.

    ``lanes`` (6, lanes): for each, the place where it reads on, the place where it ends, the number of its next text,
    and room; ``entries``: by text, how many of the shard's rows come before that text's start.
    """
    place, end, text, row, symbol, block_start = lanes
    following, ranks, bits, first = shard
    busy = len(place)
    while busy > 0:
        busy = 0
        for lane in range(len(place)):
            if place[lane] < end[lane]:
                symbol[lane] = codes[place[lane]]
                block_start[lane] = first[symbol[lane]] + ranks[row[lane] >> bits, symbol[lane]]
        for lane in range(len(place)):
            if place[lane] < end[lane] and symbol[lane] == 0:
                row[lane] = entries[text[lane]]
                text[lane] += 1
            elif place[lane] < end[lane]:
                wanted, count = codes[place[lane]], np.uint32(0)  # small numbers, to compare many at once
                for other in following[row[lane] >> bits << bits : row[lane]]:
                    count += np.uint32(other == wanted)
                row[lane] = block_start[lane] + count
        for lane in range(len(place)):
            if place[lane] < end[lane]:
                gaps[row[lane]] += 1
                place[lane] += 1
                busy += 1


def compare(plan: ShardPlan, shard: int) -> None:
    """Write ``common`` of a shard's rows: each with the row before it, whichever shard has that."""
    own = plan.read(f"{shard}-positions", np.uint32)
    rows = plan.read(f"{shard}-rows", place_type(plan.rows))
    positions = plan.read("positions", place_type(plan.rows))
    neighbour = np.empty(len(own), dtype=positions.dtype)
    for begin in range(0, len(own), _PIECE):
        part = slice(begin, begin + _PIECE)
        neighbour[own[part]] = positions[np.maximum(rows[part].astype(np.int64) - 1, 0)]
    plan.write(f"{shard}-common", [gathered(common_by_place(plan.codes, neighbour, plan.places(shard).start), own)])


def _together(plan: ShardPlan, name: str, dtype: Any, written: Any) -> Iterator[NDArray[Any]]:
    """Yield an array of all rows, made from those of the shards, whose type is ``written``."""
    places = place_type(plan.rows)
    parts = [
        (plan.read(f"{shard}-rows", places), plan.read(f"{shard}-{name}", written), plan.places(shard).start)
        for shard in range(len(plan.edges) - 1)
    ]
    done = [0] * len(parts)
    for begin in range(0, plan.rows, _PIECE):
        piece = np.empty(min(_PIECE, plan.rows - begin), dtype=dtype)
        for shard, (rows, values, start) in enumerate(parts):
            own = slice(done[shard], done[shard] + len(piece))
            here = rows[own].astype(np.int64) - begin
            count = int(np.searchsorted(here, len(piece)))
            piece[here[:count]] = values[own][:count]
            if name == "positions":
                piece[here[:count]] += start
            done[shard] += count
        yield piece


def _successors(plan: ShardPlan, counts: NDArray[np.int64]) -> Iterator[NDArray[Any]]:
    """Yield the LF mapping of all rows, a piece at a time."""
    places = place_type(plan.rows)
    positions, following = plan.read("positions", places), plan.read("following", plan.alphabet.dtype)
    first = np.append(0, np.cumsum(counts[:-1]))
    first[0] = 1
    fill = fill_successors.on(plan.rows)
    for begin in range(0, plan.rows, _PIECE):
        part = slice(begin, begin + _PIECE)
        piece = np.empty(len(following[part]), dtype=places)
        fill(following[part], positions[part], plan.rows - 1, first, piece)
        yield piece
