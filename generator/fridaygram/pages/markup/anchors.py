"""Links and pictures in a line, the definitions they refer to, and addresses that are links without any sign.

They follow CommonMark 0.31 (sections 4.7, 6.3 and 6.4) and GitHub's "autolinks", with two exceptions that lose no
link which an author meant: an address may hold spaces, and a definition may stand below a line of text.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import UnescapeTreeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE

from fridaygram.pages.markup.literal import address_link
from fridaygram.pages.markup.raw import stashed

_TITLE = r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|\((?P<round>[^()]*)\))"""
_PARENTHESES = r"(?:[^ \t\n()]|\((?:[^ \t\n()]|\([^ \t\n()]*\))*\))*"
_TARGET = re.compile(rf"\(\s*(?:<(?P<angle>[^<>\n]*)>|(?P<plain>(?!<){_PARENTHESES}))(?:\s+{_TITLE})?\s*\)")
_SPACED = re.compile(rf"""\(\s*(?P<plain>[^\s()<>"'][^()<>"'\n]*)(?:(?<=\s){_TITLE})?\s*\)""")
_LABEL = re.compile(r"\[([^\[\]]*)\]")
_LABELLED = re.compile(r"!\[([^\[\]]*)\]\[[^\[\]]*\]")
_BRACKET = re.compile(r"[\[\]]")
_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKS = re.compile(r"(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1", re.DOTALL)


def add_anchors(markdown: Markdown) -> None:
    """Register links, pictures and definitions in place of Python-Markdown's."""
    steps, blocks = markdown.inlinePatterns, markdown.parser.blockprocessors
    for name in ("reference", "short_reference", "image_link", "image_reference", "short_image_ref"):
        steps.deregister(name)
    steps.register(_Links(markdown), "link", 160)
    steps.register(_Pictures(markdown), "picture", 150)
    steps.register(_BareAddresses(markdown), "address", 95)
    blocks.deregister("reference")
    blocks.register(_Definitions(markdown.parser), "reference", 62)


def label_of(text: str) -> str:
    """Return a label as definitions and references are compared: capitals, spaces and ticks do not count."""
    return " ".join(_BACKSLASH.sub(r"\1", text).replace("`", "").split()).casefold()


class _Definitions(BlockProcessor):
    """Takes definitions, ``[label]: address "title"``, out of the text; the first of a label counts."""

    _ONE = re.compile(
        r"(?:\A|\n) {0,3}\[(?!\^|\s*\])((?:\\.|[^\[\]\\])++)\]:[ \t]*\n?[ \t]*"
        r"(?:<(?P<angle>(?:\\.|[^<>\\\n])*)>|(?P<plain>[^\s<]\S*))"
        r"""(?:(?:[ \t]+\n?|\n)[ \t]*(?:"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'"""
        r"""|\((?P<round>(?:\\.|[^()\\])*)\)))?[ \t]*(?=\n|\Z)"""
    )

    def test(self, parent: Element, block: str) -> bool:
        """Return whether there is one in a block of text."""
        return "]:" in block and not block.startswith("    ") and self._ONE.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Keep what is defined, and give back the text before and after it."""
        block = blocks.pop(0)
        while found := self._ONE.search(block):
            address = found["angle"] if found["plain"] is None else found["plain"]
            title = next((one for one in found.group("double", "single", "round") if one is not None), None)
            # The stubs know no definition without a title, Python-Markdown does.
            references: Any = self.parser.md.references
            references.setdefault(label_of(found[1]), (_plain(address), None if title is None else _plain(title)))
            before, block = block[: found.start()], block[found.end() :].lstrip("\n")
            if before.strip():
                blocks[:0] = [before, block] if block.strip() else [before]
                return
        if block.strip():
            blocks.insert(0, block)


def _plain(text: str) -> str:
    return _BACKSLASH.sub(r"\1", text)


class _Anchors(InlineProcessor):
    """What links and pictures share: their brackets and what they lead to."""

    def _text_end(self, data: str, start: int) -> int:
        """Return the place of the bracket that closes the one before ``start``, -1 where there is none."""
        depth = 1
        for bracket in _BRACKET.finditer(data, start):
            depth += 1 if bracket[0] == "[" else -1
            if not depth:
                return bracket.start()
        return -1

    def _target(self, data: str, start: int, end: int) -> tuple[str, str | None, int] | None:
        """Return the address and title for the text at ``start`` to ``end`` and where they end, None for no link."""
        behind = end + 1
        if data.startswith("(", behind) and (found := _TARGET.match(data, behind) or _SPACED.match(data, behind)):
            groups = found.groupdict()
            address = groups.get("angle") if groups["plain"] is None else groups["plain"]
            title = next((groups[name] for name in ("double", "single", "round") if groups[name] is not None), None)
            title = None if title is None else self._source(title.replace("\n", " "))
            return self._source((address or "").strip()), title, found.end()
        label, last = data[start:end], end + 1
        if found := _LABEL.match(data, behind):
            label, last = found[1] or label, found.end()
        known = self.md.references.get(label_of(self._source(label))) if not _BRACKET.search(label) else None
        return None if known is None else (*known, last)

    def _source(self, text: str) -> str:
        """Return text with what stands for itself as its characters."""
        if "\x02" not in text:
            return text
        text = UnescapeTreeprocessor().unescape(self.unescape(text))
        return HTML_PLACEHOLDER_RE.sub(partial(stashed, self.md), text)


class _Links(_Anchors):
    """Links; one within the text of another counts, and the outer one is text."""

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(r"!?\[", markdown)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, found: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link that begins here, or where to look on."""
        if found[0] == "![":
            # A picture's label is not a link of its own.
            picture = _LABELLED.match(data, found.start())
            known = picture and self._target(data, picture.start(1), picture.end(1))
            return None, found.start(), picture.end() if picture and known else found.end()
        link = self._link(data, found.end())
        if link is None:
            return None, *found.span()
        text, address, title, last = link
        element = Element("a", {"href": address} if title is None else {"href": address, "title": title})
        element.text = text
        return element, found.start(), last

    def _link(self, data: str, start: int) -> tuple[str, str, str | None, int] | None:
        end = self._text_end(data, start)
        target = self._target(data, start, end) if end >= 0 else None
        if target is None:
            return None
        return None if self._holds_link(data, start, end) else (data[start:end], *target)

    def _holds_link(self, data: str, start: int, end: int) -> bool:
        inner = data.find("[", start, end)
        while inner >= 0:
            last = self._text_end(data, inner + 1) if data[inner - 1] != "!" else -1
            if 0 <= last < end and self._target(data, inner + 1, last) is not None:
                return True
            inner = data.find("[", inner + 1, end)
        return False


