"""The model of a mixture: its weights, learnt once for an index, and its reading of texts and histories.

Mixtures of several orders learn and read together (``Panel``), each with weights of its own. Weights are learnt on
the index's own texts: each tenth of them, near-duplicates together, is read by the experts of the other nine tenths, up
to 400,000 characters in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from fridaygram.lm import UNKNOWN
from fridaygram.lm.base import LanguageModel
from fridaygram.lm.index.context_tree import tree_of
from fridaygram.lm.index.matches import joined, longest_matches, matched
from fridaygram.lm.models._code import CodeTree, code_for, code_of
from fridaygram.lm.models._experts import BELOW_WORDS, gains, group_histories
from fridaygram.lm.models._mixing import RATE, mix, rows_of_sets
from fridaygram.lm.models._smoothing import smoothing_of
from fridaygram.lm.models._wide import wide_of
from fridaygram.lm.models._words import Words, words_of
from fridaygram.lm.rng import Random
from fridaygram.lm.split import near_duplicates
from fridaygram.lm.training import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

EXPERTS = (1, 2, 3, 4, 6, 8, 12, 16)
LEVELS = (1, 2, 3, 4, 5, 7, 10)
FOLDS, SEED, MOST_CHARACTERS = 10, 1, 400_000

Weights = tuple["NDArray[np.float64]", "NDArray[np.float64]"]

_WEIGHTS: WeakKeyDictionary[Index, dict[tuple[int, bool], Weights]] = WeakKeyDictionary()
_PARTS: WeakKeyDictionary[Index, dict[int, MixtureParts]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class MixtureParts:
    """What the experts of an index read: its tree's arrays, and words with their wide lists."""

    tree: tuple[Any, ...]
    words: Words
    wide_words: tuple[Any, ...]


