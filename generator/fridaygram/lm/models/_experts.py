"""What experts say of each decision on a symbol's path (see ``_code.py``), as log-odds.

Kneser-Ney experts of several orders; experts of words; with a cache, experts of the text at hand. Each expert is a
distribution p over symbols, made from a wider one p' by a factor and a few additions, so only the masses to both sides
of the decisions on one path are kept, and a symbol's amount is added where its own path goes along.

An expert of words (``_words.py``) has counts n(c) of T different symbols, N in all, after its history:

    p(c) = (max(n(c) - D, 0) + D T p'(c)) / N      D = 0.8

where p' is that of the next shorter history of words, and below the word so far the highest Kneser-Ney order.

An expert of the cache has counts n(c) in the text so far, N in all, after the same last k characters (R. Kuhn and R. De
Mori 1990, for words):

    p_k(c) = (n_k(c) + p_{k-1}(c) / 2) / (N_k + 1/2)

with k = 1, 2, 3, 4, 5, 7, 10 and, below the lowest, the highest Kneser-Ney order.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fridaygram.lm.index.context_tree import path_to_root
from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.models._wide import WIDE, add_cut, cut, lower_bound

DISCOUNT, THETA = 0.8, 0.5
BELOW_WORDS = np.array([-1, 0, 1, 0, 0])
"""For each kind of words, the kind that stands below it."""

SURE = 25.0
"""Log-odds at most."""


def add(masses: Any, sides: Any, depths: Any, symbol: int, target: int, amount: float) -> None:
    """Add a symbol's amount to the masses (steps, 2) of the decisions that it shares with the target."""
    for step in range(min(depths[symbol], depths[target])):
        masses[step, sides[symbol, step]] += amount
        if sides[symbol, step] != sides[target, step]:
            break


def scaled(masses: Any, size: int, factor: float, out: Any) -> None:
    """Write the masses of ``size`` decisions times a factor to ``out``."""
    for step in range(size):
        out[step, 0] = masses[step, 0] * factor
        out[step, 1] = masses[step, 1] * factor


@kernel(helpers=(lower_bound,))
def gains(nodes: Any, chance: Any, keeps: Any, uniform: float, out: Any) -> None:
    """Fill ``out`` (entries) with what an entry's p is above its node's share of the parent's p."""
    parent, begin, end, symbol = nodes
    for node in range(len(parent)):
        above = parent[node]
        over = begin[above] if above >= 0 else 0
        for entry in range(begin[node], end[node]):
            below = uniform
            if above >= 0:
                over = lower_bound(symbol, over, end[above], symbol[entry])
                below = chance[over]
            out[entry] = chance[entry] - keeps[node] * below


def add_counted(masses: Any, at: Any, lists: Any, code: Any, one: Any, total: Any) -> None:
    """Add what a node's followers have by their counts, less a discount, of ``total``.

    ``at`` are begin and end of the entries, the target, and the cuts of a wide node; ``lists`` symbols, counts, gains
    and the wide lists.
    """
    (begin, end, target, cuts), (symbols, raw, _, wide), (_, sides, depths, _) = at, lists, code
    if end - begin > WIDE:
        weights = (1.0 / total, -one[1] / total, -one[2] / total, -one[3] / total, 0.0)
        add_cut(masses, depths[target], cuts, wide[3], weights)
        return
    for entry in range(begin, end):
        add(masses, sides, depths, symbols[entry], target, (raw[entry] - one[min(raw[entry], 3)]) / total)


def add_evenly(masses: Any, at: Any, lists: Any, code: Any, amount: float) -> None:
    """Add the same amount for each of a node's followers; see ``add_counted``."""
    (begin, end, target, cuts), (symbols, _, _, wide), (_, sides, depths, _) = at, lists, code
    if end - begin > WIDE:
        add_cut(masses, depths[target], cuts, wide[3], (0.0, amount, amount, amount, 0.0))
        return
    for entry in range(begin, end):
        add(masses, sides, depths, symbols[entry], target, amount)


