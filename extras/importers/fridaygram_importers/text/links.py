"""Finds the old blog's links in Markdown and HTML, and points them to where their targets are now."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.pages.body import TOP
from fridaygram.pages.directives import prose_of
from fridaygram.pages.pictures.responsive import is_raster
from fridaygram.pages.urls import beside, slugify, spelling
from fridaygram_importers.base import ImportItem, Origin
from fridaygram_importers.files import Bundle
from fridaygram_importers.placing import is_free
from fridaygram_importers.report import BlogReport

_END = r"(?=\s*(?:\"[^\n]*?\"|'[^\n]*?'|\([^)\n]*\))?\s*\))"
_INLINE = re.compile(rf"\]\([ ]*(<[^>\n]*>|(?:[^()\n<>\s]|\((?:[^()\s]|\([^()\s]*\))*\))*{_END}|[^()\n<>\"]*?){_END}")
_DEFINED = re.compile(r"^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ ]*(<[^>\n]*>|\S+)", re.MULTILINE)
_QUOTED = re.compile(r"<[a-zA-Z][^<>]*?\s(?:href|src|poster|data-src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SRCSET = re.compile(r"\ssrcset\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_SCRIPT = re.compile(r"<script\b[^<>]*?\ssrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_LOADED = re.compile(r"[\"'(=]\s*((?:\.{0,2}/)?[\w./%+-]+\.[A-Za-z0-9]{1,6})(?=[\"')?#\s>])")
_WHOLE, _READ = (".html", ".htm"), (".html", ".htm", ".js", ".mjs", ".css", ".json", ".svg")
_AUTO = re.compile(r"<(https?://[^\s<>]+)>")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_FEEDS = re.compile(r"/(?:[\w/-]*/)?(?:feed\.xml|atom\.xml|index\.xml|rss\.xml|all\.(?:atom|rss)\.xml|feed/?)$")
_TAG_PAGE = re.compile(r"/(?:tags?|categor(?:y|ies)|topics?)/(?:#)?([^/]+?)(?:\.html|/(?:index\.html)?)?$")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
# A post whose category was renamed has the same day and name below another folder.
_DATED_URL = re.compile(r"/(\d{4}/\d{2}/\d{2})/([^/]+)$")
UNKNOWN_SITE = "https://old-site.invalid"


class LinkPlace(NamedTuple):
    """Where a link leads: a document, a file and the path that it had, a path of the new site, or nowhere: all None."""

    item: ImportItem | None = None
    file: Path | None = None
    path: str | None = None


class Links:
    """Rewrites the links of all documents. ``ids`` are the ids of each document's page, by its file.

    ``tags`` are new names by the spelling of old ones. ``paths`` are the new site's paths; ``closed`` are files of
    documents that a build does not show now.
    """

    def __init__(self, origin: Origin, report: BlogReport, paths: Collection[str], closed: Collection[str]) -> None:
        self._origin = origin
        self._report = report
        self._paths = paths
        self._closed = closed
        self.ids: Mapping[str, Collection[str]] = {}
        self.tags: Mapping[str, str] = {}
        self.kept: dict[str, Path] = {}
        """Files that stay at the paths that they had: HTML files, what these load, and what scripts load."""
        self.taken: dict[str, Path] = {}
        """Files that stand beside a document now, by the paths that they had."""
        self._items: dict[str, ImportItem] = {}
        self._files: dict[str, ImportItem] = {}
        for item in origin.items:
            self._files[item.file] = item
            for url in [*item.urls, *item.meta.get("aliases", [])]:
                self._items.setdefault(_key(url), item)
        self._dated = {_by_day(item): item for item in origin.items if item.kind == "post"}
        self._lists = {_key(path) for path in origin.lists}
        self._tag_pages = {_key(path): tag for path, tag in origin.tag_pages.items()}
        pages = [path for path in origin.static if path.endswith(_WHOLE) and is_free(path) and path not in paths]
        for path in pages:
            self._keep(path, origin.static[path])
        self._host = urlsplit(origin.url).netloc.removeprefix("www.")

    def lead(self, item: ImportItem, bundle: Bundle) -> None:
        """Rewrite a document's links; the files that it shows or offers go into ``bundle``."""
        body = item.body

        def led(found: re.Match[str], line: int) -> str | None:
            group = next((number for number in range(1, found.re.groups + 1) if found[number] is not None), 0)
            new = self._led(item, bundle, body.cut(*found.span(group)), line)
            if new is None:
                return None
            if found.re is _SCRIPT and "/" not in new:  # a build leaves the addresses of scripts as they are
                new = posixpath.relpath(beside(item.path) + new, posixpath.dirname(item.path))
            if found.re is _AUTO and not _SCHEME.match(new):
                return f"[{found[group]}]({new})"
            return body.cut(found.start(), found.start(group)) + new + body.cut(found.end(group), found.end())

        for pattern in (_INLINE, _DEFINED, _QUOTED, _AUTO):
            body.sub(pattern, led)
        body.sub(_SCRIPT, led, look_at=_with_scripts)
        body.sub(_SRCSET, lambda found, line: self._without_sources(item, found[0], line))
        for file in item.beside:
            self._beside(item, bundle, file, file.name, 0)
        self._cover(item, bundle)

    def _without_sources(self, item: ImportItem, text: str, line: int) -> str | None:
        if all(_SCHEME.match(part.strip()) for part in text.split("=", 1)[1].strip("\"' ").split(",")):
            return None
        self._report.note("told", item.file, line, "srcset left out: a build makes the copies of pictures", text)
        return ""

    def _cover(self, item: ImportItem, bundle: Bundle) -> None:
        cover = item.meta.pop("cover", "")
        place = self.place(item, cover) if cover else None
        if place is not None and place.file is not None and (name := self._taken(item, bundle, place, cover, 1)):
            item.meta["cover"] = name
        elif cover:
            self._report.note("lost", item.file, 1, "its cover is not among the files; left out", cover)
            item.meta.pop("cover_alt", None)

    def _led(self, item: ImportItem, bundle: Bundle, written: str, line: int) -> str | None:
        target = html.unescape(written.strip().removeprefix("<").removesuffix(">")).strip()
        if not target or target.startswith(("mailto:", "data:", "\x02")):
            return None
        if target.startswith("#"):
            return self._on_page(item, target, line)
        place = self.place(item, target)
        if place is None:
            # Markdown accepts no spaces in an address.
            return quote(target, safe="/:?=&#%,;+@!$'*~()[]") if " " in target else None
        _, mark, fragment = target.partition("#")
        if place.item is not None:
            return self._to_document(item, place.item, unquote(fragment), target, line)
        if place.file is not None and place.path and place.file.suffix.lower() in _WHOLE:
            if re.sub(r"index\.html?$", "", place.path) in self._paths:
                return self._away(item, target, line)  # a page of the new site is there
            self._keep(place.path, place.file)
            return quote(place.path, safe="/:?=&+-._~,;") + mark + fragment
        if place.file is not None:
            self._keep_loaded(place.path or "", place.file)
            name = self._taken(item, bundle, place, target, line)
            return quote(name) + mark + fragment if name else self._old(item, target)
        if place.path is not None:
            return place.path + mark + fragment
        return self._away(item, target, line)

    def _on_page(self, item: ImportItem, target: str, line: int) -> str | None:
        fragment = unquote(target[1:])
        if fragment.lower() in ("", TOP) or fragment in self.ids.get(item.file, ()):
            return None
        near = self._near(item, fragment)
        if near:
            return f"#{near}"
        self._report.note("todo", item.file, line, f"a link to '#{fragment}', which is not on the page", target)
        return "#"

    def _to_document(self, item: ImportItem, to: ImportItem, fragment: str, target: str, line: int) -> str:
        if to.file in self._closed and item.file not in self._closed:
            self._report.note("todo", item.file, line, f"a link to a draft or a post to come: {to.file}", target)
            return self._old(item, target)
        address = posixpath.relpath(to.source, posixpath.dirname(item.source))
        if fragment.lower() in ("", TOP):
            return address
        near = fragment if fragment in self.ids.get(to.file, ()) else self._near(to, fragment)
        if not near:
            self._report.note(
                "todo", item.file, line, f"'#{fragment}' is no place in {to.file}; linked to its start", target
            )
        return f"{address}#{quote(near, safe='/:?=&+-._~,;')}" if near else address

    def _near(self, item: ImportItem, fragment: str) -> str:
        """Return the id that an old fragment means: a footnote's, or one that differs in signs only."""
        known = self.ids.get(item.file, ())
        note = re.fullmatch(r"(fn(?:ref)?\d*)[:-](.+)", fragment)
        if note and f"{note[1]}-{note[2]}" in known:
            return f"{note[1]}-{note[2]}"
        plain = re.sub(r"\W|_", "", fragment.lower())
        return next((name for name in sorted(known) if re.sub(r"\W|_", "", name.lower()) == plain and plain), "")

    def place(self, item: ImportItem, target: str) -> LinkPlace | None:
        """Return where an address in a document leads; None for other sites."""
        if _SCHEME.match(target):
            try:
                parts = urlsplit(target)
            except ValueError:
                return None
            if not self._host or parts.netloc.removeprefix("www.") != self._host:
                return None
            path = unquote(parts.path) or "/"
            return self._found(path) or LinkPlace()
        address = unquote(target.partition("#")[0].partition("?")[0]).replace("\\", "/")
        if address.startswith("/"):
            return self._found(address) or LinkPlace()
        here = posixpath.normpath(posixpath.join(posixpath.dirname(item.file), address))
        if here in self._files:
            return LinkPlace(item=self._files[here])
        for folder in (item.folder or "/", "/"):
            if found := self._found(posixpath.normpath(posixpath.join(folder, address))):
                return found
        return LinkPlace(file=self._origin.static[f"\0{here}"]) if f"\0{here}" in self._origin.static else LinkPlace()

    def _found(self, path: str) -> LinkPlace | None:
        base = self._origin.base_path
        for whole in (path.removeprefix(base) if base and path.startswith(f"{base}/") else path, path):
            address = re.sub(r"/{2,}", "/", whole) or "/"
            if known := self._items.get(_key(address)) or self._items.get(_key(address).casefold()):
                return LinkPlace(item=known)
            if (dated := _DATED_URL.search(_key(address))) and (post := self._dated.get((dated[1], slugify(dated[2])))):
                return LinkPlace(item=post)
            file = self._origin.static.get(address)
            if file is not None and file.suffix.lower() not in (".md", ".markdown"):
                return LinkPlace(file=file, path=address)
            if own := self._of_site(address):
                return LinkPlace(path=own)
        return None

    def _of_site(self, address: str) -> str | None:
        if _FEEDS.fullmatch(address):
            return "/feed.xml"
        if _key(address) in self._lists:
            return "/archive/"
        tag = self._tag_pages.get(_key(address)) or ((found := _TAG_PAGE.fullmatch(address)) and found[1])
        if tag:
            path = f"/tags/{slugify(self.tags.get(spelling(tag), tag))}/"
            return path if path in self._paths else None
        candidates = (address, f"{address}/", re.sub(r"(?:index)?\.html$", "", address) + "/", address.rstrip("/"))
        return next((one for one in candidates if one in self._paths), "/" if address == "/index.html" else None)

    def _keep(self, path: str, file: Path) -> None:
        """Keep a file where it was, and the files that it loads."""
        if path not in self.kept:
            self.kept[path] = file
            self._keep_loaded(path, file)

    def _keep_loaded(self, path: str, file: Path) -> None:
        """Keep the files that a page, a script or a style sheet names."""
        try:
            text = read_text(file) if path and file.suffix.lower() in _READ else ""
        except ContentError:
            return
        base = self._origin.base_path
        for found in _LOADED.finditer(text):
            named = unquote(found[1])
            named = named.removeprefix(base) if named.startswith(f"{base}/") else named
            address = posixpath.normpath(posixpath.join(posixpath.dirname(path), named))
            if (other := self._origin.static.get(address)) is not None:
                self._keep(address, other)

    def _taken(self, item: ImportItem, bundle: Bundle, place: LinkPlace, target: str, line: int) -> str:
        """Return the name beside a document of a file that had a place in the old blog, "" for what is no good."""
        name = self._beside(item, bundle, place.file, target, line) if place.file else ""
        if name and place.file and place.path and item.file not in self._closed:
            self.taken[place.path] = place.file
        return name

    def _beside(self, item: ImportItem, bundle: Bundle, file: Path, target: str, line: int) -> str:
        name, problem = bundle.add(file)
        if problem:
            what = "a picture that cannot be read" if is_raster(file.name) else "a file that cannot be taken along"
            self._report.note("lost", item.file, line, f"{what}: {problem}", target)
        if name in bundle.made:
            self._report.note("told", item.file, line, "a notebook of an older format, written as format 4 now", target)
        return name

    def _away(self, item: ImportItem, target: str, line: int) -> str:
        address = target.partition("#")[0].partition("?")[0]
        what = "picture" if address.lower().endswith(_PICTURES) else "file or page"
        self._report.note("todo", item.file, line, f"a {what} that is not here; linked to where it was", target)
        return self._old(item, target)

    def _old(self, item: ImportItem, target: str) -> str:
        if _SCHEME.match(target):
            return target
        address = target if target.startswith("/") else posixpath.normpath(f"{item.folder or '/'}/{target}")
        address, base = unquote(address), self._origin.base_path
        address = address if address.startswith(f"{base}/") else base + address
        return (self._origin.url or UNKNOWN_SITE) + quote(address, safe="/:?=&#%,;+@!$'*~")


def _with_scripts(text: str) -> str:
    """Return a text with code blanked out, but not the tags of scripts: under another name they are no code."""
    return prose_of(text.replace("script", "scripx")).replace("scripx", "script")


def _by_day(item: ImportItem) -> tuple[str, str]:
    day = item.moment.date().isoformat().replace("-", "/") if item.moment else ""
    return day, slugify(item.slug)


def _key(url: str) -> str:
    path = unquote(url).partition("#")[0].partition("?")[0]
    return "/" + re.sub(r"(?:/index)?\.html?$|/index$", "", "/" + path.strip("/")).strip("/")
