"""A pocket model: what a page's file says, as a language model. The page's script writes the same texts.

After a history, the distribution of the longest kept context that it ends in: the unsmoothed counts there. A short
context takes over where a long one was left out, so there is always something to write.
"""

from __future__ import annotations

import math
import zlib
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from fridaygram.errors import ModelError
from fridaygram.lm import END, PAD, LanguageModel
from fridaygram.values.playground.contexts import BOUNDARY
from fridaygram.values.playground.packing import MAGIC, unleb128

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


class PocketTree:
    """Contexts ready to be walked: ``child`` maps context * symbols + symbol to a context."""

    def __init__(self, order: int, characters: str, parent: NDArray[np.int64], symbol: NDArray[np.int64]):
        self.order = order
        self.characters = characters
        self.symbols = len(characters) + 1
        keys = (parent[1:] * self.symbols + symbol[1:]).tolist()
        self.child = dict(zip(keys, range(1, len(keys) + 1), strict=True))
        self.begin: list[int] = []
        self.followers: list[int] = []
        self.counts: list[int] = []

    @cached_property
    def symbol_of(self) -> dict[str, int]:
        """Character to symbol."""
        return {character: place + 1 for place, character in enumerate(self.characters)}

    def encode(self, text: str) -> list[int]:
        """Return the symbols of a text; -1 for a character that the model does not have."""
        return [self.symbol_of.get(character, -1) for character in text]

    def walk(self, symbols: Sequence[int], order: int) -> list[int]:
        """Return the contexts that ``symbols`` end in, the empty one first, up to ``order`` characters."""
        path = [0]
        for back in range(1, min(order, len(symbols)) + 1):
            symbol = symbols[-back]
            found = self.child.get(path[-1] * self.symbols + symbol) if symbol >= 0 else None
            if found is None:
                break
            path.append(found)
        return path

    def following(self, context: int) -> dict[int, int]:
        """Return how often each symbol follows a context."""
        begin, end = self.begin[context], self.begin[context + 1]
        return dict(zip(self.followers[begin:end], self.counts[begin:end], strict=True))


def unpack(data: bytes) -> PocketTree:
    """Read a pocket model. Raises ModelError for what ``pack`` did not write."""
    try:
        payload = zlib.decompress(data)
    except zlib.error as error:
        raise ModelError(f"not a pocket model: {error}") from None
    if not payload.startswith(MAGIC):
        raise ModelError("not a pocket model: it begins otherwise")
    numbers = unleb128(payload[len(MAGIC) :])
    try:
        order, characters = int(numbers[0]), int(numbers[1])
        points = "".join(map(chr, numbers[2 : 2 + characters].tolist()))
        contexts, length = numbers[2 + characters : 4 + characters].tolist()
        rest = numbers[4 + characters :]
        if len(points) != characters or length != 2 * contexts - 1 or len(rest) < length:
            raise ModelError("a pocket model whose parts do not fit together")
        symbol = np.concatenate(([0], rest[1:length:2]))
        parent = _parents(rest[0:length:2].tolist())
        tree = PocketTree(order, points, parent, symbol)
        _read_counts(tree, parent.tolist(), rest[length:].tolist())
    except (IndexError, ValueError, OverflowError, MemoryError) as error:
        raise ModelError(f"a pocket model that is damaged: {error}") from None
    return tree


def _parents(children: list[int]) -> NDArray[np.int64]:
    """Return the parent of each context from the numbers of children in preorder. Raises ModelError for no tree."""
    parents, waiting = [], [(-1, 1)]
    for context, number in enumerate(children):
        while waiting and waiting[-1][1] == 0:
            waiting.pop()
        if not waiting:
            raise ModelError("a pocket model that is no tree")
        parent, left = waiting[-1]
        waiting[-1] = parent, left - 1
        parents.append(parent)
        waiting.append((context, number))
    if any(left for _, left in waiting):
        raise ModelError("a pocket model that is no tree")
    return np.array(parents, dtype=np.int64)


def _read_counts(tree: PocketTree, parents: list[int], counts: list[int]) -> None:
    """Fill the followers of a tree from its second part."""
    place = 0
    tree.begin.append(0)
    for parent in parents:
        if parent < 0:
            candidates: Sequence[int] = range(tree.symbols)
        else:
            candidates = tree.followers[tree.begin[parent] : tree.begin[parent + 1]]
        here = counts[place : place + len(candidates)]
        place += len(candidates)
        if len(here) < len(candidates) or not any(here):
            raise ModelError("a pocket model with a context that nothing follows")
        tree.followers.extend(symbol for symbol, count in zip(candidates, here, strict=True) if count)
        tree.counts.extend(count for count in here if count)
        tree.begin.append(len(tree.followers))
    if place != len(counts):
        raise ModelError("a pocket model with more counts than contexts")


def bits_a_character(tree: PocketTree, texts: Iterable[str], *, smoothed: bool) -> float:
    """Return the mean of -log2 P over all characters of the texts and their ends, at the tree's highest order.

    Smoothed, a character that the model does not have is one of the alike below the empty context. Unsmoothed, the
    longest kept context decides alone, and the result is infinite where it never saw what comes: held-out texts can
    be compared smoothed only. The rule is Witten and Bell's (1991): P(c|h) = (n(h, c) + t(h) P(c|h')) / (n(h) + t(h)),
    n being counts, t the number of distinct characters that follow, h' the next shorter context; below the empty one
    all characters and the end are alike.
    """
    spent: list[float] = []
    totals = [sum(tree.counts[begin:end]) for begin, end in pairwise(tree.begin)]
    for text in texts:
        symbols = [BOUNDARY, *tree.encode(text), BOUNDARY]
        for place in range(1, len(symbols)):
            path = tree.walk(symbols[max(0, place - tree.order) : place], tree.order)
            probability = 1.0 / (tree.symbols + 1)
            for context in path if smoothed else path[-1:]:
                kinds = (tree.begin[context + 1] - tree.begin[context]) if smoothed else 0
                count = tree.following(context).get(symbols[place], 0)
                probability = (count + kinds * probability) / (totals[context] + kinds)
            spent.append(-math.log2(probability) if probability else math.inf)
    return math.fsum(spent) / len(spent) if spent else 0.0


class PocketModel(LanguageModel):
    """The longest kept context's counts, divided."""

    name = "pocket"

    def __init__(self, tree: PocketTree, order: int):
        if not 0 <= order <= tree.order:
            raise ModelError(f"order {order} is beyond this pocket model's {tree.order}")
        self.tree = tree
        self.order = order

    def distribution(self, history: str) -> dict[str, float]:
        """Return the probability of each character and of END, in order of the symbols."""
        following = self.tree.following(self._path(history)[-1])
        total = sum(following.values())
        return {self._name(symbol): count / total for symbol, count in following.items()}

    def bits(self, text: str) -> NDArray[np.float64]:
        """Return -log2 p of each character and of the end; inf for what the context at hand never saw."""
        events = [*text, END]
        given = (self.distribution(PAD + text[:place]).get(event, 0.0) for place, event in enumerate(events))
        return np.array([-math.log2(p) if p else math.inf for p in given])

    def _path(self, history: str) -> list[int]:
        tail = history.lstrip(PAD)
        symbols = self.tree.encode(tail[-self.tree.order :] if len(tail) > self.tree.order else tail)
        if len(tail) < len(history) and len(tail) < self.tree.order:
            symbols.insert(0, BOUNDARY)
        return self.tree.walk(symbols, self.order or 0)

    def _name(self, symbol: int) -> str:
        return END if symbol == BOUNDARY else self.tree.characters[symbol - 1]
