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
from fridaygram.pages.document import LONGEST_NAME, Document
from fridaygram.pages.library import path_of
from fridaygram.pages.sources import PAGES, POSTS
from fridaygram.pages.urls import absolute, beside, closed, in_words, output_file, permalink, slugify, spelling
from fridaygram_importers.base import ImportItem, Origin
from fridaygram_importers.frontmatter import language_tag
from fridaygram_importers.report import BlogReport

_UNUSABLE = re.compile(r'[?#\\:*"<>|\n\t]')
_URI = re.compile(r"[A-Za-z][\w+.-]*:\S+$")
# The first parts of the paths of Fridaygram's own pages and files.
RESERVED = frozenset(
    ("archive", "tags", "series", "assets", "figures", "pictures", "pagefind", "feed", "404", "style-guide")
)

TAGS = "/tags/"
_OWN_LIST = re.compile(r"/(?:tags/([^/]+)/)?(page/\d+/)?")


def place(origin: Origin, site: Site, known: Iterable[Document], report: BlogReport) -> None:
    """Give every item its ``source``. It stays at its old URL where that can be a file; aliases keep the others.

    Its date becomes the site's. Drafts had no URL that anybody knows.
    """
    where = ZoneInfo(site.timezone)
    owners = {path_of(one, site): one.source for one in known}
    folders = {beside(path): source for path, source in owners.items()}
    sources, placed = set[str](), set[str]()
    taken: dict[str, str] = {}
    for item in sorted(origin.items, key=lambda one: (one.kind, one.is_draft, one.file)):
        if item.moment is not None:
            item.moment = item.moment.astimezone(where) if item.has_time else item.moment.replace(tzinfo=where)
        wanted = _short(slugify(item.slug) or slugify(item.meta["title"]) or "untitled")
        old = "" if item.is_draft else _old_path(item, search=site.search)
        path, number = "", 0
        while not path:
            number += 1
            slug = f"{wanted}-{number}" if number > 1 else wanted
            source, made = _source(item, slug), _url(item, slug, site)
            paths = [old, made] if item.kind == "post" or is_free(made, search=site.search) else [old]
            open_ones = (one for one in paths if one and beside(one) not in placed)
            if source not in sources:
                path = next((one for one in open_ones if folders.get(beside(one), source) == source), "")
        if slug != wanted and path != old:
            report.note(
                "changed", item.file, 0, f"another document is at {_url(item, wanted, site)}: this one is at {path}"
            )
        if path != made:
            item.meta["permalink"] = path.replace("%", "%25")
        taken[path] = item.source = source
        item.path = path
        placed.add(beside(path))
        sources.add(source)
        language = item.meta.pop("language", "") or language_tag(origin.language)
        if language.lower().partition("-")[0] != site.language.lower().partition("-")[0]:
            item.meta["language"] = language
        known_as = item.meta.pop("feed_id", "") or (origin.feed_id(item) if origin.feed_id else "")
        if item.kind == "post" and _URI.match(known_as) and known_as != absolute(path, site.base_url):
            item.meta["feed_id"] = known_as
    _aliases(origin, {**owners, **taken}, site, report)


def _short(slug: str) -> str:
    """Return a slug that leaves room for a number and the names of pictures, cut between two words if it can be."""
    most = LONGEST_NAME // 2
    cut = slug.encode()[:most].decode("utf-8", "ignore")
    return slug if cut == slug else cut.rpartition("-")[0] or cut


def _aliases(origin: Origin, paths: dict[str, str], site: Site, report: BlogReport) -> None:
    """Keep the old URLs: none that is a page's own, none twice, none under another as a file."""
    used = set(paths)
    for item in origin.items:
        own = next((path for path, source in paths.items() if source == item.source), "")
        kept = []
        for written in dict.fromkeys([*item.urls, *item.meta.pop("aliases", [])]):
            alias = posixpath.join(item.folder or "/", written)
            path = closed(alias)
            if path == own or own + "index.html" == path or path == "/":
                continue
            if path in used or not is_free(path, search=site.search):
                why = f"its old URL {alias} cannot lead here: it is taken, too long or no path"
                report.note("changed", item.file, 0, why)
                continue
            used.add(path)
            kept.append(path)
        if kept:
            item.meta["aliases"] = kept


def is_free(path: str, *, search: bool = False) -> bool:
    """Return whether a URL path can be a file, and not one of Fridaygram's own pages; the page of ``search`` is one."""
    segments = path.strip("/").split("/")
    too_long = any(len(segment.encode()) > LONGEST_NAME for segment in segments)
    climbs = {"..", ".", ""} & set(segments)
    is_own = segments[0] in RESERVED or (search and segments[0] == "search")
    return not (is_own or _UNUSABLE.search(path) or climbs or too_long)


def may_lead(path: str, *, search: bool = False) -> bool:
    """Return whether a redirect can be at a URL path: no page of Fridaygram is there, however the blog grows.

    The list of tags is the exception: a blog without tags has none.
    """
    tag, later = (found[1], found[2]) if (found := _OWN_LIST.fullmatch(path)) else ("", "")
    if slugify(tag) == tag if tag else later:
        return False
    return path == TAGS or is_free(path.removeprefix(TAGS), search=search)


def _old_path(item: ImportItem, *, search: bool = False) -> str:
    """Return the path at which an item can stay, "" where it had none or none that can be a file."""
    path = re.sub(r"/index\.html?$", "/", closed(item.urls[0])) if item.urls else ""
    return path if path and is_free(path, search=search) and output_file(path).endswith((".html", ".htm")) else ""


def pattern_of(origin: Origin, zone: str) -> str:
    """Return the ``permalink`` of site.toml under which most posts stay at their old URLs, "" for none."""
    counts = Counter(_pattern(item, zone) for item in origin.items if item.kind == "post" and not item.is_draft)
    best, count = next(iter(counts.most_common(1)), ("", 0))
    return best if 2 * count >= counts.total() else ""


def _pattern(item: ImportItem, zone: str) -> str:
    path = _old_path(item)
    folder, _, last = path.removesuffix("/").rpartition("/")
    stem, dot, suffix = last.partition(".") if not path.endswith("/") else (last, "", "")
    slug = slugify(item.slug)
    slug = slug if slug and stem.endswith(slug) else stem
    if slug != slugify(slug) or item.moment is None or re.search(r"[{}]", path):
        return ""
    day = item.moment.astimezone(ZoneInfo(zone)) if item.has_time else item.moment
    parts = [("year", f"{day.year:04d}"), ("month", f"{day.month:02d}"), ("day", f"{day.day:02d}")]
    pieces = re.split(r"(\d+)", f"{folder}/{stem.removesuffix(slug)}")
    for number, piece in enumerate(pieces):
        if parts and piece == parts[0][1]:
            pieces[number] = f"{{{parts.pop(0)[0]}}}"
    return f"{''.join(pieces)}{{slug}}{dot}{suffix}{'/' if path.endswith('/') else ''}"


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
