"""Last.fm: the tags of an artist. About five requests a second.

Listeners also tag places, moods and concerts ("seen live"): genres.txt lists the tags that are genres.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fridaygram.corpus.clients.base import AnswerKind, ApiClient, records, usual

BASE = "https://ws.audioscrobbler.com/2.0/"
MOST, WINDOW_S = 5, 1.0
LIST = Path(__file__).with_name("genres.txt")
LEAST_COUNT = 10
MOST_GENRES = 3
NOT_FOUND, RATE_LIMIT = 6, 29
KEY_ERRORS = frozenset({4, 10, 26})
TROUBLE = frozenset({8, 11, 16})


def judge(status: int, value: Any) -> AnswerKind:
    """Read the service's own error numbers, which come with various statuses."""
    number = value.get("error") if isinstance(value, dict) else None
    if not isinstance(number, int):
        return usual(status, value)
    if number == NOT_FOUND:
        return "missing"
    if number == RATE_LIMIT:
        return "slow down"
    if number in KEY_ERRORS:
        return "refused"
    return "again" if number in TROUBLE else "closed"


class LastFm:
    """The one call that is used. ``api`` carries the key as a secret."""

    def __init__(self, api: ApiClient):
        self._api = api

    def artist_genres(self, artist: str) -> tuple[str, ...]:
        """Return up to three genres of an artist, the most tagged first; () where unknown."""
        params = {"method": "artist.gettoptags", "artist": artist, "autocorrect": "1", "format": "json"}
        answer = self._api.get(BASE, params, whole=_has_tags)
        tags = answer["toptags"].get("tag") if answer else None
        counted: dict[str, int] = {}
        for tag in records(tags if isinstance(tags, list) else [tags]):
            genre = genre_of(str(tag.get("name", "")))
            count = _count(tag.get("count"))
            if genre and count >= LEAST_COUNT:
                counted[genre] = max(count, counted.get(genre, 0))
        return tuple(sorted(counted, key=lambda genre: (-counted[genre], genre))[:MOST_GENRES])


def _has_tags(answer: Any) -> bool:
    return answer is None or (isinstance(answer, dict) and isinstance(answer.get("toptags"), dict))


def _count(value: Any) -> int:
    """Read a count, which comes as a number or, in answers made from XML, as a text."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 12:
        return int(value)
    return value if isinstance(value, int) else 0


@cache
def genres() -> frozenset[str]:
    """Return the known genres, lower case, spelt as in genres.txt."""
    lines = LIST.read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def genre_of(tag: str) -> str:
    """Return the genre that a tag means ("Indie-Pop" and "indiepop" mean "indie pop"), "" where none."""
    lowered = " ".join(tag.casefold().replace("_", " ").split())
    known = genres()
    for form in (lowered, lowered.replace("-", " "), lowered.replace(" ", "-")):
        if form in known:
            return form
    squeezed = {name.replace(" ", "").replace("-", ""): name for name in sorted(known)}
    return squeezed.get(lowered.replace(" ", "").replace("-", ""), "")
