"""Paragraphs that the extractor left out of an article, put back where they stood.

trafilatura reads one container of an article that is divided into several, drops a paragraph that repeats the one
before it, and most leads above a text. Where a paragraph stands decides here, and halves: nothing that would have to be
chosen on test sets.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from copy import deepcopy
from functools import cached_property
from typing import Any, NamedTuple

from fridaygram.corpus.text.metadata import one_line, plain_words

HEADINGS, PARAGRAPHS = ("h1", "h2", "h3"), ("p", "div")
NO_PARAGRAPHS = (
    *HEADINGS, *PARAGRAPHS, "h4", "h5", "h6", "ul", "ol", "dl", "li", "table", "blockquote", "pre", "figure", "section",
    "article", "form",
)  # fmt: skip
"""A ``div`` that holds one of these is no paragraph."""
SILENT = ("script", "style", "noscript", "template", "iframe", "math", "svg", "button", "select", "textarea")
HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
BESIDE = frozenset({"nav", "footer", "aside", "form", "figure"})
QUOTES, ENDS = "\"'”’“»)]", (".", "!", "?", "…", ":", "。", "！", "？", "।", "؟", "۔")
BREAK = "\u2028"
RUN = 4
"""Words that two texts share in a row, as ``bench/extract.py`` counts what they share."""


class Place(NamedTuple):
    """Where an element is. ``kind`` is one number for all that are under the same tags, classes and ids."""

    kind: int
    article: Any = None
    beside: bool = False
    hidden: bool = False


Where = tuple[int, str, str | None, Any]
"""The kind of place that a paragraph is in, its tag, its class, and the article around it."""


class Block(NamedTuple):
    """A heading or paragraph.

    ``prose``: it ends as a sentence does, and no more than half of it is links. ``again``: the paragraph before it in
    its element says the same.
    """

    tag: str
    text: str
    key: str
    place: Where
    beside: bool
    prose: bool
    again: bool


class Said:
    """What a text says: ``in`` asks for half of the runs of four words of a paragraph, or all of a shorter one."""

    def __init__(self, text: str):
        self.text = text

    def __contains__(self, paragraph: str) -> bool:
        own = _runs(paragraph)
        return 2 * len(own & self.runs) >= len(own) if own else _key(paragraph) in self.letters

    @cached_property
    def runs(self) -> set[tuple[str, ...]]:
        """The runs of four words."""
        return _runs(self.text)

    @cached_property
    def letters(self) -> str:
        """The text without white space."""
        return _key(self.text)


def blocks_of(tree: Any) -> list[Block]:
    """Return the headings and paragraphs that a page shows, in order."""
    places: dict[Any, Place] = {}
    kinds: dict[tuple[Any, ...], int] = {}
    before: dict[Any, str] = {}
    blocks = []
    for element in tree.iter(*HEADINGS, *PARAGRAPHS):
        if element.tag == "div" and next(element.iterdescendants(*NO_PARAGRAPHS), None) is not None:
            continue
        if not (text := _text(element)) or (here := _place(element, places, kinds)).hidden:
            continue
        above = _place(element.getparent(), places, kinds)
        key = _key(text)
        links = sum(len(_key("".join(link.itertext()))) for link in element.iter("a"))
        prose = 2 * links <= len(key) and text.rstrip(QUOTES).endswith(ENDS)
        # An article is known by itself, so that no paragraph comes from another article of the page.
        stands = (above.kind, element.tag, element.get("class"), above.article)
        again = before.get(element.getparent()) == key
        blocks.append(Block(element.tag, text, key, stands, here.beside, prose, again))
        if element.tag in PARAGRAPHS:
            before[element.getparent()] = key
    return blocks


def filled(text: str, blocks: Sequence[Block]) -> str:
    """Return ``text`` with every paragraph of prose that stands in a place like that of one of its own.

    What the text says goes in again only where it says so twice in a row.
    """
    paragraphs = text.split("\n\n")
    keys = [_key(paragraph) for paragraph in paragraphs]
    standing: defaultdict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        standing[key].append(number)
    home = _homes(blocks, standing)
    kept = set(home.values())
    said = Said(text)
    missing: defaultdict[int, list[str]] = defaultdict(list)
    seen: Counter[str] = Counter()
    at = 0
    for block in blocks:
        numbers = standing.get(block.key, ())
        if block.place != home.get(block.key, block.place):
            continue
        if seen[block.key] < len(numbers):
            at = max(at, numbers[seen[block.key]] + 1)
        elif (
            block.tag in PARAGRAPHS
            and block.prose
            and block.place in kept
            # A page may hold an article or its start twice, for phones or in a list. Only in a row is it a repetition.
            and (block.again if numbers else not (seen[block.key] or block.text in said))
        ):
            missing[at].append(block.text)
        seen[block.key] += 1
    return "\n\n".join(part for number, own in enumerate([*paragraphs, ""]) for part in (*missing[number], own) if part)


def _homes(blocks: Sequence[Block], standing: Container[str]) -> dict[str, Where]:
    """Return where each paragraph of a text stands: of several places that with the most of them.

    A list of other posts may begin with a paragraph of this one.
    """
    kept = [block for block in blocks if block.key in standing]
    number = Counter(block.place for block in kept)
    home: dict[str, Where] = {}
    for block in kept:
        if block.key not in home or number[block.place] > number[home[block.key]]:
            home[block.key] = block.place
    return home


def with_lead(text: str, blocks: Sequence[Block], title: str, description: str) -> str:
    """Return ``text`` with its lead: a paragraph below the title that begins as the page's description does."""
    keys = {_key(paragraph) for paragraph in text.split("\n\n")}
    name, about = plain_words(title), plain_words(description)
    first = next((at for at, block in enumerate(blocks) if block.tag in PARAGRAPHS and block.key in keys), 0)
    titles = [at for at in range(first) if blocks[at].tag in HEADINGS and _alike(plain_words(blocks[at].text), name)]
    for block in blocks[titles[-1] + 1 : first] if titles else ():
        lead = block.tag == "p" and block.prose and not block.beside
        if lead and _begin_alike(plain_words(block.text), about) and block.text not in Said(text):
            return f"{block.text}\n\n{text}"
    return text


