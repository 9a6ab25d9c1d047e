"""Geometric mixtures: experts multiplied, each to a power that was learnt, and the product made to sum to 1.

    p(c | h) = exp(sum_i w_i(h) log p_i(c | h)) / Z(h)

as PAQ mixes in the logistic domain (M. Mahoney 2005; C. Mattern, "Mixing strategies in data compression", DCC 2012),
over whole characters. The experts are modified Kneser-Ney of several orders. A weight is the sum of two: one by the
length of the longest match and whether its history occurs once, one by the character before. They are learnt on a tenth
of the training texts, read by an index of the other nine, by stochastic gradient with a step for each weight (AdaGrad:
J. Duchi, E. Hazan and Y. Singer 2011), and then stay as they are.

With a cache, experts of the text at hand join: what followed in it earlier, after the same 1, 2, 3, 4, 5, 7 and 10
characters (R. Kuhn and R. De Mori 1990, for words). Of such a level k, with counts n in the text so far, N in all,

    q_k(c) = (n_k(c) + T q_{k-1}(c)) / (N_k + T)

where below the lowest level stands the highest Kneser-Ney order, and T = 1/2.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from generator.lm.index.climb import path_to_root
from generator.lm.index.kernels import kernel

MATCHES, CACHES, LONGEST_CACHED = 18, 8, 10
"""Sets of weights by the length of the longest match, and by that of the longest match within the text."""

CACHE_SETS = np.array([0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7])
"""The set of each length of a match within the text."""


def _kept(discount: Any, sums: Any) -> float:
    """Return the share of the counts that discounts keep back."""
    return float((discount[1] * sums[1] + discount[2] * sums[2] + discount[3] * sums[3]) / sums[0])


def _log_highest(span: Any, counts: Any, sums: Any, discount: Any, below: Any, logs: Any) -> None:
    """Fill ``logs`` (symbols) with log p of a node's histories, as the highest order of a model."""
    entry_symbol, begin, end = span
    kept = _kept(discount, sums)
    for symbol in range(len(below)):
        logs[symbol] = kept * below[symbol]
    for entry in range(begin, end):
        logs[entry_symbol[entry]] += (counts[entry] - discount[min(counts[entry], 3)]) / sums[0]
    for symbol in range(len(below)):
        logs[symbol] = math.log(logs[symbol])


def _one_up(span: Any, discount: Any, below: Any) -> None:
    """Make ``below`` (symbols) p of a node's histories as a lower order where each follower counts 1."""
    entry_symbol, begin, end = span
    for symbol in range(len(below)):
        below[symbol] *= discount[1]
    for entry in range(begin, end):
        below[entry_symbol[entry]] += (1.0 - discount[1]) / (end - begin)


def _expert_logs(event: Any, model: Any, wanted: Any, path: Any, vectors: Any, logs: Any) -> None:
    """Fill ``logs`` (experts, symbols) with log p of the wanted orders; ``vectors`` (2, symbols) are uniform."""
    row, match, following = event
    (node_of, parent, depth, begin, end, entry_symbol), (raw, sums, chance, keeps), (lower, highest) = model
    base, below = vectors
    length = min(match, wanted[len(wanted) - 1])
    order, expert = 0, 0
    for place in range(path_to_root(node_of, parent, depth, row, length, path) - 1, -1, -1):
        node = path[place]
        span = (entry_symbol, begin[node], end[node])
        while order <= min(depth[node], length):
            if wanted[expert] == order:
                _log_highest(span, raw, sums[node], highest[order], below, logs[expert])
                expert += 1
            if order < depth[node]:
                _one_up(span, lower[order], below)
            order += 1
        if order > depth[node]:
            for symbol in range(len(base)):
                base[symbol] *= keeps[node]
            for entry in range(begin[node], end[node]):
                base[entry_symbol[entry]] = chance[entry]
            below[:] = base
    while order <= length:
        if wanted[expert] == order:
            for symbol in range(len(below)):
                once = 1.0 - highest[order, 1] if symbol == following else 0.0
                logs[expert, symbol] = math.log(once + highest[order, 1] * below[symbol])
            expert += 1
        for symbol in range(len(below)):
            below[symbol] *= lower[order, 1]
        below[following] += 1.0 - lower[order, 1]
        order += 1
    for symbol in range(len(below)):
        logs[expert:, symbol] = math.log(below[symbol])


