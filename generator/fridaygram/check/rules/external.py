"""Links to other sites, where the check was asked to ask them."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.rules.links import references
from fridaygram.check.site_view import SiteView, SourcePlace

_FOLLOWED = ("a", "img", "iframe", "source", "video", "audio")


def _check(site: SiteView) -> Iterator[Finding]:
    if site.remote is None:
        return
    places = _links(site)
    for url, answer in site.remote.ask(places).items():
        file, line = places[url].file, places[url].line
        if answer.problem:
            yield Finding(
                "external", f"{url}: {answer.problem}", file, line, "mend the link, or link to an archived copy"
            )
        elif answer.moved:
            yield Finding("moved", f"{url} has moved for good", file, line, f"write {answer.moved}")


def _links(site: SiteView) -> dict[str, SourcePlace]:
    """Return every address elsewhere that readers may follow, without its fragment, and where it stands first."""
    found: dict[str, SourcePlace] = {}
    for view in site.views:
        for node, url in references(view.tree):
            address = url.partition("#")[0]
            is_web = node.tag in _FOLLOWED and address.startswith(("http://", "https://"))
            if is_web and address not in found and site.target(view.page.output, address) is None:
                found[address] = site.place(view, node, url, address)
    return found


RULES = RuleSet(
    rules={
        "external": Rule("warning", "Links to other sites lead to something (asked with --external)."),
        "moved": Rule("off", "Links to other sites name where pages are now (asked with --external)."),
    },
    check=_check,
)
