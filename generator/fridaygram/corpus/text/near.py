"""Near-duplicates: MinHash over 3-grams of words, banded (LSH), confirmed on the texts themselves.

A. Broder, "On the resemblance and containment of documents" (1997); the bands as in Leskovec, Rajaraman and
Ullman, "Mining of Massive Datasets", section 3.4.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
BANDS, ROWS = 25, 5
PERMUTATIONS = BANDS * ROWS
"""25 bands of 5 rows offer a pair of similarity s with probability 1 - (1 - s^5)^25: 0.99 at 0.7, 0.9999 at 0.8."""
WIDTH = 4 * ROWS
AT_ONCE = 1 << 12
"""Shingles that are permuted at a time: 2 MB."""
ALL_BANDS = np.arange(BANDS)
THRESHOLD = 0.7
GRAM = 3


def shingles(text: str) -> frozenset[str]:
    """Return the 3-grams of words of a text, without case and punctuation."""
    words = re.findall(r"\w+", text.casefold())
    if len(words) < GRAM:
        return frozenset([" ".join(words)]) if words else frozenset()
    return frozenset(" ".join(words[place : place + GRAM]) for place in range(len(words) - GRAM + 1))


def jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the share of shingles that two texts have in common, 0 to 1."""
    union = len(left | right)
    return len(left & right) / union if union else 0.0


def signature(text: str) -> bytes:
    """Return a text's MinHash signature: 125 unsigned 32-bit numbers, little-endian.

    Each is the least that its permutation, x -> a x + b modulo 2^32 with an odd a, makes of the hash of a shingle.
    """
    hashes = _spread(np.fromiter((zlib.crc32(gram.encode()) for gram in shingles(text)), np.uint32))
    factors, terms = _permutations()
    least = np.full(PERMUTATIONS, (1 << 32) - 1, np.uint32)
    for begin in range(0, len(hashes), AT_ONCE):
        permuted = hashes[begin : begin + AT_ONCE, np.newaxis] * factors + terms
        np.minimum(least, permuted.min(axis=0), out=least)
    return least.astype("<u4").tobytes()


def _spread(hashes: Hashes) -> Hashes:
    """Mix the bits of hashes, as the last step of MurmurHash3 does (A. Appleby): a x + b alone keeps near ones near."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        hashes = (hashes ^ hashes >> np.uint32(shift)) * np.uint32(factor)
    return hashes


@cache
def _permutations() -> tuple[Hashes, Hashes]:
    """Return a and b of each permutation. NumPy promises that this generator's numbers never change (its NEP 19)."""
    draw = np.random.RandomState(1).randint
    factors = draw(0, 1 << 31, PERMUTATIONS, np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, draw(0, 1 << 32, PERMUTATIONS, np.uint32)


class Twins:
    """Finds, among texts added one after another, the first that a new one nearly repeats.

    ``keys`` name the texts in their order, ``marks`` are their signatures (b"" where a text will not be added), and
    ``text_of`` fetches the text of a key. Only texts that share a band with another take memory, 104 bytes each: for
    every band the first text that has the same, -1 in that text itself until a text of this group is kept, then that
    one. To find them, the bands of all texts lie in files in ``folder``; one band is in memory, some 20 bytes a text.
    """

    def __init__(self, keys: Sequence[int], marks: Iterable[bytes], text_of: Callable[[int], str], folder: Path):
        self._keys, self._text_of = keys, text_of
        shares = np.zeros(len(keys), bool)
        has_mark = np.zeros(len(keys), bool)
        with ExitStack() as stack:
            files = [stack.enter_context(TemporaryFile(dir=folder)) for _ in range(BANDS)]
            for place, mark in enumerate(marks):
                has_mark[place] = bool(mark)
                for start, file in zip(range(0, BANDS * WIDTH, WIDTH), files, strict=True):
                    file.write(zlib.crc32(mark[start : start + WIDTH]).to_bytes(4, sys.byteorder))
            for file in files:
                order, again = _repeated(_band(file))
                shares[order[again]] = shares[order[again - 1]] = True
            shares &= has_mark
            self._sharing = np.flatnonzero(shares).astype(np.int32)
            self._firsts = np.full((BANDS, len(self._sharing)), -1, np.int32)
            for file, firsts in zip(files, self._firsts, strict=True):
                order, again = _repeated(_band(file)[shares])
                begins = np.diff(again, prepend=-1) != 1
                firsts[order[again]] = order[(again[begins] - 1)[np.cumsum(begins) - 1]]

    def add(self, place: int, text: str) -> tuple[int, float] | None:
        """Add the text at a place, the last of all so far.

        Return (key, Jaccard similarity) of an earlier one at 0.7 or more, else None. A text that repeats another is
        not kept: what it repeats stands for it.
        """
        own_column = int(np.searchsorted(self._sharing, place))
        if own_column == len(self._sharing) or self._sharing[own_column] != place:
            return None
        firsts = self._firsts[:, own_column]
        firsts = np.where(firsts < 0, own_column, firsts)
        kept = self._firsts[ALL_BANDS, firsts]
        offered = {self._keys[other] for other in self._sharing[kept[kept >= 0]]}
        own = shingles(text) if offered else frozenset()
        alike = ((jaccard(own, shingles(self._text_of(other))), -other) for other in offered)
        best, other = max(alike, default=(0.0, 0))
        if best >= THRESHOLD:
            return -other, best
        free = kept < 0
        self._firsts[ALL_BANDS[free], firsts[free]] = own_column
        return None


def _band(file: IO[bytes]) -> Hashes:
    file.seek(0)
    return np.frombuffer(file.read(), np.uint32)


def _repeated(hashes: Hashes) -> tuple[Places, Places]:
    """Return the order of hashes, and the places in it of those that are equal to the one before."""
    order = np.argsort(hashes, kind="stable")
    known = hashes[order]
    return order, np.flatnonzero(known[1:] == known[:-1]) + 1
