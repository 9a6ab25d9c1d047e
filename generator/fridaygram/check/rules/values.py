"""Values that are stale or not yet frozen, and samples that no model here has replayed."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView


def _check(site: SiteView) -> Iterator[Finding]:
    for one in site.built.settled:
        wanted = one.wanted
        if one.state == "stale":
            hint = "renew it with 'fridaygram refresh', or leave it as published"
            yield Finding("stale", f"the value {wanted.key} is stale: {one.why}", wanted.file, wanted.line, hint)
        elif one.state == "computed":
            hint = "'fridaygram build' writes it to results.json; keep that file with the post"
            yield Finding("unfrozen", f"the value {wanted.key} is not frozen yet", wanted.file, wanted.line, hint)
        if "recorded" in one.checked:
            problem = f"the samples of {wanted.key}: {one.checked}"
            hint = "train the corpus, so that a build can replay them"
            yield Finding("recorded-samples", problem, wanted.file, wanted.line, hint)
    stale = tuple(f"{one.wanted.file}:{one.wanted.line}: stale: " for one in site.built.settled)
    for warning in site.built.warnings:
        if not warning.startswith(stale):
            file, line, message = warning.split(":", 2)
            yield Finding("figures", message.strip(), file, int(line))


RULES = RuleSet(
    rules={
        "stale": Rule("warning", "No number in a published post is older than what it was computed from."),
        "unfrozen": Rule("warning", "Every number is frozen beside its post, so that a build elsewhere has it."),
        "recorded-samples": Rule("off", "A model that is here has replayed every sample."),
        "figures": Rule("warning", "Figures have no warning about their data."),
    },
    check=_check,
)
