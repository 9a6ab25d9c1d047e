"""Logistic mixing of experts, decision by decision, as PAQ mixes bits (M. Mahoney 2005; C. Mattern, DCC 2012).

The log-odds x of experts at a decision are weighed by each of several sets of weights, one row of the set by a context,
and the outcomes are weighed again:

    z_s = w_{s, context_s} . x      p = 1 / (1 + exp(-v . z))

Contexts are: the decision and how long the match is; the character before; of how many places and symbols the longest
match is; with a cache, the match in the text so far with that in the corpus, and with the decision. A row of weights
learns from its own outcome's error, v from the whole's, by stochastic gradient with a step for each weight (AdaGrad: J.
Duchi, E. Hazan and Y. Singer 2011).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fridaygram.lm.index.context_tree import path_to_root
from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.models._experts import (
    add,
    add_counted,
    add_evenly,
    add_gains,
    by_cache,
    by_orders,
    by_words,
    extended,
    log_odds,
    odds_of,
    remember,
    scaled,
)
from fridaygram.lm.models._wide import add_cut, cut, lower_bound

MATCHES = np.array([0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6])
"""The class of each length of a match in the corpus, 17 and beyond alike."""

CACHED = np.array([0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7])
"""The class of each length of a match within the text."""

STATIC_SETS, SETS = 3, 5
RATE, SLOWER = 0.06, 1 / 6


def rows_of_sets(symbols: int, cached: bool) -> list[int]:
    """Return the number of contexts of each set, for a code of so many symbols."""
    sizes = [symbols * 14, symbols, 8 * 12, 36 * 8, symbols * 8]
    return sizes if cached else sizes[:STATIC_SETS]


def contexts(event: Any, tree: Any, longest: int, best: int, last: int, firsts: Any, out: Any) -> None:
    """Fill ``out`` (sets) with the first row of each set's context; those by decision want the decision added."""
    row, match = event
    (node_of, parent, depth, begin, end, _), (_, sums, _, _), _, _ = tree
    length = min(match, longest)
    node: Any = node_of[row]
    while parent[node] >= 0 and depth[parent[node]] >= length:
        node = parent[node]
    once = 1 if length > depth[node] else 0
    types, size = min(end[node] - begin[node], 7), sums[node, 0]
    doublings = 0
    while size > 1 and doublings < 11:
        size >>= 1
        doublings += 1
    length = min(length, 17)
    out[0] = firsts[0] + MATCHES[length] * 2 + once
    out[1] = firsts[1] + last
    out[2] = firsts[2] + types * 12 + doublings
    if len(out) > STATIC_SETS:
        out[3] = firsts[3] + (length * 2 + once) * 8 + CACHED[best]
        out[4] = firsts[4] + CACHED[best]


def squashed(odds: float) -> float:
    """Return the probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-min(max(odds, -36.0), 36.0)))


def weighed(weights: Any, rows: Any, sums: Any, odds: Any, out: Any) -> float:
    """Fill ``out`` (sets) with each set's log-odds, and return those of their sum."""
    total = 0.0
    for place in range(len(rows)):
        own = 0.0
        for expert in range(len(odds)):
            own += weights[rows[place], expert] * odds[expert]
        out[place] = own
        total += sums[place] * own
    return float(total)


def learn(weights: Any, rows: Any, sums: Any, odds: Any, outcome: Any, target: int, error: float, rate: float) -> None:
    """Take a step down the gradient; ``weights`` and ``sums`` are followed by their sums of squared gradients.

    ``np.divide`` never raises, as ``/`` may, so a compiler can take several experts in one instruction.
    """
    for place in range(len(rows)):
        gradient = error * outcome[place]
        sums[1, place] += gradient * gradient
        sums[0, place] += rate * SLOWER * gradient / math.sqrt(sums[1, place] + 1e-4)
        own = target - squashed(outcome[place])
        row, squares = weights[0, rows[place]], weights[1, rows[place]]
        for expert in range(len(odds)):
            gradient = own * odds[expert]
            squares[expert] += gradient * gradient
            row[expert] += np.divide(rate * gradient, np.sqrt(squares[expert] + 1.0))


