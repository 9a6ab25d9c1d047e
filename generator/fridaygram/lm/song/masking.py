"""Masking: each name of a card that a text has becomes one character, and is filled in again from any card.

A card is what a model knows of the song that a text is about.

A mask is a character of Unicode's private use area. It says what kind of name stood there (its slot) and in which form,
so a masked text is an ordinary string: index, models and sampling treat a name as one symbol. Texts about many songs
then share what stands around a name, and a text about one song can be filled in for another.

Forms are the spellings that a card's name gives rise to: as ``given``; ``short``, without "feat. ..", brackets and
outer marks; the ``last`` and the ``first`` word of an artist or guest. Each of them may be ``plain``, without accents,
and in capitals (``upper``), with a capital for each word (``title``) or for all but small ones ("Edge of Town":
``headline``), or in lower case (``lower``). The second name of a slot has masks of its own (``2 given``), and so on. A
possessive needs no form: "'s" follows a mask as ordinary characters.

A card's tags are masked as names of a slot ``genre``, as given and as titles: so a text that was written about a folk
song names another genre when it is filled in for another song. Names that other texts about the song have (the slot
``name``) are masked as given only.

Three rules keep names apart from ordinary words. No letter or digit touches a masked name: "Low" is not masked within
"below". It has SHORTEST letters and digits or more, and is no word of COMMON. And a name of one word ("Home") is masked
in lower case only where the card gives it so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import msgspec

from fridaygram.errors import ModelError

SLOTS = ("artist", "title", "album", "label", "place", "guest", "name")
"""The kinds of names that a card can hold, in the order in which a text is searched for them.

A ``name`` is one that other texts about the song have, whatever it is of: see ``neighbours.py``.
"""

NAMES: Mapping[str, int] = {**dict.fromkeys(SLOTS, 6), "name": 24, "genre": 6}
"""Names of each slot that have masks; further ones stay as they are."""

SHORTEST = 2
"""Letters and digits that a masked name has at least. On real reviews, 1 to 3 give the same bits; 4 gives more."""

_WORDS = (
    "a all am an and are as at be but by can do down for from get go had has have he her here his home how i if in is "
    "it its just like love me more my new no not now of off on one or our out over she so some song that the them then "
    "there they this time to too track two up us video was we what when who why will with you your"
)

COMMON = frozenset(_WORDS.split())
"""Words, case folded, that are never masked alone: most texts have them, whatever they are about. Bits stay the same;
but a text that was sampled and filled in for another song would have that song's title in their place.
"""

_SHAPES = ("given", "short", "last", "first")
_CASES = ("", "upper", "title", "headline", "lower")
_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)
_FORMS = tuple(" ".join(filter(None, parts)) for parts in product(_SHAPES, ("", "plain"), _CASES))
_FORMS_OF: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(SLOTS, tuple(form for form in _FORMS if form.startswith(("given", "short")))),
    **dict.fromkeys(("artist", "guest"), _FORMS),
    "name": ("given",),
    "genre": ("given", "given title"),
}
_KINDS = tuple(
    (form, number, slot)
    for form, number, slot in product(_FORMS, range(1, max(NAMES.values()) + 1), NAMES)
    if number <= NAMES[slot] and form in _FORMS_OF[slot]
)
_FEATURING = re.compile(r"\s*[(\[][^)\]]*[)\]]|\s+(?:feat|ft|featuring)\b.*", re.IGNORECASE)
_AROUND = " .!?_*\"'"
_FIRST = 0xE000
_ESCAPE = chr(_FIRST)

MASKS: Mapping[str, tuple[str, str]] = {
    chr(_FIRST + place): (slot, form if number == 1 else f"{number} {form}")
    for place, (form, number, slot) in enumerate(_KINDS, 1)
}
"""All masks: private-use characters, each with its slot and form, the usual form first."""

_PRIVATE = f"[{_ESCAPE}-{max(MASKS)}]"
_MASKED = re.compile(f"{_ESCAPE}(.)|{_PRIVATE}", re.DOTALL)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a song.

    ``slots`` maps a kind of name (one of SLOTS) to its spellings, the usual one first; a kind without a name is absent.
    ``tags`` are genres, lower case. ``numbers`` are audio features by name, in their source's own units.
    """

    slots: Mapping[str, tuple[str, ...]] = {}
    tags: tuple[str, ...] = ()
    numbers: Mapping[str, float] = {}


