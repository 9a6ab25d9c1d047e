"""Near-duplicates: MinHash over 3-grams of words, banded (LSH), confirmed on the texts themselves.

A. Broder, "On the resemblance and containment of documents" (1997); the bands as in Leskovec, Rajaraman and
Ullman, "Mining of Massive Datasets", section 3.4. Signatures are datasketch's.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

BANDS, ROWS = 25, 5
PERMUTATIONS = BANDS * ROWS
"""25 bands of 5 rows offer a pair of similarity s with probability 1 - (1 - s^5)^25: 0.99 at 0.7, 0.9999 at 0.8."""
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
    """Return a text's MinHash signature: 125 unsigned 32-bit numbers, little-endian."""
    sketch = _empty_sketch().copy()
    sketch.update_batch([gram.encode() for gram in shingles(text)])
    return bytes(sketch.hashvalues.astype("<u4").tobytes())


@cache
def _empty_sketch() -> Any:
    """Return the sketch of no text: drawing its permutations takes longer than sketching a review."""
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32)


class Twins:
    """Finds, among texts added one after another, the first that a new one nearly repeats.

    ``text_of`` fetches the text of an earlier key, so that only band hashes are held in memory
    (25 numbers a text).
    """

    def __init__(self, text_of: Callable[[int], str]):
        self._text_of = text_of
        self._bands: list[dict[int, int]] = [{} for _ in range(BANDS)]

    def add(self, key: int, text: str, mark: bytes) -> tuple[int, float] | None:
        """Add a text; return (key, Jaccard similarity) of an earlier one at 0.7 or more, else None.

        A text that repeats another is not added: what it repeats stands for it.
        """
        width = 4 * ROWS
        bands = [zlib.crc32(mark[place : place + width]) for place in range(0, len(mark), width)]
        offered = {table[band] for table, band in zip(self._bands, bands, strict=True) if band in table}
        own = shingles(text) if offered else frozenset()
        alike = ((jaccard(own, shingles(self._text_of(other))), -other) for other in offered)
        best, other = max(alike, default=(0.0, 0))
        if best >= THRESHOLD:
            return -other, best
        for table, band in zip(self._bands, bands, strict=True):
            table.setdefault(band, key)
        return None
