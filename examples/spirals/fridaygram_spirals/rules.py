"""The rule ``spiral-captions``: a spiral has a caption."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView


def check(site: SiteView) -> Iterator[Finding]:
    """Yield a finding for each spiral without a caption."""
    for source, document in site.look.library.documents.items():
        for figure in document.figures:
            if figure.kind == "spiral" and not figure.params.get("caption"):
                yield Finding("spiral-captions", "this spiral has no caption", source, figure.line, "add caption: ...")


RULES = RuleSet({"spiral-captions": Rule("warning", "Spirals have captions.")}, check)
