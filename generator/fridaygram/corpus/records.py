"""The records of the corpus: a song, a review of it. Field names follow the parser the first project used."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class SongFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What catalogues know of a song. ``sources`` maps each field that is known to the service that said it.

    ``year`` is that of the album; ``place`` is where its artist is from; ``length_s`` counts seconds.
    """

    album: str = ""
    label: str = ""
    year: int = 0
    place: str = ""
    guests: tuple[str, ...] = ()
    length_s: float = 0.0
    sources: dict[str, str] = {}


class Song(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The song a review is about. ``characteristics`` maps a feature's name (tempo, energy ..) to its value.

    ``facts`` is None where no catalogue was asked, or none knew anything.
    """

    title: str
    artist: str
    genres: tuple[str, ...] = ()
    characteristics: dict[str, float] = {}
    id: str = ""
    facts: SongFacts | None = None

    @property
    def key(self) -> str:
        """What tells this song from others: its id, else artist and title."""
        return self.id or f"{self.artist} - {self.title}"


class Review(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One post about one song.

    ``date_published`` is ISO 8601 (a date, or a time in UTC), "" where unknown; ``word_count`` counts
    white-space separated words of ``content``; ``lang`` is an ISO 639-1 code, "" where unknown.
    """

    url: str
    domain: str
    content: str
    word_count: int
    title: str = ""
    author: str = ""
    date_published: str = ""
    lang: str = ""
    song: Song | None = None
    lead_image_url: str = ""
    dek: str = ""
    excerpt: str = ""
    direction: str = "ltr"
    total_pages: int = 1
    rendered_pages: int = 1


class _Post(msgspec.Struct, order=True, gc=False):
    date_published: str = ""
    url: str = ""
    word_count: int = 0


review_key = msgspec.json.Decoder(_Post).decode
"""Returns the place of a review's line in the order of a corpus: its date and URL; and its words."""


def songs_of(reviews: Iterable[Review]) -> list[str]:
    """Return what tells the song of each review from others, "" where it has none."""
    return [review.song.key if review.song else "" for review in reviews]
