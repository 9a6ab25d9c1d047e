"""The demo corpus, its songs' cards, and an index of its masked texts without the songs that are held out."""

from functools import cache
from pathlib import Path

from fridaygram.corpus.store import open_corpus
from fridaygram.lm import build_index, split_texts
from fridaygram.lm.song.masking import mask
from fridaygram.lm.song.reviews import SongWriter
from fridaygram.values.cards import card_of

DEMO = Path(__file__).parents[3] / "content" / "corpus" / "demo"


@cache
def reviews():
    """All reviews, each of a song."""
    return open_corpus(DEMO).reviews()


@cache
def split():
    """Which reviews are held out, by song."""
    return split_texts([one.content for one in reviews()], 0.2, 1, groups=[one.song.key for one in reviews()])


@cache
def cards():
    """The card of each training text."""
    return [card_of(reviews()[number].song) for number in split().train]


@cache
def writer():
    """A writer of reviews, opened once."""
    texts = [reviews()[number].content for number in split().train]
    return SongWriter(build_index([mask(text, card) for text, card in zip(texts, cards(), strict=True)]), cards())


def held_out():
    """The held-out reviews of each song."""
    songs = {}
    for number in split().held_out:
        songs.setdefault(reviews()[number].song.key, []).append(reviews()[number])
    return list(songs.values())
