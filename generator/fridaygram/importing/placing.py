"""Where imported documents go in the blog, so that no two have one place or one URL."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from fridaygram.config import Site
from fridaygram.importing.base import Item, Origin
from fridaygram.importing.report import Report
from fridaygram.pages.document import PAGES, POSTS, Document
from fridaygram.pages.library import path_of
from fridaygram.pages.urls import closed, permalink, slugify

# Paths that Fridaygram's own pages have, with room for those of its theme.
_UNUSABLE = re.compile(r'[?#\\:*"<>|\n\t]')
RESERVED = frozenset(
    ("archive", "tags", "series", "search", "assets", "figures", "pictures", "pagefind", "feed", "404", "style-guide")
)


def place(origin: Origin, site: Site, known: Iterable[Document], report: Report) -> None:
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
            report.person(item.file, 0, f"another document is at {_url(item, wanted, site)}: this one is at {path}")
        taken[path] = source
        item.source = source
    _aliases(origin, {**owners, **taken}, site, report)


def _aliases(origin: Origin, paths: dict[str, str], site: Site, report: Report) -> None:
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
                report.tell(item.file, 0, f"its old URL {alias} cannot lead here: it is taken or no path")
                continue
            used.add(path)
            kept.append(path)
        if kept:
            item.meta["aliases"] = kept


def _source(item: Item, slug: str) -> str:
    if item.kind == "post" and item.moment is not None:
        return f"{POSTS}/{item.moment.date().isoformat()}-{slug}/index.md"
    return f"{PAGES}/{slug}/index.md"


def _url(item: Item, slug: str, site: Site) -> str:
    if item.kind == "post" and item.moment is not None:
        return permalink(site.permalink, slug, item.moment)
    return f"/{slug}/"


def folder_of(root: Path, item: Item) -> Path:
    """Return the folder of an item's bundle."""
    return (root / item.source).parent
