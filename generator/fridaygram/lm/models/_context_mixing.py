"""Context mixing, as PAQ predicts bits (M. Mahoney 2005), of what training has after 21 kinds of context.

A symbol is a path of decisions (``_code.py``). At a decision each kind of context (``_contexts.py``) says two things,
as log-odds: what Kneser-Ney smoothing makes of its counts (those of words above the highest order), and what a table
has learnt of pairs of counts, one to each side. With a cache, contexts of the text at hand say the same two things.
Several sets of weights, a row of each chosen by the situation, weigh them; a row of weights weighs the outcomes; and
two stages of adaptive probability, by the decision and by the character before, correct the result:

    z_s = w_{s, row_s} . x      p = 1 / (1 + exp(-v_row . z))      P = (5 p + 2 a_1(p) + 3 a_2(p)) / 10

All of it is learnt on training texts, each read by the counts of all the others. Then it stays.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.models._contexts import KINDS, SPARSE, WORDS

LOWER = np.array([*range(-1, WORDS - 1), WORDS - 1, WORDS, WORDS + 1, WORDS, WORDS, WORDS, 1, 1, 1, 1])
"""The kind of context that smooths each: a shorter one; below the word alone the highest order; -1 for none."""

CACHED = np.array([0, 1, 2, 3, 4, 5, 7, 8, 9, WORDS, WORDS + 1, WORDS + 3])
CACHED_LOWER = np.array([-1, 0, 1, 2, 3, 4, 5, 6, 7, -1, 9, 9])
"""The kinds of context that a cache has; for each, the place of the one that smooths it, -1 for the highest order."""

CLASSES, CHARACTERS, BUCKETS, LEVELS = 256, 256, 12, 33
"""Of decisions, the nearest to the root first; of characters, by number; of a count; of a probability."""

RATE, SLOWER, FASTEST, SLOWEST = 0.06, 1 / 6, 1.5, 3000.0
THETA, SURE, BIAS = 0.5, 27.0, 0.3


FIRSTS = np.cumsum(
    [0, CLASSES * 12, CHARACTERS * 4, 6 * BUCKETS, CLASSES, BUCKETS * BUCKETS, 12 * 10, CLASSES * 10, CHARACTERS]
)
"""Where each set's rows of weights begin, and their number."""


