"""Measures of reviews that a model writes, each to be read beside the same number of reviews that people wrote.

All of them take texts and cards, and know nothing of how a text came to be. Texts and names are compared folded: case,
accents and punctuation do not count. Words of names are taken out before a judge looks (``without_names``), for the
right name in a text says nothing of the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import msgspec

from fridaygram.lm.memorisation import memorise
from fridaygram.lm.rng import Random
from fridaygram.lm.sentences import sentence_ends
from fridaygram.lm.song.words import FOLDED, Genres, folded, is_genre_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fridaygram.lm.base import LanguageModel
    from fridaygram.lm.index.index import Index
    from fridaygram.lm.song.masking import Card

LONG_COPY = 50
"""Characters from which a copy counts, as in ``lm/evaluation.py``."""

SHORTEST, LONGEST = 4, 45
"""Words of a whole sentence."""

AMONG, DRAWS = 10, 20
"""Songs among which a text has to find its own, and how often the others are drawn for each text."""

_WHOLE = re.compile(r"[\"'“‘(\[*_]*(?:[A-Z0-9À-ÖØ-Þ]).*[.!?][\"'”’)\]*_]*\Z", re.DOTALL)
_ADDED = re.compile(r"\s*[(\[].*|\s+(?:feat|ft|featuring)\b.*", re.IGNORECASE)
_VOWELS = re.compile(r"[aeiouy]+")


class TextMeasures(msgspec.Struct, frozen=True, kw_only=True):
    """Measures of a batch of texts, one a song; see ``measured``. Shares are 0 to 1; None: nothing to measure.

    ``artist``, ``title``: texts that name them, of those whose card has one. ``opening``: texts whose first sentence
    has either. ``wrong_names``: texts with the name of another song or artist. ``genre_right``, ``genre_wrong``: texts,
    of those whose card has genres, that name a genre of the card, or another one. ``genres``: how often a text names
    one, the mean. ``sentences``: whole ones among all. ``words``: the median.
    ``words_distance``: Kolmogorov and Smirnov's, of the counts of words, to people's. ``longest_copy``: median and
    maximum. ``copied``: characters in copies of LONG_COPY or more. ``repeated``: word 4-grams that stood in the same
    text before. ``shared``: texts with a sentence that another one has. ``reading_ease``: Flesch's, the median.
    ``judge_bits``: bits a character of a judge that learnt from other songs' reviews; to be near people's, not low.
    ``retrieval``: texts nearer to people's reviews of their song than to those of nine others.
    """

    texts: int
    artist: float
    title: float
    opening: float
    wrong_names: float
    genre_right: float | None
    genre_wrong: float | None
    genres: float
    sentences: float
    words: float
    words_distance: float
    longest_copy: tuple[float, int]
    copied: float
    repeated: float
    shared: float
    reading_ease: float
    judge_bits: float | None
    retrieval: float | None


def stands_in(name: str, text: str) -> bool:
    """Return whether the words of a name, or its possessive, stand in a text; False for a name without words."""
    words, plain = " ".join(folded(name)), f" {' '.join(folded(text))} "
    return bool(words) and (f" {words} " in plain or f" {words}'s " in plain)


def names(text: str, card: Card, slot: str) -> bool:
    """Return whether a text has a name of the card in a slot, whole or without its brackets and "feat. ..." part."""
    return any(stands_in(name, text) or stands_in(_ADDED.sub("", name), text) for name in card.slots.get(slot, ()))


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text, the rest after the last full stop too, without white space around them."""
    edges = [0, *sentence_ends(text), len(text)]
    pieces = (text[begin:end].strip() for begin, end in pairwise(edges))
    return [piece for piece in pieces if piece]


def is_opened(text: str, card: Card) -> bool:
    """Return whether the first sentence names the artist or the title."""
    first = next(iter(sentences_of(text)), "")
    return any(names(first, card, slot) for slot in ("artist", "title"))


