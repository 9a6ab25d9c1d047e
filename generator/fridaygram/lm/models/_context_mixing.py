"""Context mixing, as PAQ predicts bits (M. Mahoney 2005), of what training has after 24 kinds of context.

A symbol is a path of decisions (``_code.py``). At a decision each kind of context says two or three things
(``_context_inputs.py``), and several sets of weights, a row of each chosen by the situation, weigh them. Two rows of
weights, one by the longest contexts and one by the decision, weigh the outcomes. Two stages of adaptive probability, by
the last character and by the last two, correct the result:

    z_s = w_{s, row_s} . x      p = 1 / (1 + exp(-(v_row + u_row) . z / 2))      P = (3 p + 3 a_1(p) + 4 a_2(p)) / 10

All of it is learnt on training texts, each read by the counts of all the others. Then it stays.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.models._context_inputs import (
    BUCKETS,
    CACHED,
    bucket,
    by_cache,
    by_counts,
    fill_inputs,
    fill_latest,
    remember,
    squashed,
)
from fridaygram.lm.models._context_inputs import HELPERS as INPUT_HELPERS
from fridaygram.lm.models._contexts import CLASSED, KINDS, ORDERS, WORDS

CLASSES, CHARACTERS, PAIRS, LEVELS = 256, 256, 4096, 33
"""Of decisions, the nearest to the root first; of characters, and of two of them, by number; of a probability."""
LONGEST, RECENT, KNOWN, FEW = len(ORDERS) + 1, 10, 60, 48
"""Of the longest order met; of the longest kind met that the cache has; of what is known of the word, and of decisions
where that chooses the row.
"""
STAGE_BITS = 14
"""Of the number that two characters and a decision have in the second stage; some share one."""

RATE, SLOWER = 0.06, 0.2
"""How far a weight of an input moves at a step; what part of that a weight of an outcome moves."""
STAGE_RATE = 0.02
"""How far a level of a stage moves towards the side that came."""
FASTEST, SLOWEST = 1.5, 3000.0
"""A chance of a table moves by 1 / (times learnt + FASTEST), and by 1 / SLOWEST at least."""
BIAS = 0.3
"""The input that never changes, and the first weight of highest orders and words."""

_ROWS = (
    CLASSES * LONGEST,
    CHARACTERS * 4,
    6 * BUCKETS,
    CLASSES,
    BUCKETS * BUCKETS,
    LONGEST * RECENT,
    CLASSES * RECENT,
    CHARACTERS,
    PAIRS,
    FEW * KNOWN,
    4 * RECENT * BUCKETS,
)
FIRSTS = np.cumsum([0, *_ROWS])
"""Where each set's rows of weights begin, and their number."""


def beginning(symbols: int, *, cached: bool) -> tuple[Any, ...]:
    """Return a mixer of so many symbols before it has learnt: highest orders and words, alike at every decision.

    Weights (2, rows, inputs) and (rows, 2, sets), each with its sum of squared gradients; tables (2, cells) of chances
    and how often each was learnt; the two stages, by character and by two of them.
    """
    own = len(CACHED) if cached else 0
    weights = np.zeros((2, FIRSTS[-1], 2 * KINDS + 3 * own + 1), dtype=np.float32)
    weights[0][:, [2 * (WORDS - 1), 2 * (WORDS + 1), 2 * (WORDS + 2)]] = BIAS
    lasts = np.zeros((LONGEST * RECENT + CLASSES, 2, len(FIRSTS) - 1))
    lasts[:, 0] = 1.0 / (len(FIRSTS) - 1)
    tables = np.zeros((2, KINDS + 2 * own, BUCKETS, BUCKETS))
    zero, one = np.mgrid[:BUCKETS, :BUCKETS]
    tables[0] = (one + 0.4) / (zero + one + 0.8)
    levels = (1.0 / (1.0 + np.exp(8.0 - np.arange(LEVELS) / 2.0))).astype(np.float32)
    by_character = np.tile(levels, (min(CHARACTERS, symbols), min(CLASSES, symbols), 1))
    return weights, lasts, tables.reshape(2, -1), by_character, np.tile(levels, (1 << STAGE_BITS, 1))


def weighed(weights: Any, rows: Any, inputs: Any, outcomes: Any) -> None:
    """Fill the outcome of each set."""
    outcomes[:] = 0.0
    for place in range(len(inputs)):
        for number in range(len(rows)):
            outcomes[number] += weights[0, rows[number], place] * inputs[place]
    for number in range(len(rows)):
        outcomes[number] = min(max(outcomes[number], -20.0), 20.0)


