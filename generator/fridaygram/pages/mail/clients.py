"""A text for mail programs: what they cannot show becomes what they can, and every address a whole one.

No program runs scripts, plays films or shows SVG, MathML, forms and ``<details>``; many break up sections.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from fridaygram.pages.mail.formulas import formula
from fridaygram.pages.mail.pictures import COLUMN, Pictures
from fridaygram.pages.mail.tree import VOID, Content, Node

_TEXT = """a abbr address b bdi bdo blockquote br cite code dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd
    li mark ol p pre q rp rt ruby s samp small span strong sub sup time u ul var wbr"""
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
_KEPT = frozenset(f"{_TEXT} {_TABLES}".split())
_PARTS = "article aside details figcaption figure footer header main nav section"
_BLOCKS = frozenset(f"{_PARTS} fieldset form".split())
_FORMS = "button datalist input option select textarea"
_GONE = frozenset(
    f"{_FORMS} canvas embed link map meta noscript object script source style template title track".split()
)
_OF_TEXT = "class datetime dir lang reversed span start style title type value"
_ATTRIBUTES = frozenset(f"{_OF_TEXT} alt colspan height href role rowspan scope src width".split())
_PLAYING = "audio iframe video"
_OWN = frozenset(f"{_PLAYING} a details figure img input math picture summary svg".split())
_UNSEEN = frozenset({"permalink", "footnote-backref", "copy", "fig-stop", "fig-steps", "play"})


@dataclass
class Letter:
    """Turns a post's HTML into a letter's. ``address`` is the post's own; ``remarks`` are for its author."""

    address: str
    pictures: Pictures

    def __post_init__(self) -> None:
        self.remarks: list[str] = []
        self._in_figure = False

    def fit(self, root: Node) -> Node:
        """Return the tree of a letter's text."""
        return Node("", {}, list(self._all(root.children)))

    def _all(self, children: list[Content]) -> Iterator[Content]:
        for child in children:
            if isinstance(child, str):
                yield child
            elif isinstance(child, Node):
                yield from self._one(child)

    def _one(self, node: Node) -> Iterator[Content]:
        """Yield what stands in the place of an element."""
        if _UNSEEN & node.classes or "hidden" in node.attributes:
            return
        own = getattr(self, f"_{node.tag}", None) if node.tag in _OWN else None
        if own is not None:
            yield from own(node)
        elif node.tag in _BLOCKS:
            yield self._block(node)
        elif node.tag in _KEPT:
            yield Node(node.tag, self._attributes(node), [] if node.tag in VOID else list(self._all(node.children)))
        elif node.tag not in _GONE:
            yield from self._all(node.children)

    def _a(self, node: Node) -> Iterator[Content]:
        if "facade" in node.classes:
            title = next((one for one in node.walk() if "facade-title" in one.classes), node)
            link = Node("a", {"href": self._whole(node.attributes.get("href", ""))}, [f"\u25b6 {title.text.strip()}"])
            yield Node("p", {"class": "plays"}, [link])
        else:
            yield Node("a", self._attributes(node), list(self._all(node.children)))

    def _input(self, node: Node) -> Iterator[Content]:
        if node.attributes.get("type") == "checkbox":
            yield "\u2611 " if "checked" in node.attributes else "\u2610 "

    def _math(self, node: Node) -> Iterator[Content]:
        yield formula(node, self.pictures)

    def _picture(self, node: Node) -> Iterator[Content]:
        yield from self._all([child for child in node.children if isinstance(child, Node) and child.tag == "img"])

    def _figure(self, node: Node) -> Iterator[Content]:
        self._in_figure = True
        yield self._block(node)
        self._in_figure = False

    def _summary(self, node: Node) -> Iterator[Content]:
        yield Node("p", {"class": "summary"}, list(self._all(node.children)))

    def _details(self, node: Node) -> Iterator[Content]:
        """What a figure shows on request, which would be long in a letter, is a way to it; all else is open."""
        if not self._in_figure:
            yield self._block(node)
        elif summary := next((one.text.strip() for one in node.walk() if one.tag == "summary"), ""):
            yield Node("p", {"class": "more"}, [Node("a", {"href": self.address}, [f"{summary}, on the page"])])

    def _block(self, node: Node) -> Node:
        named = f"{node.tag} {node.attributes.get('class', '')}"
        return Node("div", {"class": " ".join(dict.fromkeys(named.split()))}, list(self._all(node.children)))

    def _attributes(self, node: Node) -> dict[str, str]:
        kept = {name: value for name, value in node.attributes.items() if name in _ATTRIBUTES}
        if "href" in kept:
            kept["href"] = self._whole(kept["href"])
        # What scrolls keeps its name; other roles refer to ids, which stay on the page.
        if kept.get("role") == "group":
            named = ("tabindex", "aria-label")
            kept |= {name: value for name, value in node.attributes.items() if name in named}
        else:
            kept.pop("role", None)
        return kept

    def _whole(self, address: str) -> str:
        """Return an address with its host; a place in the text is one on the post's page."""
        return urljoin(self.address, address)

    def _img(self, node: Node) -> Iterator[Content]:
        address = self._whole(node.attributes.get("src", ""))
        alt = node.attributes.get("alt", "")
        shown = self.pictures.show(address)
        if shown is None:
            if alt:
                self.remarks.append(f"mail programs cannot show {address}; its words stand there")
                yield Node("a", {"href": self.address, "class": "instead"}, [f"[{alt}]"])
            return
        width, height = _size(node) or (shown.width, shown.height)
        attributes = {"src": shown.address, "alt": alt, "class": node.attributes.get("class", "")}
        if width and height:
            fitting = min(width, COLUMN)
            attributes |= {"width": str(fitting), "height": str(max(1, round(height * fitting / width)))}
        if node.attributes.get("role") in ("presentation", "none"):
            attributes["role"] = "presentation"
        if style := node.attributes.get("style"):
            attributes["style"] = style
        yield Node("img", {name: value for name, value in attributes.items() if value or name == "alt"})

    def _svg(self, node: Node) -> Iterator[Content]:
        """A drawing inside of a page, as its words."""
        title = next((inside.text for inside in node.walk() if inside.tag == "title"), "")
        words = " ".join((node.attributes.get("aria-label") or title).split())
        if words:
            self.remarks.append(f"mail programs cannot show the drawing '{words[:60]}'; its words stand there")
            yield Node("a", {"href": self.address, "class": "instead"}, [f"[{words}]"])

    def _audio(self, node: Node) -> Iterator[Content]:
        """A film or sound, as the way to where it plays."""
        inside = [child for child in node.walk() if child.tag == "source"]
        address = node.attributes.get("src") or next((one.attributes.get("src", "") for one in inside), "")
        words = node.attributes.get("aria-label") or node.attributes.get("title") or address
        if address:
            link = Node("a", {"href": self._whole(address)}, [f"\u25b6 {words}"])
            yield Node("p", {"class": "plays"}, [link])

    _video = _iframe = _audio


def _size(node: Node) -> tuple[int, int] | None:
    width, height = node.attributes.get("width", ""), node.attributes.get("height", "")
    return (int(width), int(height)) if width.isdigit() and height.isdigit() and int(width) else None
