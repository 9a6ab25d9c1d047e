"""Matching statistics: for each place of a text, the longest history that stands in the corpus, and where.

The text is read left to right, with the row of the longest match so far. Where that row is followed by the text's next
symbol, one step of the LF mapping leads on. Else the match goes on from the nearest row that is, above or below: no
other shares as much history with this one (W. Chang and E. Lawler 1994; H. Bannai, T. Gagie and T. I 2020). Counts of
every symbol before each block of rows (P. Ferragina and G. Manzini 2000) say where to look for those two, and a
comparison of the histories which of them shares more.

Nearly all of the time goes to waiting for memory. So a text is read at many places in turn, and each loop over them
reads for all of them what the next one needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.alphabet import place_type
from fridaygram.lm.index.kernels import kernel, lower_bound, on_all_cores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

PIECE = 1 << 9
"""Places that are matched as one: a fixed number, so that results do not depend on the number of cores."""

LANES = 32
"""Pieces that a thread matches in turn."""


def longest_matches(index: Index, query: NDArray[np.int32]) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Return, for each place of ``query``, a row of the longest matching history and its length.

    ``query`` (places, int32) holds symbols of the index; any other number matches nothing. A match that reaches a
    boundary ends with it, and the boundary counts. Length 0 leaves row 0.
    """
    rows = np.zeros(len(query), dtype=place_type(index.rows))
    lengths = np.zeros(len(query), dtype=np.int32)
    match = match_pieces.on(len(query))
    arrays = (index.codes, index.positions, index.successor, index.predecessor)
    settings = (index.first, index.ranks, index.rank_bits)
    share = PIECE * LANES

    def piece(begin: int) -> None:
        end = min(begin + share, len(query))
        number = (end - begin + PIECE - 1) // PIECE
        lanes = (*np.zeros((5, number), dtype=np.int64), np.zeros((3, number), dtype=np.int64))
        match(query, begin, end, PIECE, arrays, settings, lanes, (rows, lengths))

    on_all_cores(piece, range(0, len(query), share))
    return rows, lengths


def _extended(query: Any, place: int, codes: Any, position: Any) -> int:
    """Return how far the histories of ``place`` of the query and ``position`` of the corpus agree."""
    length = 0
    while length <= place and length <= position and codes[position - length] == query[place - length]:
        length += 1
        if query[place - length + 1] == 0:
            break
    return length


def _searched(query: Any, place: int, codes: Any, positions: Any, low: int, high: int) -> tuple[int, int]:
    """Return the row in ``[low, high)`` of the longest match and its length, by binary search."""
    best_row, best = low, 0
    while low < high:
        middle = (low + high) // 2
        position = np.int64(positions[middle])
        length = _extended(query, place, codes, position)
        if length > best:
            best_row, best = middle, length
        if length > place or position < length or query[place - length] < codes[position - length]:
            high = middle
        else:
            low = middle + 1
    return best_row, best


def _agreement(codes: Any, position: Any, other: Any, most: int) -> int:
    """Return how many symbols, up to ``most``, two histories of the corpus share; all of them from a boundary on."""
    length = 0
    while length < most and length <= position and length <= other:
        if codes[position - length] != codes[other - length]:
            return length
        if codes[position - length] == 0:
            return most
        length += 1
    return length


def _onward(query: Any, begin: int, end: int, size: int, successor: Any, first: Any, lanes: Any, out: Any) -> int:
    """Go one place on where a lane's row is followed by its symbol; return how many lanes are left.

    Of these ``left`` has the numbers and ``low`` the first row that ends in the symbol.
    """
    row, length, left, low, _, _ = lanes
    for lane in range(len(row)):
        low[lane] = successor[row[lane]]
    count = 0
    for lane in range(len(row)):
        place = begin + lane * size
        if place >= end:
            break
        symbol = query[place]
        if symbol < 0 or symbol >= len(first) - 1 or first[symbol] == first[symbol + 1]:
            length[lane] = 0
            continue
        if length[lane] == 0 or symbol == 0:
            row[lane], length[lane] = first[symbol], 1
        elif first[symbol] <= low[lane] < first[symbol + 1]:
            row[lane], length[lane] = low[lane], length[lane] + 1
        else:
            left[count] = lane
            count += 1
            continue
        out[0][place], out[1][place] = row[lane], length[lane]
    return count


