"""Reviews of a song, put together from sentences that the model of masked texts writes.

For each review the model writes a pool of texts (``POOL``) of its own, so two reviews hardly ever share a sentence.
Their sentences are kept where they are whole, new (no copy over ``MOST_COPIED``) and fit the card: it can fill in every
name, and no other name, genre, figure or claim of fact is in them. Of those that are left, a review has

- an opening that names artist and title,
- a middle: the sentences by which the review comes nearest to the words that belong to the card (``Relevance``),
  less what their seams cost, where the model went from one piece of training to another,
- an end: a sentence with which a text of the pool ended.

Its length is drawn from the lengths of training texts. All chance comes from the seed, the number and the card's names.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from fridaygram.errors import ModelError
from fridaygram.lm.index.matches import longest_matches
from fridaygram.lm.rng import Random
from fridaygram.lm.sampling import sample_batch
from fridaygram.lm.song.masking import MASKS, Card, can_expand, expand, spellings
from fridaygram.lm.song.measures import LONGEST, SHORTEST
from fridaygram.lm.song.relevance import Relevance
from fridaygram.lm.song.words import Choice, Genres, folded, is_genre_of, swapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

ORDER, POOL, LIMIT, TRIES = 10, 4000, 1200, 6
"""History of the model that writes, texts of a pool, and at most: characters of such a text, pools of a review."""

MOST_COPIED, LEAST_SEAMS = 44, 5
"""Characters that a sentence may have in common with a training text, and seams that it has at least: the model writes
sentences of fewer seams again and again, and other reviews would have them too.
"""

LEAST_WORDS, MOST_WORDS = 30, 300
"""Words of a review: its length is drawn from those of training, within these bounds."""

WEIGHT = 30.0
"""What nearness to the card's words, from 0 to 1, counts in the choice of a sentence, and what a seam costs."""

ENDING = 14
"""Words that are left for the end."""

PARAGRAPH = 4
"""Sentences of a paragraph."""

_CLAIMS = (
    "album albums anniversary announce announced available band below birthday born boy brother brothers buy charted "
    "click co-produced collaboration collaborated cover dates debut debuted directed director download drummer duo "
    "ep eps festival girl guy he her hers here him his interview label latest link listed lp man member members "
    "mixtape monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december million mastered month months named number out performed platforms posted "
    "pre-order premiere premiered previous previously producer produced purchase quartet quintet recorded release "
    "released releases releasing remix remixed remixes remixer second she siblings sign signed signee singer "
    "singer-songwriter sister sisters solo songwriter spotify soundcloud stream streams third fourth tickets today "
    "tonight tomorrow tour toured touring tours tracklist tracklisting trio upcoming video videos vinyl week weeks "
    "woman written year years yesterday youtube"
)
CLAIMS = frozenset(_CLAIMS.split())
"""Words of what a card cannot know: who the artist is, dates, releases, where to find them. English only."""

_VERBS = (
    "am are be become becomes been begins being brings builds came captures combines comes could creates delivers did "
    "do does don't doesn't didn't can can't couldn't drives feel feels fills find finds flows get gets give gives go "
    "goes got grows had has have haven't hear hits i'll i'm i've is isn't it's keeps know leads leaves lets let let's "
    "lies like love loves makes make may might moves must needs never offers plays pulls reminds rides runs said say "
    "says see seems sets should shows shines sings sits sounds stands starts stays take takes tells that's there's "
    "they're think turns want wants was wasn't we'll we're we've were weren't will won't works would you'll you're "
    "you've"
)
VERBS = frozenset(_VERBS.split())
"""Words of which a sentence has one: nearly all others are fragments. English only."""