def learn(weights: Any, rows: Any, inputs: Any, outcomes: Any, side: int) -> None:
    """Take a step down the gradient, of a size for each weight (AdaGrad: J. Duchi, E. Hazan and Y. Singer 2011)."""
    for number in range(len(rows)):
        own = np.float32(side - squashed(outcomes[number]))
        row, squares = weights[0, rows[number]], weights[1, rows[number]]
        for place in range(len(inputs)):
            step = own * inputs[place]
            squares[place] += step * step
            row[place] += np.divide(np.float32(RATE) * step, np.sqrt(squares[place] + np.float32(1.0)))


def total_of(last: Any, outcomes: Any) -> float:
    """Return the log-odds that a row of weights makes of the outcomes."""
    total = 0.0
    for number in range(len(outcomes)):
        total += last[0, number] * outcomes[number]
    return total


def learn_last(last: Any, outcomes: Any, side: int) -> None:
    """Take a step down the gradient of a row that weighs the outcomes."""
    error = side - squashed(total_of(last, outcomes))
    for number in range(len(outcomes)):
        gradient = error * outcomes[number]
        last[1, number] += gradient * gradient
        last[0, number] += RATE * SLOWER * gradient / math.sqrt(last[1, number] + 1e-4)


def level_of(total: float) -> tuple[int, float]:
    """Return the level of a stage that log-odds lie above, and how far they are on the way to the next."""
    at = (min(max(total, -7.99), 7.99) + 8.0) * 2.0
    return int(at), at - int(at)


def corrected(total: float, stages: Any) -> float:
    """Return the probability of side 1 by the log-odds of the mixer, corrected between two levels of each stage."""
    level, part = level_of(total)
    first, second = stages
    chance = 0.3 * squashed(total)
    chance += 0.3 * (first[level] * (1.0 - part) + first[level + 1] * part)
    chance += 0.4 * (second[level] * (1.0 - part) + second[level + 1] * part)
    return float(min(max(chance, 1e-6), 1.0 - 1e-6))


def learn_stages(total: float, stages: Any, side: int) -> None:
    """Move two levels of each stage towards the side that came."""
    level, part = level_of(total)
    for stage in stages:
        stage[level] += (side - stage[level]) * STAGE_RATE * (1.0 - part)
        stage[level + 1] += (side - stage[level + 1]) * STAGE_RATE * part


def adapt(tables: Any, cells: Any, latest: int, side: int) -> None:
    """Move the chances of the cells towards the side that came, the less the more often they were learnt.

    The last ``latest`` cells learn whether the side is that of their symbol: see ``fill_latest``.
    """
    for number in range(len(cells)):
        cell, came = cells[number], side
        if number >= len(cells) - latest:
            cell, came = cell >> 1, 1 if cell & 1 == side else 0
        if cell >= 0:
            tables[1, cell] += 1.0
            moved = tables[0, cell] + (came - tables[0, cell]) / min(tables[1, cell] + FASTEST, SLOWEST)
            tables[0, cell] = min(max(moved, 0.0005), 0.9995)


def known_words(seen: Any) -> int:
    """Return how much is known of the word at hand: 3 where it was met with the two before it."""
    words = 0
    while words < 3 and seen[WORDS + words, 0] > 0:
        words += 1
    return words


def steps_shared(event: int, events: Any, code: Any) -> int:
    """Return how many decisions an event has in common with the one before, at the same place."""
    (places, targets), (nodes, _, depths, _), count = events, code, 0
    if event > 0 and places[event] == places[event - 1]:
        one, other = targets[event - 1], targets[event]
        while count < min(depths[one], depths[other]) and nodes[one, count] == nodes[other, count]:
            count += 1
    return count


def fill_rows(decision: Any, characters: Any, longest: Any, counted: Any, firsts: Any, rows: Any) -> None:
    """Write the row of weights of each set.

    ``decision`` is its class and its step; ``characters`` the last but one, the last, and the number of both;
    ``longest`` the longest order met, and the longest kind met that the cache has.
    """
    (node, step), (before, here, pair), (best, recent), (sums, seen) = decision, characters, longest, counted
    words, found = known_words(seen), seen[max(best - 1, 0)]
    known = min(bucket(seen[CLASSED, 1]) * 5 + words, KNOWN - 1)
    rows[0] = node * LONGEST + best
    rows[1] = here * 4 + words
    rows[2] = min(found[1], 4) * BUCKETS + bucket(found[0])
    rows[3] = node
    rows[4] = bucket(sums[WORDS + 1, step].sum()) * BUCKETS + bucket(sums[WORDS, step].sum())
    rows[5] = best * RECENT + recent
    rows[6] = node * RECENT + recent
    rows[7] = before
    rows[8] = pair % PAIRS
    rows[9] = known * FEW + min(node, FEW - 1)
    rows[10] = (min(step, 3) * RECENT + recent) * BUCKETS + bucket(seen[4, 0])
    rows += firsts[:-1]


