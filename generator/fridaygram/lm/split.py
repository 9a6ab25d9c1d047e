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
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from fridaygram.errors import UsageError
from fridaygram.lm import LEAK_LENGTH
from fridaygram.lm.index.alphabet import symbols_in_pieces
from fridaygram.lm.index.kernels import AT_ONCE, kernel
from fridaygram.lm.memorisation import Slots, copy_finder, extent_of, mixed, piece_hashes

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTAINED = 8
"""Shingles from which what two texts share is a passage: eleven words, about LEAK_LENGTH characters."""
OFTEN = 64
"""Texts with one shingle from which it is not counted, where comparing the few texts that are left is quicker."""


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of the texts on each side, in order.

    ``copied`` has, for each held-out text, its characters that stand in training in runs of LEAK_LENGTH or more;
    ``in_a_row`` is the most of one text in a row.
    """

    train: tuple[int, ...]
    held_out: tuple[int, ...]
    share: float
    seed: int
    copied: tuple[int, ...] = ()
    in_a_row: int = 0


def split_texts(texts: Sequence[str], share: float, seed: int, *, groups: Sequence[str] | None = None) -> Split:
    """Hold out about ``share`` of the texts, by the rule above.

    ``groups`` names the group of each text, such as its song; "" names none. Where all texts would be held out, none
    is. Raises UsageError where ``share`` is not in [0, 1).
    """
    if not 0 <= share < 1:
        raise UsageError(f"a held-out share of {share} is not in [0, 1)", hint="0.2 is usual")
    names, most = groups or [""] * len(texts), share * 2.0**64
    chosen = np.array([_hash(seed, name or _plain(text)) < most for text, name in zip(texts, names, strict=True)])
    if not chosen.any() or chosen.all():
        return Split(train=tuple(range(len(texts))), held_out=(), share=share, seed=seed)
    with ThreadPoolExecutor(1) as pool:  # both release the interpreter's lock most of the time
        copying = pool.submit(_Copies, texts, chosen)
        leader = _leaders(texts, names, chosen)
    held_out, copied, in_a_row = copying.result().settled(leader)
    return Split(
        train=tuple(np.flatnonzero(~held_out).tolist()),
        held_out=tuple(np.flatnonzero(held_out).tolist()),
        share=share,
        seed=seed,
        copied=tuple(copied),
        in_a_row=in_a_row,
    )


class _Copies:
    """Which symbols of the chosen texts stand in the others, or in texts that were added to these.

    ``chosen`` (texts): which they are, at least one and not all.
    """

    def __init__(self, texts: Sequence[str], chosen: NDArray[np.bool_]):
        self.texts, self.alphabet = texts, symbols_in_pieces(texts, AT_ONCE)[0]
        self.chosen, self.numbers = chosen, np.flatnonzero(chosen)
        self.begins = np.cumsum([0, *(len(texts[number]) + 1 for number in self.numbers.tolist())])
        self.find = copy_finder(np.concatenate(list(self._codes(self.numbers))), LEAK_LENGTH)
        self.inside = self.find(self._codes(np.flatnonzero(~chosen)))

    def settled(self, leader: NDArray[np.int64]) -> tuple[NDArray[np.bool_], list[int], int]:
        """Return which texts are held out, in order how much of each stands in training, and the most in a row.

        Texts of one ``leader`` are a group. One that copies more than half of itself goes to training with its group.
        """
        held_out = ~np.isin(leader, leader[~self.chosen])
        added = np.flatnonzero(self.chosen & ~held_out)
        while True:
            if len(added):
                self.inside |= self.find(self._codes(added))
            copies = self.numbers[2 * np.array(extent_of(self.inside, self.begins)[0]) >= np.diff(self.begins)]
            added = np.flatnonzero(held_out & np.isin(leader, leader[copies]))
            if not len(added):
                break
            held_out &= ~np.isin(leader, leader[added])
        stays = held_out[self.numbers]
        copied, in_a_row = extent_of(self.inside & np.repeat(stays, np.diff(self.begins)), self.begins)
        return held_out, np.array(copied)[stays].tolist(), in_a_row

    def _codes(self, numbers: NDArray[np.int64]) -> Iterator[NDArray[Any]]:
        """Yield the symbols of texts, some texts at a time."""
        return (self.alphabet.encode_texts(some)[0] for _, some in _parts(self.texts, numbers))


def near_duplicates(texts: Sequence[str], names: Sequence[str] = ()) -> list[tuple[int, ...]]:
    """Return groups of texts: those connected by near-duplication or an equal name together, the others alone; sorted.

    ``names``: of each text, "" for none.
    """
    groups: dict[int, list[int]] = {}
    for number, first in enumerate(_leaders(texts, names, np.ones(len(texts), dtype=np.bool_)).tolist()):
        groups.setdefault(first, []).append(number)
    return [tuple(group) for _, group in sorted(groups.items())]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _hash(seed: int, name: str) -> int:
    data = f"{seed}\n{name}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(data).digest()[:8], "big")


def _parts(texts: Sequence[str], numbers: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], list[str]]]:
    """Yield numbers and their texts in parts, each of about AT_ONCE characters."""
    lengths = np.fromiter((len(texts[number]) + 1 for number in numbers.tolist()), dtype=np.int64, count=len(numbers))
    for part in np.split(numbers, np.flatnonzero(np.diff(np.cumsum(lengths) // AT_ONCE)) + 1):
        if len(part):
            yield part, [texts[number] for number in part.tolist()]


def _leaders(texts: Sequence[str], names: Sequence[str], chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the first text of each text's group. Groups without a text that is ``chosen`` (texts) may be in parts."""
    named: dict[str, int] = {}
    leader = np.arange(len(texts))
    if not texts:
        return leader
    for number, name in enumerate(names):
        if name:
            leader[number] = named.setdefault(name, number)
    sizes, lists = _shared_shingles(texts, chosen)
    connect.on(len(lists[-1]))(sizes, lists, chosen, CONTAINED, OFTEN, leader)
    while (leader[leader] != leader).any():
        leader = leader[leader]
    return leader


