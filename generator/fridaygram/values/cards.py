"""Cards of a corpus's songs: names, genres and numbers that the model kind ``song`` gets with each review."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fridaygram.corpus.records import SongFacts
from fridaygram.errors import UsageError, near, suggestion
from fridaygram.lm.song.masking import Card
from fridaygram.lm.song.neighbours import neighbours_of, with_names
from fridaygram.lm.song.words import folded

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


def card_named(
    corpus: str, stores: Stores, words: str, otherwise: Callable[[str, str], Song] | None = None, way_out: str = ""
) -> Card:
    """Return the card of the song "Artist - Title" of a corpus, with names that its reviews have.

    Case, accents and the kind of dash do not count. For a song that the corpus lacks, ``otherwise`` makes one of artist
    and title. Raises UsageError for what is no song's name, and without ``otherwise`` for a song that the corpus lacks:
    its hint is a near name and the ``way_out``.
    """
    artist, _, title = re.sub(r"\s+[-\N{EN DASH}\N{EM DASH}]\s+", " - ", words.strip(), count=1).partition(" - ")
    wanted = folded(artist), folded(title)
    if not all(wanted):
        hint = "say it as 'ARTIST - TITLE', with spaces around the dash"
        raise UsageError(f"'{words}' does not name a song", hint=hint)
    reviews = [review for review in stores.reviews(corpus) if review.song]
    own = [review for review in reviews if (folded(review.song.artist), folded(review.song.title)) == wanted]
    if own:
        return card_of(own[0].song, [review.content for review in own])
    if otherwise:
        return card_of(otherwise(artist, title))
    names = {song_name(review.song) for review in reviews}
    close = near(words, names)
    hint = f"did you mean '{close}'?" + (f" If not, {way_out}" if way_out else "") if close else way_out
    raise UsageError(f"the corpus '{corpus}' has no song '{words}'", hint=hint or suggestion(words, names))


def song_name(song: Song) -> str:
    """Return a song as people write it: Artist - Title."""
    return f"{song.artist} - {song.title}"