_MASK = f"{min(MASKS)}-{max(MASKS)}"
_NAME = "|".join(rf"{left}[{_MASK}],?{right}" for left, right in ('""', "“”", "''", "‘’", ("", "")))
_WORD = re.compile(r"[^\W\d_]+(?:[-'’&][^\W\d_]+)*")
_CANDIDATE = re.compile(
    rf"(?:(?<=[.!?] )|(?<=\n)|\A)[A-Z{_MASK}\"“'‘][^\n.!?\d()\[\]*_|#<>@/\\{{}}=]{{15,250}}[.!?](?=\s|\Z)"
)
_SENTENCE = re.compile(
    rf"(?:[A-Z]|{_NAME})(?:[^\W\d_]|[,;:]?\ (?!\ )|(?<=\w)[-&](?=\w)|(?<=[\w{_MASK}])['’](?=\w)|{_NAME})*[.!?]\Z"
)
_CAPITAL = re.compile(r"(?<!\A)(?<![^\W\d_])(?!I\b|R&B\b)[A-ZÀ-ÖØ-Þ]")
_SLOT = {mask: slot for mask, (slot, _) in MASKS.items()}
_GENRES = tuple(mask for mask, slot in _SLOT.items() if slot == "genre")
_UNFIT = frozenset(
    mask for mask, (slot, form) in MASKS.items() if slot == "name" or {"last", "first", "lower"} & set(form.split())
)
"""Masks of half a name, of one in small letters, and of names of which nobody knows what they are of."""


class SongReview(msgspec.Struct, frozen=True, kw_only=True):
    """A review and its receipt: all it takes to write it again.

    ``number``: which review of its seed, from 0. ``digest``: of the index of masked texts. ``choices``: for each
    sentence, where it is from and what it swaps. ``stream``: the seed of the pool.
    """

    text: str
    card: Card
    seed: int
    number: int
    digest: str
    stream: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class _Sentences:
    """The usable sentences of a pool, n of them, their genres swapped.

    ``sizes`` (n): their words. ``seams`` (n): what those cost. ``rows``: the numbers that the judge has for the words
    of each, one after the other; ``begins`` (n): where each begins in them. ``flags`` (n, 4): whether it names the
    title, the artist, a genre of the card, and whether it ends its text.
    """

    texts: list[str]
    places: list[Choice]
    sizes: NDArray[np.int64]
    seams: NDArray[np.float64]
    rows: NDArray[np.int64]
    begins: NDArray[np.int64]
    flags: NDArray[np.bool_]


