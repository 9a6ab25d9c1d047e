"""Which contexts a page carries: those of enough texts, those that tell more than their parents, the best of them.

A context is left out

- where fewer than K texts have it: the page then shows nobody's rare turns of phrase as a history;
- where its parent is certain of what follows, for then so is it: this loses nothing;
- where its loss is small. The loss of a context is P(h) * sum P(c|h) log2(P(c|h) / P(c|h')), in bits a character of
  the training texts, h' being its parent: relative-entropy pruning (A. Stolcke 1998), from the longest contexts down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fridaygram.values.playground.packing import pack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.values.playground.contexts import Contexts

STEPS = 9


def in_enough_texts(contexts: Contexts, least: int) -> NDArray[np.bool_]:
    """Return which contexts occur in at least ``least`` texts; the empty one always stays."""
    kept: NDArray[np.bool_] = contexts.texts >= least
    kept[0] = True
    return kept


def telling(contexts: Contexts) -> NDArray[np.bool_]:
    """Return which contexts have a parent that leaves a choice; the empty one stays."""
    certain = np.diff(contexts.begin) == 1
    kept: NDArray[np.bool_] = ~certain[contexts.parent]
    kept[0] = True
    return kept


def losses(contexts: Contexts) -> NDArray[np.float64]:
    """Return the loss of leaving out each context, in bits a character; infinite for the empty one."""
    width = int(contexts.followers.max(initial=0)) + 1
    owner = np.repeat(np.arange(len(contexts.depth)), np.diff(contexts.begin))
    keys = owner * width + contexts.followers
    totals = contexts.totals()
    above = np.where(contexts.parent < 0, 0, contexts.parent)
    in_parent = np.searchsorted(keys, above[owner] * width + contexts.followers)
    ratio = (contexts.counts / totals[owner]) / (contexts.counts[in_parent] / totals[above[owner]])
    by_pair = contexts.counts * np.log2(ratio)
    loss: NDArray[np.float64] = np.add.reduceat(by_pair, contexts.begin[:-1]) / totals[0]
    loss[0] = np.inf
    return loss


def above(contexts: Contexts, loss: NDArray[np.float64], threshold: float) -> NDArray[np.bool_]:
    """Return which contexts have a loss above the threshold, or a descendant that has."""
    kept = loss > threshold
    kept[0] = True
    for depth in range(contexts.order, 0, -1):
        kept[contexts.parent[(contexts.depth == depth) & kept]] = True
    return kept


def fitted(contexts: Contexts, most_bytes: int) -> tuple[Contexts, bytes]:
    """Return the most telling contexts that fit into a packed file of at most ``most_bytes``, and that file."""
    data = pack(contexts)
    if len(data) <= most_bytes:
        return contexts, data
    loss = losses(contexts)
    ranked = np.sort(loss[np.isfinite(loss)])
    low, high = 0, len(ranked) - 1
    best = contexts.only(above(contexts, loss, np.inf))
    data = pack(best)
    for _ in range(STEPS):
        if low > high:
            break
        middle = (low + high) // 2
        tried = contexts.only(above(contexts, loss, float(ranked[middle])))
        packed = pack(tried)
        if len(packed) <= most_bytes:
            best, data, high = tried, packed, middle - 1
        else:
            low = middle + 1
    return best, data
