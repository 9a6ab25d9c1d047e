"""Statements: each corpus that a document uses is described as it is now, each model as the numbers shown saw it."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView
from fridaygram.plan.proofs import used_sources
from fridaygram.values.statements import FILE, read_statements


def _check(site: SiteView) -> Iterator[Finding]:
    kept = read_statements(site.blog.root)
    known = kept.by_label()
    shelf = site.blog.shelf()
    first: dict[str, str] = {}
    for source, labels in sorted(used_sources(site.built.settled).items()):
        for label in labels:
            first.setdefault(kept.described(label), source)
    for label, source in sorted(first.items()):
        kind, _, name = label.partition(" ")
        what = "data statement" if kind == "corpus" else "model card"
        hint = f"write it: fridaygram describe {name}"
        if label not in known:
            yield Finding("statements", f"{label} has no {what}", source, hint=hint)
            continue
        if kind == "corpus":
            right = {shelf.corpus(name).digest} if shelf.has_corpus(name) else {known[label].digest}
        else:
            right = {one.entry.sources.get(label, "") for one in site.built.settled}
        if known[label].digest not in right:
            yield Finding("statements", f"the {what} of {label} is of another state of it", FILE, hint=hint)


RULES = RuleSet(
    rules={
        "statements": Rule("warning", "Each corpus and model that a document uses has a data statement or model card.")
    },
    check=_check,
)
