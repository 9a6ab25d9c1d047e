"""Context mixing, as PAQ predicts bits (M. Mahoney 2005), of what training has after 24 kinds of context.

A symbol is a path of decisions (``_code.py``). At a decision each kind of context (``_contexts.py``) says two things,
as log-odds: what Kneser-Ney smoothing makes of its counts (those of words above the highest order), and what a table
has learnt of pairs of counts, one to each side. With a cache, contexts of the text at hand say the same two things; and
a third one, what a table has learnt of the symbol that followed last, by how often in a row it did.

Several sets of weights, a row of each chosen by the situation, weigh them. Two rows of weights, one by the longest
contexts and one by the decision, weigh the outcomes. Two stages of adaptive probability, by the last character and by
the last two, correct the result:

    z_s = w_{s, row_s} . x      p = 1 / (1 + exp(-(v_row + u_row) . z / 2))      P = (3 p + 3 a_1(p) + 4 a_2(p)) / 10

All of it is learnt on training texts, each read by the counts of all the others. Then it stays.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.models._contexts import CLASSED, KINDS, ORDERS, SPARSE, WORDS

LOWER = np.array([*range(-1, WORDS - 1), WORDS - 1, WORDS, WORDS + 1, WORDS, WORDS, WORDS, WORDS, CLASSED, 1, 1, 1, 1])
"""The kind of context that smooths each: a shorter one; below the word alone the highest order; -1 for none."""

CACHED = np.array([0, 1, 2, 3, 4, 5, 7, 8, 9, WORDS, WORDS + 1, WORDS + 3])
CACHED_LOWER = np.array([-1, 0, 1, 2, 3, 4, 5, 6, 7, -1, 9, 9])
"""The kinds of context that a cache has; for each, the place of the one that smooths it, -1 for the highest order."""

CLASSES, CHARACTERS, PAIRS, BUCKETS, LEVELS = 256, 256, 4096, 12, 33
"""Of decisions, the nearest to the root first; of characters, and of two of them, by number; of a count; of a
probability."""
LONGEST, RECENT, KNOWN, FEW = len(ORDERS) + 1, 10, 60, 48
"""Of the longest order met; of the longest kind met that the cache has; of what is known of the word, and of decisions
where that chooses the row.
"""
STAGE_BITS = 14
"""Of the number that two characters and a decision have in the second stage; some share one."""

RATE, SLOWER, FASTEST, SLOWEST = 0.06, 0.2, 1.5, 3000.0
THETA, SURE, BIAS = 0.8, 27.0, 0.3

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
        stage[level] += (side - stage[level]) * 0.02 * (1.0 - part)
        stage[level + 1] += (side - stage[level + 1]) * 0.02 * part


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
    bucket,
    odds_of,
    squashed,
    by_counts,
    by_cache,
    remember,
    fill_inputs,
    fill_latest,
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


@kernel(helpers=HELPERS)
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
