"""Drops posts that are not in the language of the corpus."""

from __future__ import annotations

from fridaygram.corpus.pipeline.contracts import KEEP, Candidate, Rules, Stage, Verdict, drop


def judge(candidate: Candidate, rules: Rules) -> Verdict:
    """Keep a post that is in the language as a whole, and whose paragraphs mostly are."""
    if candidate.failure:
        return drop(candidate.failure, candidate.detail)
    if not candidate.text:
        return drop("only boilerplate", "all of it stands on the blog's other posts too")
    if not candidate.lang:
        return drop("no letters", candidate.text[:40])
    if candidate.lang != rules.language:
        return drop("other language", candidate.lang)
    if candidate.share < rules.least_share:
        return drop("mixed languages", f"{candidate.share:.0%} {candidate.lang}")
    return KEEP


STAGE = Stage(
    label="with content in {language}",
    needs="text",
    judge=judge,
    reasons=("other language", "mixed languages", "only boilerplate", "no letters", "not analysed"),
)
