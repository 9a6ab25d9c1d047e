"""Headings: one of the first level, none empty, no level left out on the way down."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView
from fridaygram.pages.html_tree import words

LEVELS = "h1, h2, h3, h4, h5, h6"


def _check(site: SiteView) -> Iterator[Finding]:
    for view in site.views:
        before = 0
        firsts = 0
        for node in view.tree.css(LEVELS):
            level = int((node.tag or "h1")[1])
            said = words(node).removesuffix("#").strip()
            problem = ""
            firsts += level == 1
            if not said:
                problem = f"an empty <{node.tag}>"
            elif level > before + 1:
                above = f"follows one of level {before}" if before else "is the first"
                problem = f"the heading '{said}' of level {level} {above}"
            elif level == 1 and firsts > 1:
                problem = f"the heading '{said}' is a second one of level 1"
            if problem:
                written = (f"{'#' * level} {said}", said) if said else (f"<{node.tag}",)
                place = site.place(view, node, *written, node.attributes.get("id") or "")
                yield Finding("headings", problem, place.file, place.line, page=view.page.path)
            before = level
        if not firsts and not view.is_stub:
            place = site.place(view, None)
            yield Finding("headings", "no heading of level 1", place.file, place.line, page=view.page.path)


RULES = RuleSet(
    rules={"headings": Rule("warning", "Headings begin at level 1 and go down one at a time; none is empty.")},
    check=_check,
)