def add_gains(masses: Any, at: Any, lists: Any, code: Any) -> None:
    """Add what a node's followers gain; see ``add_counted``."""
    (begin, end, target, cuts), (symbols, _, gain, wide), (_, sides, depths, _) = at, lists, code
    if end - begin > WIDE:
        add_cut(masses, depths[target], cuts, wide[3], (0.0, 0.0, 0.0, 0.0, 1.0))
        return
    for entry in range(begin, end):
        add(masses, sides, depths, symbols[entry], target, gain[entry])


def by_orders(event: Any, tree: Any, wanted: Any, code: Any, rooms: Any, masses: Any) -> None:
    """Fill the masses (experts, steps, 2) of Kneser-Ney experts; ``rooms`` are a path, masses twice, and cuts."""
    row, match, following, target = event
    (node_of, parent, depth, begin, end, symbols), (raw, sums, gain, keeps), (lower, highest), wide = tree
    _, sides, depths, _ = code
    path, base, below, cuts = rooms
    lists = (symbols, raw, gain, wide)
    size = depths[target]
    length = min(match, wanted[len(wanted) - 1])
    scaled(base, size, 1.0, below)
    order, expert = 0, 0
    for place in range(path_to_root(node_of, parent, depth, row, length, path) - 1, -1, -1):
        node = path[place]
        at = (begin[node], end[node], target, cuts)
        if end[node] - begin[node] > WIDE:
            cut(wide, node, target, code, cuts)
        while order <= min(depth[node], length):
            if wanted[expert] == order:
                one, total = highest[order], sums[node, 0]
                kept = (one[1] * sums[node, 1] + one[2] * sums[node, 2] + one[3] * sums[node, 3]) / total
                scaled(below, size, kept, masses[expert])
                add_counted(masses[expert], at, lists, code, one, total)
                expert += 1
            if order < depth[node]:
                scaled(below, size, lower[order, 1], below)
                add_evenly(below, at, lists, code, (1.0 - lower[order, 1]) / (end[node] - begin[node]))
            order += 1
        if order > depth[node]:
            scaled(base, size, keeps[node], base)
            add_gains(base, at, lists, code)
            scaled(base, size, 1.0, below)
    while order <= length:
        if wanted[expert] == order:
            scaled(below, size, highest[order, 1], masses[expert])
            add(masses[expert], sides, depths, following, target, 1.0 - highest[order, 1])
            expert += 1
        scaled(below, size, lower[order, 1], below)
        add(below, sides, depths, following, target, 1.0 - lower[order, 1])
        order += 1
    for missing in range(expert, len(wanted)):
        scaled(below, size, 1.0, masses[missing])


def by_words(groups: Any, words: Any, target: int, code: Any, cuts: Any, heard: Any, kept: Any) -> None:
    """Fill what the experts of words add to those below them, and the share of those that they keep.

    ``groups`` (kinds) are their histories, ``heard`` (kinds, steps, 2) and ``kept`` (kinds); ``cuts`` is room.
    """
    begins, symbols, counts, wide = words
    _, sides, depths, _ = code
    for kind in range(len(groups)):
        group = groups[kind]
        heard[kind], kept[kind] = 0.0, 1.0
        if group < 0:
            continue
        followers = begins[group + 1] - begins[group]
        if followers > WIDE:
            total = wide[3][cut(wide, group, target, code, cuts), 0]
            less = -DISCOUNT / total
            add_cut(heard[kind], depths[target], cuts, wide[3], (1.0 / total, less, less, less, 0.0))
        else:
            total = 0.0
            for entry in range(begins[group], begins[group + 1]):
                total += counts[entry]
            for entry in range(begins[group], begins[group + 1]):
                add(heard[kind], sides, depths, symbols[entry], target, (counts[entry] - DISCOUNT) / total)
        kept[kind] = DISCOUNT * followers / total


