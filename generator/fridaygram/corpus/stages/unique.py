"""Drops texts that repeat an earlier one, word for word or nearly."""

from __future__ import annotations

from fridaygram.corpus.pipeline.contracts import KEEP, Candidate, Rules, Stage, Verdict, drop


def judge(candidate: Candidate, rules: Rules) -> Verdict:
    """Keep the first of several texts that are alike (Jaccard similarity of word 3-grams 0.7 or more)."""
    if candidate.failure:
        return drop(candidate.failure, candidate.detail)
    if not candidate.repeats:
        return KEEP
    reason = "duplicate" if candidate.likeness >= 1.0 else "near-duplicate"
    return drop(reason, f"{candidate.likeness:.0%} as {candidate.repeats}")


STAGE = Stage(
    label="that no other post repeats",
    needs="twin",
    judge=judge,
    reasons=("duplicate", "near-duplicate", "not analysed"),
)
