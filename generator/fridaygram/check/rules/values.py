"""Values: stale, edited, newer than their post, not yet frozen, and samples that no model here has replayed."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView
from fridaygram.values.freeze import TELL, warnings_of


def _check(site: SiteView) -> Iterator[Finding]:
    said = set(warnings_of(site.built.settled))
    for one in site.built.settled:
        wanted = one.wanted
        if one.state == "stale":
            hint = "renew it with 'fridaygram refresh', or leave it as published"
            yield Finding("stale", f"the value {wanted.key} is stale: {one.why}", wanted.file, wanted.line, hint)
        elif one.state == "edited":
            hint = f"take it back from git, or: fridaygram refresh {wanted.file}#{wanted.key}{TELL}"
            yield Finding("edited", f"the value {wanted.key} was changed by hand", wanted.file, wanted.line, hint)
        elif one.state == "future":
            hint = f"{one.way_out}{TELL}"
            yield Finding("future", f"the value {wanted.key}: {one.why}", wanted.file, wanted.line, hint)
        elif one.state == "computed":
            hint = "'fridaygram build' writes it to results.json; keep that file with the post"
            yield Finding("unfrozen", f"the value {wanted.key} is not frozen yet", wanted.file, wanted.line, hint)
        if "recorded" in one.checked:
            problem = f"the samples of {wanted.key}: {one.checked}"
            hint = "train the corpus, so that a build can replay them"
            yield Finding("recorded-samples", problem, wanted.file, wanted.line, hint)
        if one.remark:
            yield Finding("mixed", f"the value {wanted.key}: {one.remark}", wanted.file, wanted.line)
    for warning in site.built.warnings:
        if warning not in said:
            place, _, message = warning.partition(": ")
            file, _, line = place.partition(":")
            rule = "figures" if line else "left-out" if message.startswith("left out") else "outputs"
            yield Finding(rule, message, file, int(line) if line else None)


RULES = RuleSet(
    rules={
        "stale": Rule("warning", "No number in a published post is older than what it was computed from."),
        "edited": Rule("error", "Every frozen number is what the program computed, or says why not.", fixed=True),
        "future": Rule("error", "No number is from a source that is newer than its post, or it says why."),
        "mixed": Rule("warning", "All numbers of a post are from one state of each source."),
        "unfrozen": Rule("warning", "Every number is frozen beside its post, so that a build elsewhere has it."),
        "recorded-samples": Rule("off", "A model that is here has replayed every sample."),
        "figures": Rule("warning", "Figures have no warning about their data, and no text is nearly a figure."),
        "outputs": Rule("warning", "The outputs of a notebook are those of its code."),
        "left-out": Rule("warning", "Every text in content/ is shown somewhere."),
    },
    check=_check,
)
