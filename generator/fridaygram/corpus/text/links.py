"""Long lists of nothing but links: archives, blogrolls, tag clouds.

No review is one, and an extractor visits each of their links many times over: without them a page of a blog with a long
sidebar is read in half the time.
"""

from __future__ import annotations

from typing import Any

LEAST_LINKS = 20
LEAST_SHARE = 0.8
"""A list has so many links, and so much of its letters stand in them: separators and counts are the rest."""
ITEMS = frozenset({"li", "dd", "dt", "option"})
FRAMES = frozenset({"html", "body", "main", "article"})


def drop_link_lists(tree: Any) -> None:
    """Take out of ``tree`` every element whose children are 20 links or more and hardly anything else."""
    lists: dict[Any, list[Any]] = {}
    for link in tree.iter("a"):
        holder = link.getparent()
        if holder is not None and holder.tag in ITEMS:
            holder = holder.getparent()
        if holder is not None and holder.tag not in FRAMES:
            lists.setdefault(holder, []).append(link)
    for holder, links in lists.items():
        if len(links) >= LEAST_LINKS and holder.getparent() is not None and _is_links(holder, links):
            holder.drop_tree()


def _is_links(holder: Any, links: list[Any]) -> bool:
    """Return whether nearly all letters of an element are those of ``links``."""
    inside = sum(_letters(text) for link in links for text in link.itertext())
    whole = sum(_letters(text) for text in holder.itertext())
    return inside >= LEAST_SHARE * whole


def _letters(text: str) -> int:
    return len(text.strip())
