"""HTML: tags that do not fit together, ids that are not one, references to ids that are not there.

Trees hide what a browser repaired, and have no lines. So the tags of a page are read once more, in the order in which
they are written (HTML Living Standard, section 13.1.2).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import PageView, SiteView
from fridaygram.pages.html_tree import Node, Tag, Tree, around, words


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


OBSOLETE = _tags(
    """acronym applet basefont bgsound big blink center dir font frame frameset isindex keygen listing marquee menuitem
    multicol nextid nobr noembed noframes plaintext rb rtc spacer strike tt xmp"""
)
INTERACTIVE = _tags("a button details embed iframe label select textarea")
_REQUIRED = ("img[src]", "link[rel]", "track[src]", "iframe[title]", "area[alt]")
_POINTING = ("for", "list", "form", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers")
_LISTS = {"ul": _tags("li"), "ol": _tags("li"), "menu": _tags("li"), "tr": _tags("td th")}
_ANYWHERE = _tags("script template")
VOID = _tags("area base br col embed hr img input link meta param source track wbr")
# A start tag of the second closes an open element of the first, whose end tag may be left out.
_CLOSED_BY = {
    "li": _tags("li"),
    "dt": _tags("dt dd"),
    "dd": _tags("dt dd"),
    "option": _tags("option optgroup"),
    "tr": _tags("tr tbody tfoot"),
    "td": _tags("td th tr tbody tfoot"),
    "th": _tags("td th tr tbody tfoot"),
    "thead": _tags("tbody tfoot"),
    "tbody": _tags("tbody tfoot"),
}
_CLOSES_P = _tags(
    """address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hgroup hr main menu nav ol p pre search section table ul"""
)
_OPTIONAL_END = frozenset({*_CLOSED_BY, "p", "html", "head", "body", "colgroup", "caption", "tfoot", "rp", "rt"})
# An open element is not closed from inside one of these.
_SCOPES = _tags("table td th ul ol dl svg math button template")
# What a problem names of the HTML: "</span" of "</span> closes nothing".
_TAG = re.compile(r"</?\w+")


@dataclass(eq=False)
class WrittenTag:
    """A start tag as it is written: its name, attributes and line, the element around it, the text after it."""

    tag: str
    attributes: dict[str, str | None]
    line: int
    parent: WrittenTag | None
    text: str = ""


class TagReader(HTMLParser):
    """Reads a page's tags in order and keeps, as ``problems``, what does not fit: the line, the tag near it, words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[tuple[int, WrittenTag | None, str]] = []
        self._open: list[WrittenTag] = []
        self._last: WrittenTag | None = None
        self.feed(html)
        self.close()
        for left in self._open:
            if left.tag not in _OPTIONAL_END:
                self.problems.append((left.line, left, f"<{left.tag}> is never closed"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self._start(tag, attrs)
        if tag in VOID and not self._is_foreign():
            self._open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element that closes itself, as only those of SVG and MathML do."""
        foreign = self._is_foreign() or tag in ("svg", "math")
        self._start(tag, attrs)
        if foreign or tag in VOID:
            self._open.pop()
        else:
            self._complain(f"<{tag}/> does not close itself in HTML")

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest element of this name."""
        if tag in VOID and not self._is_foreign():
            self._complain(f"</{tag}> closes nothing: <{tag}> has no end tag")
            return
        place = next((place for place in reversed(range(len(self._open))) if self._open[place].tag == tag), None)
        if place is None:
            self._complain(f"</{tag}> closes nothing")
            return
        for left in self._open[place + 1 :]:
            if left.tag not in _OPTIONAL_END:
                self._complain(f"</{tag}> comes before the end of <{left.tag}> (line {left.line})")
        del self._open[place:]

    def handle_data(self, data: str) -> None:
        """Keep the text after a start tag, to find where it was written."""
        if self._last is not None and not self._last.text:
            self._last.text = " ".join(data.split())

    def _start(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._is_foreign():
            self._close_implied(tag)
        # Of two attributes of one name, a browser takes the first.
        attributes = dict(reversed(attrs))
        self._last = WrittenTag(tag, attributes, self.getpos()[0], self._open[-1] if self._open else None)
        for name, count in sorted(Counter(name for name, _ in attrs).items()):
            if count > 1:
                self._complain(f"<{tag}> has the attribute {name} twice")
        self._check_place(tag)
        self._open.append(self._last)

    def _check_place(self, tag: str) -> None:
        """Complain where an element stands in one that may not hold it."""
        inside = {one.tag for one in self._open}
        if tag in INTERACTIVE:
            for outer in ("a", "button"):
                if outer in inside:
                    self._complain(f"<{tag}> inside of <{outer}>")
        parent = self._open[-1].tag if self._open else ""
        if parent in _LISTS and tag not in _LISTS[parent] | _ANYWHERE:
            self._complain(f"<{tag}> right inside of <{parent}>")

    def _close_implied(self, tag: str) -> None:
        if tag in _CLOSES_P:
            self._close_nearest({"p"})
        closing = {name for name, by in _CLOSED_BY.items() if tag in by}
        while closing and self._close_nearest(closing):
            pass

    def _close_nearest(self, tags: set[str]) -> bool:
        """Close the nearest open element of ``tags``, unless something that holds it in stands between."""
        for place in reversed(range(len(self._open))):
            name = self._open[place].tag
            if name in tags:
                del self._open[place:]
                return True
            if name in _SCOPES:
                return False
        return False

    def _is_foreign(self) -> bool:
        """Return whether the open element is of SVG or MathML, where any element may close itself."""
        nearest = next((one.tag for one in reversed(self._open) if one.tag in ("svg", "math", "foreignobject")), "")
        return nearest in ("svg", "math")

    def _complain(self, problem: str) -> None:
        self.problems.append((self.getpos()[0], self._last, problem))


def _check(site: SiteView) -> Iterator[Finding]:
    for view in site.views:
        for tag, problem in _problems(view):
            needles = (*_TAG.findall(problem), *(() if tag is None else _needles(tag)))
            place = site.place(view, tag, *needles)
            yield Finding("html", problem, place.file, place.line, page=view.page.path)


def _needles(tag: Tag) -> Iterator[str]:
    """Yield what may show where an element was written."""
    for name in ("id", "href", "src", "for"):
        if value := tag.attributes.get(name):
            yield f'{name}="{value}"'
    yield f"<{tag.tag}"
    shown = tag.text if isinstance(tag, WrittenTag) else words(tag) if isinstance(tag, Node) else ""
    if shown:
        yield shown[:40]


def _problems(view: PageView) -> Iterator[tuple[Tag | None, str]]:
    if not re.match(r"\s*<!doctype html\s*>", view.text, re.IGNORECASE):
        yield None, "no <!doctype html>"
    for _, tag, problem in TagReader(view.text).problems:
        yield tag, problem
    yield from _head(view.tree)
    for node in view.tree.css(",".join(OBSOLETE)):
        if all(one.tag not in ("svg", "math") for one in around(node)):
            yield node, f"<{node.tag}> is obsolete"
    for required in _REQUIRED:
        name, _, attribute = required[:-1].partition("[")
        for node in view.tree.css(f"{name}:not([{attribute}])"):
            yield node, f"<{name}> without {attribute}"
    yield from _ids(view)


def _head(tree: Tree) -> Iterator[tuple[Node | None, str]]:
    html = tree.css_first("html")
    if html is None or not html.attributes.get("lang"):
        yield None, "<html> does not say its language"
    titles = [words(node) for node in tree.css("title") if all(one.tag != "svg" for one in around(node))]
    if len(titles) != 1 or not titles[0]:
        yield None, "no page without one <title> that says something"
    if not tree.css("meta[charset]"):
        yield None, "no <meta charset>"


def _ids(view: PageView) -> Iterator[tuple[Node, str]]:
    with_id = view.tree.css("[id]")
    ids = Counter(node.attributes["id"] or "" for node in with_id)
    for node in with_id:
        own = node.attributes["id"] or ""
        if not own or " " in own:
            yield node, f"'{own}' is no id"
        elif ids[own] > 1:
            yield node, f"the id '{own}' stands {ids[own]} times"
    for node in view.tree.css(",".join(f"[{name}]" for name in _POINTING)):
        for name in _POINTING:
            for wanted in (node.attributes.get(name) or "").split():
                if wanted not in view.ids:
                    yield node, f'{name}="{wanted}", but there is no such id'


RULES = RuleSet(
    rules={"html": Rule("error", "The HTML is well formed; ids are unique, and what points to an id finds it.")},
    check=_check,
)
