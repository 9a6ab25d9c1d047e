"""What each kind of context says of a decision: the inputs of context mixing (``_context_mixing.py``).

A kind says two things, as log-odds: what Kneser-Ney smoothing makes of its counts (those of words above the highest
order), and what a table has learnt of pairs of counts, one to each side. With a cache, contexts of the text at hand say
the same two things; and a third one, what a table has learnt of the symbol that followed last, by how often in a row it
did.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fridaygram.lm.models._contexts import CLASSED, SPARSE, WORDS

LOWER = np.array([*range(-1, WORDS - 1), WORDS - 1, WORDS, WORDS + 1, WORDS, WORDS, WORDS, WORDS, CLASSED, 1, 1, 1, 1])
"""The kind of context that smooths each: a shorter one; below the word alone the highest order; -1 for none."""

CACHED = np.array([0, 1, 2, 3, 4, 5, 7, 8, 9, WORDS, WORDS + 1, WORDS + 3])
CACHED_LOWER = np.array([-1, 0, 1, 2, 3, 4, 5, 6, 7, -1, 9, 9])
"""The kinds of context that a cache has; for each, the place of the one that smooths it, -1 for the highest order."""

BUCKETS = 12
"""Classes of counts: a table has a row and a column for each."""

THETA, SURE = 0.8, 27.0
"""The weight of what smooths the cache, in symbols seen; the most that log-odds can be."""


def bucket(count: int) -> int:
    """Return the class of a count."""
    if count <= 4:
        return count
    if count <= 9:
        return 5 if count <= 6 else 6
    if count <= 24:
        return 7 if count <= 14 else 8
    return 9 if count <= 48 else 10 if count <= 128 else 11


def odds_of(zero: float, one: float) -> float:
    """Return the log-odds of the second of two masses, SURE at most."""
    return min(max(math.log(max(one, 1e-12) / max(zero, 1e-12)), -SURE), SURE)


def squashed(odds: float) -> float:
    """Return the probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-min(max(odds, -SURE), SURE)))


def by_counts(groups: Any, target: int, contexts: Any, code: Any, out: Any) -> int:
    """Fill what each kind says of the decisions on the target's path; return the longest order met, from 1, or 0.

    ``out``: smoothed masses and continuation masses (kinds, steps, 2), counts (kinds, steps, 2) to both sides, and by
    kind what was seen (kinds, 2): occurrences and different symbols.
    """
    begins, symbols, counts, continuations, discounts = contexts
    nodes, sides, depths, leaves = code
    masses, chain, sums, seen = out
    size, longest = depths[target], 0
    for kind in range(len(groups)):
        group, kept, lower_kept = groups[kind], 1.0, 1.0
        masses[kind], chain[kind], sums[kind], seen[kind] = 0.0, 0.0, 0, 0
        total, continued, left, lower_left = 0, 0, 0.0, 0.0
        for entry in range(begins[group], begins[group + 1] if group >= 0 else begins[group]):
            count, symbol = counts[entry], symbols[entry]
            if count <= 0:
                continue
            total += count
            seen[kind, 1] += 1
            taken = discounts[0, kind, min(count, 3)]
            left += taken
            further = continuations[entry] if kind + 1 < WORDS else 0
            continued += further
            lower_taken = discounts[1, kind, min(further, 3)]
            lower_left += lower_taken
            for step in range(min(depths[symbol], size)):
                side = sides[symbol, step]
                masses[kind, step, side] += count - taken
                sums[kind, step, side] += count
                chain[kind, step, side] += further - lower_taken
                if side != sides[target, step]:
                    break
        seen[kind, 0] = total
        if total > 0:
            kept = left / total
            longest = kind + 1 if kind < WORDS else longest
        if continued > 0:
            lower_kept = lower_left / continued
        below = LOWER[kind]
        for step in range(size):
            for side in range(2):
                under = leaves[nodes[target, step], side] / len(depths)
                if below >= 0:
                    orders = kind < WORDS or kind >= SPARSE
                    under = chain[below, step, side] if orders else masses[below, step, side]
                masses[kind, step, side] = masses[kind, step, side] / max(total, 1) + kept * under
                chain[kind, step, side] = chain[kind, step, side] / max(continued, 1) + lower_kept * under
    return longest


