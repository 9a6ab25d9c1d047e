"""Words of texts, folded: case and accents do not count. Genres among them, and a song's own in the place of others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fridaygram.lm.song.masking import MASKS, Card

_MASKS = "".join(mask for mask, (slot, _) in MASKS.items() if slot == "genre")
FOLDED = re.compile(r"[^\W_]+(?:[&'][^\W_]+)*")

_OTHER_SENSES = (
    "acoustic ambient bass beats blues christian classical country dance drill drone female focus german hardcore "
    "house instrumental latin live metal minimal piano rap remix roll sleep soul soundtrack swing trap vocal"
)
OTHER_SENSES = frozenset(_OTHER_SENSES.split())
"""Genres that are words of other senses too: "a deep bass". They are never replaced."""


def folded(text: str) -> list[str]:
    """Return the words of a text without case and accents; an apostrophe or "&" within a word stays."""
    plain = text.replace("’", "'").casefold()
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    return FOLDED.findall(plain)


class Swap(NamedTuple):
    """What takes the place of the characters ``begin`` to ``end`` of a sentence."""

    begin: int
    end: int
    text: str


class Choice(NamedTuple):
    """A sentence of a pool: the number of its text, from 0, its place there, and its swaps of genres."""

    sample: int
    begin: int
    end: int
    swaps: tuple[Swap, ...] = ()


class Genres:
    """All genres that the songs of a corpus have."""

    def __init__(self, tags: Iterable[str]):
        """Take the genres; which ones there are decides what counts as one."""
        names = {" ".join(folded(tag)) for tag in tags} - {""}
        longest = sorted(names, key=lambda name: (-len(name), name))
        spelled = "|".join(re.escape(name).replace(r"\ ", "[ -]") for name in longest if name not in OTHER_SENSES)
        self._folded = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\S)")
        self._spelled = re.compile(
            rf"(?<![\w-])(?:(an?) )?({spelled or '(?!)'})(?![\w-])|(?:(?<!\w)(an?) )?([{_MASKS}])", re.IGNORECASE
        )

    def swaps(self, sentence: str, card: Card, turn: int) -> tuple[Swap, ...]:
        """Return the swaps that put the card's genres, from number ``turn`` on, for others and for masks of genres."""
        found: list[Swap] = []
        for match in self._spelled.finditer(sentence) if card.tags else ():
            article, genre = match[1] or match[3], match[2] or match[4]
            if genre in _MASKS or not is_genre_of(genre, card):
                tag = card.tags[(turn + len(found)) % len(card.tags)]
                text = f"{'an' if tag[0] in 'aeio' else 'a'} {tag}" if article else tag
                upper = match[0][0].isupper() or not match.start()
                found.append(Swap(match.start(), match.end(), text[0].upper() + text[1:] if upper else text))
        return tuple(found)

    def named(self, words: Sequence[str]) -> list[str]:
        """Return the genres among folded words: of those that overlap ("pop" in "dream pop") the longest."""
        return self._folded.findall(" ".join(words))


def swapped(sentence: str, swaps: Iterable[Swap]) -> str:
    """Return a sentence with its swaps, which are in order."""
    out, place = "", 0
    for begin, end, text in swaps:
        out += sentence[place:begin] + text
        place = end
    return out + sentence[place:]


def is_genre_of(genre: str, card: Card) -> bool:
    """Return whether all words of a genre are in the card's genres: "pop" is right where the card has "dream pop"."""
    own = {word for tag in card.tags for word in folded(tag)}
    return set(folded(genre)) <= own
