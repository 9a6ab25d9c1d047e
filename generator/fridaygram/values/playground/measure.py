"""What pruning costs, in bits a character: on the training texts as the model writes, on held-out ones smoothed.

Unsmoothed counts give infinity on any held-out text, pruned or not, and so cannot be compared there. Both are therefore
smoothed in the same way, by Witten and Bell's rule (1991): P(c|h) = (n(h, c) + t(h) P(c|h')) / (n(h) + t(h)), n being
counts, t the number of distinct characters that follow, h' the next shorter context; below the empty one all
characters and the end are alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from fridaygram.values.playground.contexts import BOUNDARY

if TYPE_CHECKING:
    from fridaygram.values.playground.pocket import Tree


def bits_a_character(tree: Tree, texts: Iterable[str], *, smoothed: bool) -> float:
    """Return the mean of -log2 P over all characters of the texts and their ends, at the tree's highest order.

    Smoothed, a character that the model does not have is one of the alike below the empty context. Unsmoothed, the
    longest kept context decides alone, and the result is infinite where it never saw what comes.
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
