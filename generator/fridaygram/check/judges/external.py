"""Links to other sites, where the check was asked to ask them."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.check.finding import Finding, Rule
from fridaygram.check.judges.links import references
from fridaygram.check.judging import Judge
from fridaygram.check.subject import Place, Subject


def _judge(subject: Subject) -> Iterator[Finding]:
    if subject.remote is None:
        return
    places = _links(subject)
    for url, answer in subject.remote.ask(places).items():
        file, line = places[url].file, places[url].line
        if answer.problem:
            yield Finding(
                "external", f"{url}: {answer.problem}", file, line, "mend the link, or link to an archived copy"
            )
        elif answer.moved:
            yield Finding("moved", f"{url} has moved for good", file, line, f"write {answer.moved}")


def _links(subject: Subject) -> dict[str, Place]:
    """Return every address elsewhere that readers may follow, without its fragment, and where it stands first."""
    found: dict[str, Place] = {}
    for view in subject.views:
        for node in view.tree.root.all("a", "img", "iframe", "source", "video", "audio"):
            for url in references(node):
                address = url.partition("#")[0]
                is_web = address.startswith(("http://", "https://"))
                if is_web and address not in found and subject.target(view.page.output, address) is None:
                    found[address] = subject.place(view, node, url, address)
    return found


JUDGE = Judge(
    rules={
        "external": Rule("warning", "Links to other sites lead to something (asked with --external)."),
        "moved": Rule("off", "Links to other sites name where pages are now (asked with --external)."),
    },
    judge=_judge,
)
