"""Splitting a corpus into training and held-out texts so that near-duplicates never straddle the split.

Two texts are near-duplicates where the Jaccard similarity of their shingles (runs of four words, case folded) is at
least one half (A. Broder 1997). All such pairs are found, none by chance: two sets so alike share one of their rarest
shingles, whichever half one takes them from (prefix filtering: S. Chaudhuri, V. Ganti and R. Kaushik 2006; R. Bayardo,
Y. Ma and R. Srikant 2007). Each candidate is checked exactly, and connected texts form a group that goes to one side as
a whole.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from fridaygram.errors import UsageError
from fridaygram.lm.rng import Random

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHINGLE_WORDS = 4
NEAR = 0.5


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of the texts on each side, in order, and how many groups of near-duplicates there were."""

    train: tuple[int, ...]
    held_out: tuple[int, ...]
    share: float
    seed: int
    groups: int


def split_texts(texts: Sequence[str], share: float, seed: int) -> Split:
    """Hold out about ``share`` of the texts, chosen by ``seed``; groups of near-duplicates stay together.

    Raises UsageError where ``share`` is not in [0, 1).
    """
    if not 0 <= share < 1:
        raise UsageError(f"a held-out share of {share} is not in [0, 1)", hint="0.2 is usual")
    groups = near_duplicates(texts)
    wanted = math.floor(share * len(texts) + 0.5)
    held_out: set[int] = set()
    for place in Random(seed).shuffled(len(groups)):
        if len(held_out) + len(groups[place]) <= wanted:
            held_out.update(groups[place])
    return Split(
        train=tuple(number for number in range(len(texts)) if number not in held_out),
        held_out=tuple(sorted(held_out)),
        share=share,
        seed=seed,
        groups=len(groups),
    )


def near_duplicates(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Return groups of texts: those connected by near-duplication together, the others alone; sorted."""
    shingles = [_shingles(text) for text in texts]
    leader = list(range(len(texts)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for one, other in _candidates(shingles):
        first, second = sorted((find(one), find(other)))
        if first != second and _similarity(shingles[one], shingles[other]) >= NEAR:
            leader[second] = first
    groups: dict[int, list[int]] = {}
    for number in range(len(texts)):
        groups.setdefault(find(number), []).append(number)
    return [tuple(group) for _, group in sorted(groups.items())]


def _shingles(text: str) -> NDArray[np.uint64]:
    """Return the sorted distinct hashes of a text's runs of words; one for a text shorter than a run."""
    import numpy as np

    words = text.casefold().split()
    hashes = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words] or [0], dtype=np.uint64)
    count = max(1, len(hashes) - SHINGLE_WORDS + 1)
    mixed = np.zeros(count, dtype=np.uint64)
    for offset in range(min(SHINGLE_WORDS, len(hashes))):
        mixed = (mixed ^ hashes[offset : offset + count]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return np.unique(mixed)


def _candidates(shingles: Sequence[NDArray[np.uint64]]) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts that share one of their rarest shingles, equal sets of shingles only once."""
    import numpy as np

    every, frequency = np.unique(np.concatenate([np.zeros(0, np.uint64), *shingles]), return_counts=True)
    same: dict[bytes, int] = {}
    buckets: dict[int, list[int]] = {}
    for number, of_text in enumerate(shingles):
        first = same.setdefault(of_text.tobytes(), number)
        if first != number:
            yield first, number
            continue
        rarest = of_text[np.argsort(frequency[np.searchsorted(every, of_text)], kind="stable")]
        met: set[int] = set()
        for key in rarest[: len(rarest) - math.ceil(NEAR * len(rarest)) + 1].tolist():
            bucket = buckets.setdefault(key, [])
            met.update(bucket)
            bucket.append(number)
        for earlier in sorted(met):
            yield earlier, number


def _similarity(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    import numpy as np

    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)
