"""A picture in a paragraph of its own: with a title it is a figure with number and caption; films and sounds play.

![What it shows](desk.jpg "The caption, in *Markdown*."){: #desk .wide }
![What is played](https://www.youtube.com/watch?v=dQw4w9WgXcQ)

The caption of a computed figure is converted with its document, so that it can cite, link and refer.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qs, quote, urlsplit
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from fridaygram.languages import word
from fridaygram.pages.markup.marks import PICTURE
from fridaygram.pages.markup.raw import stashed
from fridaygram.pages.urls import slugify

_CAPTION = re.compile(r'<p data-caption="([a-z0-9-]+)">(.*?)</p>\n?', re.DOTALL)
LAYOUTS = frozenset({"wide", "margin"})
_YOUTUBE_HOSTS = {"youtu.be", "youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"}
_SOUNDS = (".mp3", ".ogg", ".oga", ".opus", ".m4a", ".wav", ".flac")
_FILMS = (".mp4", ".webm", ".ogv")


def _parts(address: str) -> SplitResult:
    """Return the parts of an address; of one that is none, such as ``https://[x``, empty ones."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def player_of(address: str) -> str:
    """Return what plays an address: "youtube", "audio", "video", or "" for what is a picture."""
    parts = _parts(address)
    if parts.hostname in _YOUTUBE_HOSTS and _film(address)[0]:
        return "youtube"
    path = parts.path.lower()
    return "audio" if path.endswith(_SOUNDS) else "video" if path.endswith(_FILMS) else ""


class PictureFigures(Treeprocessor):
    """Makes figures of pictures that stand alone and have a title, a layout, or something to play.

    ``mark`` is how a computed figure's place begins in the stash: such figures count too. Afterwards
    ``numbers`` holds the pictures' numbers by id.
    """

    def __init__(self, markdown: Markdown, mark: str) -> None:
        super().__init__(markdown)
        self._mark = mark
        self.numbers: dict[str, int] = {}

    def run(self, root: Element) -> None:
        """Go through the paragraphs in reading order."""
        self.numbers = {}
        count = 0
        for element in root.iter("p"):
            text = (element.text or "").strip()
            if text.startswith("![") and not len(element):
                found = PICTURE.fullmatch(text)
                if found is not None:
                    count += self._figure(element, found, count + 1)
            elif place := HTML_PLACEHOLDER_RE.fullmatch(text):
                count += stashed(self.md, place).startswith(self._mark)

    def _figure(self, element: Element, found: re.Match[str], number: int) -> bool:
        """Turn the paragraph into a figure where it is one; return whether it took the number."""
        attributes, _ = get_attrs_and_remainder(found["attrs"] or "")
        classes = [value for key, value in attributes if key == "."]
        source, title = found["src"].strip("<>"), (found["title"] or "").replace('\\"', '"')
        player = player_of(source)
        layout = [name for name in classes if name in LAYOUTS]
        if not (title or layout or player) or not found["alt"].strip():
            return False
        name = next((value for key, value in attributes if key == "id"), "") or self._name(source)
        others = [f'{key}="{value}"' for key, value in attributes if key not in ".id"]
        kept = [*(f".{value}" for value in classes), *others]
        element.clear()
        element.tag = "figure"
        element.set("class", " ".join(["figure", player or "picture", *layout]))
        element.tail = "\n"
        if title:
            element.set("id", name)
            self.numbers[name] = number
        body = SubElement(element, "div", {"class": "figure-body"})
        if player:
            _play(body, player, source, found["alt"])
        else:
            picture = f"![{found['alt']}]({found['src']})"
            body.text = f"{picture}{{: {' '.join(kept)} }}" if kept else picture
        if title:
            caption = SubElement(SubElement(element, "figcaption"), "p", {"class": "figure-caption"})
            SubElement(caption, "span", {"class": "figure-number"}).text = AtomicString(
                word("figure-label", number=number)
            )
            caption[0].tail = f" {title}"
        return bool(title)

    def _name(self, source: str) -> str:
        stem = slugify(posixpath.splitext(posixpath.basename(_parts(source).path))[0]) or "picture"
        name, number = f"figure-{stem}", 1
        while name in self.numbers:
            number += 1
            name = f"figure-{stem}-{number}"
        return name


def _play(body: Element, player: str, source: str, words: str) -> None:
    """Add the player. A film elsewhere becomes a link, because nothing may be fetched from there before a click."""
    if player == "youtube":
        link = SubElement(body, "a", {"class": "facade", "href": source, "data-embed": _embedded(_film(source))})
        SubElement(link, "span", {"class": "facade-title"}).text = words
        note = SubElement(link, "span", {"class": "facade-note"})
        note.text = AtomicString(word("plays-from", host="YouTube"))
    elif _parts(source).scheme:
        link = SubElement(body, "a", {"class": "facade", "href": source, f"data-{player}": source})
        SubElement(link, "span", {"class": "facade-title"}).text = words
        host = _parts(source).hostname or source
        note = SubElement(link, "span", {"class": "facade-note"})
        note.text = AtomicString(word("plays-from", host=host))
    else:
        SubElement(body, player, {"controls": "controls", "preload": "none", "src": source, "aria-label": words})


def _film(address: str) -> tuple[str, str]:
    """Return the id of a film at YouTube and the second at which it starts, ("", "") for other addresses."""
    parts = _parts(address)
    query = parse_qs(parts.query)
    path = parts.path.strip("/").split("/")
    if parts.hostname == "youtu.be":
        name = path[0]
    elif path[0] in ("embed", "shorts", "live") and len(path) > 1:
        name = path[1]
    else:
        name = query.get("v", [""])[0]
    if not re.fullmatch(r"[\w-]{6,20}", name):
        return "", ""
    start = re.match(r"\d+", query.get("t", query.get("start", [""]))[0])
    return name, start[0] if start else ""


def _embedded(film: tuple[str, str]) -> str:
    name, start = film
    from_second = f"&start={start}" if start else ""
    return f"https://www.youtube-nocookie.com/embed/{quote(name)}?autoplay=1{from_second}"


class CaptionProcessor(Treeprocessor):
    """Puts the ``wanted`` captions, by the figures' keys, below the figures' places as paragraphs of their own.

    ``place`` matches such a place, in the stash, and gives the key.
    """

    def __init__(self, markdown: Markdown, place: re.Pattern[str]) -> None:
        super().__init__(markdown)
        self._place = place
        self.wanted: Mapping[str, str] = MappingProxyType({})

    def run(self, root: Element) -> None:
        """Go through the places of figures."""
        if not any(self.wanted.values()):
            return
        for parent in list(root.iter()):
            for number in range(len(parent) - 1, -1, -1):
                key = self._key(parent[number])
                if caption := " ".join(self.wanted.get(key, "").split()):
                    paragraph = Element("p", {"data-caption": key})
                    # The text of fences went past the steps before, and so has its mathematics still.
                    paragraph.text = "".join(self.md.preprocessors["math"].run([caption]))
                    paragraph.tail = "\n"
                    parent.insert(number + 1, paragraph)

    def _key(self, element: Element) -> str:
        place = HTML_PLACEHOLDER_RE.fullmatch((element.text or "").strip()) if element.tag == "p" else None
        found = self._place.fullmatch(stashed(self.md, place)) if place else None
        return found[1] if found else ""


def taken_out(html: str) -> tuple[dict[str, str], str]:
    """Return the captions in finished HTML by the figures' keys, and the HTML without them."""
    return dict(_CAPTION.findall(html)), _CAPTION.sub("", html)