def _nearest(query: Any, begin: int, size: int, predecessor: Any, settings: Any, count: int, lanes: Any) -> None:
    """Fill ``low`` of the lanes that are left: of the rows that end in the symbol, the first from its row or below."""
    row, _, left, low, high, _ = lanes
    first, ranks, rank_bits = settings
    for item in range(count):
        lane = left[item]
        symbol, block = query[begin + lane * size], row[lane] >> rank_bits
        low[item] = first[symbol] + np.int64(ranks[block, symbol])
        high[item] = first[symbol] + np.int64(ranks[block + 1, symbol])
    for item in range(count):
        low[item] = lower_bound(predecessor, low[item], high[item], row[left[item]])


@kernel(helpers=(_extended, _searched, _agreement, _onward, lower_bound, _nearest))
def match_pieces(query: Any, begin: int, end: int, size: int, arrays: Any, settings: Any, lanes: Any, out: Any) -> None:
    """Fill ``out``, rows and lengths, at the places ``[begin, end)``, in pieces of ``size``, a lane for each.

    ``arrays`` are codes, positions, successor and predecessor of the index; ``settings`` its ``first``, ``ranks`` and
    ``rank_bits``; ``lanes`` are room: a number for each lane five times, and three more.
    """
    codes, positions, successor, predecessor = arrays
    first = settings[0]
    row, length, left, low, high, places = lanes
    for lane in range(len(row)):
        place = begin + lane * size - 1
        if place >= 0 and 0 <= query[place] < len(first) - 1:
            symbol = query[place]
            row[lane], length[lane] = _searched(query, place, codes, positions, first[symbol], first[symbol + 1])
    for step in range(begin, begin + size):
        count = _onward(query, step, end, size, successor, first, lanes, out)
        _nearest(query, step, size, predecessor, settings, count, lanes)
        for item in range(count):
            here, last = low[item], first[query[step + left[item] * size] + 1] - 1
            places[0, item] = positions[row[left[item]]]
            places[1, item] = positions[predecessor[max(here - 1, 0)]]
            places[2, item] = positions[predecessor[min(here, last)]]
        for item in range(count):
            high[item] = codes[places[0, item]] + codes[places[1, item]] + codes[places[2, item]]  # read ahead
        for item in range(count):
            lane, here = left[item], low[item]
            place = step + lane * size
            symbol = query[place]
            most, over, under = length[lane], 0, 0
            if here > first[symbol]:
                over = _agreement(codes, places[0, item], places[1, item], most)
            if here < first[symbol + 1] and over < most:
                under = _agreement(codes, places[0, item], places[2, item], most)
            length[lane] = max(over, under) + 1
            row[lane] = first[symbol] if length[lane] == 1 else here - 1 if over >= under else here
            out[0][place], out[1][place] = row[lane], length[lane]


def runs_of(index: Index, rows: NDArray[Any], lengths: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the first row and the end, (2, rows), of the run that shares a length, up to LONGEST, with each row."""
    runs = np.zeros((2, len(rows)), dtype=np.int64)
    spread.on(index.rows)(index.common, rows, lengths, runs)  # the run of a short piece may have every row
    return runs


@kernel()
def spread(common: Any, rows: Any, lengths: Any, runs: Any) -> None:
    """Fill ``runs`` with the first row and the end of each run around a row."""
    for item in range(len(rows)):
        low, high = np.int64(rows[item]), np.int64(rows[item]) + 1
        while low > 0 and common[low] >= lengths[item]:
            low -= 1
        while high < len(common) and common[high] >= lengths[item]:
            high += 1
        runs[0, item], runs[1, item] = low, high


def joined(index: Index, texts: Sequence[str]) -> NDArray[np.int32]:
    """Return texts as one array of symbols, a boundary before each and one at the end; -1 for unknown characters.

    Event e is symbol e + 1, and its history ends at place e: a text of n characters has n + 1 events.
    """
    boundary = np.zeros(1, dtype=np.int32)
    parts = [boundary]
    for text in texts:
        parts += [index.alphabet.encode_array(text), boundary]
    return np.concatenate(parts)


def matched(index: Index, query: NDArray[np.int32]) -> tuple[NDArray[Any], NDArray[np.int32], NDArray[np.int32]]:
    """Return of each event's history: a row of its longest match, the match's length, and its own length.

    Lengths count the start of the text as a character.
    """
    rows, lengths = longest_matches(index, query)
    places = np.arange(len(query), dtype=np.int32)
    starts = np.maximum.accumulate(np.where(query == 0, places, 0))
    return rows[:-1], lengths[:-1], (places - starts + 1)[:-1]
