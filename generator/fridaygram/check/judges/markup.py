"""HTML: what a browser would have to repair, ids that are not one, references to ids that are not there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from fridaygram.check.dom import Node
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.judging import Judge
from fridaygram.check.subject import Subject, View

_OBSOLETE = """
    acronym applet basefont bgsound big blink center dir font frame frameset isindex keygen listing marquee menuitem
    multicol nextid nobr noembed noframes plaintext rb rtc spacer strike tt xmp"""
OBSOLETE = frozenset(_OBSOLETE.split())
INTERACTIVE = frozenset({"a", "button", "details", "embed", "iframe", "label", "select", "textarea"})
_REQUIRED = {"img": ("src",), "link": ("rel",), "source": (), "track": ("src",), "iframe": ("title",), "area": ("alt",)}
_POINTING = ("for", "list", "form", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers")
_LISTS = {"ul": {"li"}, "ol": {"li"}, "menu": {"li"}, "tr": {"td", "th"}}
# What a problem names of the HTML: "</span" of "</span> closes nothing".
_TAG = re.compile(r"</?\w+")
_ANYWHERE = {"script", "template"}


def _judge(subject: Subject) -> Iterator[Finding]:
    for view in subject.views:
        for node, problem in _problems(view):
            needles = (*_TAG.findall(problem), *(() if node is None else _needles(node)))
            place = subject.place(view, node, *needles)
            yield Finding("html", problem, place.file, place.line, page=view.page.path)


def _needles(node: Node) -> Iterator[str]:
    """Yield what may show where an element was written."""
    for name in ("id", "href", "src", "for"):
        if value := node.attributes.get(name):
            yield f'{name}="{value}"'
    yield f"<{node.tag}"
    if node.text:
        yield node.text[:40]


def _problems(view: View) -> Iterator[tuple[Node | None, str]]:
    tree = view.tree
    if not tree.doctype:
        yield None, "no <!doctype html>"
    for line, problem in tree.problems:
        yield _near(tree.root, line), problem
    yield from _head(tree.root)
    ids = Counter(node.attributes["id"] for node in tree.root.walk() if "id" in node.attributes)
    for node in tree.root.walk():
        for problem in _of_element(node):
            yield node, problem
        own = node.attributes.get("id")
        if own is not None and (not own or " " in own or ids[own] > 1):
            yield node, f"the id '{own}' stands {ids[own]} times" if own and " " not in own else f"'{own}' is no id"
        for name in _POINTING:
            for wanted in node.attributes.get(name, "").split():
                if wanted not in tree.ids:
                    yield node, f'{name}="{wanted}", but there is no such id'


def _head(root: Node) -> Iterator[tuple[Node | None, str]]:
    html = next(root.all("html"), None)
    titles = [node.text for node in root.all("title") if all(one.tag != "svg" for one in node.up())]
    if html is None or not html.attributes.get("lang"):
        yield None, "<html> does not say its language"
    if len(titles) != 1 or not titles[0]:
        yield None, "no page without one <title> that says something"
    if not any("charset" in node.attributes for node in root.all("meta")):
        yield None, "no <meta charset>"


def _of_element(node: Node) -> Iterator[str]:
    if node.tag in OBSOLETE and all(one.tag not in ("svg", "math") for one in node.up()):
        yield f"<{node.tag}> is obsolete"
    for name in _REQUIRED.get(node.tag, ()):
        if name not in node.attributes:
            yield f"<{node.tag}> without {name}"
    inside = {one.tag for one in node.up()}
    if (node.tag == "a" and "a" in inside) or (node.tag in INTERACTIVE and "button" in inside):
        yield f"<{node.tag}> inside of <{'a' if node.tag == 'a' and 'a' in inside else 'button'}>"
    if "a" in inside and node.tag in INTERACTIVE - {"a"}:
        yield f"<{node.tag}> inside of <a>"
    allowed = _LISTS.get(node.tag)
    if allowed is not None:
        for child in node.children:
            if isinstance(child, Node) and child.tag not in allowed | _ANYWHERE:
                yield f"<{child.tag}> right inside of <{node.tag}>"


def _near(root: Node, line: int) -> Node | None:
    """Return the last element that begins on or before a line of the page."""
    found = None
    for node in root.walk():
        if node.line <= line and node is not root:
            found = node
    return found


JUDGE = Judge(
    rules={"html": Rule("error", "The HTML is well formed; ids are unique, and what points to an id finds it.")},
    judge=_judge,
)