class Spellings(NamedTuple):
    """What a card can fill in: the text of each of its masks; the mask of each text that is masked; a pattern of these.

    Two masks may have one text, as where a title is all capitals: the text then has the first of them.
    """

    texts: Mapping[str, str]
    masks: Mapping[str, str]
    pattern: re.Pattern[str]


def mask(text: str, card: Card) -> str:
    """Return a text with a mask in the place of each of the card's names; of names that overlap, the longest.

    Private-use characters of the text's own are kept apart by an escape, so ``expand(mask(text, card), card) == text``.
    """
    found = spellings(card)
    return found.pattern.sub(lambda match: found.masks.get(match[0]) or _ESCAPE + match[0], text)


def expand(masked: str, card: Card) -> str:
    """Return a masked text with the card's names in the place of the masks.

    Raises ModelError for a mask of a name that the card lacks; ``can_expand`` tells.
    """
    texts = spellings(card).texts

    def filled(match: re.Match[str]) -> str:
        if match[1] is None and match[0] not in texts:
            slot, form = MASKS.get(match[0], ("name", "a cut escape"))
            raise ModelError(f"the card has no {slot} ({form}) to fill in", hint="give the card this name")
        return texts[match[0]] if match[1] is None else match[1]

    return _MASKED.sub(filled, masked)


def can_expand(masked: str, card: Card) -> bool:
    """Return whether the card has a name for each mask of a masked text."""
    texts = spellings(card).texts
    return all(match[1] is not None or match[0] in texts for match in _MASKED.finditer(masked))


def spellings(card: Card) -> Spellings:
    """Return what a card can fill in; kept for the cards that were used last."""
    slots = {**card.slots, "genre": card.tags}
    return _spellings(tuple((slot, tuple(slots.get(slot, ()))[:most]) for slot, most in NAMES.items()))


@lru_cache(maxsize=4096)
def _spellings(slots: tuple[tuple[str, tuple[str, ...]], ...]) -> Spellings:
    named = {
        (slot, number): {form: _form(name, form) for form in _FORMS_OF[slot]}
        for slot, names in slots
        for number, name in enumerate(names, 1)
        if name.strip()
    }
    texts: dict[str, str] = {}
    masks: dict[str, str] = {}
    for character, (form, number, slot) in zip(MASKS, _KINDS, strict=True):
        if (slot, number) in named:
            text = texts[character] = named[slot, number][form]
            if _is_masked(text, form):
                masks.setdefault(text, character)
    longest = sorted(masks, key=lambda text: (-len(text), text))
    names = rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest))})(?![^\W_])|" if longest else ""
    return Spellings(texts, masks, re.compile(names + _PRIVATE))


def _is_masked(text: str, form: str) -> bool:
    """Return whether a text is masked where it occurs: see the rules above."""
    lowered = form.endswith("lower") and len(text.split()) < 2
    return sum(map(str.isalnum, text)) >= SHORTEST and text.casefold() not in COMMON and not lowered


def _form(name: str, form: str) -> str:
    shape, *changes = form.split(" ")
    text = name if shape == "given" else _FEATURING.sub("", name).strip(_AROUND).strip() or name
    if shape in ("last", "first"):
        text = text.split()[-1 if shape == "last" else 0]
    if "plain" in changes:
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(one for one in decomposed if not unicodedata.combining(one)) or text
    if "title" in changes or "headline" in changes:
        words = [word[:1].upper() + word[1:].lower() for word in text.split(" ")]
        small = _SMALL if "headline" in changes else ()
        return " ".join([words[0], *(word.lower() if word.lower() in small else word for word in words[1:])])
    return text.upper() if "upper" in changes else text.lower() if "lower" in changes else text
