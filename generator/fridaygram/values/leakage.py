"""Leakage: how much of the held-out texts stands in the training texts, so that scores on them would flatter.

Splitting keeps near-duplicates on one side, but a phrase, a boilerplate or half a review can still stand on both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from fridaygram.errors import ModelError
from fridaygram.lm import LEAK_LENGTH

if TYPE_CHECKING:
    from fridaygram.lm import Index, Split

MOST = 0.1
NOTHING_KEPT = "its texts are too few, or so alike that all stay on one side"
"""Why no text may be held out although a share was asked for: groups of near-duplicates are never divided."""


class Leakage(msgspec.Struct, frozen=True, kw_only=True):
    """What of the held-out ``texts`` stands in training in runs of ``at_least`` characters or more.

    ``share`` of all their characters, 0 to 1; ``mostly``: texts more than half of which does; ``longest``: the most
    characters in a row that lie in such runs.
    """

    texts: int
    at_least: int
    share: float
    mostly: int
    longest: int

    def words(self) -> str:
        """Return the measure in words, for a line in the terminal or in a page."""
        mostly = f", {self.mostly} of {self.texts} texts by more than half" if self.mostly else ""
        longest = f" (at most {self.longest} in a row)" if self.longest else ""
        return (
            f"{self.share:.1%} of the held-out text stands in training in runs of {self.at_least} characters or more"
            f"{longest}{mostly}"
        )


def leakage_of(index: Index, held_out: Sequence[str]) -> Leakage:
    """Measure the leakage of held-out texts into what ``index`` was trained on."""
    from fridaygram.lm import copied

    return _leakage(list(map(len, held_out)), *copied(index, held_out, at_least=LEAK_LENGTH))


def leakage_of_split(split: Split, texts: Sequence[str]) -> Leakage:
    """Return the leakage that splitting ``texts`` measured."""
    return _leakage([len(texts[number]) for number in split.held_out], split.copied, split.in_a_row)


def _leakage(lengths: Sequence[int], inside: Sequence[int], longest: int) -> Leakage:
    characters = sum(lengths)
    return Leakage(
        texts=len(lengths),
        at_least=LEAK_LENGTH,
        share=sum(inside) / characters if characters else 0.0,
        mostly=sum(own > length / 2 for own, length in zip(inside, lengths, strict=True)),
        longest=longest,
    )


def guard(leakage: Leakage, most: float) -> None:
    """Raise ModelError where more than ``most`` (a share) of the held-out text stands in training."""
    if leakage.share > most:
        enough = math.floor(leakage.share * 100) + 1
        raise ModelError(
            f"held-out text leaks: {leakage.words()}, and {most:.1%} is allowed",
            hint="drop repeated passages from the corpus"
            + (f", or allow more: --most-leakage {enough / 100}" if enough < 100 else ""),
        )
