"""What screen readers need: alternative text, captions, names of drawings, headings in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import PageView, SiteView
from fridaygram.pages.html_tree import Node, around, classes, words

LEVELS = "h1, h2, h3, h4, h5, h6"
DECORATIVE = ("presentation", "none")
_NUMBER = re.compile(r"Figure \d+\.?")
_SAYS_NOTHING = re.compile(r"(image|picture|photo|figure|chart|screenshot|img|graphic)s?( of)?\.?", re.IGNORECASE)


def _check(site: SiteView) -> Iterator[Finding]:
    yield from _headings(site)
    for view in site.views:
        for node in view.tree.css("img, svg, figure, area, input, object, video, iframe"):
            source = node.attributes.get("src") or ""
            names = (*_source_names(site, view, source), PurePosixPath(unquote(urlsplit(source).path)).name)
            for rule, problem in _problems(node, names):
                place = site.place(view, node, *names, node.attributes.get("alt") or "", f"<{node.tag}")
                yield Finding(rule, problem, place.file, place.line, page=view.page.path)


def _problems(node: Node, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if node.tag == "figure":
        yield from _figure(node)
    elif node.tag == "svg":
        if not _is_hidden(node) and not _is_named(node):
            yield "alt", "a drawing without a name: give it role=img and a <title>"
    elif node.tag in ("iframe", "object", "video"):
        if not _is_named(node) and not words(node):
            yield "alt", f"<{node.tag}> without a name: give it a title"
    elif node.tag in ("img", "area") or node.attributes.get("type") == "image":
        yield from _picture(node, names)


def _picture(node: Node, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    source, alt = node.attributes.get("src") or "", node.attributes.get("alt")
    if "alt" in node.attributes:
        alt = alt or ""  # alt without a value is alt=""
    decorative = node.attributes.get("role") in DECORATIVE or _is_hidden(node)
    if alt is None or (not alt.strip() and not decorative):
        yield "alt", f"picture '{source}' has no alternative text"
        return
    called = {*names, *(PurePosixPath(name).stem for name in names)}
    if alt and (alt in called or _SAYS_NOTHING.fullmatch(alt.strip())):
        yield "alt-words", f"the alternative text of '{source}' does not say what it shows: '{alt}'"


def _figure(node: Node) -> Iterator[tuple[str, str]]:
    # The figure on the front page is its post's, where a missing caption is said.
    on_home = any("home-page" in classes(one) for one in around(node))
    if on_home or not node.css("img, svg, video, canvas"):
        return
    captions = [child for child in node.iter() if child.tag == "figcaption"]
    first = (captions[0].css_first("p") or captions[0]) if captions else None
    if first is None or not _NUMBER.sub("", words(first)).strip():
        yield "captions", "a figure without a caption"


def _is_hidden(node: Node) -> bool:
    return any(one.attributes.get("aria-hidden") == "true" for one in around(node))


def _is_named(node: Node) -> bool:
    named = {"aria-label", "aria-labelledby", "title"} & {name for name, value in node.attributes.items() if value}
    return bool(named) or any(words(child) for child in node.iter() if child.tag == "title")


def _source_names(site: SiteView, view: PageView, url: str) -> Iterator[str]:
    """Yield the file names that the author may know a picture by: the site shows a copy of another name."""
    pictures = site.look.library.pictures or {}
    for file, picture in pictures.items():
        if view.document is not None and picture.fallback and url.endswith(picture.fallback):
            yield PurePosixPath(file).name


def _headings(site: SiteView) -> Iterator[Finding]:
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
    rules={
        "alt": Rule("error", "Pictures and drawings have alternative text, or say that they are decorative."),
        "alt-words": Rule("warning", "Alternative text says what a picture shows, not what its file is called."),
        "headings": Rule("warning", "Headings begin at level 1 and go down one at a time; none is empty."),
        "captions": Rule("warning", "Figures have captions."),
    },
    check=_check,
)
