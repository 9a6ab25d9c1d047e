"""Reads HTML as browsers do (HTML Living Standard), with lexbor's parser, and answers what ``check`` and ``email`` ask.

A tree has no line numbers. ``check.rules.html`` reads the tags of a page once more for those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, Self

from selectolax.lexbor import LexborHTMLParser as Tree
from selectolax.lexbor import LexborNode as Node

__all__ = ["Node", "Tag", "Tree", "around", "classes", "fragment", "words"]

TEXT = "-text"
_UNSEEN = ("script", "style")


class Tag(Protocol):
    """An element, of a tree or not: its name, its attributes, and the element around it."""

    @property
    def tag(self) -> str | None:
        """The name, in lower case."""

    @property
    def attributes(self) -> Mapping[str, str | None]:
        """The attributes; one without a value has None."""

    @property
    def parent(self) -> Self | None:
        """The element around it, None at the root."""


def fragment(html: str) -> Node:
    """Return a ``<body>`` that holds a part of a page."""
    return Tree(f"<body>{html}").css("body")[0]


def around(tag: Tag) -> Iterator[Tag]:
    """Yield an element and those around it, from the nearest."""
    one: Tag | None = tag
    while one is not None:
        yield one
        one = one.parent


def classes(tag: Tag) -> frozenset[str]:
    """Return the classes of an element."""
    return frozenset((tag.attributes.get("class") or "").split())


def words(node: Node) -> str:
    """Return the text that an element shows, each run of white space as one space."""
    shown = (
        one.text_content or ""
        for one in node.traverse(include_text=True)
        if one.tag == TEXT and (one.parent is None or one.parent.tag not in _UNSEEN)
    )
    return " ".join("".join(shown).split())
