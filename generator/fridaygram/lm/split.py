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

A held-out text of which more than half stands in training, in runs of LEAK_LENGTH characters or more, goes to training
with its group; and so on, until there is none. So what few texts have in common need not make them near-duplicates.
More training copies no less, so all of the above stays true, if "a new text joins its group" is read as "joins its
group, or has a passage of it".

A text moves too when its words or the name of its group change, or when what kept its group together is removed.

Two texts are near-duplicates where they share half of the shingles (runs of four words, case folded) of the one that
has fewer, and at least CONTAINED of them or half of those that they have together (containment and resemblance: A.
Broder 1997). All such pairs are found, none by chance: a text is compared with all that share one of its rarest
shingles, whichever half one takes them from (prefix filtering: S. Chaudhuri, V. Ganti and R. Kaushik 2006; R. Bayardo,
Y. Ma and R. Srikant 2007). Connected texts form a group.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from fridaygram.errors import UsageError
from fridaygram.lm import LEAK_LENGTH
from fridaygram.lm.index.alphabet import symbols_of_texts
from fridaygram.lm.index.kernels import kernel
from fridaygram.lm.memorisation import covered

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTAINED = 8
"""Shingles from which what two texts share is a passage: eleven words, about LEAK_LENGTH characters."""
OFTEN = 64
"""Texts with one shingle from which it is not counted, where comparing the few texts that are left is quicker."""


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
    plain, names = list(map(_plain, texts)), list(groups or [""] * len(texts))
    together = _grouped(plain, names)
    chosen = [_hash(seed, name or text) < share * 2.0**64 for text, name in zip(plain, names, strict=True)]
    held_out = {number for group in together if all(chosen[one] for one in group) for number in group}
    if len(held_out) == len(texts):
        held_out = set()
    held_out = _without_copies(texts, held_out, together)
    return Split(
        train=tuple(number for number in range(len(texts)) if number not in held_out),
        held_out=tuple(sorted(held_out)),
        share=share,
        seed=seed,
        groups=len(together),
    )


def _without_copies(texts: Sequence[str], held_out: set[int], together: list[tuple[int, ...]]) -> set[int]:
    """Return the held-out texts without those that training has more than half of, and without their groups."""
    group_of = {number: group for group in together for number in group}
    inside = {number: np.zeros(len(texts[number]), dtype=np.bool_) for number in sorted(held_out)}
    added = set(range(len(texts))) - held_out
    while inside and added:
        alphabet, codes, _, _ = symbols_of_texts([texts[number] for number in sorted(added)])
        found = covered(alphabet, codes, [texts[number] for number in inside], LEAK_LENGTH)
        for number, own in zip(inside, found, strict=True):
            inside[number] |= own
        copies = [number for number, own in inside.items() if own.sum() > len(own) / 2]
        added = {number for copy in copies for number in group_of[copy]}
        inside = {number: own for number, own in inside.items() if number not in added}
    return set(inside)


def near_duplicates(texts: Sequence[str], names: Sequence[str] = ()) -> list[tuple[int, ...]]:
    """Return groups of texts: those connected by near-duplication or an equal name together, the others alone; sorted.

    ``names``: of each text, "" for none.
    """
    return _grouped(list(map(_plain, texts)), names)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _hash(seed: int, name: str) -> int:
    data = f"{seed}\n{name}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(data).digest()[:8], "big")


def _grouped(plain: list[str], names: Sequence[str]) -> list[tuple[int, ...]]:
    if not plain:
        return []
    named: dict[str, int] = {}
    leader = np.arange(len(plain))
    for number, name in enumerate(names):
        if name:
            leader[number] = named.setdefault(name, number)
    sizes, lists = _shared_shingles(plain)
    connect.on(len(lists[-1]))(sizes, lists, CONTAINED, OFTEN, leader)
    groups: dict[int, list[int]] = {}
    for number, first in enumerate(leader.tolist()):
        groups.setdefault(first, []).append(number)
    return [tuple(group) for _, group in sorted(groups.items())]