def wrong_names(text: str, card: Card, others: Iterable[str]) -> set[str]:
    """Return which of the ``others``, artists and titles of a corpus, stand in a text and are no name of the card.

    Each word must begin with a capital or a digit, as names do. A name of one word at the start of a sentence is passed
    over: it may be any word.
    """
    own = {" ".join(folded(name)) for spellings in card.slots.values() for name in spellings}
    known = {words: name for name in others if (words := " ".join(folded(name))) and f" {words} " not in _spaced(own)}
    longest = max((words.count(" ") + 1 for words in known), default=0)
    found = set()
    for sentence in sentences_of(text):
        tokens = FOLDED.findall(sentence.replace("’", "'"))
        plain = [" ".join(folded(token)) for token in tokens]
        for begin in range(len(tokens)):
            for end in range(begin + 1, min(len(tokens), begin + longest) + 1):
                if tokens[end - 1][0].islower():
                    break
                name = " ".join(plain[begin:end])
                if name in known and (begin or end - begin > 1):
                    found.add(known[name])
    return found


def _spaced(names_: Iterable[str]) -> str:
    return "".join(f" {name} |" for name in sorted(names_))


def whole_sentences(text: str) -> tuple[int, int]:
    """Return how many sentences are whole, and how many there are.

    A whole one begins with a capital or a digit, ends in one of ".!?" and has SHORTEST to LONGEST words.
    """
    found = sentences_of(text)
    return sum(bool(_WHOLE.match(one)) and SHORTEST <= len(one.split()) <= LONGEST for one in found), len(found)


