"""Relevance: which words belong to a card, learnt from training songs and what was written about them.

The expected vector of a song's reviews (see ``measures.TextJudge``) is a linear function of its card, by ridge
regression (A. Hoerl and R. Kennard 1970): of its tags, the words in them and its numbers. Most tags are rare, so one
more rule holds for all of them: a word in a tag is more probable where the song has that tag.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from fridaygram.lm.song.measures import TextJudge
from fridaygram.lm.song.words import folded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fridaygram.lm.song.masking import Card

PENALTY = 30.0
"""Of the ridge: as if so many songs without that feature had been read."""

OWN_WORD = 0.05
"""What a tag adds to its own words, in parts of their weight."""

NUMBER = 0.5
"""What a standard deviation of a number counts, where having a tag counts 1."""

MOST_FEATURES = 1000
"""Features, the ones that most songs have."""


class Relevance:
    """Words and how much each belongs to a card: ``words_of``. ``judge`` says which words count and how much."""

    def __init__(self, cards: Sequence[Card], texts: Sequence[Sequence[str]]):
        """Learn from the words of texts, names taken out, each with its song's card: that of its artist and title."""
        self.judge = TextJudge(texts)
        songs: dict[tuple[object, ...], list[int]] = {}
        for number, card in enumerate(cards):
            names = [card.slots.get(slot, ()) for slot in ("artist", "title")]
            songs.setdefault(tuple(names) if any(names) else (number,), []).append(number)
        ones = [cards[numbers[0]] for numbers in songs.values()]
        self.scale = _scale(ones)
        features = [self._features(card) for card in ones]
        count = Counter(name for found in features for name in found)
        often = sorted((name for name in count if count[name] > 1), key=lambda name: (-count[name], name))
        self.place = {name: place for place, name in enumerate(often[:MOST_FEATURES])}
        known = np.array([[*self._row(found), 1.0] for found in features])
        wanted = np.zeros((known.shape[1], len(self.judge.place)))
        for row, numbers in zip(known, songs.values(), strict=True):
            here = np.flatnonzero(row)  # few: a table of all songs by all words would fill the memory
            wanted[here] += np.outer(row[here], np.mean([self.judge.vector(texts[one]) for one in numbers], 0))
        penalty = np.diag([PENALTY] * len(self.place) + [1e-3])
        self.slopes = np.linalg.solve(known.T @ known + penalty, wanted)[:-1]

    def words_of(self, card: Card) -> NDArray[np.float64]:
        """Return how much more of each word of the judge reviews of this song have than reviews of any song have."""
        out: NDArray[np.float64] = self._row(self._features(card)) @ self.slopes
        for tag in card.tags:
            for word in set(folded(tag)) & self.judge.place.keys():
                place = self.judge.place[word]
                out[place] += OWN_WORD * self.judge.weights[place]
        return out

    def _features(self, card: Card) -> dict[str, float]:
        found = {f"tag {tag}": 1.0 for tag in card.tags}
        found |= {f"word {word}": 1.0 for tag in card.tags for word in folded(tag)}
        for name, value in card.numbers.items():
            if name in self.scale:
                mean, deviation = self.scale[name]
                found[f"number {name}"] = NUMBER * (value - mean) / deviation
        return found

    def _row(self, features: Mapping[str, float]) -> NDArray[np.float64]:
        out = np.zeros(len(self.place))
        for name in features.keys() & self.place.keys():
            out[self.place[name]] = features[name]
        return out


def _scale(cards: Sequence[Card]) -> dict[str, tuple[float, float]]:
    """Return the mean and the standard deviation of each number that varies."""
    values: dict[str, list[float]] = {}
    for card in cards:
        for name, value in card.numbers.items():
            values.setdefault(name, []).append(value)
    return {name: (float(np.mean(row)), float(np.std(row))) for name, row in sorted(values.items()) if np.std(row) > 0}
