"""What stands inside a line and needs more than Python-Markdown: citations, their list of works, and emoji.

Citations are written as Pandoc has them, and shown by author and year: ``[@shannon1951, p. 50; @chen1999]`` stands in
brackets, ``@shannon1951`` in the sentence, ``[-@shannon1951]`` gives the year alone. An emoji is GitHub's short code,
``:tada:``; a word between colons that is no emoji's name stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from fridaygram.languages import word
from fridaygram.pages.bibliography import Reference
from fridaygram.pages.markup.headings import HEADINGS
from fridaygram.pages.markup.marks import BARE, GROUP, parts_of

# The look back follows the first colon: Python finds an expression quicker that begins with a letter.
_EMOJI = r":(?<![\w:]:)([a-z0-9_+-]+):(?![\w:])"
_EMOJI_CODE = re.compile(_EMOJI)


class Citations:
    """What both steps share: the works a text may cite, and how often each was cited so far."""

    def __init__(self, markdown: Markdown) -> None:
        self._works: Mapping[str, Reference] = {}
        self._years: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        markdown.inlinePatterns.register(_Group(self, markdown), "citation", 172)
        markdown.inlinePatterns.register(_Narrative(self, markdown), "citation-in-text", 171)
        markdown.treeprocessors.register(_List(self, markdown), "references", 10)

    def start(self, works: Mapping[str, Reference]) -> None:
        """Begin a text that cites ``works``, all of them."""
        self._works, self._counts = works, {}
        self._years = dict(_years(works)) if works else {}

    def knows(self, key: str) -> bool:
        """Return whether a work has this key."""
        return key in self._works

    def link(self, key: str, shown: str) -> Element:
        """Return a link to a work in the list; ``shown`` may hold "{names}" and "{year}"."""
        self._counts[key] = number = self._counts.get(key, 0) + 1
        link = Element("a", {"href": f"#ref-{key}", "id": f"cite-{key}-{number}", "role": "doc-biblioref"})
        link.text = AtomicString(shown.format(names=self._works[key].label, year=self._years[key]))
        return link

    def list(self) -> Iterator[str]:
        """Yield the entries of the works that were cited, by name and year, with ways back."""
        works = [self._works[key] for key in self._counts]
        for work in sorted(works, key=lambda one: ([n.casefold() for n in one.names], self._years[one.key], one.html)):
            html, year = work.html, self._years[work.key]
            if year != work.year:
                html = re.sub(rf"^(.*)\b{re.escape(work.year)}(?=[.,)])", rf"\g<1>{year}", html)
            backs = " ".join(
                f'<a class="footnote-backref" href="#cite-{escape(work.key)}-{number}" role="doc-backlink" '
                f'aria-label="{word("back-to-text", work=escape(work.label), number=number)}">\u21a9\ufe0e</a>'
                for number in range(1, self._counts[work.key] + 1)
            )
            yield f'<li id="ref-{escape(work.key)}">{html} {backs}</li>'


class _Group(InlineProcessor):
    def __init__(self, citations: Citations, markdown: Markdown) -> None:
        super().__init__(GROUP, markdown)
        self._citations = citations

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, found: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        parts = list(parts_of(found[1]))
        if not parts or not all(self._citations.knows(part["key"]) for part in parts):
            return None, None, None
        span = Element("span", {"class": "citation"})
        span.text = "("
        for number, part in enumerate(parts):
            before = f"{part['before']} " if part["before"] else ""
            if number:
                span[-1].tail = f"{span[-1].tail}; {before}"
            else:
                span.text += before
            link = self._citations.link(part["key"], "{year}" if part["alone"] else "{names}, {year}")
            link.tail = f", {part['after']}" if part["after"] else ""
            span.append(link)
        span[-1].tail = f"{span[-1].tail})"
        return span, found.start(0), found.end(0)


class _Narrative(InlineProcessor):
    def __init__(self, citations: Citations, markdown: Markdown) -> None:
        super().__init__(BARE, markdown)
        self._citations = citations

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, found: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        if not self._citations.knows(found[1]):
            return None, None, None
        return self._citations.link(found[1], "{names} ({year})"), found.start(0), found.end(0)


class _List(Treeprocessor):
    """Puts the list at the end of the text: below a last heading that has nothing below it, else below its own."""

    def __init__(self, citations: Citations, markdown: Markdown) -> None:
        super().__init__(markdown)
        self._citations = citations

    def run(self, root: Element) -> None:
        entries = list(self._citations.list())
        if not entries:
            return
        place = len(root)
        if place and root[-1].get("class") in ("footnote", "footnotes"):
            place -= 1
        section = Element(
            "section", {"class": "references", "role": "doc-bibliography", "aria-label": word("references")}
        )
        if not place or root[place - 1].tag not in HEADINGS:
            SubElement(section, "h2").text = word("references")
        holder = SubElement(section, "ul")
        holder.text = AtomicString("\n".join(self.md.htmlStash.store(entry) for entry in entries))
        root.insert(place, section)


def _years(works: Mapping[str, Reference]) -> Iterator[tuple[str, str]]:
    """Yield each work's year, with a letter where two would look alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for key in sorted(works, key=lambda one: (works[one].html, one)):
        alike.setdefault((works[key].label, works[key].year), []).append(key)
    for (_, year), keys in alike.items():
        for number, key in enumerate(keys):
            yield key, year if len(keys) == 1 else f"{year}{chr(ord('a') + number)}"


def may_hold_emoji(text: str) -> bool:
    """Return whether the pattern has anything to look for in a text."""
    return ":" in text and _EMOJI_CODE.search(text) is not None


class Emoji(InlineProcessor):
    """Replaces the short codes outside of code."""

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(_EMOJI, markdown)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, found: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Return the character and the place of its code, nothing for other words between colons."""
        character = _characters().get(f":{found[1]}:")
        return (None, None, None) if character is None else (character, found.start(0), found.end(0))


@cache
def _characters() -> dict[str, str]:
    from pymdownx import gemoji_db

    known = {code: entry.get("unicode_alt") or entry.get("unicode") for code, entry in gemoji_db.emoji.items()}
    shown = {
        code: "".join(chr(int(part, 16)) for part in points.split("-")) for code, points in known.items() if points
    }
    return shown | {alias: shown[code] for alias, code in gemoji_db.aliases.items() if code in shown}