HELPERS = (
    path_to_root,
    lower_bound,
    cut,
    add_cut,
    add,
    add_counted,
    add_evenly,
    add_gains,
    scaled,
    by_orders,
    by_words,
    by_cache,
    remember,
    odds_of,
    log_odds,
    extended,
    contexts,
    squashed,
    weighed,
    learn,
)


@kernel(helpers=HELPERS)
def mix(events: Any, text: Any, parts: Any, panel: Any, code: Any, weights: Any, rate: float, out: Any) -> None:
    """Fill ``out`` (mixtures, events) with -log p of each event; learn from it at a rate above 0.

    ``events`` are the places of histories and the symbols that came; ``text`` rows, matches, the symbols after those
    rows, histories of words (places, kinds), and the empty cache that ``remember`` fills. ``parts`` are those of the
    tree, of the words, and the uniform p; ``panel`` is ``Panel.arrays``; ``weights`` (mixtures, 2, rows, experts) and
    (mixtures, 2, sets).
    """
    (places, targets), (rows, matches, following, groups, cache) = events, text
    tree, words, uniform = parts
    wanted, picks, numbers, levels, below, firsts = panel
    nodes, sides, depths, middles, names, leaves = code
    query, heard_until = cache[0], 0
    shape = (nodes, sides, depths, middles)
    kinds, longest, sets = groups.shape[1], sides.shape[1], len(firsts)
    masses, heard, kept = np.zeros((len(wanted), longest, 2)), np.zeros((len(below), longest, 2)), np.zeros(len(below))
    cuts = np.zeros((longest, 3), dtype=np.int64)
    own, rooms = heard.copy(), (np.zeros(300, dtype=np.int64), masses[0].copy(), masses[0].copy(), cuts)
    by_order, odds = np.zeros((longest, len(wanted))), np.zeros((longest, picks.shape[1] + len(below)))
    at, outcome, best = np.zeros(sets, dtype=np.int64), np.zeros(sets), 0
    for event in range(len(places)):
        place, target = places[event], targets[event]
        size = depths[target]
        for step in range(size):
            rooms[1][step] = leaves[nodes[target, step]] * uniform
        by_orders((rows[place], matches[place], following[place], target), tree, wanted, shape, rooms, masses)
        log_odds(masses, size, 0, by_order)
        by_words(groups[place], words, target, shape, cuts, heard, kept)
        if len(levels) > 0:
            while heard_until < place:
                remember(cache, heard_until)
                heard_until += 1
            best = by_cache(cache, place, target, levels, shape, heard[kinds:], kept[kinds:])
        for number in range(len(out)):
            first = numbers[number]
            for step in range(size):
                for expert in range(first):
                    odds[step, expert] = by_order[step, picks[number, expert]]
            highest = picks[number, first - 1]
            extended(masses[highest], heard, kept, below, size, own)
            log_odds(own, size, first, odds)
            contexts((rows[place], matches[place]), tree, wanted[highest], best, names[query[place]], firsts, at)
            out[number, event] = 0.0
            for step in range(size):
                node, side, said = nodes[target, step], sides[target, step], odds[step, : first + len(below)]
                at[0] += 14 * node
                if sets > STATIC_SETS:
                    at[4] += 8 * node
                total = weighed(weights[0][number, 0], at, weights[1][number, 0], said, outcome)
                out[number, event] -= math.log(squashed(total if side == 1 else -total))
                if rate > 0.0:
                    error = side - squashed(total)
                    learn(weights[0][number], at, weights[1][number], said, outcome, side, error, rate)
                at[0] -= 14 * node
                if sets > STATIC_SETS:
                    at[4] -= 8 * node
