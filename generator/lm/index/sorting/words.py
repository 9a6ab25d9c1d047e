"""Eight bytes of the text at a time: code for kernels (see ``kernels.py``). Places and lengths here are in bytes."""

from __future__ import annotations

from typing import Any

import numpy as np


def word_at(raw: Any, at: Any) -> Any:
    """Return eight bytes of ``raw`` from ``at`` on as a number, little end first: compiled, one read of memory."""
    place = np.uint64(at)
    return (
        np.uint64(raw[place])
        | np.uint64(raw[place + np.uint64(1)]) << np.uint64(8)
        | np.uint64(raw[place + np.uint64(2)]) << np.uint64(16)
        | np.uint64(raw[place + np.uint64(3)]) << np.uint64(24)
        | np.uint64(raw[place + np.uint64(4)]) << np.uint64(32)
        | np.uint64(raw[place + np.uint64(5)]) << np.uint64(40)
        | np.uint64(raw[place + np.uint64(6)]) << np.uint64(48)
        | np.uint64(raw[place + np.uint64(7)]) << np.uint64(56)
    )


def lowest(word: Any) -> Any:
    """Return the lowest bit of a number, 0 of 0."""
    return word & (~word + np.uint64(1))


def bytes_below(bit: Any) -> Any:
    """Return how many bytes are below that of a number's one bit; 8 where the number is 0."""
    ones = np.uint64(0x0101010101010101)
    return np.int64(((((bit - np.uint64(1)) >> np.uint64(7)) & ones) * ones) >> np.uint64(56))


def starts_in(word: Any, lanes: Any, high: Any) -> Any:
    """Mark the symbols of a word that are boundaries, the first one surely (A. Mycroft 1987).

    ``lanes`` is the number whose symbols are all 1, ``high`` has the highest bit of each symbol.
    """
    return (word - lanes) & ~word & high


def same_bytes(raw: Any, here: Any, other: Any, most: Any) -> Any:
    """Return how many bytes two places have in common; some number from ``most`` on where those are so many."""
    length = 0
    while length < most:
        differs = word_at(raw, here + length) ^ word_at(raw, other + length)
        if differs != np.uint64(0):
            return length + bytes_below(lowest(differs))
        length += 8
    return length


def same_history(raw: Any, here: Any, other: Any, most: Any, lanes: Any, high: Any) -> Any:
    """Return how many bytes two places have in common, or some number from ``most`` on.

    Where they agree up to and with a start, the length is negative: -1 less what came before it, about.
    """
    length = 0
    while length < most:
        word = word_at(raw, here + length)
        differs, starts = lowest(word ^ word_at(raw, other + length)), lowest(starts_in(word, lanes, high))
        if starts - np.uint64(1) < differs - np.uint64(1):  # 0, which is none, counts as the greatest
            return -1 - length
        if differs != np.uint64(0):
            return length + bytes_below(differs)
        length += 8
    return length
