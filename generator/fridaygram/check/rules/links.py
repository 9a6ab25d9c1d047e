"""Links: internal ones lead to a file and a place of the site; those to other sites are asked with ``--external``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.rules.feeds import read_entries
from fridaygram.check.site_view import PageView, SiteView, SourcePlace
from fridaygram.errors import suggestion
from fridaygram.pages.body import TOP
from fridaygram.pages.html_tree import Node, Tree, fragment

REFERRING = ("href", "src", "poster", "data", "action", "cite")
_ALL = ",".join(f"[{name}]" for name in (*REFERRING, "srcset", "property"))
# What readers follow or see; other references are for programs.
_FOLLOWED = ("a", "img", "iframe", "source", "video", "audio")
_CSS_URL = re.compile(r"""url\(\s*(["']?)([^)"']+)\1\s*\)""")


def references(tree: Tree | Node) -> Iterator[tuple[Node, str]]:
    """Yield the elements that refer to something, each with the address; one for each address."""
    for node in tree.css(_ALL):
        attributes = {name: (value or "").strip() for name, value in node.attributes.items()}
        for name in REFERRING:
            if url := attributes.get(name):
                yield node, url
        for part in attributes.get("srcset", "").split(","):
            if part.strip():
                yield node, part.split()[0]
        if node.tag == "meta" and attributes.get("property") in ("og:image", "og:url"):
            yield node, attributes.get("content", "")


def _check(site: SiteView) -> Iterator[Finding]:
    told = set()
    for view in site.views:
        for node, url in references(view.tree):
            problem = _problem(site, view.page.output, url, view)
            if problem:
                told.add(_whole(site, view.page.output, url))
                place = site.place(view, node, *_written(site, url))
                yield Finding("links", problem, place.file, place.line, page=view.page.path)
    yield from _style_sheets(site)
    yield from _feeds(site, told)
    yield from _other_sites(site)


def _problem(site: SiteView, page: str, url: str, view: PageView | None) -> str:
    """Return what is wrong with an address, "" for nothing and for an address of another site."""
    try:
        urlsplit(url)
    except ValueError:
        return f"'{url}' is no address"
    address, anchor = urldefrag(url)
    target = site.target(page, address) if address else page
    if target is None:
        return ""
    if target.startswith("../"):
        return f"link to {target[2:]}, which is outside of {site.config.base_path}"
    if target not in site.files:
        suffix = posixpath.splitext(target)[1]
        return f"link to '{url}', which is not there" + _near(target, (f for f in site.files if f.endswith(suffix)))
    shown = view if not address else site.view(target)
    place = unquote(anchor)
    if place.lower() in ("", TOP) or shown is None or place in shown.ids:
        return ""
    return f"link to '{url}', but there is no place '{place}'" + _near(place, shown.ids)


def _whole(site: SiteView, page: str, url: str) -> str:
    try:
        return urljoin(site.config.base_url + page.removesuffix("index.html"), url)
    except ValueError:
        return url


def _near(name: str, known: Iterable[str]) -> str:
    hint = suggestion(name, known)
    return f" ({hint})" if hint.startswith("did you mean") else ""


def _written(site: SiteView, url: str) -> tuple[str, ...]:
    """Return how an author may have written an address: whole, without the base, its last part."""
    short = url.removeprefix(site.config.base_url).removeprefix(site.config.base_path)
    path = short.partition("#")[0].rstrip("/")
    last = path.rpartition("/")[2]
    return tuple(one for one in (url, "/" + short, short, path, f"#{url.partition('#')[2]}", last) if len(one) > 1)


def _style_sheets(site: SiteView) -> Iterator[Finding]:
    for path in site.files:
        if path.endswith(".css"):
            text = (site.built.output / path).read_text("utf-8")
            for found in _CSS_URL.finditer(text):
                problem = "" if found[2].startswith("data:") else _problem(site, path, found[2], None)
                if problem:
                    place = site.asset_place(found[2])
                    yield Finding("links", problem, place.file, place.line)


def _feeds(site: SiteView, told: set[str]) -> Iterator[Finding]:
    """Check the HTML in feeds. It is read elsewhere, so every address in it must have its host.

    Addresses in ``told`` were found on a page already.
    """
    seen, read = set(), set()
    for page in site.look.pages:
        if page.kind != "feed":
            continue
        for source, html in zip(page.bodies, read_entries(page, site.built.output), strict=False):
            # Most feeds have entries in common.
            if (source, html) in read:
                continue
            read.add((source, html))
            for _, url in references(fragment(html)):
                if url in told or (source, url) in seen:
                    continue
                seen.add((source, url))
                is_whole = re.match(r"[a-z][a-z0-9+.-]*:|#", url, re.IGNORECASE)
                problem = _problem(site, page.output, url, None) if is_whole else f"'{url}' is not whole"
                if problem:
                    place = site.document_place(source, *_written(site, url))
                    yield Finding("links", problem, place.file, place.line, page=page.path)


def _other_sites(site: SiteView) -> Iterator[Finding]:
    if site.remote is None:
        return
    places = _outside(site)
    for url, answer in site.remote.ask(places).items():
        file, line = places[url].file, places[url].line
        if answer.problem:
            yield Finding(
                "external", f"{url}: {answer.problem}", file, line, "mend the link, or link to an archived copy"
            )
        elif answer.moved:
            yield Finding("moved", f"{url} has moved for good", file, line, f"write {answer.moved}")


def _outside(site: SiteView) -> dict[str, SourcePlace]:
    """Return every address of another site, without its anchor, and the place where it stands first."""
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
        "links": Rule("error", "Every internal link, picture and anchor leads to a file and a place of the site."),
        "external": Rule("warning", "Links to other sites lead to something (asked with --external)."),
        "moved": Rule("off", "Links to other sites name where pages are now (asked with --external)."),
    },
    check=_check,
)
