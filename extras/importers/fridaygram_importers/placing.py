"""Where imported documents go in the blog, and what their tags are called: no two have one place or one URL."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fridaygram.config import Site
from fridaygram.pages.document import PAGES, POSTS, Document
from fridaygram.pages.library import path_of
from fridaygram.pages.urls import closed, in_words, permalink, slugify, spelling
from fridaygram_importers.base import ImportItem, Origin
from fridaygram_importers.report import BlogReport

_UNUSABLE = re.compile(r'[?#\\:*"<>|\n\t]')
# The first parts of the paths of Fridaygram's own pages and files.
RESERVED = frozenset(
    ("archive", "tags", "series", "search", "assets", "figures", "pictures", "pagefind", "feed", "404", "style-guide")
)


def place(origin: Origin, site: Site, known: Iterable[Document], report: BlogReport) -> None:
    """Give every item its ``source``; aliases keep its old URLs, and its date becomes the site's."""
    where = ZoneInfo(site.timezone)
    owners = {path_of(one, site): one.source for one in known}
    taken: dict[str, str] = {}
    for item in sorted(origin.items, key=lambda one: (one.kind, one.is_draft, one.file)):
        if item.moment is not None:
            item.moment = item.moment.astimezone(where) if item.has_time else item.moment.replace(tzinfo=where)
        wanted = slugify(item.slug) or slugify(item.meta["title"]) or "untitled"
        number, slug = 1, wanted
        while True:
            source, path = _source(item, slug), _url(item, slug, site)
            free = owners.get(path, source) == source and path not in taken and source not in taken.values()
            if free and not (item.kind == "page" and slug in RESERVED):
                break
            number += 1
            slug = f"{wanted}-{number}"
        if slug != wanted:
            report.note(
                "changed", item.file, 0, f"another document is at {_url(item, wanted, site)}: this one is at {path}"
            )
        taken[path] = source
        item.source = source
    _aliases(origin, {**owners, **taken}, site, report)


def _aliases(origin: Origin, paths: dict[str, str], site: Site, report: BlogReport) -> None:
    """Keep the old URLs: none that is a page's own, none twice, none under another as a file."""
    used = set(paths)
    for item in origin.items:
        own = next((path for path, source in paths.items() if source == item.source), "")
        kept = []
        for written in dict.fromkeys([*item.urls, *item.meta.pop("aliases", [])]):
            alias = posixpath.join(item.folder or "/", written)
            path = closed(alias)
            segments = path.strip("/").split("/")
            if path == own or own + "index.html" == path or path == "/":
                continue
            if path in used or segments[0] in RESERVED or _UNUSABLE.search(path) or {"..", "."} & set(segments):
                report.note("changed", item.file, 0, f"its old URL {alias} cannot lead here: it is taken or no path")
                continue
            used.add(path)
            kept.append(path)
        if kept:
            item.meta["aliases"] = kept


def _source(item: ImportItem, slug: str) -> str:
    if item.kind == "post" and item.moment is not None:
        return f"{POSTS}/{item.moment.date().isoformat()}-{slug}/index.md"
    return f"{PAGES}/{slug}/index.md"


def _url(item: ImportItem, slug: str, site: Site) -> str:
    if item.kind == "post" and item.moment is not None:
        return permalink(site.permalink, slug, item.moment)
    return f"/{slug}/"


def folder_of(root: Path, item: ImportItem) -> Path:
    """Return the folder of an item's bundle."""
    return (root / item.source).parent


def settle_names(items: Iterable[ImportItem], known: Iterable[Document], report: BlogReport) -> dict[str, str]:
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
                        report.note(
                            "changed", item.file, 1, f"the {what} '{name}' has the address of '{stays}': now '{now}'"
                        )
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
