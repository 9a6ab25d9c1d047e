"""Drops what comes from blogs that seldom write about popular songs."""

from __future__ import annotations

from fridaygram.corpus.pipeline.contracts import KEEP, Candidate, Rules, Stage, Verdict, drop


def judge(candidate: Candidate, rules: Rules) -> Verdict:
    """Keep a post of a blog that averages enough popular posts a year."""
    if candidate.posts_a_year >= rules.least_posts_a_year:
        return KEEP
    return drop("rare blog", f"{candidate.domain}: {candidate.posts_a_year:.1f} a year")


STAGE = Stage(
    label="from a blog averaging {least_posts_a_year}+ popular posts a year",
    needs="link",
    judge=judge,
    reasons=("rare blog",),
)
