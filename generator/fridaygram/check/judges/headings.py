"""Headings: one of the first level, none empty, no level left out on the way down."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.check.finding import Finding, Rule
from fridaygram.check.judging import Judge
from fridaygram.check.subject import Subject

LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")


def _judge(subject: Subject) -> Iterator[Finding]:
    for view in subject.views:
        before = 0
        firsts = 0
        for node in view.tree.root.all(*LEVELS):
            level = int(node.tag[1])
            words = node.text.removesuffix("#").strip()
            problem = ""
            firsts += level == 1
            if not words:
                problem = f"an empty <{node.tag}>"
            elif level > before + 1:
                above = f"follows one of level {before}" if before else "is the first"
                problem = f"the heading '{words}' of level {level} {above}"
            elif level == 1 and firsts > 1:
                problem = f"the heading '{words}' is a second one of level 1"
            if problem:
                written = (f"{'#' * level} {words}", words) if words else (f"<{node.tag}",)
                place = subject.place(view, node, *written, node.attributes.get("id", ""))
                yield Finding("headings", problem, place.file, place.line, page=view.page.path)
            before = level
        if not firsts and not view.is_stub:
            place = subject.place(view, None)
            yield Finding("headings", "no heading of level 1", place.file, place.line, page=view.page.path)


JUDGE = Judge(
    rules={"headings": Rule("warning", "Headings begin at level 1 and go down one at a time; none is empty.")},
    judge=_judge,
)
