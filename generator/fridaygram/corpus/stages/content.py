"""Drops posts whose page could not be had, or held no text."""

from __future__ import annotations

from fridaygram.corpus.pipeline.contracts import KEEP, Candidate, Rules, Stage, Verdict, drop


def judge(candidate: Candidate, rules: Rules) -> Verdict:
    """Keep a post whose text was extracted; say what went wrong with the others."""
    return drop(candidate.failure, candidate.detail) if candidate.failure else KEEP


STAGE = Stage(
    label="with content retrieved",
    needs="page",
    judge=judge,
    reasons=(
        "not found", "forbidden", "robots", "unreachable", "cut", "timeout", "too slow", "server error",
        "asked to wait", "odd status", "too many redirects", "private address", "not text", "too large",
        "soft 404", "parked", "no text", "not readable",
    ),
)  # fmt: skip
