"""HTML as a small tree that can be changed and written again. Lenient, as authors may write HTML by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

_EMPTY = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(_EMPTY.split())
RAW = frozenset({"script", "style"})
_CLOSING = """address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr
    main nav ol p pre section table ul"""
_CLOSE_P = frozenset(_CLOSING.split())
_ALIKE = {"li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "tr": {"tr", "td", "th"}, "td": {"td", "th"}}
_ALIKE["th"] = _ALIKE["td"]


@dataclass
class Node:
    """An element: its tag, its attributes with their text, what is inside it. The root's tag is ""."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | Markup | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The classes of the element."""
        return frozenset(self.attributes.get("class", "").split())

    @property
    def text(self) -> str:
        """All text inside."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def walk(self) -> Iterator[Node]:
        """Yield the element and all below it, in the order of the text."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()


@dataclass
class Markup:
    """A comment or document type, written as it was."""

    source: str
    text = ""


Content = Node | Markup | str


def parse(html: str) -> Node:
    """Return the tree of an HTML text, whole or in part."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def written(node: Content) -> str:
    """Return a tree as HTML."""
    return "".join(_pieces(node, raw=False))


def _pieces(node: Content, *, raw: bool) -> Iterator[str]:
    if isinstance(node, str):
        yield node if raw else escape(node, quote=False)
    elif isinstance(node, Markup):
        yield node.source
    else:
        if node.tag:
            yield f"<{node.tag}{''.join(_attribute(*pair) for pair in node.attributes.items())}>"
        for child in node.children:
            yield from _pieces(child, raw=node.tag in RAW)
        if node.tag and node.tag not in VOID:
            yield f"</{node.tag}>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"'.replace("&#x27;", "'")


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_implied(tag)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_implied(tag)
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self._open[-1].children.append(Markup(f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        self._open[-1].children.append(Markup(f"<!{decl}>"))

    def _close_implied(self, tag: str) -> None:
        """Close what HTML closes by itself: a paragraph before a block, an item before the next."""
        last = self._open[-1].tag
        if (last == "p" and tag in _CLOSE_P) or last in _ALIKE.get(tag, ()):
            self._open.pop()
            if last in ("td", "th") and tag == "tr" and self._open[-1].tag == "tr":
                self._open.pop()
