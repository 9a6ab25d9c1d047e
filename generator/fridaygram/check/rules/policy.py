"""What the Content-Security-Policy of a page blocks of what the page contains."""

from __future__ import annotations

from collections.abc import Iterator

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import PageView, SiteView
from fridaygram.pages.html_tree import Node
from fridaygram.pages.theme.policy import source

_LINKED = ("href", "src", "action", "formaction")
_IN_A_FILE = "put it into a file in assets/js"
_META = 'meta[http-equiv="Content-Security-Policy"]'


def _check(site: SiteView) -> Iterator[Finding]:
    for view in site.views:
        if (meta := view.tree.css_first(_META)) is not None:
            yield from _blocked(site, view, meta.attributes.get("content") or "")


def _blocked(site: SiteView, view: PageView, policy: str) -> Iterator[Finding]:
    directives = {name: sources for name, *sources in (part.split() for part in policy.split(";") if part.strip())}
    scripts = directives.get("script-src", [])
    for node in view.tree.css("*"):
        problem, hint, *needles = _problem(node, scripts)
        if problem:
            place = site.place(view, node, *needles, f"<{node.tag}")
            message = f"browsers block {problem}: the page's Content-Security-Policy"
            yield Finding("policy", message, place.file, place.line, hint, page=view.page.path)


def _problem(node: Node, scripts: list[str]) -> tuple[str, ...]:
    """Return what of an element is blocked, the way out, and how its source may write it; ("", "") for nothing."""
    name, values = node.tag, node.attributes
    for attribute, value in values.items():
        is_link = attribute in _LINKED and (value or "").strip().lower().startswith("javascript:")
        if attribute.startswith("on") or is_link:
            return f"the script in '{attribute}' of <{name}>", _IN_A_FILE, f'{attribute}="{value}"', value or ""
    if name == "script":
        address = values.get("src")
        needed = source(values.get("type") or "", address, node.text())
        if needed and needed not in scripts and address is None:
            return "a script that stands in the page", _IN_A_FILE, node.text().strip().partition("\n")[0]
        if needed and needed not in scripts:
            return f"the script {address}", f'scripts = ["{needed}"] in site.toml allows it', address or ""
    if name in ("object", "embed"):
        return f"<{name}>", "use <iframe>, or a link", values.get("data") or values.get("src") or ""
    if name == "base":
        return "<base>", "write addresses in full"
    place = values.get({"iframe": "src", "form": "action"}.get(name or "", "")) or ""
    if place.lower().startswith("http:"):
        return f"<{name}> of {place}", "use https", place
    return "", ""


RULES = RuleSet(
    rules={"policy": Rule("error", "A page's Content-Security-Policy allows everything that the page contains.")},
    check=_check,
)
