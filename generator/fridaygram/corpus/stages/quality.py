"""Drops what is too short to be a review, and what does not speak of its song."""

from __future__ import annotations

from urllib.parse import urlsplit

from fridaygram.corpus.clients.matching import plain
from fridaygram.corpus.pipeline.contracts import KEEP, Candidate, Rules, Stage, Verdict, drop

ALIKE = 90.0
LEAST_LETTERS = 4
"""Names of fewer letters occur in any text by chance; they must occur as whole words."""


def judge(candidate: Candidate, rules: Rules) -> Verdict:
    """Keep a text of enough words that names title or artist: in itself, its heading or its address."""
    if candidate.failure:
        return drop(candidate.failure, candidate.detail)
    if candidate.words < rules.least_words:
        return drop("too short", f"{candidate.words} words")
    if not candidate.title and not candidate.artist:
        return KEEP
    slug = plain(urlsplit(candidate.url).path.replace("-", " ").replace("/", " "))
    said = " ".join((plain(candidate.heading), slug, plain(candidate.text)))
    names = [name for name in (plain(candidate.title), plain(candidate.artist)) if name]
    if not names or any(_says(said, name) for name in names):
        return KEEP
    return drop("song not named", f"{candidate.artist} - {candidate.title}")


def _says(said: str, name: str) -> bool:
    if f" {name} " in f" {said} ":
        return True
    if len(name) < LEAST_LETTERS:
        return False
    from rapidfuzz import fuzz

    return fuzz.partial_ratio(name, said, score_cutoff=ALIKE) >= ALIKE


STAGE = Stage(
    label="of {least_words} words or more that name the song",
    needs="text",
    judge=judge,
    reasons=("too short", "song not named", "not analysed"),
)
