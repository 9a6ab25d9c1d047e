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

Some of the texts that may be held out are compared with some of the others at a time, about PART characters of each (a
block nested loop join). So memory grows by some numbers for each text, and one bit for each character that may be held
out.
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
PART = 1 << 25
"""Characters of either side that are compared at once."""
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
    lengths = _lengths(texts)
    with ThreadPoolExecutor(1) as pool:  # both release the interpreter's lock most of the time
        copying = pool.submit(_Copies, texts, lengths, chosen)
        leader = _leaders(texts, lengths, names, chosen)
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
    """How much of the chosen texts stands in the others, or in texts that were added to these.

    ``chosen`` (texts): which they are, at least one and not all.
    """

    def __init__(self, texts: Sequence[str], lengths: NDArray[np.int64], chosen: NDArray[np.bool_]):
        self.texts, self.lengths, self.chosen = texts, lengths, chosen
        self.alphabet = symbols_in_pieces(texts, AT_ONCE)[0]
        self.numbers = np.flatnonzero(chosen)
        self.parts = _cut(self.numbers, lengths, PART)
        self.inside = [np.packbits(np.zeros(lengths[part].sum(), dtype=np.bool_)) for part in self.parts]
        self.find(np.flatnonzero(~chosen))

    def find(self, numbers: NDArray[np.int64]) -> None:
        """Mark which symbols of the chosen texts stand in the texts of these numbers too."""
        others = _cut(numbers, self.lengths, PART)
        for part, inside in zip(self.parts, self.inside, strict=True) if others else ():
            inside_others = copy_finder(np.concatenate(list(self._codes(part))), LEAK_LENGTH)
            for some in others:
                np.bitwise_or(inside, np.packbits(inside_others(self._codes(some))), out=inside)

    def settled(self, leader: NDArray[np.int64]) -> tuple[NDArray[np.bool_], list[int], int]:
        """Return which texts are held out, in order how much of each stands in training, and the most in a row.

        Texts of one ``leader`` are a group. One that copies more than half of itself goes to training with its group.
        """
        held_out = ~np.isin(leader, leader[~self.chosen])
        added = np.flatnonzero(self.chosen & ~held_out)
        while True:
            self.find(added)
            copied, in_a_row = self._extent()
            copies = self.numbers[2 * copied >= self.lengths[self.numbers]]
            added = np.flatnonzero(held_out & np.isin(leader, leader[copies]))
            if not len(added):
                break
            held_out &= ~np.isin(leader, leader[added])
        stays = held_out[self.numbers]
        return held_out, copied[stays].tolist(), int(in_a_row[stays].max(initial=0))

    def _extent(self) -> NDArray[np.int64]:
        """Return how many characters of each chosen text are copied, and the most in a row: (2, chosen texts)."""
        found = []
        for part, inside in zip(self.parts, self.inside, strict=True):
            starts = np.append(0, np.cumsum(self.lengths[part]))
            found.append(extent_of(np.unpackbits(inside, count=starts[-1]).view(np.bool_), starts))
        return np.concatenate(found, axis=1)

    def _codes(self, numbers: NDArray[np.int64]) -> Iterator[NDArray[Any]]:
        """Yield the symbols of texts, some texts at a time."""
        for some in _cut(numbers, self.lengths, AT_ONCE):
            yield self.alphabet.encode_texts(_some(self.texts, some))[0]


def near_duplicates(texts: Sequence[str], names: Sequence[str] = ()) -> list[tuple[int, ...]]:
    """Return groups of texts: those connected by near-duplication or an equal name together, the others alone; sorted.

    ``names``: of each text, "" for none.
    """
    groups: dict[int, list[int]] = {}
    leaders = _leaders(texts, _lengths(texts), names, np.ones(len(texts), dtype=np.bool_))
    for number, first in enumerate(leaders.tolist()):
        groups.setdefault(first, []).append(number)
    return [tuple(group) for _, group in sorted(groups.items())]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _hash(seed: int, name: str) -> int:
    data = f"{seed}\n{name}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(data).digest()[:8], "big")


