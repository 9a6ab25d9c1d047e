"""How much a card tells: bits of held-out texts with no card, with the true card, and with another song's card.

Every row is of the same texts and has the same number of events, so bits can be compared: an event is a character of a
text in which its song's artist and title are masked, or the end of the text. The bits of a row are those of the whole
original texts under one model, divided by that number. With no card they are those of the same kind of model, trained
on the same texts unmasked; with a card, of the masked texts: a mask costs what its symbol costs, a name that the card
lacks costs its letters.

Texts about one song are not independent, so an error is that of a ratio of two sums over songs: of bits and of events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from fridaygram.errors import ModelError
from fridaygram.lm import Progress
from fridaygram.lm.models import load_model
from fridaygram.lm.models.song import BASE, SongModel
from fridaygram.lm.rng import Random
from fridaygram.lm.song.masking import Card, mask
from fridaygram.lm.song.neighbours import neighbours_of

if TYPE_CHECKING:
    from fridaygram.lm.index.index import Index


class SongBitsRow(msgspec.Struct, frozen=True, kw_only=True):
    """Bits an event of all texts, and its standard error; the same of the difference from no card."""

    card: str
    bits: float
    error: float
    difference: float
    difference_error: float


class SongBits(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of the same texts: no card; artist and title; the true card; another song's card; neighbours' texts too."""

    model: str
    texts: int
    songs: int
    events: int
    seed: int
    rows: tuple[SongBitsRow, ...]


def song_bits(
    index: Index,
    texts: Sequence[str],
    cards: Sequence[Card],
    songs: Sequence[str],
    *,
    seed: int = 1,
    base: str = BASE,
    progress: Progress | None = None,
) -> SongBits:
    """Measure the model kind ``song`` of an index on ``texts``, which should be held out, each with its card and song.

    ``base`` is the kind of model that reads the texts, masked and not. Texts of no song ("") are left out. Raises
    ModelError where fewer than two songs are left.
    """
    kept = [number for number, song in enumerate(songs) if song]
    some = [texts[number] for number in kept], [cards[number] for number in kept], [songs[number] for number in kept]
    if len(set(some[2])) < 2:
        raise ModelError("the held-out texts are about fewer than two songs", hint="hold out a larger share")
    told = _Told(index, *some, seed, base)
    report = progress or (lambda _done, _total, _what: None)
    bits = {}
    for done, (name, way) in enumerate(told.ways.items()):
        report(done, len(told.ways), name)
        bits[name] = [way(number) for number in range(len(kept))]
    report(len(told.ways), len(told.ways), "measured")
    events = [len(mask(text, own_names(card))) + 1 for text, card in zip(told.texts, told.cards, strict=True)]
    rows = []
    for name, own in bits.items():
        change = [one - other for one, other in zip(own, bits["no card"], strict=True)]
        (mean, error), (difference, its_error) = (ratio(some, events, told.songs) for some in (own, change))
        rows.append(SongBitsRow(card=name, bits=mean, error=error, difference=difference, difference_error=its_error))
    return SongBits(
        model=base, texts=len(kept), songs=len(set(told.songs)), events=sum(events), seed=seed, rows=tuple(rows)
    )


class _Told:
    """The bits of a text, by its number, when the model is told this or that; ``ways`` has all of them by name."""

    def __init__(self, index: Index, texts: list[str], cards: list[Card], songs: list[str], seed: int, base: str):
        self.texts, self.cards, self.songs = texts, cards, songs
        self.model, self.plain = SongModel(index), load_model(base, index)
        self.model.masked = load_model(base, self.model.masked.index)
        self.drawn, self.others = other_songs(songs, seed), neighbours_of(texts, songs)
        self.ways: dict[str, Callable[[int], float]] = {
            "no card": lambda number: float(self.plain.bits(texts[number]).sum()),
            "artist and title": lambda number: self.given(number, own_names(cards[number])),
            "true card": lambda number: self.given(number, cards[number]),
            "another song's card": lambda number: self.given(number, cards[self.drawn[number]]),
            "true card, and the neighbours' texts": self.after_neighbours,
        }

    def given(self, number: int, card: Card) -> float:
        """Return a text's bits with a card."""
        return float(self.model.given(card).bits(self.texts[number]).sum())

    def after_neighbours(self, number: int) -> float:
        """Return a text's bits with its card, where the model has read its neighbours' texts just before."""
        card = self.cards[number]
        before = "".join(mask(self.texts[other], card) + "\n\n" for other in self.others[number])
        return float(self.model.masked.bits(before + mask(self.texts[number], card))[len(before) :].sum())


def own_names(card: Card) -> Card:
    """Return a card with its artist and title alone."""
    return Card(slots={slot: names for slot, names in card.slots.items() if slot in ("artist", "title")})


def other_songs(songs: Sequence[str], seed: int) -> list[int]:
    """Return for each text the number of another one, drawn by the seed from those about other songs."""
    drawn = []
    for number, song in enumerate(songs):
        order = Random(seed, number).shuffled(len(songs))
        drawn.append(next(other for other in order if songs[other] != song))
    return drawn


def ratio(bits: Sequence[float], events: Sequence[int], songs: Sequence[str]) -> tuple[float, float]:
    """Return the sum of bits over that of events, and its standard error with songs as units.

    The error is that of a ratio estimator (W. Cochran, Sampling Techniques, 1977, 6.4): with the residuals b - r e of n
    songs it is sqrt(n / (n - 1) * sum of their squares) / sum of e.
    """
    import numpy as np

    _, unit = np.unique(np.array(songs), return_inverse=True)
    own = np.array([np.bincount(unit, weights=some) for some in (bits, events)])
    whole = own.sum(axis=1)
    mean = whole[0] / whole[1]
    n = own.shape[1]
    error = np.sqrt(n / (n - 1) * ((own[0] - mean * own[1]) ** 2).sum()) / whole[1]
    return float(mean), float(error)
