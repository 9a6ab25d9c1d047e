"""Cards of a corpus's songs: what the model kind ``song`` is told of the song that a review is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fridaygram.corpus.records import SongFacts
from fridaygram.errors import UsageError, suggestion
from fridaygram.lm.song.card import Card
from fridaygram.lm.song.neighbours import neighbours_of, with_names

if TYPE_CHECKING:
    from fridaygram.corpus.records import Review, Song
    from fridaygram.values.base import Stores


def card_of(song: Song | None, neighbours: Sequence[str] = ()) -> Card:
    """Return the card of a song: what the corpus and its catalogues know, and names that ``neighbours`` have.

    ``neighbours`` are texts about the song. The card of no song is empty.
    """
    if song is None:
        return Card()
    facts = song.facts or SongFacts()
    known = {
        "artist": (song.artist,),
        "title": (song.title,),
        "album": (facts.album,),
        "label": (facts.label,),
        "place": (facts.place,),
        "guest": facts.guests,
    }
    kept = {slot: tuple(name for name in names if name.strip()) for slot, names in known.items()}
    slots = {slot: names for slot, names in kept.items() if names}
    card = Card(slots=slots, tags=tuple(tag.lower() for tag in song.genres), numbers=song.characteristics)
    return with_names(card, neighbours)


def cards_of(reviews: Sequence[Review]) -> list[Card]:
    """Return the card of each review: of its song, with names from the song's other reviews, never from its own text.

    A near-duplicate of the review is none of the others: it is the same text again.
    """
    texts = [review.content for review in reviews]
    others = neighbours_of(texts, [review.song.key if review.song else "" for review in reviews])
    return [card_of(review.song, [texts[other] for other in own]) for review, own in zip(reviews, others, strict=True)]


def card_named(corpus: str, stores: Stores, song: str) -> Card:
    """Return the card of the song "Artist - Title" of a corpus, with names that its reviews have.

    Raises UsageError, with a near name, where the corpus has no review of it.
    """
    reviews = [review for review in stores.reviews(corpus) if review.song]
    names = {song_name(review.song): review.song for review in reviews}
    found = next((name for name in names if name.casefold() == song.strip().casefold()), "")
    if not found:
        raise UsageError(f"'{corpus}' has no review of '{song}'", hint=suggestion(song, list(names)))
    return card_of(names[found], [review.content for review in reviews if song_name(review.song) == found])


def song_name(song: Song) -> str:
    """Return a song as people write it: Artist - Title."""
    return f"{song.artist} - {song.title}"