def _lengths(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return the length of each text with its boundary."""
    return np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1


def _cut(numbers: NDArray[np.int64], lengths: NDArray[np.int64], most: int) -> list[NDArray[np.int64]]:
    """Return the numbers in parts, whose texts have about ``most`` symbols each; no part where there is no number."""
    begins = np.cumsum(lengths[numbers]) // most
    return np.split(numbers, np.flatnonzero(np.diff(begins)) + 1) if len(numbers) else []


def _some(texts: Sequence[str], numbers: NDArray[np.int64]) -> list[str]:
    return [texts[number] for number in numbers.tolist()]


def _leaders(
    texts: Sequence[str], lengths: NDArray[np.int64], names: Sequence[str], chosen: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the first text of each text's group. Groups without a text that is ``chosen`` (texts) may be in parts."""
    named: dict[str, int] = {}
    leader = np.arange(len(texts))
    for number, name in enumerate(names):
        if name:
            leader[number] = named.setdefault(name, number)
    sizes = np.zeros(len(texts), dtype=np.int64)
    for own in _cut(np.flatnonzero(chosen), lengths, PART):
        keys = np.concatenate(list(_keys(texts, own, lengths, sizes)))
        few = Slots(len(keys), np.array_split(keys, len(keys) // AT_ONCE + 1), top=True)
        is_own = np.isin(np.arange(len(texts)), own)
        left = np.flatnonzero(~chosen | (np.arange(len(texts)) > own[-1]))
        for others in _cut(left, lengths, PART) or [left]:
            found = [some[few.have(some)] for some in _keys(texts, others, lengths, sizes)]
            lists = _shared_shingles(np.concatenate([keys, *found]), is_own)
            connect.on(len(lists[-1]))(sizes, lists, is_own, CONTAINED, OFTEN, leader)
    while (leader[leader] != leader).any():
        leader = leader[leader]
    return leader


def _bits(texts: Sequence[str]) -> int:
    """Return how many bits the number of a text takes."""
    return len(texts).bit_length()


def _low(bits: int) -> np.uint64:
    return np.uint64((1 << bits) - 1)


def _keys(
    texts: Sequence[str], numbers: NDArray[np.int64], lengths: NDArray[np.int64], sizes: NDArray[np.int64]
) -> Iterator[NDArray[np.uint64]]:
    """Yield the distinct shingles of texts, some texts at a time: a hash, and in the last bits the number of the text.

    How many each text has is written to ``sizes``.
    """
    bits = np.uint64(_bits(texts))
    for part in _cut(numbers, lengths, AT_ONCE):
        hashes, counts = _shingles(list(map(_plain, _some(texts, part))))
        keys = hashes >> bits << bits | np.repeat(part.astype(np.uint64), counts)
        keys.sort()
        keys = keys[np.append(True, keys[1:] != keys[:-1])]
        places = (keys & _low(_bits(texts))).view(np.int64) - part[0]
        sizes[part] = np.bincount(places, minlength=part[-1] - part[0] + 1)[part - part[0]]
        yield keys


def _shared_shingles(keys: NDArray[np.uint64], chosen: NDArray[np.bool_]) -> tuple[NDArray[Any], ...]:
    """Return the shingles that two texts or more have, by text and by shingle, from keys as ``_keys`` makes them.

    A shingle is a number: the fewer texts have it, the lower. Five arrays: where the shingles of each text begin, these
    shingles, where the texts of each shingle begin, where the chosen ones and where all of them end, and these texts;
    ascending, but chosen ones first.
    """
    bits, half = np.uint64(len(chosen).bit_length()), np.uint64(32)
    keys.sort()
    hashes = keys >> bits
    again = hashes[1:] == hashes[:-1]
    shared = np.append(False, again) | np.append(again, False)
    owners, hashes = keys[shared] & _low(int(bits)), hashes[shared]
    shingles = np.cumsum(np.append(False, hashes[1:] != hashes[:-1]))[: len(hashes)]
    often = np.bincount(shingles)
    by_rarity = np.argsort(often, kind="stable")
    rank = np.empty(len(often), dtype=np.uint64)
    rank[by_rarity] = np.arange(len(by_rarity))
    shingles = rank[shingles]
    last = np.uint64(1 << 31) * ~chosen[owners.view(np.int64)]
    by_text, by_shingle = owners << half | shingles, shingles << half | last | owners
    by_text.sort()
    by_shingle.sort()
    begins = np.searchsorted(by_text >> half, np.arange(len(chosen) + 1, dtype=np.uint64))
    ends_of_texts = np.cumsum(often[by_rarity])
    begins_of_texts = np.append(0, ends_of_texts[:-1])
    of_chosen = np.bincount(shingles[last == 0].view(np.int64), minlength=len(often))
    shingles, having = (by_text & _low(32)).astype(np.int32), (by_shingle & _low(31)).astype(np.int32)
    return begins, shingles, begins_of_texts, begins_of_texts + of_chosen, ends_of_texts, having


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
