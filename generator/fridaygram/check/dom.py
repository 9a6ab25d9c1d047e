"""A page's HTML as a tree, and where its tags do not fit together (HTML Living Standard, section 13.1.2).

The tree is for judging, not for showing: it has elements, attributes, text and lines, and is as lenient as a browser.
What a browser would have to repair is kept in ``problems``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _tags("area base br col embed hr img input link meta param source track wbr")
# A start tag of the second closes an open element of the first, whose end tag may be left out.
_CLOSED_BY = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "option": {"option", "optgroup"},
    "tr": {"tr", "tbody", "tfoot"},
    "td": {"td", "th", "tr", "tbody", "tfoot"},
    "th": {"td", "th", "tr", "tbody", "tfoot"},
    "thead": {"tbody", "tfoot"},
    "tbody": {"tbody", "tfoot"},
}
_CLOSES_P = _tags(
    """address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hgroup hr main menu nav ol p pre search section table ul"""
)
_OPTIONAL_END = frozenset({*_CLOSED_BY, "p", "html", "head", "body", "colgroup", "caption", "tfoot", "rp", "rt"})
# An open element is not closed from inside one of these.
_SCOPES = _tags("table td th ul ol dl svg math button template")


@dataclass(eq=False)
class Node:
    """An element: its tag and attributes in lower case, its line in the file, what is in it."""

    tag: str
    attributes: dict[str, str]
    line: int
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield the element and all elements in it, in order."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def all(self, *tags: str) -> Iterator[Node]:
        """Yield the elements of these tags in it, in order."""
        return (node for node in self.walk() if node.tag in tags)

    def up(self) -> Iterator[Node]:
        """Yield the elements around it, from the nearest."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def text(self) -> str:
        """All text in it, white space made single."""
        parts: list[str] = []
        pending: list[Node | str] = [self]
        while pending:
            one = pending.pop()
            if isinstance(one, str):
                parts.append(one)
            elif one.tag not in ("script", "style"):
                pending.extend(reversed(one.children))
        return " ".join("".join(parts).split())


@dataclass(frozen=True)
class Tree:
    """A parsed page: its root (which stands for the document), its ids, what does not fit together as (line, words)."""

    root: Node
    ids: frozenset[str]
    problems: tuple[tuple[int, str], ...]
    doctype: bool


def parse(text: str) -> Tree:
    """Return a page as a tree."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    builder.finish()
    ids = frozenset(node.attributes["id"] for node in builder.root.walk() if "id" in node.attributes)
    return Tree(builder.root, ids, tuple(builder.problems), builder.doctype)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#document", {}, 1)
        self.problems: list[tuple[int, str]] = []
        self.doctype = False
        self._open = [self.root]

    def handle_decl(self, decl: str) -> None:
        self.doctype = self.doctype or decl.strip().lower() == "doctype html"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs)
        if tag in VOID and not self._foreign():
            self._open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        foreign = self._foreign() or tag in ("svg", "math")
        self._start(tag, attrs)
        if foreign or tag in VOID:
            self._open.pop()
        else:
            self._complain(f"<{tag}/> does not close itself in HTML")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID and not self._foreign():
            self._complain(f"</{tag}> closes nothing: <{tag}> has no end tag")
            return
        place = self._last(tag)
        if place is None:
            self._complain(f"</{tag}> closes nothing")
            return
        for left in self._open[place + 1 :]:
            if left.tag not in _OPTIONAL_END:
                self._complain(f"</{tag}> comes before the end of <{left.tag}> (line {left.line})")
        del self._open[place:]

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def finish(self) -> None:
        """Complain of what is still open at the end."""
        for left in self._open[1:]:
            if left.tag not in _OPTIONAL_END:
                self.problems.append((left.line, f"<{left.tag}> is never closed"))

    def _start(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._foreign():
            self._close_implied(tag)
        names = [name for name, _ in attrs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._complain(f"<{tag}> has the attribute {name} twice")
        # Of two, a browser takes the first.
        attributes = {name: value or "" for name, value in reversed(attrs)}
        node = Node(tag, attributes, self.getpos()[0], self._open[-1])
        self._open[-1].children.append(node)
        self._open.append(node)

    def _close_implied(self, tag: str) -> None:
        if tag in _CLOSES_P:
            self._close_open({"p"})
        closing = {open_ for open_, by in _CLOSED_BY.items() if tag in by}
        while closing and self._close_open(closing):
            pass

    def _close_open(self, tags: set[str]) -> bool:
        """Close the nearest open element of ``tags``, unless something that holds it in stands between."""
        for place in range(len(self._open) - 1, 0, -1):
            name = self._open[place].tag
            if name in tags:
                del self._open[place:]
                return True
            if name in _SCOPES:
                return False
        return False

    def _foreign(self) -> bool:
        """Return whether the open element is of SVG or MathML, where any element may close itself."""
        for node in reversed(self._open):
            if node.tag in ("svg", "math"):
                return True
            if node.tag == "foreignobject":
                return False
        return False

    def _last(self, tag: str) -> int | None:
        return next((place for place in range(len(self._open) - 1, 0, -1) if self._open[place].tag == tag), None)

    def _complain(self, problem: str) -> None:
        self.problems.append((self.getpos()[0], problem))