def distance_of_counts(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the greatest difference of two empirical distributions, 0 to 1 (A. Kolmogorov 1933, N. Smirnov 1948)."""
    import numpy as np

    values = np.union1d(one, other)
    below = [np.searchsorted(np.sort(counts), values, side="right") / len(counts) for counts in (one, other)]
    return float(np.abs(below[0] - below[1]).max())


def repeated_share(texts: Iterable[str], size: int = 4) -> float:
    """Return the share of the runs of ``size`` words that stood before in the same text."""
    again = total = 0
    for text in texts:
        words = folded(text)
        runs = [tuple(words[place : place + size]) for place in range(len(words) - size + 1)]
        again, total = again + len(runs) - len(set(runs)), total + len(runs)
    return again / max(1, total)


def shared_share(texts: Sequence[str]) -> float:
    """Return the share of texts with a sentence of SHORTEST words or more that another text has too, folded."""
    each = [{tuple(words) for one in sentences_of(text) if len(words := folded(one)) >= SHORTEST} for text in texts]
    count = Counter(sentence for sentences in each for sentence in sentences)
    return sum(any(count[sentence] > 1 for sentence in sentences) for sentences in each) / max(1, len(texts))


def reading_ease(text: str) -> float:
    """Return 206.835 - 1.015 words a sentence - 84.6 syllables a word (R. Flesch 1948); English only.

    Syllables are runs of vowels, without a last silent "e".
    """
    words, sentences = folded(text), sentences_of(text)
    if not words:
        return 0.0
    syllables = sum(max(1, len(_VOWELS.findall(re.sub(r"(?<=[^aeiouyl])e\Z", "", word)))) for word in words)
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)


def without_names(text: str, card: Card) -> list[str]:
    """Return the folded words of a text without any word of the card's names."""
    own = {word for spellings in card.slots.values() for name in spellings for word in folded(name)}
    return [word for word in folded(text) if word not in own and word.removesuffix("'s") not in own]


class TextJudge:
    """Says whose reviews a text is nearest to, by the words it has.

    A text is a vector of (1 + log count) * log(texts / texts with the word) over the words that ``LEAST`` texts of
    training have, of length 1; near is a great cosine (G. Salton and C. Buckley 1988).
    """

    LEAST = 3

    def __init__(self, training: Iterable[Sequence[str]]):
        import numpy as np

        texts = [set(words) for words in training]
        count = Counter(word for words in texts for word in words)
        kept = sorted(word for word, times in count.items() if times >= self.LEAST)
        self.place = {word: place for place, word in enumerate(kept)}
        self.weights = np.log(len(texts) / np.array([count[word] for word in kept], dtype=float))

    def vector(self, words: Iterable[str]) -> NDArray[np.float64]:
        """Return the vector of a text's words, (words of training); 0 where training had none of them."""
        import numpy as np

        out = np.zeros(len(self.place))
        for word, times in Counter(words).items():
            if word in self.place:
                out[self.place[word]] = (1 + np.log(times)) * self.weights[self.place[word]]
        return out / (float(np.linalg.norm(out)) or 1.0)

    def retrieval(self, texts: NDArray[np.float64], songs: Sequence[int], people: NDArray[np.float64]) -> float | None:
        """Return how often a text is nearer to people's reviews of its song than to those of AMONG - 1 others.

        ``texts`` (texts, words) and ``people`` (songs, words) are vectors, ``songs`` the song of each text. A tie is a
        miss. The others are drawn DRAWS times for each text, with seed 1. None where there are too few songs.
        """
        if len(people) < AMONG or not len(texts):
            return None
        hits = 0
        for number, (vector, song) in enumerate(zip(texts, songs, strict=True)):
            near, random = people @ vector, Random(1, number)
            others = [place for place in range(len(people)) if place != song]
            for _ in range(DRAWS):
                drawn = [others[place] for place in random.shuffled(len(others))[: AMONG - 1]]
                hits += bool(near[song] > near[drawn].max())
        return hits / (DRAWS * len(texts))


def bits_a_character(judge: LanguageModel, texts: Sequence[str]) -> float:
    """Return the bits of a judge over all characters and ends of texts; a smoothed judge calls nothing impossible."""
    score = judge.score(texts)
    return score.bits / max(1, score.events)


def measured(
    texts: Sequence[str],
    cards: Sequence[Card],
    *,
    people: Sequence[str],
    index: Index,
    genres: Iterable[str],
    others: Iterable[str],
    judge_bits: float | None = None,
    retrieval: float | None = None,
) -> TextMeasures:
    """Measure texts, each against its card.

    ``people``: reviews by people, for the lengths. ``index``: what copies are looked for in. ``genres`` and ``others``:
    all genres, and all artists and titles, of the corpus.
    """
    known, others = Genres(genres), sorted(set(others))
    named = [known.named(folded(text)) for text in texts]
    tagged = [(found, card) for found, card in zip(named, cards, strict=True) if card.tags]
    copies = [memorise(index, text, at_least=LONG_COPY) for text in texts]
    whole = [whole_sentences(text) for text in texts]
    pairs = list(zip(texts, cards, strict=True))

    def share(found: Sequence[bool]) -> float:
        return sum(found) / max(1, len(found))

    return TextMeasures(
        texts=len(texts),
        artist=share([names(text, card, "artist") for text, card in pairs if card.slots.get("artist")]),
        title=share([names(text, card, "title") for text, card in pairs if card.slots.get("title")]),
        opening=share([is_opened(text, card) for text, card in pairs]),
        wrong_names=share([bool(wrong_names(text, card, others)) for text, card in pairs]),
        genre_right=share([any(is_genre_of(one, card) for one in found) for found, card in tagged]) if tagged else None,
        genre_wrong=share([not all(is_genre_of(one, card) for one in found) for found, card in tagged])
        if tagged
        else None,
        genres=sum(len(found) for found in named) / max(1, len(texts)),
        sentences=sum(good for good, _ in whole) / max(1, sum(count for _, count in whole)),
        words=median(len(text.split()) for text in texts),
        words_distance=distance_of_counts(*([len(text.split()) for text in batch] for batch in (texts, people))),
        longest_copy=(median(one.longest for one in copies), max(one.longest for one in copies)),
        copied=sum((1 - one.novel_share) * one.characters for one in copies) / max(1, sum(map(len, texts))),
        repeated=repeated_share(texts),
        shared=shared_share(texts),
        reading_ease=median(map(reading_ease, texts)),
        judge_bits=judge_bits,
        retrieval=retrieval,
    )
