"""Internal links, pictures, scripts and anchors: each leads to a file and a place that is there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from fridaygram.check.dom import Node, parse
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.judging import Judge
from fridaygram.check.subject import Subject, View
from fridaygram.errors import suggestion
from fridaygram.pages.body import TOP

REFERRING = ("href", "src", "poster", "data", "action", "cite")
_CSS_URL = re.compile(r"""url\(\s*(["']?)([^)"']+)\1\s*\)""")


def references(node: Node) -> Iterator[str]:
    """Yield the addresses that an element refers to."""
    for name in REFERRING:
        if url := node.attributes.get(name, "").strip():
            yield url
    for part in node.attributes.get("srcset", "").split(","):
        if part.strip():
            yield part.split()[0]
    if node.tag == "meta" and node.attributes.get("property") in ("og:image", "og:url"):
        yield node.attributes.get("content", "").strip()


def _judge(subject: Subject) -> Iterator[Finding]:
    told = set()
    for view in subject.views:
        for node in view.tree.root.walk():
            for url in references(node):
                problem = _problem(subject, view.page.output, url, view)
                if problem:
                    told.add(_whole(subject, view.page.output, url))
                    place = subject.place(view, node, *_written(subject, url))
                    yield Finding("links", problem, place.file, place.line, page=view.page.path)
    yield from _style_sheets(subject)
    yield from _feeds(subject, told)


def _problem(subject: Subject, page: str, url: str, view: View | None) -> str:
    """Say what is wrong with an address, "" where nothing is or where it leads elsewhere."""
    try:
        urlsplit(url)
    except ValueError:
        return f"'{url}' is no address"
    address, fragment = urldefrag(url)
    target = subject.target(page, address) if address else page
    if target is None:
        return ""
    if target.startswith("../"):
        return f"link to {target[2:]}, which is outside of {subject.site.base_path}"
    if target not in subject.files:
        suffix = posixpath.splitext(target)[1]
        return f"link to '{url}', which is not there" + _near(target, (f for f in subject.files if f.endswith(suffix)))
    shown = view if not address else subject.view(target)
    place = unquote(fragment)
    if place.lower() in ("", TOP) or shown is None or place in shown.tree.ids:
        return ""
    return f"link to '{url}', but there is no place '{place}'" + _near(place, shown.tree.ids)


def _whole(subject: Subject, page: str, url: str) -> str:
    try:
        return urljoin(subject.site.base_url + page.removesuffix("index.html"), url)
    except ValueError:
        return url


def _near(name: str, known: Iterable[str]) -> str:
    hint = suggestion(name, known)
    return f" ({hint})" if hint.startswith("did you mean") else ""


def _written(subject: Subject, url: str) -> tuple[str, ...]:
    """Return how an author may have written an address: whole, without the base, its last part."""
    short = url.removeprefix(subject.site.base_url).removeprefix(subject.site.base_path)
    path = short.partition("#")[0].rstrip("/")
    last = path.rpartition("/")[2]
    return tuple(one for one in (url, "/" + short, short, path, f"#{url.partition('#')[2]}", last) if len(one) > 1)


def _style_sheets(subject: Subject) -> Iterator[Finding]:
    for path in subject.files:
        if path.endswith(".css"):
            text = (subject.built.output / path).read_text("utf-8")
            for found in _CSS_URL.finditer(text):
                problem = "" if found[2].startswith("data:") else _problem(subject, path, found[2], None)
                if problem:
                    place = subject.asset_place(found[2])
                    yield Finding("links", problem, place.file, place.line)


def _feeds(subject: Subject, told: set[str]) -> Iterator[Finding]:
    """Judge what feeds say in HTML. Their readers are elsewhere, so that each address must be whole.

    Addresses in ``told`` were found on a page already.
    """
    from fridaygram.check.feeds import read_entries

    seen, read = set(), set()
    for page in subject.look.pages:
        if page.kind != "feed":
            continue
        for source, html in zip(page.bodies, read_entries(page, subject.built.output), strict=False):
            # Most feeds are parts of one another.
            if (source, html) in read:
                continue
            read.add((source, html))
            for node in parse(html).root.walk():
                for url in references(node):
                    if url in told or (source, url) in seen:
                        continue
                    seen.add((source, url))
                    is_whole = re.match(r"[a-z][a-z0-9+.-]*:|#", url, re.IGNORECASE)
                    problem = _problem(subject, page.output, url, None) if is_whole else f"'{url}' is not whole"
                    if problem:
                        place = subject.document_place(source, *_written(subject, url))
                        yield Finding("links", problem, place.file, place.line, page=page.path)


JUDGE = Judge(
    rules={"links": Rule("error", "Every internal link, picture and anchor leads to a file and a place of the site.")},
    judge=_judge,
)