def beginning(symbols: int, *, cached: bool) -> tuple[Any, ...]:
    """Return a mixer of so many symbols before it has learnt: highest orders and words, alike at every decision.

    Weights (2, rows, inputs) and (rows, 2, sets), each with its sum of squared gradients; tables (2, cells) of chances
    and how often each was learnt; the two stages, by decision and by character.
    """
    kinds = KINDS + (len(CACHED) if cached else 0)
    weights = np.zeros((2, FIRSTS[-1], 2 * kinds + 1), dtype=np.float32)
    weights[0][:, [2 * (WORDS - 1), 2 * (WORDS + 1), 2 * (WORDS + 2)]] = BIAS
    lasts = np.zeros((12 * 10, 2, len(FIRSTS) - 1))
    lasts[:, 0] = 1.0 / (len(FIRSTS) - 1)
    tables = np.zeros((2, kinds, BUCKETS, BUCKETS))
    zero, one = np.mgrid[:BUCKETS, :BUCKETS]
    tables[0] = (one + 0.4) / (zero + one + 0.8)
    levels = (1.0 / (1.0 + np.exp(8.0 - np.arange(LEVELS) / 2.0))).astype(np.float32)
    nodes, characters = min(CLASSES, symbols), min(CHARACTERS, symbols)
    by_node, by_character = np.tile(levels, (nodes, 1)), np.tile(levels, (characters, nodes, 1))
    return weights, lasts, tables.reshape(2, -1), by_node, by_character


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

    ``cache`` is, by place and kind, the number of the history in its own text; by history its first entry; and by entry
    the next one of the same history, -1 for none, its symbol and its count.
    """
    histories, heads, following, symbols, counts = cache
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
    histories, heads, following, symbols, counts = cache
    for kind in range(histories.shape[1]):
        history = histories[place, kind]
        if history < 0:
            continue
        entry = heads[history]
        while entry >= 0 and symbols[entry] != target:
            entry = following[entry]
        if entry < 0:
            entry = place * histories.shape[1] + kind
            following[entry], symbols[entry], counts[entry] = heads[history], target, 0
            heads[history] = entry
        counts[entry] += 1


def fill_inputs(first: int, step: int, masses: Any, sums: Any, tables: Any, cells: Any, inputs: Any) -> None:
    """Write two inputs of each kind, from input 2 ``first`` on, and the cells of the tables that they came from."""
    for kind in range(len(masses)):
        zero, one = bucket(sums[kind, step, 0]), bucket(sums[kind, step, 1])
        cell = ((first + kind) * BUCKETS + zero) * BUCKETS + one
        cells[first + kind] = cell
        inputs[2 * (first + kind)] = odds_of(masses[kind, step, 0], masses[kind, step, 1])
        inputs[2 * (first + kind) + 1] = odds_of(1.0 - tables[0, cell], tables[0, cell]) if zero + one > 0 else 0.0


def weighed(weights: Any, rows: Any, last: Any, inputs: Any, outcomes: Any) -> float:
    """Fill the outcome of each set, and return the log-odds of all."""
    outcomes[:] = 0.0
    for place in range(len(inputs)):
        for number in range(len(rows)):
            outcomes[number] += weights[0, rows[number], place] * inputs[place]
    total = 0.0
    for number in range(len(rows)):
        outcomes[number] = min(max(outcomes[number], -20.0), 20.0)
        total += last[0, number] * outcomes[number]
    return float(total)


def learn(weights: Any, rows: Any, last: Any, inputs: Any, outcomes: Any, side: int, error: float) -> None:
    """Take a step down the gradient, of a size for each weight (AdaGrad: J. Duchi, E. Hazan and Y. Singer 2011)."""
    for number in range(len(rows)):
        gradient = error * outcomes[number]
        last[1, number] += gradient * gradient
        last[0, number] += RATE * SLOWER * gradient / math.sqrt(last[1, number] + 1e-4)
        own = np.float32(side - squashed(outcomes[number]))
        row, squares = weights[0, rows[number]], weights[1, rows[number]]
        for place in range(len(inputs)):
            step = own * inputs[place]
            squares[place] += step * step
            row[place] += np.divide(np.float32(RATE) * step, np.sqrt(squares[place] + np.float32(1.0)))


def decided(side: int, mixer: Any, rows: Any, inputs: Any, outcomes: Any, stages: Any, teach: int) -> float:
    """Return the probability of side 1, and learn from the side that came where ``teach`` is 1.

    ``mixer`` are the weights, and the row that weighs the outcomes; ``stages`` correct the result between two levels.
    """
    weights, last = mixer
    first, second = stages
    total = weighed(weights, rows, last, inputs, outcomes)
    chance = squashed(total)
    at = (min(max(total, -7.99), 7.99) + 8.0) * 2.0
    level = int(at)
    part = at - level
    one = first[level] * (1.0 - part) + first[level + 1] * part
    other = second[level] * (1.0 - part) + second[level + 1] * part
    if teach > 0:
        learn(weights, rows, last, inputs, outcomes, side, side - chance)
        for stage, rate in ((first, 0.01), (second, 0.02)):
            stage[level] += (side - stage[level]) * rate * (1.0 - part)
            stage[level + 1] += (side - stage[level + 1]) * rate * part
    return float(min(max(0.5 * chance + 0.2 * one + 0.3 * other, 1e-6), 1.0 - 1e-6))


def adapt(tables: Any, cells: Any, side: int) -> None:
    """Move the chances of the cells towards the side that came, the less the more often they were learnt."""
    for cell in cells:
        tables[1, cell] += 1.0
        moved = tables[0, cell] + (side - tables[0, cell]) / min(tables[1, cell] + FASTEST, SLOWEST)
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


HELPERS = (
    bucket,
    odds_of,
    squashed,
    by_counts,
    by_cache,
    remember,
    fill_inputs,
    weighed,
    learn,
    decided,
    adapt,
    known_words,
    steps_shared,
)


@kernel(helpers=HELPERS)
def mix_contexts(
    events: Any, text: Any, contexts: Any, cache: Any, code: Any, mixer: Any, teach: int, out: Any
) -> None:
    """Fill ``out`` (events) with -log p of each event, and learn from it where ``teach`` is 1.

    ``events`` are the places of histories and the symbols that came; ``text`` symbols and histories (kinds, places).
    ``mixer`` is FIRSTS and what ``beginning`` made. Decisions that an event shares with the one before are made once.
    """
    (places, targets), (query, groups) = events, text
    firsts, weights, lasts, tables, by_node, by_character = mixer
    nodes, sides, depths, _ = code
    kinds, cached, longest = groups.shape[0], cache[0].shape[1], nodes.shape[1]
    masses, chain = np.zeros((kinds, longest, 2)), np.zeros((kinds, longest, 2))
    sums, seen = np.zeros((kinds, longest, 2), dtype=np.int64), np.zeros((kinds, 2), dtype=np.int64)
    own, own_sums = np.zeros((cached, longest, 2)), np.zeros((cached, longest, 2), dtype=np.int64)
    inputs, cells = np.zeros(weights.shape[2], dtype=np.float32), np.zeros(kinds + cached, dtype=np.int64)
    rows, outcomes, heard_until = np.zeros(len(firsts) - 1, dtype=np.int64), np.zeros(len(firsts) - 1), places[0]
    inputs[-1], chances = BIAS, np.zeros(longest)
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
        words, found = known_words(seen), seen[max(best - 1, 0)]
        before = query[place - 1] % CHARACTERS if place > 0 and query[place] != 0 else 0
        here, made = query[place] % CHARACTERS, 0 if teach > 0 else steps_shared(event, events, code)
        for step in range(made, depths[target]):
            node, side = min(len(depths) - 2 - nodes[target, step], CLASSES - 1), sides[target, step]
            fill_inputs(0, step, masses, sums, tables, cells, inputs)
            fill_inputs(kinds, step, own, own_sums, tables, cells, inputs)
            rows[0] = firsts[0] + node * 12 + best
            rows[1] = firsts[1] + here * 4 + words
            rows[2] = firsts[2] + min(found[1], 4) * BUCKETS + bucket(found[0])
            rows[3] = firsts[3] + node
            rows[4] = firsts[4] + bucket(sums[WORDS + 1, step].sum()) * BUCKETS + bucket(sums[WORDS, step].sum())
            rows[5] = firsts[5] + best * 10 + recent
            rows[6] = firsts[6] + node * 10 + recent
            rows[7] = firsts[7] + before
            last = lasts[best * 10 + recent]
            stages = by_node[node], by_character[here, node]
            chances[step] = decided(side, (weights, last), rows, inputs, outcomes, stages, teach)
            if teach > 0:
                adapt(tables, cells, side)
        out[event] = 0.0
        for step in range(depths[target]):
            out[event] -= math.log(chances[step] if sides[target, step] == 1 else 1.0 - chances[step])
