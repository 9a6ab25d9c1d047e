"""Eight bytes of the text at a time: code for kernels (see ``kernels.py``). Places and lengths here are in bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def words_of(symbols: NDArray[Any]) -> NDArray[np.uint64]:
    """Return the eight bytes from each byte of ``symbols`` on as a number, little end first: a view, a byte a step."""
    raw = symbols.view(np.uint8)
    return np.ndarray((len(raw) - 7,), dtype="<u8", buffer=raw, strides=(1,))


def lowest(word: Any) -> Any:
    """Return the lowest bit of a number, 0 of 0."""
    return word & (~word + np.uint64(1))


def bytes_below(bit: Any) -> Any:
    """Return how many bytes are below that of a number's one bit; 8 where the number is 0."""
    ones = np.uint64(0x0101010101010101)
    return np.int64(((((bit - np.uint64(1)) >> np.uint64(7)) & ones) * ones) >> np.uint64(56))


def leading(word: Any, shift: Any) -> Any:
    """Return a word with its first symbol, of 2^shift bytes, as the highest, so that words sort like their symbols."""
    quads, pairs, bytes_ = np.uint64(0x0000FFFF0000FFFF), np.uint64(0x00FF00FF00FF00FF), np.uint64(8)
    word = (word << np.uint64(32)) | (word >> np.uint64(32))
    if shift < 2:
        word = ((word & quads) << np.uint64(16)) | ((word >> np.uint64(16)) & quads)
    if shift < 1:
        word = ((word & pairs) << bytes_) | ((word >> bytes_) & pairs)
    return word


def starts_in(word: Any, lanes: Any, high: Any) -> Any:
    """Mark the symbols of a word that are boundaries, the first one surely (A. Mycroft 1987).

    ``lanes`` is the number whose symbols are all 1, ``high`` has the highest bit of each symbol.
    """
    return (word - lanes) & ~word & high


def same_bytes(words: Any, here: Any, other: Any, most: Any) -> Any:
    """Return how many bytes two places have in common; some number from ``most`` on where those are so many."""
    length = 0
    while length < most:
        differs = words[np.uint64(here + length)] ^ words[np.uint64(other + length)]
        if differs != np.uint64(0):
            return length + bytes_below(lowest(differs))
        length += 8
    return length


def same_history(words: Any, here: Any, other: Any, most: Any, lanes: Any, high: Any) -> Any:
    """Return how many bytes two places have in common, or some number from ``most`` on.

    Where they agree up to and with a start, the length is negative: -1 less what came before it, about.
    """
    length = 0
    while length < most:
        word = words[np.uint64(here + length)]
        differs, starts = lowest(word ^ words[np.uint64(other + length)]), lowest(starts_in(word, lanes, high))
        if starts - np.uint64(1) < differs - np.uint64(1):  # 0, which is none, counts as the greatest
            return -1 - length
        if differs != np.uint64(0):
            return length + bytes_below(differs)
        length += 8
    return length
