"""Where sentences end: for a text that its length cuts, and for texts that begin as those of training do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fridaygram.lm.rng import Random

if TYPE_CHECKING:
    from fridaygram.lm.index.index import Index

UNTIL = ("character", "word", "sentence")
"""What a text that reaches its length is cut after: its last character, whole word, or whole sentence."""

LONGEST_OPENING = 200
"""Characters of a first sentence; a longer one is cut at a word."""

NEAR = 12
"""Characters around a full stop that say whether it ends a sentence."""

_OPENINGS = 1 << 32
"""The first random stream that chooses openings: no sample has that number."""

_END = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s|\Z)|(?=\n\s*\n)")
_ABBREVIATED = re.compile(r"(?:^|[\s(\"'“‘])(?:[^\W\d_]|mrs?|ms|dr|st|feat|ft|vs|vol|no|e\.g|i\.e)\.$", re.IGNORECASE)


def sentence_ends(text: str, begin: int = 0) -> Iterator[int]:
    """Yield the places after each sentence from ``begin`` on: at a full stop, or the like, or a blank line.

    An abbreviation, and a full stop before a small letter, end no sentence.
    """
    for found in _END.finditer(text, begin):
        after = text[found.end() : found.end() + NEAR].lstrip()[:1]
        before = text[max(0, found.end() - NEAR) : found.end()]
        if found.end() > begin and not after.islower() and not _ABBREVIATED.search(before):
            yield found.end()


def cut_place(text: str, begun: int, until: str) -> int:
    """Return the place at which a text that reached its length is cut; ``begun`` is the length of its prompt.

    Without a whole sentence after the prompt the text is cut after its last whole word; without one, not at all.
    """
    if until == "sentence" and (ends := list(sentence_ends(text, begun))):
        return ends[-1]
    if until != "character" and (words := re.match(r".*\S(?=\s)", text[begun:], re.DOTALL)):
        return begun + words.end()
    return len(text)


def first_sentence(index: Index, seed: int, number: int) -> str:
    """Return the first sentence of a training text that sample ``number`` of a seed begins with."""
    chance = Random(seed, _OPENINGS + number)
    place = chance.below(index.texts)
    begin, end = (int(edge) for edge in (*index.starts[place : place + 2], index.rows)[:2])
    text = index.decode(index.codes[begin : min(end, begin + 2 * LONGEST_OPENING)])
    end = next(sentence_ends(text), len(text))
    return text[:end] if end <= LONGEST_OPENING else text[: cut_place(text[:LONGEST_OPENING], 0, "word")]
