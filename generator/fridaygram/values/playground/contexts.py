"""All contexts of an index up to an order, as a tree in which each may be kept or left out.

A context is a history of at most ``order`` characters; its parent is the history without its first one. Of a kept
context the parent is kept too, so that the longest kept suffix of any history is found by walking down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm import Index

BOUNDARY = 0


@dataclass(frozen=True)
class Contexts:
    """Contexts in preorder (a parent first, then its children by symbol); the first is the empty one.

    ``depth``, ``symbol`` (the character, or BOUNDARY, that it has before its parent), ``parent`` and ``texts`` (in
    how many it occurs) are by context. What follows context i is ``followers[begin[i]:begin[i + 1]]``, by symbol,
    as often as ``counts`` there says.
    """

    order: int
    characters: str
    depth: NDArray[np.int64]
    symbol: NDArray[np.int64]
    parent: NDArray[np.int64]
    texts: NDArray[np.int64]
    begin: NDArray[np.int64]
    followers: NDArray[np.int64]
    counts: NDArray[np.int64]

    def totals(self) -> NDArray[np.int64]:
        """Return how often each context occurs."""
        sums = np.concatenate(([0], np.cumsum(self.counts)))
        totals: NDArray[np.int64] = sums[self.begin[1:]] - sums[self.begin[:-1]]
        return totals

    def only(self, kept: NDArray[np.bool_]) -> Contexts:
        """Return the kept contexts alone. The first, and of each its parent, must be among them."""
        number = np.cumsum(kept) - 1
        sizes = np.diff(self.begin)
        pairs = np.repeat(kept, sizes)
        return Contexts(
            order=self.order,
            characters=self.characters,
            depth=self.depth[kept],
            symbol=self.symbol[kept],
            parent=np.where(self.parent[kept] < 0, -1, number[self.parent[kept]]),
            texts=self.texts[kept],
            begin=np.concatenate(([0], np.cumsum(sizes[kept]))),
            followers=self.followers[pairs],
            counts=self.counts[pairs],
        )


def all_contexts(index: Index, order: int) -> Contexts:
    """Return every context of at most ``order`` characters that the index has."""
    rows = index.rows
    positions = index.positions.astype(np.int64)
    text = np.searchsorted(index.starts, positions, side="right").astype(np.int64)
    following = index.following.astype(np.int64)
    begins = np.zeros(rows, dtype=np.bool_)
    begins[:1] = True
    open_rows = np.ones(rows, dtype=np.bool_)
    levels: list[dict[str, Any]] = []
    node = np.zeros(rows, dtype=np.int64)
    for depth in range(order + 1):
        symbol = np.zeros(rows, dtype=np.int64)
        if depth:
            symbol[open_rows] = index.codes[positions[open_rows] - (depth - 1)]
            begins[1:] |= open_rows[1:] & (symbol[1:] != symbol[:-1])
            begins[1:] |= open_rows[1:] != open_rows[:-1]
        above, node = node, np.cumsum(begins) - 1
        first = np.flatnonzero(begins)
        real = open_rows[first]
        level = _level(node[open_rows], text[open_rows], following[open_rows], index.texts, index.alphabet.size)
        levels.append({**level, "row": first[real], "symbol": symbol[first[real]], "above": above[first[real]]})
        levels[-1]["node"] = node[first[real]]
        if depth:
            open_rows = open_rows & (symbol != BOUNDARY)
    return _in_preorder(levels, order, index.alphabet.characters)


def _level(
    node: NDArray[np.int64], text: NDArray[np.int64], following: NDArray[np.int64], texts: int, symbols: int
) -> dict[str, Any]:
    """Return, for the contexts of one depth, in how many texts each occurs and what follows it how often."""
    places = np.unique(node * (texts + 1) + text) // (texts + 1)
    pairs, counts = np.unique(node * symbols + following, return_counts=True)
    known, sizes = np.unique(pairs // symbols, return_counts=True)
    in_texts = np.unique(places, return_counts=True)[1]
    return {"known": known, "texts": in_texts, "sizes": sizes, "followers": pairs % symbols, "counts": counts}


def _in_preorder(levels: list[dict[str, Any]], order: int, characters: str) -> Contexts:
    depth = np.concatenate([np.full(len(level["row"]), number) for number, level in enumerate(levels)])
    row = np.concatenate([level["row"] for level in levels])
    offsets = np.concatenate(([0], np.cumsum([len(level["row"]) for level in levels])))
    parents = [np.full(len(levels[0]["row"]), -1)]
    for number in range(1, len(levels)):
        upper = levels[number - 1]
        parents.append(offsets[number - 1] + np.searchsorted(upper["node"], levels[number]["above"]))
    preorder = np.lexsort((depth, row))
    place = np.empty(len(preorder), dtype=np.int64)
    place[preorder] = np.arange(len(preorder))
    parent = np.concatenate(parents)[preorder]
    sizes = np.concatenate([level["sizes"] for level in levels])
    starts = np.concatenate(([0], np.cumsum(sizes)))[:-1]
    begin = np.concatenate(([0], np.cumsum(sizes[preorder])))
    pairs = np.repeat(starts[preorder] - begin[:-1], sizes[preorder]) + np.arange(begin[-1])
    return Contexts(
        order=order,
        characters=characters,
        depth=depth[preorder],
        symbol=np.concatenate([level["symbol"] for level in levels])[preorder],
        parent=np.where(parent < 0, -1, place[parent]),
        texts=np.concatenate([level["texts"] for level in levels])[preorder],
        begin=begin,
        followers=np.concatenate([level["followers"] for level in levels])[pairs],
        counts=np.concatenate([level["counts"] for level in levels])[pairs],
    )
