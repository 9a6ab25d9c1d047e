"""Turns a post's HTML into what mail programs can show, with every address whole.

No mail program runs scripts, plays films or shows SVG, MathML, forms and ``<details>``; many break up sections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urljoin

from fridaygram.languages import word
from fridaygram.pages.email.formulas import formula
from fridaygram.pages.email.message import COLUMN, EmailPictures
from fridaygram.pages.html_tree import TEXT, Node, classes, fragment, words

_TEXT = """a abbr address b bdi bdo blockquote br cite code dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd
    li mark ol p pre q rp rt ruby s samp small span strong sub sup time u ul var wbr"""
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
_KEPT = frozenset(f"{_TEXT} {_TABLES}".split())
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_PARTS = "article aside details figcaption figure footer header main nav section"
_BLOCKS = frozenset(f"{_PARTS} fieldset form".split())
_FORMS = "button datalist input option select textarea"
_GONE = frozenset(
    f"{_FORMS} canvas embed link map meta noscript object script source style template title track".split()
)
_OF_TEXT = "class datetime dir lang reversed span start style title type value"
_ATTRIBUTES = frozenset(f"{_OF_TEXT} alt colspan height href role rowspan scope src width".split())
_UNSEEN = frozenset({"permalink", "unseen", "footnote-backref", "copy", "fig-stop", "fig-steps", "play"})


def element(tag: str, attributes: Mapping[str, str], inside: Iterable[str] = ()) -> str:
    """Return an element as HTML; ``inside`` is HTML already."""
    shown = "".join(f' {name}="{escape(value)}"'.replace("&#x27;", "'") for name, value in attributes.items())
    return f"<{tag}{shown}>" if tag in _VOID else f"<{tag}{shown}>{''.join(inside)}</{tag}>"


@dataclass
class EmailContent:
    """Turns a post's HTML into an email's. ``address`` is the post's own; ``remarks`` are for its author."""

    address: str
    pictures: EmailPictures
    remarks: list[str] = field(default_factory=list)
    _in_figure: bool = False

    def fit(self, html: str) -> str:
        """Return the HTML that an email shows of a post's."""
        return "".join(self._all(fragment(html)))

    def _all(self, node: Node) -> Iterator[str]:
        for child in node.iter(include_text=True):
            if child.tag == TEXT:
                yield escape(child.text_content or "", quote=False)
            else:
                yield from self._one(child)

    def _one(self, node: Node) -> Iterator[str]:
        """Yield what stands in the place of an element."""
        tag = node.tag or ""
        if _UNSEEN & classes(node) or "hidden" in node.attributes:
            return
        if tag in _OWN:
            yield from _OWN[tag](self, node)
        elif tag in _BLOCKS:
            yield self._block(node)
        elif tag in _KEPT:
            yield element(tag, self._attributes(node), self._all(node))
        elif tag not in _GONE:
            yield from self._all(node)

    def _link(self, node: Node) -> Iterator[str]:
        if "facade" in classes(node):
            title = node.css_first(".facade-title") or node
            yield self._plays(node.attributes.get("href") or "", title.text().strip())
        else:
            yield element("a", self._attributes(node), self._all(node))

    def _plays(self, address: str, named: str) -> str:
        """Return a link to a film or sound."""
        link = element("a", {"href": self._whole(address)}, [f"\u25b6 {escape(named, quote=False)}"])
        return element("p", {"class": "plays"}, [link])

    def _input(self, node: Node) -> Iterator[str]:
        if node.attributes.get("type") == "checkbox":
            yield "\u2611 " if "checked" in node.attributes else "\u2610 "

    def _math(self, node: Node) -> Iterator[str]:
        yield formula(node, self.pictures)

    def _picture(self, node: Node) -> Iterator[str]:
        for child in node.css("img"):
            yield from self._one(child)

    def _figure(self, node: Node) -> Iterator[str]:
        self._in_figure = True
        yield self._block(node)
        self._in_figure = False

    def _summary(self, node: Node) -> Iterator[str]:
        yield element("p", {"class": "summary"}, self._all(node))

    def _details(self, node: Node) -> Iterator[str]:
        """Yield a link for what a figure shows on request, which may be long; other details are open."""
        if not self._in_figure:
            yield self._block(node)
        elif (summary := node.css_first("summary")) and (named := summary.text().strip()):
            yield element("p", {"class": "more"}, [self._instead(word("on-the-page", part=named), {})])

    def _instead(self, named: str, attributes: Mapping[str, str]) -> str:
        return element("a", {"href": self.address, **attributes}, [escape(named, quote=False)])

    def _block(self, node: Node) -> str:
        named = f"{node.tag} {node.attributes.get('class') or ''}"
        return element("div", {"class": " ".join(dict.fromkeys(named.split()))}, self._all(node))

    def _attributes(self, node: Node) -> dict[str, str]:
        own = {name: value or "" for name, value in node.attributes.items()}
        kept = {name: value for name, value in own.items() if name in _ATTRIBUTES}
        if "href" in kept:
            kept["href"] = self._whole(kept["href"])
        # A part that scrolls keeps its name. Other roles refer to ids, which an email does not have.
        if kept.get("role") == "group":
            kept |= {name: value for name, value in own.items() if name in ("tabindex", "aria-label")}
        else:
            kept.pop("role", None)
        return kept

    def _whole(self, address: str) -> str:
        """Return an address with its host; a place in the text is one on the post's page."""
        return urljoin(self.address, address)

    def _img(self, node: Node) -> Iterator[str]:
        own = {name: value or "" for name, value in node.attributes.items()}
        address, alt = self._whole(own.get("src", "")), own.get("alt", "")
        shown = self.pictures.show(address)
        if shown is None:
            if alt:
                self.remarks.append(f"mail programs cannot show {address}; the email has its alternative text instead")
                yield self._instead(f"[{alt}]", {"class": "instead"})
            return
        width, height = _size(own) or (shown.width, shown.height)
        attributes = {"src": shown.address, "alt": alt, "class": own.get("class", "")}
        if width and height:
            fitting = min(width, COLUMN)
            attributes |= {"width": str(fitting), "height": str(max(1, round(height * fitting / width)))}
        if own.get("role") in ("presentation", "none"):
            attributes["role"] = "presentation"
        attributes["style"] = own.get("style", "")
        yield element("img", {name: value for name, value in attributes.items() if value or name == "alt"})

    def _svg(self, node: Node) -> Iterator[str]:
        """Yield the alternative text of a drawing."""
        title = node.css_first("title")
        named = " ".join((node.attributes.get("aria-label") or "").split()) or (words(title) if title else "")
        if named:
            self.remarks.append(
                f"mail programs cannot show the drawing '{named[:60]}'; the email has its alternative text instead"
            )
            yield self._instead(f"[{named}]", {"class": "instead"})

    def _film(self, node: Node) -> Iterator[str]:
        source = node.css_first("source[src]")
        address = node.attributes.get("src") or (source.attributes.get("src") if source else None)
        if address:
            yield self._plays(address, node.attributes.get("aria-label") or node.attributes.get("title") or address)


_OWN = {
    "a": EmailContent._link,
    "audio": EmailContent._film,
    "details": EmailContent._details,
    "figure": EmailContent._figure,
    "iframe": EmailContent._film,
    "img": EmailContent._img,
    "input": EmailContent._input,
    "math": EmailContent._math,
    "picture": EmailContent._picture,
    "summary": EmailContent._summary,
    "svg": EmailContent._svg,
    "video": EmailContent._film,
}


def _size(attributes: Mapping[str, str]) -> tuple[int, int] | None:
    width, height = attributes.get("width", ""), attributes.get("height", "")
    return (int(width), int(height)) if width.isdigit() and height.isdigit() and int(width) else None
