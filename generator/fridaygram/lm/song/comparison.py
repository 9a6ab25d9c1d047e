"""Reviews that a model writes, measured beside those that people wrote about the same songs, with controls.

Every row is of the same held-out songs, one review a song, but for people's, who wrote what there is. The controls say
what a number is worth: what does a review gain by its card, if one with another song's genres and numbers has as much?
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import msgspec
import numpy as np

from fridaygram.errors import ModelError
from fridaygram.lm import Progress
from fridaygram.lm.index.index import Index
from fridaygram.lm.models import load_model
from fridaygram.lm.sampling import sample_batch
from fridaygram.lm.song.bits import other_songs
from fridaygram.lm.song.masking import Card
from fridaygram.lm.song.measures import TextJudge, TextMeasures, bits_a_character, measured, without_names
from fridaygram.lm.song.reviews import LIMIT, ORDER, SongWriter
from fridaygram.lm.training import build_index

JUDGE, JUDGE_ORDER = "kneser-ney", 6


class SongTexts(msgspec.Struct, frozen=True, kw_only=True):
    """Measures by who wrote: "people"; the model with "the card"; with "names alone"; with the names and "another
    song's genres and numbers"; "no card": the model of the same order that knows no songs.
    """

    songs: int
    seed: int
    rows: dict[str, TextMeasures]


LABELS = {
    "texts": "texts",
    "artist": "names the artist",
    "title": "names the title",
    "opening": "first sentence names either",
    "wrong_names": "names another song or artist",
    "genre_right": "names a genre of the song",
    "genre_wrong": "names another genre",
    "genres": "times that it names one, mean",
    "sentences": "whole sentences",
    "words": "words, median",
    "words_distance": "distance of word counts to people's",
    "longest_copy": "longest copy, median; maximum",
    "copied": "characters in copies of 50 or more",
    "repeated": "repeated runs of four words",
    "shared": "has a sentence of another text",
    "reading_ease": "reading ease, median",
    "judge_bits": "bits a character of a judge",
    "retrieval": "nearest to its own song among ten",
}


def table(found: SongTexts) -> list[list[str]]:
    """Return the measures as rows of a table: a measure, then its number for each writer; a heading first."""
    rows = [["", *found.rows]]
    for field, label in LABELS.items():
        rows.append([label, *(_shown(getattr(row, field)) for row in found.rows.values())])
    return rows


def _shown(value: float | tuple[float, int] | None) -> str:
    if isinstance(value, tuple):
        return f"{value[0]:.0f}; {value[1]}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


@dataclass(frozen=True)
class HeldSongs:
    """Held-out songs, n of them: their cards, and people's reviews of each."""

    cards: Sequence[Card]
    reviews: Sequence[Sequence[str]]

    @property
    def texts(self) -> list[str]:
        """All reviews by people."""
        return list(chain.from_iterable(self.reviews))


def compare(
    index: Index,
    writer: SongWriter,
    cards: Sequence[Card],
    held: HeldSongs,
    seed: int = 1,
    report: Progress | None = None,
) -> SongTexts:
    """Write a review of each held-out song, and again for each control, and measure all of them.

    ``index`` is of the training texts as they are, ``cards`` their cards. Raises ModelError for fewer than two songs.
    """
    if len(held.cards) < 2:
        raise ModelError("the held-out texts are about fewer than two songs", hint="hold out a larger share")
    others = [held.cards[other] for other in other_songs([str(number) for number in range(len(held.cards))], seed)]
    replaced = msgspec.structs.replace
    told = {
        "the card": list(held.cards),
        "names alone": [Card(slots=card.slots) for card in held.cards],
        "another song's genres and numbers": [
            replaced(card, tags=other.tags, numbers=other.numbers)
            for card, other in zip(held.cards, others, strict=True)
        ],
    }
    tables = _Tables(index, cards, held)
    rows = {"people": tables.of_people()}
    for place, (name, given) in enumerate(told.items()):
        texts = []
        for number, card in enumerate(given):
            (report or _silent)(place * len(given) + number, len(told) * len(given), f"reviews with {name}")
            texts.append(writer.write(card, seed=seed).text)
        rows[name] = tables.of_model(texts)
    (report or _silent)(1, 1, "written")
    rows["no card"] = tables.of_model(sample_batch(index, ORDER, count=len(others), seed=seed, limit=LIMIT).texts())
    return SongTexts(songs=len(held.cards), seed=seed, rows=rows)


class _Tables:
    """What every row is measured with: judges, names and genres of the corpus, people's vectors."""

    def __init__(self, index: Index, cards: Sequence[Card], held: HeldSongs):
        texts = list(index.all_texts())
        self.index, self.held = index, held
        self.judge = TextJudge([without_names(text, card) for text, card in zip(texts, cards, strict=True)])
        self.every = [
            np.array([self.judge.vector(without_names(text, card)) for text in reviews])
            for card, reviews in zip(held.cards, held.reviews, strict=True)
        ]
        self.people = np.array([_unit(vectors.sum(0)) for vectors in self.every])
        known = [*cards, *held.cards]
        self.genres = {tag for card in known for tag in card.tags}
        self.names = {name for card in known for slot in ("artist", "title") for name in card.slots.get(slot, ())}
        half = len(held.cards) // 2
        self.halves = (range(half), range(half, len(held.cards)))
        self.judges = [
            load_model(JUDGE, build_index([text for number in part for text in held.reviews[number]]), JUDGE_ORDER)
            for part in self.halves
        ]

    def of_model(self, texts: Sequence[str]) -> TextMeasures:
        """Measure one text a song."""
        vectors = [
            self.judge.vector(without_names(text, card)) for text, card in zip(texts, self.held.cards, strict=True)
        ]
        retrieval = self.judge.retrieval(np.array(vectors), range(len(texts)), self.people)
        return self._measured(texts, self.held.cards, lambda number: [texts[number]], retrieval)

    def of_people(self) -> TextMeasures:
        """Measure people's texts; each is looked for without itself among those of its song."""
        songs = [number for number, reviews in enumerate(self.held.reviews) for _ in reviews]
        hits = []
        for song, vectors in enumerate(self.every):
            for own in vectors if len(vectors) > 1 else ():
                people = self.people.copy()
                people[song] = _unit(vectors.sum(0) - own)
                hits.append(self.judge.retrieval(own[None], [song], people))
        found = [hit for hit in hits if hit is not None]
        return self._measured(
            self.held.texts,
            [self.held.cards[song] for song in songs],
            lambda number: self.held.reviews[number],
            sum(found) / len(found) if found else None,
        )

    def _measured(
        self,
        texts: Sequence[str],
        cards: Sequence[Card],
        of_song: Callable[[int], Sequence[str]],
        retrieval: float | None,
    ) -> TextMeasures:
        parts = [[text for number in part for text in of_song(number)] for part in reversed(self.halves)]
        bits = [bits_a_character(judge, part) for judge, part in zip(self.judges, parts, strict=True)]
        return measured(
            texts,
            cards,
            people=self.held.texts,
            index=self.index,
            genres=self.genres,
            others=self.names,
            judge_bits=sum(bits) / len(bits),
            retrieval=retrieval,
        )


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / (float(np.linalg.norm(vector)) or 1.0)


def _silent(_done: int, _total: int, _what: str) -> None:
    """Report nothing."""