def _cache_logs(query: Any, place: int, levels: Any, theta: float, experts: int, seen: Any, logs: Any) -> int:
    """Fill the rows of ``logs`` from ``experts`` on; return the longest match in the text so far. ``seen`` is room."""
    best = 0
    farthest = levels[len(levels) - 1]
    other = place - 1
    while query[place] != 0 and other >= 0 and query[other] != 0:
        if query[other] == query[place] and query[place] > 0:
            length = 1
            while length < min(farthest, other + 1) and query[other - length] == query[place - length]:
                if query[other - length] <= 0:
                    break
                length += 1
            best = max(best, length)
            symbol = query[other + 1]
            for level in range(len(levels)):
                if length >= levels[level]:
                    seen[level, symbol] += 1
                    seen[level, seen.shape[1] - 1] += 1
        other -= 1
    for level in range(len(levels)):
        total = seen[level, seen.shape[1] - 1]
        for symbol in range(logs.shape[1]):
            under = logs[experts + level - 1, symbol]
            if total > 0:
                under = math.log((seen[level, symbol] + theta * math.exp(under)) / (total + theta))
            logs[experts + level, symbol] = under
    if best > 0:
        seen[:] = 0
    return best


def _product(weights: Any, one: int, other: int, logs: Any, mixed: Any) -> None:
    """Fill ``mixed`` (symbols) with the product of the experts to their powers, 1 in all."""
    highest, norm = -1e300, 0.0
    for symbol in range(len(mixed)):
        total = 0.0
        for expert in range(len(logs)):
            total += (weights[0, one, expert] + weights[0, other, expert]) * logs[expert, symbol]
        mixed[symbol] = total
        highest = max(highest, total)
    for symbol in range(len(mixed)):
        mixed[symbol] = math.exp(mixed[symbol] - highest)
        norm += mixed[symbol]
    for symbol in range(len(mixed)):
        mixed[symbol] /= norm


def _learn(weights: Any, one: int, other: int, logs: Any, mixed: Any, target: int, rate: float) -> None:
    """Take a step down the gradient of -log p of the target, in both sets of weights."""
    for expert in range(len(logs)):
        gradient = -logs[expert, target]
        for symbol in range(len(mixed)):
            gradient += mixed[symbol] * logs[expert, symbol]
        for chosen in (one, other):
            weights[1, chosen, expert] += gradient * gradient
            weights[0, chosen, expert] -= rate * gradient / math.sqrt(weights[1, chosen, expert] + 1e-9)


@kernel(helpers=(path_to_root, _kept, _log_highest, _one_up, _expert_logs, _cache_logs, _product, _learn))
def mix(events: Any, first: int, model: Any, choice: Any, settings: Any, weights: Any, out: Any) -> None:
    """Fill ``out`` (events, 1) with p of each event, or (events, symbols) with p of all; learn at a rate above 0.

    ``events`` are rows, matches, the symbols after those rows, and the text with its boundaries; event e is at place
    ``first`` + e of it. ``choice`` are experts (orders), cache levels, the sets of weights by symbol and by cached
    match; ``weights`` (2, sets, experts and levels) are weights and sums of squared gradients.
    """
    rows, matches, following, query = events
    experts, levels, set_of, cache_sets = choice
    uniform, theta, rate = settings
    node_of, depth = model[0][0], model[0][2]
    size = len(set_of)
    logs = np.zeros((len(experts) + len(levels), size))
    path = np.zeros(300, dtype=np.int64)
    seen = np.zeros((max(len(levels), 1), size + 1), dtype=np.int64)
    mixed, below = np.zeros(size), np.zeros((2, size))
    for event in range(len(out)):
        place = first + event
        below[:] = uniform
        _expert_logs((rows[place], matches[place], np.int64(following[place])), model, experts, path, below, logs)
        length = min(matches[place], experts[len(experts) - 1])
        one = min(length, 17) * 2 + (1 if length > depth[node_of[rows[place]]] else 0)
        if len(levels) > 0:
            one = one * 8 + cache_sets[_cache_logs(query, place, levels, theta, len(experts), seen, logs)]
        other = set_of[query[place]]
        _product(weights, one, other, logs, mixed)
        if out.shape[1] > 1:
            out[event] = mixed
            continue
        target = query[place + 1] if query[place + 1] >= 0 else size - 1
        out[event, 0] = mixed[target]
        if rate > 0:
            _learn(weights, one, other, logs, mixed, target, rate)