class SongWriter:
    """Writes reviews of songs. It learns from the masked texts of an index, ``cards[i]`` being that of its text i."""

    def __init__(self, index: Index, cards: Sequence[Card]):
        """Read the training texts. Raises ModelError where there is not one card a text."""
        if len(cards) != index.texts:
            raise ModelError(f"{len(cards)} cards for {index.texts} texts", hint="train the model again")
        texts = list(index.all_texts())
        self.index = index
        self.relevance = Relevance(cards, [_words(text, card) for text, card in zip(texts, cards, strict=True)])
        self.lengths = sorted(len(text.split()) for text in texts)
        self.genres = Genres(tag for card in cards for tag in card.tags)
        count = Counter(word for text in texts for word in _WORD.findall(text) if word[0].islower())
        self.known = {word for word, times in count.items() if times > 1 and word != "i"} | {"R&B"}

    def write(self, card: Card, *, seed: int = 1, number: int = 0) -> SongReview:
        """Write a review. Raises ModelError where no pool has a sentence with a name of this card.

        Where a pool has no sentence for one of the names or for a genre, the next one is looked through, up to TRIES.
        """
        kept: tuple[int, list[str], list[Choice]] = (0, [], [])
        for attempt in range(TRIES):
            stream = _stream(card, seed, number, attempt)
            pool = self._usable(card, sample_batch(self.index, ORDER, count=POOL, seed=stream, limit=LIMIT).texts())
            chosen, complete = self._chosen(card, pool, self._length(stream)) if pool else ([], False)
            if pool and chosen and (complete or not kept[1]):
                kept = stream, [pool.texts[place] for place in chosen], [pool.places[place] for place in chosen]
            if complete:
                break
        stream, sentences, choices = kept
        if not sentences:
            hint = "another seed may help; or train on more reviews"
            raise ModelError("the model wrote no sentence that fits the song", hint=hint)
        return SongReview(
            text=_joined(sentences, card),
            card=card,
            seed=seed,
            number=number,
            digest=self.index.digest,
            stream=stream,
            choices=tuple(choices),
        )

    def _length(self, stream: int) -> int:
        words = self.lengths[Random(stream, POOL).below(len(self.lengths))]
        return min(max(words, LEAST_WORDS), MOST_WORDS)

    def _usable(self, card: Card, texts: Sequence[str]) -> _Sentences | None:
        """Return the sentences of a pool that a review of this card may have, None where there are none."""
        found = [(match, number) for number, text in enumerate(texts) for match in _CANDIDATE.finditer(text)]
        count = Counter(match[0] for match, _ in found)
        usable = [
            (match[0], number, match.start(), match.end())
            for match, number in found
            if count[match[0]] == 1 and self._reads_well(match[0])
        ]
        rows: list[tuple[Any, ...]] = []
        turn = 0
        for (sentence, number, begin, end), seam in zip(usable, self._seams([row[0] for row in usable]), strict=True):
            if seam < 0:
                continue
            swaps = self.genres.swaps(sentence, card, turn)
            words = folded(filled := swapped(sentence, swaps))
            genres = self.genres.named(words)
            again = len(swaps) > len({swap.text for swap in swaps})  # "a blend of folk and folk"
            if again or not can_expand(filled, card) or not all(is_genre_of(genre, card) for genre in genres):
                continue
            turn += len(swaps)
            slots = {_SLOT.get(character) for character in sentence}
            flags = ("title" in slots, "artist" in slots, bool(genres or swaps), end == len(texts[number].rstrip()))
            rows.append((filled, Choice(number, begin, end, swaps), words, seam, flags))
        if not rows:
            return None
        place = self.relevance.judge.place
        each = [sorted({place[word] for word in row[2] if word in place}) or [0] for row in rows]
        return _Sentences(
            texts=[row[0] for row in rows],
            places=[row[1] for row in rows],
            sizes=np.array([len(row[2]) for row in rows]),
            seams=np.array([row[3] for row in rows]),
            rows=np.concatenate(each),
            begins=np.cumsum([0, *map(len, each[:-1])]),
            flags=np.array([row[4] for row in rows]),
        )

    def _reads_well(self, sentence: str) -> bool:
        """Return whether a sentence is whole, of words that training has in small letters, without a stray name."""
        if not _SENTENCE.match(sentence) or not SHORTEST <= sentence.count(" ") + 1 <= LONGEST:
            return False
        if not _UNFIT.isdisjoint(sentence) or _CAPITAL.search(sentence):
            return False
        words = _WORD.findall(sentence)
        plain = {word.casefold().replace("’", "'") for word in words}
        if not CLAIMS.isdisjoint(plain) or VERBS.isdisjoint(plain):
            return False
        return all(word in self.known or word == "I" or word[0].lower() + word[1:] in self.known for word in words)

    def _seams(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Return what the seams of each sentence cost, -1 for one that copies too much or comes too often.

        A seam is where the longest match of training begins anew. It costs more the less is left of it.
        """
        out = np.full(len(sentences), -1.0)
        if not sentences:
            return out
        gap = np.full(1, -1, dtype=np.int32)
        parts = [part for sentence in sentences for part in (self.index.alphabet.encode_array(sentence), gap)]
        _, lengths = longest_matches(self.index, np.concatenate([gap, *parts]))
        begin = 1
        for number, sentence in enumerate(sentences):
            own = lengths[begin : begin + len(sentence)]
            begin += len(sentence) + 1
            anew = own[1:][own[1:] <= own[:-1]]
            if own.max() <= MOST_COPIED and len(anew) >= LEAST_SEAMS:
                out[number] = float(((ORDER / np.maximum(anew, 1)) ** 2).sum())
        return out

    def _chosen(self, card: Card, pool: _Sentences, length: int) -> tuple[list[int], bool]:
        """Return the sentences of a review of about ``length`` words, in their order; [] where none can open it.

        Return too whether it has all of artist, title and genre that the card has.
        """
        wanted = self.relevance.words_of(card)
        wanted = wanted / (float(np.linalg.norm(wanted)) or 1.0)
        weights = self.relevance.judge.weights
        text = np.zeros(len(weights))  # of each word 1 + log count, 0 where it is not in the text
        chosen: list[int] = []

        def best(allowed: NDArray[np.bool_]) -> int:
            """Choose the best sentence of those allowed; return its words, 0 where there is none."""
            allowed[chosen] = False
            if not allowed.any():
                return 0
            more = np.where(text > 0, np.log1p(np.exp(1 - text)), 1.0)  # what one more of each word adds
            dots = wanted @ (text * weights) + np.add.reduceat((wanted * more * weights)[pool.rows], pool.begins)
            squares = ((text + more) ** 2 - text**2) * weights**2
            norms = ((text * weights) ** 2).sum() + np.add.reduceat(squares[pool.rows], pool.begins)
            scores = WEIGHT * dots / np.sqrt(np.maximum(norms, 1e-9)) - pool.seams / pool.sizes
            place = int(np.where(allowed, scores.round(9), -np.inf).argmax())  # rounded: machines differ in last digits
            chosen.append(place)
            end = pool.begins[place + 1] if place + 1 < len(pool.begins) else len(pool.rows)
            own = pool.rows[pool.begins[place] : end]
            text[own] += more[own]
            return int(pool.sizes[place])

        title, artist, genre, ends = pool.flags.T
        wishes = [flag for flag, slot in ((title, "title"), (artist, "artist")) if card.slots.get(slot)]
        short = pool.sizes <= max(length, LEAST_WORDS)
        if wishes and not (best(short & title & artist) or best(title.copy()) or best(artist.copy())):
            return [], False
        wishes += [genre] if card.tags else []
        for flag in wishes:
            if not flag[chosen].any():
                best(flag & short) or best(flag.copy())
        while (left := length - sum(pool.sizes[chosen])) > ENDING and best(pool.sizes <= left):
            pass
        best(ends & (pool.sizes <= max(left, SHORTEST) + 2))
        middle = sorted(chosen[1:-1], key=lambda place: pool.places[place].begin)
        complete = all(flag[chosen].any() for flag in wishes)
        return ([chosen[0], *middle, chosen[-1]] if len(chosen) > 1 else chosen), complete


def replay(index: Index, review: SongReview) -> str:
    """Write a review again by its receipt. Raises ModelError where the index is another one."""
    if index.digest != review.digest:
        raise ModelError("the review was written by another model", hint="train that one again, or write it anew")
    count = 1 + max(choice.sample for choice in review.choices)
    pool = sample_batch(index, ORDER, count=count, seed=review.stream, limit=LIMIT)
    return _joined(
        [swapped(pool.text(one.sample)[one.begin : one.end], one.swaps) for one in review.choices],
        review.card,
    )


def _words(masked: str, card: Card) -> list[str]:
    """Return the folded words of a masked text, with its genres and without its names."""
    own = spellings(card).texts
    return folded(masked.translate({ord(mask): own.get(mask, "") for mask in _GENRES}))


def _joined(sentences: Sequence[str], card: Card) -> str:
    """Return masked sentences as a text, in paragraphs, with the card's names."""
    groups = [sentences[begin : begin + PARAGRAPH] for begin in range(0, len(sentences), PARAGRAPH)]
    return expand("\n\n".join(" ".join(group) for group in groups), card)


def _stream(card: Card, seed: int, number: int, attempt: int) -> int:
    """Return the seed of a pool: the first 64 bits of a hash of seed, number, attempt, artist and title."""
    names = [next(iter(card.slots.get(slot, ())), "") for slot in ("artist", "title")]
    text = "\n".join([str(seed), str(number), str(attempt), *names])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
