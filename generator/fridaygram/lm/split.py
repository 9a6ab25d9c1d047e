"""Splitting a corpus into training and held-out texts, so that the split lasts while the corpus grows.

A text is held out by its own hash: the first 64 bits of the SHA-256 of ``"{seed}\\n{words}"`` in UTF-8, read big end
first, are below ``share * 2^64``. ``words`` are its words, case folded, one space between them; so line breaks don't
matter. A text whose group has a name (its song) takes the hash of that name in place of its own. No other text counts:

    printf '1\\nthe words of the text' | sha256sum | cut -c 1-16

Texts that belong together go to one side as a whole: those of one name, and near-duplicates. They are held out only
where every hash among them is below the threshold, so the greatest hash decides. As the corpus grows:

- A text in training stays in training.
- A text that is held out stays held out, unless a new text joins its group, or joins its group to another one. Then the
  whole group may move to training. That is rare for large groups: one of n texts is held out with a chance of
  ``share ^ n``, so it is nearly always in training already.
- So no earlier training has seen a text that is held out today.
- A smaller share holds out some of the same texts, and no others.

A text moves too when its words or the name of its group change, or when what kept its group together is removed.

Two texts are near-duplicates where the Jaccard similarity of their shingles (runs of four words, case folded) is at
least one half (A. Broder 1997). All such pairs are found, none by chance: two sets so alike share one of their rarest
shingles, whichever half one takes them from (prefix filtering: S. Chaudhuri, V. Ganti and R. Kaushik 2006; R. Bayardo,
Y. Ma and R. Srikant 2007). Each candidate is checked exactly, and connected texts form a group.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING

import msgspec

from fridaygram.errors import UsageError

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


def split_texts(texts: Sequence[str], share: float, seed: int, *, groups: Sequence[str] | None = None) -> Split:
    """Hold out about ``share`` of the texts, by the rule above.

    ``groups`` names the group of each text, such as its song; "" names none. Where all texts would be held out, none
    is. Raises UsageError where ``share`` is not in [0, 1).
    """
    if not 0 <= share < 1:
        raise UsageError(f"a held-out share of {share} is not in [0, 1)", hint="0.2 is usual")
    names = list(groups or [""] * len(texts))
    together = near_duplicates(texts, names)
    chosen = [
        _hash(seed, name or " ".join(text.casefold().split())) < share * 2.0**64
        for text, name in zip(texts, names, strict=True)
    ]
    held_out = {number for group in together if all(chosen[one] for one in group) for number in group}
    if len(held_out) == len(texts):
        held_out = set()
    return Split(
        train=tuple(number for number in range(len(texts)) if number not in held_out),
        held_out=tuple(sorted(held_out)),
        share=share,
        seed=seed,
        groups=len(together),
    )


def _hash(seed: int, name: str) -> int:
    data = f"{seed}\n{name}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(data).digest()[:8], "big")


def near_duplicates(texts: Sequence[str], names: Sequence[str] = ()) -> list[tuple[int, ...]]:
    """Return groups of texts: those connected by near-duplication or an equal name together, the others alone; sorted.

    ``names``: of each text, "" for none.
    """
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

    named: dict[str, int] = {}
    for number, name in enumerate(names):
        if name:
            leader[number] = named.setdefault(name, number)
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

    numbers: defaultdict[str, int] = defaultdict(count(1).__next__)  # 0 would hash to 0, however often
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
