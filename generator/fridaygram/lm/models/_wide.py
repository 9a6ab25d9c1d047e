"""Long lists of followers: what an expert says of each decision on a path, without a look at every follower.

A list that is longer than WIDE is kept a second time, in the order of the code (``CodeTree.ranks``), with running sums
of what its followers weigh. Of each decision on a path the followers to both sides are then two pieces of the list,
found by binary search, and their mass is a difference of sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDE = 256
"""Followers above which a list is wide. No list of a text with fewer different characters is."""


def wide_of(lists: Any, counts: Any, gain: Any, ranks: NDArray[np.int32]) -> tuple[NDArray[Any], ...]:
    """Return the wide ones among lists (begin, end, symbols).

    Their numbers; where each begins; the ranks of their followers; the running sums (followers and a start for each,
    5): counts; how many counts are 1, 2, and 3 or more; gains.
    """
    begin, end, symbols = lists
    numbers = np.flatnonzero(end - begin > WIDE)
    begins = np.append(0, np.cumsum((end - begin)[numbers])).astype(np.int64)
    own, sums = np.empty(begins[-1], dtype=np.int32), np.zeros((begins[-1] + len(numbers), 5))
    for place, number in enumerate(numbers.tolist()):
        entries = np.arange(begin[number], end[number])
        entries = entries[np.argsort(ranks[symbols[entries]])]
        own[begins[place] : begins[place + 1]] = ranks[symbols[entries]]
        count = counts[entries]
        columns = np.stack([count, count == 1, count == 2, count > 2, gain[entries]], axis=1)
        np.cumsum(columns, axis=0, out=sums[begins[place] + place + 1 : begins[place + 1] + place + 1])
    return numbers, begins, own, sums


def lower_bound(values: Any, low: int, high: int, wanted: int) -> int:
    """Return the first place in ``[low, high)`` whose value is not below ``wanted``, ``high`` where there is none."""
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def cut(wide: Any, number: int, target: int, code: Any, out: Any) -> int:
    """Fill ``out`` (steps, 3) with the rows of the sums at begin, middle and end of each decision on a path.

    Return the row of all. ``code`` are nodes, sides, depths and middles.
    """
    numbers, begins, ranks, _ = wide
    nodes, sides, depths, middles = code
    place = lower_bound(numbers, 0, len(numbers), number)
    low, high = begins[place], begins[place + 1]
    total = high + place
    for step in range(depths[target]):
        middle = lower_bound(ranks, low, high, middles[nodes[target, step]])
        out[step, 0], out[step, 1], out[step, 2] = low + place, middle + place, high + place
        if sides[target, step] == 0:
            high = middle
        else:
            low = middle
    return int(total)


def add_cut(masses: Any, size: int, cuts: Any, sums: Any, weights: Any) -> None:
    """Add to the masses (steps, 2) of ``size`` decisions the sums of the pieces, weighed."""
    for step in range(size):
        for side in range(2):
            low, high = cuts[step, side], cuts[step, side + 1]
            for column in range(5):
                masses[step, side] += weights[column] * (sums[high, column] - sums[low, column])
