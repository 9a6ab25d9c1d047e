"""Is this the same song? Queries, similarity of title and artist, the same mix, the same length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import msgspec

LEAST_TITLE, LEAST_ARTIST = 80.0, 75.0
MOST_SECONDS_APART = 10.0
MIX_WORDS = ("remix", "edit", "live", "rework", "acoustic", "instrumental", "cover", "demo", "version", "mix", "refix")
FEATURING = re.compile(r"\b(?:feat|ft|featuring|w)\b[./]?\s+|\bw/", re.IGNORECASE)
PRODUCER = re.compile(r"\b(?:prod(?:uced)?\.?\s+by|prod\.)\s+", re.IGNORECASE)
"""What these begin ends with the name."""
BRACKETS = re.compile(r"[\[(]([^\])]*)[\])]")
NO_WORD = re.compile(r"[^\w\s]|_")
KEPT_IN_BRACKETS = ("remix", "edit", "rework", "refix", "mix", "live")


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A song found at a service. ``score`` is 0 to 100: the mean similarity of title and artist."""

    id: str
    title: str
    artist: str
    score: float
    artist_id: str = ""


class SongQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A song to be found; ``duration_s`` is 0 where unknown."""

    title: str
    artist: str
    duration_s: float = 0.0


def plain(text: str) -> str:
    """Return a name for comparing: no case, accents, punctuation, featured guests or producers.

    Brackets go with what is in them, unless they tell a remix, edit or rework apart.
    """
    # Behind the last closing bracket none can end: to look on would take a time that is square in the brackets.
    end = max(text.rfind("]"), text.rfind(")")) + 1
    text = _cut(PRODUCER, _cut(FEATURING, BRACKETS.sub(_bracket, text[:end]) + text[end:]))
    decomposed = unicodedata.normalize("NFKD", text.replace("&", " and ").casefold())
    ascii_only = decomposed.isascii()
    letters = decomposed if ascii_only else "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(NO_WORD.sub(" ", letters.replace("'", "").replace("\u2019", "")).split())


def guests(artists: Sequence[tuple[Any, Any]]) -> tuple[str, ...]:
    """Return the names that stand after "feat." in (name, what joins it with the next one) pairs."""
    before = [str(joined or "") for _, joined in artists]
    place = next((n for n, joined in enumerate(before) if FEATURING.search(joined)), len(before))
    return tuple(name for name, _ in artists[place + 1 :] if isinstance(name, str) and name)


def query_terms(wanted: SongQuery) -> tuple[str, str]:
    """Return (title, artist) as they are sought."""
    return plain(wanted.title) or wanted.title.strip(), plain(wanted.artist) or wanted.artist.strip()


def mix_of(title: str) -> frozenset[str]:
    """Return the words of a title that say which mix it is."""
    words = set(re.findall(r"\w+", title.casefold()))
    return frozenset(word for word in MIX_WORDS if word in words)


def same_song(wanted: SongQuery, title: str, artist: str, duration_s: float) -> float:
    """Return the score (0 to 100) of an offer, 0.0 where it is not the song that is wanted."""
    from rapidfuzz import fuzz

    ours, theirs = plain(wanted.title), plain(title)
    alike_title = fuzz.token_sort_ratio(ours, theirs)
    alike_artist = fuzz.token_set_ratio(plain(wanted.artist), plain(artist))
    if alike_title < LEAST_TITLE or alike_artist < LEAST_ARTIST:
        return 0.0
    if mix_of(wanted.title) != mix_of(title):
        return 0.0
    if wanted.duration_s and duration_s and abs(wanted.duration_s - duration_s) > MOST_SECONDS_APART:
        return 0.0
    return round((alike_title + alike_artist) / 2, 1)


def _cut(pattern: re.Pattern[str], text: str) -> str:
    """Return ``text`` up to the first match of ``pattern`` in its last line."""
    last_line = text.rfind("\n", 0, -1) + 1
    starts = (match.start() for match in pattern.finditer(text) if match.end() >= last_line)
    return text[: next(starts, len(text))]


def _bracket(match: re.Match[str]) -> str:
    inner = match[1].casefold()
    return f" {match[1]} " if any(word in inner for word in KEPT_IN_BRACKETS) else " "
