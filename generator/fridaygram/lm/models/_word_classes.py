"""Classes of words that stand between alike words, so that a rare word is known by those of its kind.

What is sought are the classes under which a model of class bigrams finds the training words likeliest. Word after word
moves to the class where that likelihood is greatest, until few move (exchange algorithm: R. Kneser and H. Ney 1993;
S. Martin, J. Liermann and H. Ney 1998). Words that occurred once share one class with each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fridaygram.lm.index.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLASSES, LEAST, PASSES, STILL = 60, 2, 6, 50
"""How many there are; from how many occurrences on a word has a class to itself; how often all words may move; and one
in how many must have moved, or it is enough.
"""


def classes_of(words: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return the different words, ascending, and the class of each, from 1.

    ``words``: hashes in the order of the texts; 0 between two texts, which is a word as the others are.
    """
    known, places, occurred = np.unique(words, return_inverse=True, return_counts=True)
    by_count = np.argsort(-occurred, kind="stable")
    by_count = by_count[occurred[by_count] >= LEAST]
    numbers = np.full(len(known), len(by_count))
    numbers[by_count] = np.arange(len(by_count))
    size, sequence = len(by_count) + 1, numbers[places]
    pairs, counts = np.unique(sequence[:-1] * size + sequence[1:], return_counts=True)
    firsts, seconds = np.divmod(pairs, size)
    backwards = np.argsort(seconds, kind="stable")
    after = (np.searchsorted(firsts, np.arange(size + 1)), seconds, counts)
    before = (np.searchsorted(seconds[backwards], np.arange(size + 1)), firsts[backwards], counts[backwards])
    number = min(CLASSES, size)
    classes = np.arange(size, dtype=np.int32) % number
    together = np.zeros((number, number), dtype=np.int64)
    np.add.at(together, (classes[firsts], classes[seconds]), counts)
    numbers_up_to = np.arange(len(words) + 1)
    logs = numbers_up_to * np.log(np.maximum(numbers_up_to, 1))
    exchange.on(size * number * number)(after, before, classes, together, logs, PASSES)
    return known, classes[numbers] + np.int32(1)


def count_word(at: int, by: int, itself: int, follows: Any, leads: Any, sums: Any, together: Any) -> None:
    """Count a word in a class (1), or no longer (-1).

    ``follows`` and ``leads`` (classes): how often each follows the word and goes before it; ``itself`` does both.
    """
    together[at] += by * follows
    together[:, at] += by * leads
    together[at, at] += by * itself
    sums[0][at] += by * (follows.sum() + itself)
    sums[1][at] += by * (leads.sum() + itself)


def likeliest(old: int, itself: int, follows: Any, leads: Any, sums: Any, together: Any, logs: Any) -> int:
    """Return the class with which the likelihood is greatest for a word that is in none: the old one, if it is."""
    best, greatest = old, -np.inf
    left, right = follows.sum() + itself, leads.sum() + itself
    for turn in range(len(together) + 1):
        at = turn - 1 if turn > 0 else old
        gain = logs[sums[0][at]] - logs[sums[0][at] + left] + logs[sums[1][at]] - logs[sums[1][at] + right]
        gain += logs[together[at, at] + follows[at] + leads[at] + itself] - logs[together[at, at]]
        for other in range(len(together)):
            if other != at:
                after, before = together[at, other], together[other, at]
                gain += logs[after + follows[other]] - logs[after] + logs[before + leads[other]] - logs[before]
        if gain > greatest + 1e-9:
            best, greatest = at, gain
    return best


@kernel(helpers=(count_word, likeliest))
def exchange(after: Any, before: Any, classes: Any, together: Any, logs: Any, passes: int) -> None:
    """Move words to their likeliest class, all in turn, until few move.

    ``after`` and ``before``: where the neighbours of each word begin, these, and how often each is one. ``together``
    (classes, classes): how often a word of the second follows one of the first. ``logs``: n log n of each number n.
    """
    sums = together.sum(1), together.sum(0)
    follows, leads = np.zeros(len(together), dtype=np.int64), np.zeros(len(together), dtype=np.int64)
    for _ in range(passes):
        moved = 0
        for word in range(len(classes)):
            old, itself = classes[word], 0
            follows[:], leads[:] = 0, 0
            for at in range(after[0][word], after[0][word + 1]):
                if after[1][at] == word:
                    itself += after[2][at]
                else:
                    follows[classes[after[1][at]]] += after[2][at]
            for at in range(before[0][word], before[0][word + 1]):
                if before[1][at] != word:
                    leads[classes[before[1][at]]] += before[2][at]
            count_word(old, -1, itself, follows, leads, sums, together)
            new = likeliest(old, itself, follows, leads, sums, together, logs)
            count_word(new, 1, itself, follows, leads, sums, together)
            classes[word] = new
            moved += new != old
        if moved * STILL < len(classes):
            break