def by_cache(place: int, target: int, cache: Any, highest: Any, code: Any, out: Any) -> int:
    """Fill the masses and counts (kinds, steps, 2) of the cache; return the longest kind of order met, from 1, or 0.

    ``cache`` is, by place and kind, the number of the history in its own text; by history its first entry, the symbol
    that followed last, and how often in a row; and by entry the next one of the same history, -1 for none, its symbol
    and its count.
    """
    histories, heads, _, _, following, symbols, counts = cache
    _, sides, depths, _ = code
    masses, sums = out
    size, longest = depths[target], 0
    for kind in range(histories.shape[1]):
        sums[kind], total = 0, 0
        entry = heads[histories[place, kind]] if histories[place, kind] >= 0 else -1
        while entry >= 0:
            symbol = symbols[entry]
            total += counts[entry]
            for step in range(min(depths[symbol], size)):
                sums[kind, step, sides[symbol, step]] += counts[entry]
                if sides[symbol, step] != sides[target, step]:
                    break
            entry = following[entry]
        if total > 0 and kind < 9:
            longest = kind + 1
        for step in range(size):
            for side in range(2):
                under = highest[step, side] if CACHED_LOWER[kind] < 0 else masses[CACHED_LOWER[kind], step, side]
                masses[kind, step, side] = (sums[kind, step, side] + THETA * under) / (total + THETA)
    return longest


def remember(place: int, target: int, cache: Any) -> None:
    """Count the symbol after a place once more in the cache."""
    histories, heads, latest, runs, following, symbols, counts = cache
    for kind in range(histories.shape[1]):
        history = histories[place, kind]
        if history < 0:
            continue
        runs[history] = runs[history] + 1 if latest[history] == target else 1
        latest[history] = target
        entry = heads[history]
        while entry >= 0 and symbols[entry] != target:
            entry = following[entry]
        if entry < 0:
            entry = place * histories.shape[1] + kind
            following[entry], symbols[entry], counts[entry] = heads[history], target, 0
            heads[history] = entry
        counts[entry] += 1


def fill_inputs(first: int, step: int, masses: Any, sums: Any, given: Any) -> None:
    """Write two inputs of each kind, from input 2 ``first`` on, and the cells of the tables that they came from.

    ``given`` are the tables, the cells and the inputs.
    """
    tables, cells, inputs = given
    for kind in range(len(masses)):
        zero, one = bucket(sums[kind, step, 0]), bucket(sums[kind, step, 1])
        cell = ((first + kind) * BUCKETS + zero) * BUCKETS + one
        cells[first + kind] = cell
        inputs[2 * (first + kind)] = odds_of(masses[kind, step, 0], masses[kind, step, 1])
        inputs[2 * (first + kind) + 1] = odds_of(1.0 - tables[0, cell], tables[0, cell]) if zero + one > 0 else 0.0


def fill_latest(node: int, step: int, place: int, sums: Any, cache: Any, code: Any, given: Any) -> None:
    """Write an input of each kind of the cache: does the symbol that followed last decide again as it did?

    These cells and inputs come last. Such a cell is known by twice its number, and 1 more where the symbol goes to side
    1. A symbol that goes another way says nothing.
    """
    histories, _, latest, runs, _, _, _ = cache
    nodes, sides, depths, _ = code
    tables, cells, inputs = given
    kinds = histories.shape[1]
    for kind in range(kinds):
        history, at, into = histories[place, kind], len(cells) - kinds + kind, len(inputs) - 1 - kinds + kind
        symbol = latest[history] if history >= 0 else -1
        cells[at], inputs[into] = -1, 0.0
        if symbol >= 0 and depths[symbol] > step and nodes[symbol, step] == node:
            run, seen = min(runs[history], BUCKETS - 1), bucket(sums[kind, step, 0] + sums[kind, step, 1])
            cell, side = (at * BUCKETS + run) * BUCKETS + seen, sides[symbol, step]
            cells[at] = 2 * cell + side
            again = odds_of(1.0 - tables[0, cell], tables[0, cell])
            inputs[into] = again if side == 1 else -again


HELPERS = (bucket, odds_of, squashed, by_counts, by_cache, remember, fill_inputs, fill_latest)
"""What kernels need to call these."""