def class_of(node: int, symbols: int) -> int:
    """Return the class of a decision: the nearest to the root are their own."""
    return min(symbols - 2 - node, CLASSES - 1)


def stage_of(pair: int, node: int) -> int:
    """Return a number below 2 ** STAGE_BITS (multiplicative hash: D. Knuth 1973, section 6.4)."""
    return ((pair * 263 + int(node)) * 2654435761 % (1 << 32)) >> (32 - STAGE_BITS)


HELPERS = (
    weighed,
    learn,
    total_of,
    learn_last,
    level_of,
    corrected,
    learn_stages,
    adapt,
    known_words,
    steps_shared,
    fill_rows,
    class_of,
    stage_of,
)


@kernel(helpers=(*INPUT_HELPERS, *HELPERS))
def mix_contexts(
    events: Any, text: Any, contexts: Any, cache: Any, code: Any, mixer: Any, teach: int, out: Any
) -> None:
    """Fill ``out`` (events) with -log p of each event.

    ``events`` are the places of histories and the symbols that came; ``text`` symbols and histories (kinds, places).
    ``mixer`` is FIRSTS and what ``beginning`` made. It learns from each event where ``teach`` is 1. Where it is 0,
    decisions that an event shares with the one before are made once.
    """
    (places, targets), (query, groups) = events, text
    firsts, weights, lasts, tables, by_character, by_pair = mixer
    nodes, sides, depths, _ = code
    kinds, cached, longest = groups.shape[0], cache[0].shape[1], nodes.shape[1]
    masses, chain = np.zeros((kinds, longest, 2)), np.zeros((kinds, longest, 2))
    sums, seen = np.zeros((kinds, longest, 2), dtype=np.int64), np.zeros((kinds, 2), dtype=np.int64)
    own, own_sums = np.zeros((cached, longest, 2)), np.zeros((cached, longest, 2), dtype=np.int64)
    inputs, cells = np.full(weights.shape[2], BIAS, dtype=np.float32), np.zeros(kinds + 2 * cached, dtype=np.int64)
    rows, outcomes = np.zeros(len(firsts) - 1, dtype=np.int64), np.zeros(len(firsts) - 1)
    given, chances, heard_until = (tables, cells, inputs), np.zeros(longest), places[0]
    if cached > 0:
        while heard_until > 0 and query[heard_until] != 0:
            heard_until -= 1
    for event in range(len(places)):
        place, target = places[event], targets[event]
        best = by_counts(groups[:, place], target, contexts, code, (masses, chain, sums, seen))
        while cached > 0 and heard_until < place:
            remember(heard_until, query[heard_until + 1], cache)
            heard_until += 1
        recent = by_cache(place, target, cache, masses[WORDS - 1], code, (own, own_sums))
        before = query[place - 1] % CHARACTERS if place > 0 and query[place] != 0 else 0
        here, made = query[place] % CHARACTERS, 0 if teach > 0 else steps_shared(event, events, code)
        pair = int(before) * 773 + int(here)
        for step in range(made, depths[target]):
            node, side = class_of(nodes[target, step], len(depths)), sides[target, step]
            fill_inputs(0, step, masses, sums, given)
            fill_inputs(kinds, step, own, own_sums, given)
            fill_latest(nodes[target, step], step, place, own_sums, cache, code, given)
            fill_rows((node, step), (before, here, pair), (best, recent), (sums, seen), firsts, rows)
            weighed(weights, rows, inputs, outcomes)
            one, other = lasts[best * RECENT + recent], lasts[LONGEST * RECENT + node]
            total = (total_of(one, outcomes) + total_of(other, outcomes)) / 2.0
            stages = by_character[here, node], by_pair[stage_of(pair, node)]
            chances[step] = corrected(total, stages)
            if teach > 0:
                learn(weights, rows, inputs, outcomes, side)
                learn_last(one, outcomes, side)
                learn_last(other, outcomes, side)
                learn_stages(total, stages, side)
                adapt(tables, cells, cached, side)
        out[event] = 0.0
        for step in range(depths[target]):
            out[event] -= math.log(chances[step] if sides[target, step] == 1 else 1.0 - chances[step])
