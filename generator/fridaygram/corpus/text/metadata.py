"""Title and author of a page, as its markup names them.

Extractors tidy names up ("gift e." becomes "Gift E") and take a blog's name for a post's title where the
markup says neither; here what is written is kept.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

MOST_HEADINGS = 40
TITLE_CLASSES = ("entry-title", "post-title", "article-title", "p-name")
AUTHOR_PATHS = (
    "//meta[@name='author']/@content",
    "//meta[@property='article:author']/@content",
    "//*[@rel='author']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' fn ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' author ')]",
    "//*[@itemprop='author']",
)
BYLINE = re.compile(r"^(?:posted by|written by|by)\s+", re.IGNORECASE)
MOST_AUTHOR = 80


def title_of(tree: Any, page_title: str) -> str:
    """Return the title of the post on a page, "" where its markup does not tell it from the blog's name.

    A heading with a known class decides; then one that stands in the page's ``<title>`` and does not lead to
    the blog's front page; then Open Graph's.
    """
    headings = tree.xpath("//h1 | //h2 | //h3 | //h4")[:MOST_HEADINGS]
    for heading in headings:
        if set(str(heading.get("class") or "").split()) & set(TITLE_CLASSES) and (text := _text(heading)):
            return text
    whole = plain_words(page_title)
    inside = [
        text
        for heading in headings
        if (text := _text(heading)) and plain_words(text) and plain_words(text) in whole and not _leads_home(heading)
    ]
    if inside:
        return max(inside, key=len)
    named = tree.xpath("//meta[@property='og:title']/@content")
    return one_line(named[0]) if named else ""


def author_of(tree: Any) -> str:
    """Return a page's author as it is written, "" where the markup names none."""
    for path in _author_paths():
        for found in path(tree)[:3]:
            text = one_line(found) if isinstance(found, str) else _text(found)
            name = BYLINE.sub("", text)
            if name and len(name) <= MOST_AUTHOR and "://" not in name:
                return name
    return ""


@cache
def _author_paths() -> list[Any]:
    from lxml.etree import XPath

    return [XPath(path) for path in AUTHOR_PATHS]


def _leads_home(heading: Any) -> bool:
    links = heading.xpath(".//a/@href")
    return any(re.fullmatch(r"(?:https?://[^/]+)?/?", str(link)) for link in links)


def _text(element: Any) -> str:
    return one_line("".join(element.itertext()))


def one_line(value: Any) -> str:
    """Return a text on one line, white space folded; "" for nothing."""
    return " ".join(str(value).split()) if value else ""


def plain_words(text: str) -> str:
    """Return the words of a text, without case and punctuation, for comparing."""
    return " ".join(re.findall(r"\w+", text.casefold()))
