"""Splitting a corpus into training and held-out texts so that near-duplicates never straddle the split.

Two texts are near-duplicates where the Jaccard similarity of their shingles (runs of four words, case folded) is at
least one half (A. Broder 1997). All such pairs are found, none by chance: two sets so alike share one of their rarest
shingles, whichever half one takes them from (prefix filtering: S. Chaudhuri, V. Ganti and R. Kaushik 2006; R. Bayardo,
Y. Ma and R. Srikant 2007). Each candidate is checked exactly, and connected texts form a group that goes to one side as
a whole.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
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
    import numpy as np

    if not texts:
        return []
    keys, begins = _shingles(texts)
    shingles = np.split(keys, begins[1:])
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


def _shingles(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Return the distinct shingles of each text, one text after the other, and where each text's begin.

    A shingle is a number: the rarer it is in all texts, the lower. Within a text they ascend. A text of fewer words
    than a shingle has one, of all its words.
    """
    import numpy as np

    words, lengths = _words(texts)
    ends = np.cumsum(lengths)
    owner = np.repeat(np.arange(len(texts), dtype=np.uint32), lengths)
    left = np.repeat(ends, lengths) - np.arange(len(words))
    mixed = np.zeros(len(words), dtype=np.uint64)
    for offset in range(SHINGLE_WORDS):
        here = np.flatnonzero(left > offset)
        part = (mixed[here] ^ words[here + offset]) * np.uint64(0x9E3779B97F4A7C15)
        mixed[here] = part ^ (part >> np.uint64(29))
    begins_one = left >= SHINGLE_WORDS
    begins_one[ends - lengths] = True
    _, shingle, frequency = np.unique(mixed[begins_one], return_inverse=True, return_counts=True)
    rank = np.empty(len(frequency), dtype=np.uint64)
    rank[np.argsort(frequency, kind="stable")] = np.arange(len(frequency), dtype=np.uint64)
    keys = (owner[begins_one].astype(np.uint64) << np.uint64(32)) | rank[shingle]
    keys.sort()
    keys = keys[np.append(True, keys[1:] != keys[:-1])]
    first_of = np.arange(len(texts), dtype=np.uint64) << np.uint64(32)
    return keys.astype(np.uint32), np.searchsorted(keys, first_of)


def _words(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the words of all texts, case folded, as numbers, and how many each text has; an empty one has one."""
    import numpy as np

    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    words, lengths = array("Q"), []
    for text in texts:
        own = text.casefold().split() or [""]
        words.extend(map(numbers.__getitem__, own))
        lengths.append(len(own))
    return np.frombuffer(words, dtype=np.uint64), np.array(lengths, dtype=np.int64)


def _candidates(shingles: Sequence[NDArray[np.uint32]]) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts that share one of their rarest shingles, equal sets of shingles only once."""
    import numpy as np

    same: dict[bytes, int] = {}
    rarest: dict[int, NDArray[np.uint32]] = {}
    for number, of_text in enumerate(shingles):
        first = same.setdefault(of_text.tobytes(), number)
        if first != number:
            yield first, number
        else:
            rarest[number] = of_text[: len(of_text) - math.ceil(NEAR * len(of_text)) + 1]
    shared = np.bincount(np.concatenate(list(rarest.values()))) > 1
    buckets: dict[int, list[int]] = {}
    for number, of_text in rarest.items():
        met: set[int] = set()
        for key in of_text[shared[of_text]].tolist():
            bucket = buckets.setdefault(key, [])
            met.update(bucket)
            bucket.append(number)
        for earlier in sorted(met):
            yield earlier, number


def _similarity(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    """Return the Jaccard similarity; 0 where the sizes alone say that it is below NEAR."""
    import numpy as np

    if min(len(one), len(other)) < NEAR * max(len(one), len(other)):
        return 0.0
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)