def _shared_shingles(
    texts: Sequence[str], chosen: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], ...]]:
    """Return how many distinct shingles each text has, and those that other texts have too, by text and by shingle.

    A shingle is a number: the fewer texts have it, the lower. Five arrays: where the shingles of each text begin, these
    shingles, where the texts of each shingle begin, where the chosen ones and where all of them end, and these texts;
    ascending, but chosen ones first. Shingles that no chosen text has may be left out.
    """
    bits, half = np.uint64(len(texts).bit_length()), np.uint64(32)
    sizes, keys = _keys(texts, chosen, bits)
    hashes = keys >> bits
    again = hashes[1:] == hashes[:-1]
    shared = np.append(False, again) | np.append(again, False)
    owners, hashes = keys[shared] & _low(bits), hashes[shared]
    shingles = np.cumsum(np.append(False, hashes[1:] != hashes[:-1]))[: len(hashes)]
    often = np.bincount(shingles)
    by_rarity = np.argsort(often, kind="stable")
    rank = np.empty(len(often), dtype=np.uint64)
    rank[by_rarity] = np.arange(len(by_rarity))
    shingles = rank[shingles]
    last = np.uint64(1 << 31) * ~chosen[owners.view(np.int64)]
    by_text, by_shingle = np.sort(owners << half | shingles), np.sort(shingles << half | last | owners)
    begins = np.searchsorted(by_text >> half, np.arange(len(texts) + 1, dtype=np.uint64))
    ends_of_texts = np.cumsum(often[by_rarity])
    begins_of_texts = np.append(0, ends_of_texts[:-1])
    of_chosen = np.bincount(shingles[last == 0].view(np.int64), minlength=len(often))
    shingles, having = (by_text & _low(half)).view(np.int64), (by_shingle & _low(np.uint64(31))).view(np.int64)
    return sizes, (begins, shingles, begins_of_texts, begins_of_texts + of_chosen, ends_of_texts, having)


def _low(bits: np.uint64) -> np.uint64:
    return (np.uint64(1) << bits) - np.uint64(1)