def _alike(one: str, other: str) -> bool:
    """Return whether one of two texts is in the other; none is alike to nothing."""
    return bool(one and other) and (one in other or other in one)


def _begin_alike(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _place(element: Any, places: dict[Any, Place], kinds: dict[tuple[Any, ...], int]) -> Place:
    """Return where ``element`` is; ``places`` and ``kinds`` keep what is known of a page."""
    way = []
    while element is not None and element not in places:
        way.append(element)
        element = element.getparent()
    place = places[element] if element is not None else Place(-1)
    for element in reversed(way):
        kind = (place.kind, element.tag, element.get("class"), element.get("id"))
        place = places[element] = Place(
            kinds.setdefault(kind, len(kinds)),
            element if element.tag == "article" else place.article,
            place.beside or element.tag in BESIDE,
            place.hidden
            or "hidden" in element.attrib
            or element.get("aria-hidden") == "true"
            or HIDDEN.search(element.get("style") or "") is not None,
        )
    return place


def _text(element: Any) -> str:
    """Return what an element says, its breaks as newlines."""
    from lxml.etree import strip_elements

    if next(element.iterdescendants("br", *SILENT), None) is not None:
        element = deepcopy(element)
        strip_elements(element, *SILENT, with_tail=False)
        for mark in element.iter("br"):
            mark.tail = BREAK + (mark.tail or "")
    return "\n".join(filter(None, map(one_line, "".join(element.itertext()).split(BREAK))))


def _key(text: str) -> str:
    """Return a text without white space: extractors differ in it."""
    return "".join(text.split())


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return set(zip(*(words[at:] for at in range(RUN)), strict=False))