class _Pictures(_Anchors):
    """Pictures; their alternative text is plain."""

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(r"!\[", markdown)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, found: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the picture that begins here, or where to look on."""
        end = self._text_end(data, found.end())
        target = self._target(data, found.end(), end) if end >= 0 else None
        if target is None:
            return None, *found.span()
        address, title, last = target
        words = _MARKS.sub(r"\2", self.unescape(data[found.end() : end]))
        picture = Element("img", {"src": address, "alt": words})
        if title:
            picture.set("title", title)
        return picture, found.start(), last


_WEB = r"(?:https?://|ftp://|www\.)(?=[\w\[])"
_PATH = r"(?:[^\s<\x02]|\x02klzzwxh:\d+\x03)*"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_ENTITY = re.compile(r"&[a-zA-Z0-9]+;$")
_TRAILING = "?!.,:*_~'\";"
_OPENS, _CLOSES = re.compile(r"<a[\s>]", re.IGNORECASE), re.compile(r"</a\s*>", re.IGNORECASE)


class _BareAddresses(InlineProcessor):
    """Addresses of web and mail in the text, as GitHub finds them (github.github.com/gfm, 6.9)."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(rf"(?<![\w/@.:=+-])(?:(?P<web>{_WEB}{_PATH})|(?P<mail>{_MAIL})(?![\w-]))", markdown)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, found: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link and where its address stands."""
        if "\x02" in data and self._within_link(data, found.start()):
            return None, *found.span()
        if mail := found["mail"]:
            valid = "_" not in mail.partition("@")[2] and mail[-1] not in "-_"
            return (address_link(f"mailto:{mail}", mail) if valid else None), *found.span()
        written, shown = self._whole(found[0])
        host = re.split(r"[/?#]", shown.partition("://")[2] or shown, maxsplit=1)[0].split("@")[-1]
        if not host or "_" in "".join(host.split(".")[-2:]) or (shown.startswith("www.") and host.count(".") < 1):
            return None, *found.span()
        address = shown if "://" in shown[:8] else f"http://{shown}"
        return address_link(address, shown), found.start(), found.start() + written

    def _whole(self, data: str) -> tuple[int, str]:
        """Return how much of the text is the address, and the address with its escaped signs as they are."""
        pieces, place = [], 0
        for held in INLINE_PLACEHOLDER_RE.finditer(data):
            sign = UnescapeTreeprocessor.RE.fullmatch(self.unescape(held[0]))
            if sign is None:
                data = data[: held.start()]
                break
            pieces += [*data[place : held.start()], (chr(int(sign[1])), len(held[0]))]
            place = held.end()
        signs = [sign if isinstance(sign, tuple) else (sign, 1) for sign in [*pieces, *data[place:]]]
        shown = _trimmed("".join(sign for sign, _ in signs))
        return sum(length for _, length in signs[: len(shown)]), shown

    def _within_link(self, data: str, end: int) -> bool:
        """Return whether the author's own tag of a link is open here."""
        # Without raw HTML, what is stashed is links of Markdown: many addresses stand in some paragraphs.
        if not self.md.htmlStash.rawHtmlBlocks:
            return False
        opened = False
        for held in INLINE_PLACEHOLDER_RE.finditer(data, 0, end):
            tag = HTML_PLACEHOLDER_RE.fullmatch(self.unescape(held[0]))
            text = stashed(self.md, tag) if tag else ""
            opened = bool(_OPENS.match(text)) or (opened and not _CLOSES.match(text))
        return opened


def _trimmed(address: str) -> str:
    """Return an address without the punctuation of the sentence behind it."""
    while address:
        if found := _ENTITY.search(address):
            address = address[: found.start()]
        elif address[-1] in _TRAILING or (address[-1] == ")" and address.count(")") > address.count("(")):
            address = address[:-1]
        else:
            break
    return address