def _keys(
    texts: Sequence[str], chosen: NDArray[np.bool_], bits: np.uint64
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Return how many distinct shingles each text has, and these, ascending: a hash, and the number of the text in the
    last ``bits``. Most of those that no chosen text has are left out.
    """
    sizes = np.zeros(len(texts), dtype=np.int64)

    def keys_of(numbers: NDArray[np.int64]) -> Iterator[NDArray[np.uint64]]:
        for part, some in _parts(texts, numbers):
            hashes, counts = _shingles(list(map(_plain, some)))
            keys = hashes >> bits << bits | np.repeat(part.astype(np.uint64), counts)
            keys.sort()
            keys = keys[np.append(True, keys[1:] != keys[:-1])]
            np.add.at(sizes, (keys & _low(bits)).view(np.int64), 1)
            yield keys

    own = list(keys_of(np.flatnonzero(chosen)))
    few = Slots(sum(map(len, own)), own, top=True)
    keys = np.concatenate([*own, *(keys[few.have(keys)] for keys in keys_of(np.flatnonzero(~chosen)))])
    keys.sort()
    return sizes, keys


def _shingles(plain: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hashes of all shingles, one text after the other, and how many each text has.

    A text of fewer words than a shingle has one, of all its words.
    """
    data = np.frombuffer("\n".join([*plain, ""]).encode("utf-8", "surrogatepass"), dtype=np.uint8)
    ends = np.flatnonzero((data == ord(" ")) | (data == ord("\n")))
    words = np.append(piece_hashes(data, np.append(0, ends[:-1] + 1), ends), np.zeros(3, dtype=np.uint64))
    lasts = np.flatnonzero(data[ends] == ord("\n"))  # of each text, the number of its last word
    count = np.diff(np.append(-1, lasts))
    left = np.repeat(lasts, count) - np.arange(len(ends))  # words of its text after each word
    whole = (left >= 3) | (np.repeat(count, count) == left + 1)
    hashes = words[:-3]
    for after in range(1, 4):
        hashes = mixed(hashes) + np.where(left >= after, words[after : after - 3 or None], np.uint64(0))
    return mixed(hashes)[whole], np.maximum(count - 3, 1)


@kernel()
def connect(sizes: Any, lists: Any, chosen: Any, contained: int, often: int, leader: Any) -> None:
    """Connect near-duplicates: ``leader`` leads from each text to an earlier one of its group, or is the text itself.

    Each text meets those that have as many shingles or more; one that is not chosen meets chosen ones only. What it
    shares with them is counted, its rarest shingles first, until no other text can come and the next ones are in more
    than ``often`` texts.
    """
    begins, shingles, begins_of_texts, ends_of_chosen, ends_of_texts, texts = lists
    shared, met = np.zeros(len(sizes), dtype=np.int64), np.zeros(len(sizes), dtype=np.int64)
    for text in range(len(sizes)):
        begin, end, size = begins[text], begins[text + 1], sizes[text]
        wanted, left, count = (size + 1) // 2, end - begin, 0
        ends = ends_of_texts if chosen[text] else ends_of_chosen
        for place in range(begin, end):
            low, high = begins_of_texts[shingles[place]], ends[shingles[place]]
            if left < wanted and high - low > often:
                break
            left -= 1
            for at in range(low, high):
                if shared[texts[at]] == 0:
                    met[count] = texts[at]
                    count += 1
                shared[texts[at]] += 1
        for at in range(count):
            other = met[at]
            both, most = shared[other], sizes[other]
            shared[other] = 0
            if most < size or both + left < wanted or leader[text] == leader[other]:
                continue
            if left:  # count what both have by going through both lists
                both, here, there = 0, begin, begins[other]
                while here < end and there < begins[other + 1]:
                    difference = shingles[here] - shingles[there]
                    both += difference == 0
                    here += difference <= 0
                    there += difference >= 0
            if both >= wanted and both >= min(contained, (size + most - both + 1) // 2):
                one, two = text, other
                while leader[one] != one:
                    one = leader[one]
                while leader[two] != two:
                    two = leader[two]
                first = min(one, two)
                leader[one], leader[two], leader[text], leader[other] = first, first, first, first