def by_cache(cache: Any, place: int, target: int, levels: Any, code: Any, heard: Any, kept: Any) -> int:
    """Fill what the experts of the cache add and keep, as ``by_words``; return the longest level whose history recurs.

    ``cache`` is what ``remember`` has filled from all places before ``place``.
    """
    _, groups, heads, (following, symbols, counts) = cache
    _, sides, depths, _ = code
    best = 0
    for level in range(len(levels)):
        heard[level] = 0.0
        seen = 0
        entry = heads[level, groups[place, level]] if groups[place, level] >= 0 else -1
        while entry >= 0:
            symbol = symbols[entry] if symbols[entry] >= 0 else len(depths) - 1
            seen += counts[entry]
            add(heard[level], sides, depths, symbol, target, counts[entry])
            entry = following[entry]
        if seen > 0:
            best = levels[level]
        kept[level] = THETA / (seen + THETA)
        scaled(heard[level], depths[target], 1.0 / (seen + THETA), heard[level])
    return int(best)


def remember(cache: Any, place: int) -> None:
    """Count the symbol after ``place`` once more for each history of the cache that ends there.

    ``cache`` is the query; by place and level the history (``group_histories``); by level and history its first entry;
    and by entry the next one of the same history, -1 for none, its symbol and its count.
    """
    query, groups, heads, (following, symbols, counts) = cache
    symbol = query[place + 1]
    for level in range(groups.shape[1]):
        group = groups[place, level]
        if group < 0:
            break
        entry = heads[level, group]
        while entry >= 0 and symbols[entry] != symbol:
            entry = following[entry]
        if entry < 0:
            entry = place * groups.shape[1] + level
            following[entry] = heads[level, group]
            symbols[entry] = symbol
            heads[level, group] = entry
        counts[entry] += 1


@kernel()
def group_histories(query: Any, levels: Any, room: Any, out: Any) -> None:
    """Fill ``out`` (places, levels) with the first place of the same text that the same last characters end at.

    -1 stands for a history that is shorter than the level, or has a character that the corpus lacks. ``room``, whose
    size is a power of 2 above the number of places, is a hash table.
    """
    mask = len(room) - 1
    for level in range(len(levels)):
        room[:] = -1
        known, start = 0, -1
        for place in range(len(query)):
            known = known + 1 if query[place] > 0 else 0
            start = place if query[place] == 0 else start
            out[place, level] = -1
            if known < levels[level]:
                continue
            mixed = np.int64(start + 1)
            for back in range(levels[level]):
                mixed = (mixed * 1_000_003 + np.int64(query[place - back])) & 0xFFFFFFFFFF
            slot = (mixed ^ (mixed >> 17)) & mask
            while room[slot] >= 0:
                other, back = room[slot], 0
                while back < levels[level] and query[other - back] == query[place - back]:
                    back += 1
                if back == levels[level] and other > start:
                    break
                slot = (slot + 1) & mask
            if room[slot] < 0:
                room[slot] = place
            out[place, level] = room[slot]


def extended(highest: Any, heard: Any, kept: Any, below: Any, size: int, own: Any) -> None:
    """Fill the masses (experts, steps, 2) of the experts of words and of the cache above a highest Kneser-Ney order's.

    ``below`` is for each expert the one that stands below it, -1 for the order.
    """
    for expert in range(len(below)):
        under = own[below[expert]] if below[expert] >= 0 else highest
        for step in range(size):
            for side in range(2):
                own[expert, step, side] = heard[expert, step, side] + kept[expert] * under[step, side]


def odds_of(zero: float, one: float) -> float:
    """Return the log-odds of the second of two masses, SURE at most."""
    return min(max(math.log(max(one, 1e-30) / max(zero, 1e-30)), -SURE), SURE)


def log_odds(masses: Any, size: int, first: int, out: Any) -> None:
    """Fill ``out`` (steps, experts), from expert ``first`` on, with the log-odds of side 1."""
    for expert in range(len(masses)):
        for step in range(size):
            out[step, first + expert] = odds_of(masses[expert, step, 0], masses[expert, step, 1])
