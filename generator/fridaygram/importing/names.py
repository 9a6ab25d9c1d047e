"""Tags and series of an imported blog: names that have pages of their own there, and one address here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from fridaygram.importing.base import Item
from fridaygram.importing.report import Report
from fridaygram.pages.document import Document
from fridaygram.pages.urls import in_words, slugify, spelling


def settle_names(items: Iterable[Item], known: Iterable[Document], report: Report) -> dict[str, str]:
    """Rename tags and series that would share the page of another one, and report each.

    Names of the blog's ``known`` documents stay; else the one that is written as its address does, else the most
    used. The others have their signs as words, and where that does not tell them apart, they become the one that stays.
    Returns the new names of tags by the ``urls.spelling`` of the old ones.
    """
    ordered, there = sorted(items, key=lambda item: item.file), list(known)
    told = {"tags": "tag", "series": "series"}
    renamed: dict[str, dict[str, str]] = {}
    for key, what in told.items():
        settled = {slugify(name): name for document in there for name in _listed(getattr(document.meta, key))}
        names = Counter(name for item in ordered for name in _listed(item.meta.get(key)))
        renamed[key] = _renamed(names, settled)
        for item in ordered:
            if old := _listed(item.meta.get(key)):
                new = list(dict.fromkeys(renamed[key].get(spelling(name), name) for name in old))
                for name in old:
                    if (now := renamed[key].get(spelling(name))) is not None:
                        stays = settled[slugify(name)]
                        report.person(item.file, 1, f"the {what} '{name}' has the address of '{stays}': now '{now}'")
                item.meta[key] = new if key == "tags" else new[0]
    return renamed["tags"]


def _renamed(names: Counter[str], settled: dict[str, str]) -> dict[str, str]:
    """Return new names by the spelling of old ones; ``settled`` are those that stay, by slug, and gets more."""
    by_merit = sorted(names, key=lambda name: (spelling(name) != slugify(name), -names[name], name))
    for name in by_merit:
        settled.setdefault(slugify(name), name)
    renamed: dict[str, str] = {}
    for name in by_merit:
        stays = settled[slugify(name)]
        if spelling(name) in renamed or spelling(name) == spelling(stays):
            continue
        said = in_words(name)
        same = settled.setdefault(slugify(said), said)
        renamed[spelling(name)] = same if spelling(same) == spelling(said) else stays
    return renamed


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value or ())
