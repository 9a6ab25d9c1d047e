"""Drops posts about songs that Spotify does not have."""

from __future__ import annotations

from fridaygram.corpus.pipeline.contracts import KEEP, Candidate, Rules, Stage, Verdict, drop


def judge(candidate: Candidate, rules: Rules) -> Verdict:
    """Keep a post whose song was matched by title, artist, length and mix."""
    if not candidate.title or not candidate.artist:
        return drop("no song named", "the source gave no title or no artist")
    if candidate.found:
        return KEEP
    return drop("not found", f"{candidate.artist} - {candidate.title}")


STAGE = Stage(
    label="of a song also found on Spotify", needs="song", judge=judge, reasons=("not found", "no song named")
)