@dataclass(frozen=True)
class Panel:
    """One mixture for each of ``orders``: the Kneser-Ney orders in EXPERTS below it and itself, then experts of words,
    then, of a cached one, those of the cache.
    """

    orders: tuple[int, ...]
    cached: bool

    @cached_property
    def experts(self) -> list[tuple[int, ...]]:
        """The Kneser-Ney orders of each mixture, ascending."""
        return [(*(one for one in EXPERTS if one < order), order) for order in self.orders]

    @cached_property
    def below(self) -> NDArray[np.int64]:
        """For each expert of words and of the cache the one that stands below it, -1 for the highest order."""
        first = len(BELOW_WORDS)
        levels = [first + level - 1 if level else -1 for level in range(len(LEVELS))] if self.cached else []
        return np.array([*BELOW_WORDS, *levels], dtype=np.int64)

    @cached_property
    def levels(self) -> NDArray[np.int64]:
        """The lengths of the cache's histories, ascending; none of a static mixture."""
        return np.array(LEVELS if self.cached else (), dtype=np.int64)

    def sizes(self, place: int) -> int:
        """Return the number of experts of a mixture."""
        return len(self.experts[place]) + len(self.below)

    def arrays(self, symbols: int) -> tuple[Any, ...]:
        """Return, for a kernel and a code of so many symbols: all orders, and by mixture the places of its own among
        them and their number; the cache's levels; ``below``; the first row of each set of weights.
        """
        wanted = sorted({order for experts in self.experts for order in experts})
        numbers = np.array([len(experts) for experts in self.experts], dtype=np.int64)
        picks = np.zeros((len(self.orders), int(numbers.max())), dtype=np.int64)
        for row, experts in zip(picks, self.experts, strict=True):
            row[: len(experts)] = [wanted.index(order) for order in experts]
        firsts = np.cumsum([0, *rows_of_sets(symbols, self.cached)[:-1]])
        return np.array(wanted, dtype=np.int64), picks, numbers, self.levels, self.below, firsts

    def beginning(self, symbols: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return weights (mixtures, 2, rows, experts) and (mixtures, 2, sets) before learning: the highest order's."""
        sizes = rows_of_sets(symbols, self.cached)
        most = max(self.sizes(place) for place in range(len(self.orders)))
        weights, sums = np.zeros((len(self.orders), 2, sum(sizes), most)), np.zeros((len(self.orders), 2, len(sizes)))
        for place, experts in enumerate(self.experts):
            weights[place, 0, :, len(experts) - 1] = 1.0
        sums[:, 0] = 1.0 / len(sizes)
        return weights, sums

    def stacked(self, weights: list[tuple[Any, Any]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the weights of each mixture as the arrays that ``beginning`` gives."""
        most = max(rows.shape[-1] for rows, _ in weights)
        return (
            np.stack([np.pad(rows, ((0, 0), (0, 0), (0, most - rows.shape[-1]))) for rows, _ in weights]),
            np.stack([sums for _, sums in weights]),
        )


class Mixture(LanguageModel):
    """Kneser-Ney experts of orders up to ``order`` (16 by default), and experts of words; see ``Panel``."""

    default_order = 16
    cached = False

    def __init__(self, index: Index, order: int | None = None):
        super().__init__(index, order)
        self.panel = Panel((self.order or 0,), self.cached)
        self.parts = parts_of(index, self.order or 0, self.code)

    @cached_property
    def code(self) -> CodeTree:
        """The decisions: a code of the characters that training had, END and UNKNOWN."""
        return code_of([*np.bincount(self.index.codes, minlength=self.index.alphabet.size).tolist(), 0])

    @property
    def weights(self) -> Weights:
        """The weights (2, rows, experts) and (2, sets), learnt at first use and kept with the index."""
        return self._weights_of(self.panel.orders)[0]

    def distribution(self, history: str) -> dict[str, float]:
        """Return the probability of END, each character by symbol, and UNKNOWN: above 0, 1 in all."""
        index = self.index
        query = np.array(index.symbols(history) or [-1], dtype=np.int32)
        tail = query[-((self.order or 0) + 2) :]
        rows, lengths = np.zeros(len(query), dtype=np.uint32), np.zeros(len(query), dtype=np.int32)
        rows[-len(tail) :], lengths[-len(tail) :] = longest_matches(index, tail)
        targets = np.arange(self.code.symbols, dtype=np.int32)
        events = (np.full(len(targets), len(query) - 1, dtype=np.int64), targets)
        weights = self.panel.stacked([self.weights])
        out = _run(self.panel, index, self.parts, self.code, (rows, lengths, query), events, weights)[0]
        names = [*(index.name(symbol) for symbol in range(index.alphabet.size)), UNKNOWN]
        return dict(zip(names, np.exp(-out).tolist(), strict=True))

    def bits(self, text: str) -> NDArray[np.float64]:
        """Return -log2 p of each character and of the end."""
        return next(self.bits_by_order([text], self.panel.orders))[1]

    def bits_by_order(self, texts: Sequence[str], orders: Sequence[int]) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Yield each order and -log2 p of all events of ``texts`` under its mixture: all learn and read together."""
        panel = Panel(tuple(sorted(set(orders))), self.cached)
        weights = panel.stacked(self._weights_of(panel.orders))
        parts, query = parts_of(self.index, panel.orders[-1], self.code), joined(self.index, texts)
        bits = _read(panel, self.index, parts, self.code, query, weights) / np.log(2.0)
        for order in orders:
            yield order, bits[panel.orders.index(order)]

    def _weights_of(self, orders: tuple[int, ...]) -> list[Weights]:
        """Return each order's weights, having learnt those that are not yet known in one reading."""
        known = _WEIGHTS.setdefault(self.index, {})
        new = tuple(order for order in orders if (order, self.cached) not in known)
        if new:
            for order, weights in zip(new, self._learnt(Panel(new, self.cached)), strict=True):
                known[order, self.cached] = weights
        return [known[order, self.cached] for order in orders]

    def _learnt(self, panel: Panel) -> Iterator[Weights]:
        """Learn and yield the weights of mixtures; with too few texts they stay the highest order's."""
        weights, sums = panel.beginning(self.code.symbols)
        read = 0
        for rest, texts in folds(texts_of(self.index)):
            if read < MOST_CHARACTERS:
                index = build_index(rest)
                query = joined(index, texts)[: MOST_CHARACTERS - read + 1]
                code = code_for(index.alphabet, self.index.alphabet, self.code)
                _read(panel, index, parts_of(index, panel.orders[-1], code), code, query, (weights, sums), RATE)
                read += len(query) - 1
        for place, (rows, shares) in enumerate(zip(weights, sums, strict=True)):
            yield rows[:, :, : panel.sizes(place)].copy(), shares


def _read(
    panel: Panel,
    index: Index,
    parts: MixtureParts,
    code: CodeTree,
    query: NDArray[np.int32],
    weights: Weights,
    rate: float = 0.0,
) -> NDArray[np.float64]:
    """Return -log p (mixtures, events) of every event of a query, and learn from each."""
    rows, lengths, _ = matched(index, query)
    targets = np.where(query[1:] < 0, np.int32(code.symbols - 1), query[1:])
    places = np.arange(len(targets), dtype=np.int64)
    return _run(panel, index, parts, code, (rows, lengths, query), (places, targets), weights, rate)


def _run(
    panel: Panel,
    index: Index,
    parts: MixtureParts,
    code: CodeTree,
    text: Any,
    events: Any,
    weights: Weights,
    rate: float = 0.0,
) -> NDArray[np.float64]:
    rows, lengths, query = text
    out = np.empty((len(panel.orders), len(events[0])))
    groups = parts.words.find(query, int(events[0][0]))
    text = (rows, lengths, index.following[rows].astype(np.int64), groups, _cache_of(query, panel.levels))
    words = parts.words
    run = mix.on(out.size * code.symbols)
    counts = (words.begins, words.symbols, words.counts, parts.wide_words)
    uniform = 1.0 / (index.alphabet.size + 1)
    choice = panel.arrays(len(code.leaves) + 1)
    run(events, text, (parts.tree, counts, uniform), choice, code.arrays, weights, rate, out)
    return out


def _cache_of(query: NDArray[np.int32], levels: NDArray[np.int64]) -> tuple[Any, ...]:
    """Return an empty cache for a query: see ``remember``."""
    places, entries = len(query), len(query) * len(levels)
    histories = np.empty((places, len(levels)), dtype=np.int32)
    room = np.empty(1 << places.bit_length(), dtype=np.int32)
    group_histories.on(entries)(query, levels, room, histories)
    heads = np.full((len(levels), places), -1, dtype=np.int32)
    lists = np.empty(entries, dtype=np.int32), np.empty(entries, dtype=np.int32), np.zeros(entries, dtype=np.int32)
    return query, histories, heads, lists


def folds(texts: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield all other texts and a tenth of them, ten times; near-duplicates are on one side. None of too few texts."""
    groups = near_duplicates(texts)
    shuffled = Random(SEED).shuffled(len(groups)) if len(groups) >= FOLDS else []
    for fold in range(FOLDS if shuffled else 0):
        chosen = {number for place in shuffled[fold::FOLDS] for number in groups[place]}
        yield (
            [text for number, text in enumerate(texts) if number not in chosen],
            [text for number, text in enumerate(texts) if number in chosen],
        )


def texts_of(index: Index) -> list[str]:
    """Return the texts that an index was made of, in its order."""
    ends = np.append(index.starts[1:], index.rows)
    return [index.decode(index.codes[begin:end]) for begin, end in zip(index.starts, ends, strict=True)]


def parts_of(index: Index, longest: int, code: CodeTree) -> MixtureParts:
    """Return the nodes, counts and discounts of an index and its words, made once and kept with it."""
    known = _PARTS.setdefault(index, {})
    tree = tree_of(index, longest)
    if tree.cap not in known:
        smoothing = smoothing_of(tree)
        gain = np.empty(len(tree.symbol))
        nodes = (tree.parent, tree.begin, tree.end, tree.symbol)
        gains.on(len(gain))(nodes, smoothing.chance, smoothing.keeps, 1.0 / (index.alphabet.size + 1), gain)
        counts = (tree.raw, smoothing.sums, gain, smoothing.keeps)
        discounts = (smoothing.discounts.lower, smoothing.discounts.highest)
        wide = wide_of(nodes[1:], tree.raw, gain, code.ranks)
        known[tree.cap] = MixtureParts((tree.nodes, counts, discounts, wide), *_words_of(index, code))
    return known[tree.cap]


def _words_of(index: Index, code: CodeTree) -> tuple[Words, tuple[Any, ...]]:
    for parts in _PARTS[index].values():
        return parts.words, parts.wide_words
    words = words_of(index)
    lists = (words.begins[:-1], words.begins[1:], words.symbols)
    return words, wide_of(lists, words.counts, np.broadcast_to(0.0, words.counts.shape), code.ranks)