def _shared_shingles(plain: list[str]) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], ...]]:
    """Return how many distinct shingles each text has, and those that other texts have too, by text and by shingle.

    A shingle is a number: the fewer texts have it, the lower. Four arrays: where the shingles of each text begin, these
    shingles, where the texts of each shingle begin, and these texts; ascending.
    """
    hashes, counts = _hashes(plain)
    bits, half = np.uint64(len(plain).bit_length()), np.uint64(32)
    keys = hashes >> bits << bits | np.repeat(np.arange(len(plain), dtype=np.uint64), counts)
    keys.sort()
    keys = keys[np.append(True, keys[1:] != keys[:-1])]
    owners, hashes = keys & ((np.uint64(1) << bits) - np.uint64(1)), keys >> bits
    shingles = np.cumsum(np.append(False, hashes[1:] != hashes[:-1]))
    sizes, often = np.bincount(owners.astype(np.int64), minlength=len(plain)), np.bincount(shingles)
    by_rarity = np.flatnonzero(often > 1)
    by_rarity = by_rarity[np.argsort(often[by_rarity], kind="stable")]
    rank = np.zeros(len(often), dtype=np.uint64)
    rank[by_rarity] = np.arange(len(by_rarity))
    shared = often[shingles] > 1
    shingles, owners = rank[shingles[shared]], owners[shared]
    by_text, by_shingle = np.sort(owners << half | shingles), np.sort(shingles << half | owners)
    begins = np.searchsorted(by_text >> half, np.arange(len(plain) + 1, dtype=np.uint64))
    begins_of_texts = np.append(0, np.cumsum(often[by_rarity]))
    low = (np.uint64(1) << half) - np.uint64(1)
    return sizes, (begins, (by_text & low).astype(np.int64), begins_of_texts, (by_shingle & low).astype(np.int64))


def _hashes(plain: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hashes of all shingles, one text after the other, and how many each text has.

    A text of fewer words than a shingle has one, of all its words.
    """
    data = np.frombuffer("\n".join([*plain, ""]).encode("utf-8", "surrogatepass"), dtype=np.uint8)
    hashes = np.empty(np.count_nonzero((data == ord(" ")) | (data == ord("\n"))), dtype=np.uint64)
    counts = np.zeros(len(plain), dtype=np.int64)
    numbers = np.array([0xCBF29CE484222325, 0x9E3779B97F4A7C15, 29], dtype=np.uint64)  # start, factor and shift
    return hashes[: hash_shingles.on(len(data))(data, numbers, hashes, counts)], counts


@kernel()
def hash_shingles(data: Any, numbers: Any, out: Any, counts: Any) -> int:
    """Fill the hashes of the shingles of texts and how many each text has; return how many there are in all.

    ``data``: a space between words, a line feed after each text.
    """
    start, factor, shift = numbers
    one = two = three = word = start
    text = words = count = 0
    for byte in data:
        last = byte == 10
        if byte != 32 and not last:
            word = (word ^ byte) * factor
            continue
        words += 1
        if words >= 4 or last:
            mixed = start
            for part in (one, two, three, word):
                mixed = (mixed ^ part) * factor
                mixed ^= mixed >> shift
            out[count] = mixed
            count += 1
            counts[text] += 1
        one, two, three, word = two, three, word, start
        if last:
            one = two = three = start
            text += 1
            words = 0
    return count


def _first(leader: Any, number: int) -> int:
    """Return the first text of a group."""
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number


def _in_both(shingles: Any, one: int, one_end: int, other: int, other_end: int) -> int:
    """Return how many shingles two texts share."""
    shared = 0
    while one < one_end and other < other_end:
        shared += shingles[one] == shingles[other]
        behind = shingles[one] <= shingles[other]
        if shingles[one] >= shingles[other]:
            other += 1
        if behind:
            one += 1
    return shared


@kernel(helpers=(_first, _in_both))
def connect(sizes: Any, lists: Any, contained: int, often: int, leader: Any) -> None:
    """Connect near-duplicates: at the end ``leader`` holds the first text of each text's group.

    Each text meets those that have as many shingles or more. What it shares with them is counted, its rarest shingles
    first, until no other text can come and the next ones are in more than ``often`` texts.
    """
    begins, shingles, begins_of_texts, texts = lists
    shared, met = np.zeros(len(sizes), dtype=np.int32), np.zeros(len(sizes), dtype=np.int64)
    for text in range(len(sizes)):
        begin, end, size = begins[text], begins[text + 1], sizes[text]
        wanted, left, count = (size + 1) // 2, end - begin, 0
        for place in range(begin, end):
            low, high = begins_of_texts[shingles[place]], begins_of_texts[shingles[place] + 1]
            if left < wanted and high - low > often:
                break
            left -= 1
            for other in texts[low:high]:
                if shared[other] == 0:
                    met[count] = other
                    count += 1
                shared[other] += 1
        for other in met[:count]:
            both, most = shared[other], sizes[other]
            shared[other] = 0
            if other == text or most < size or both + left < wanted:
                continue
            one, two = _first(leader, text), _first(leader, other)
            if one == two:
                continue
            if left:
                both = _in_both(shingles, begin, end, begins[other], begins[other + 1])
            if both >= wanted and both >= min(contained, (size + most - both + 1) // 2):
                leader[max(one, two)] = min(one, two)
    for text in range(len(sizes)):
        leader[text] = _first(leader, text)
