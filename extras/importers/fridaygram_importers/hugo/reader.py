"""Reads a Hugo blog: posts and pages of its content/ in all languages, bundles, shortcodes, addresses."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.pages.urls import encoded
from fridaygram_importers.base import ImportItem, Origin, site_url, tree
from fridaygram_importers.frontmatter import (
    Mapper,
    is_zone,
    language_tag,
    listed,
    load,
    lowered,
    plain_text,
    split,
    titled,
    when,
)
from fridaygram_importers.hugo.goldmark import ascii_heading_id, blackfriday_heading_id, heading_id, ours
from fridaygram_importers.hugo.settings import page_url, read_settings, sanitized
from fridaygram_importers.hugo.shortcodes import Call, known_shortcodes, replace_shortcodes
from fridaygram_importers.importer import Engine
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.traced import Traced

MARKDOWN = (".md", ".markdown", ".mdown", ".html", ".htm")
REFUSED = (".org", ".adoc", ".asciidoc", ".ad", ".rst", ".pandoc", ".pdc")
_POSTS = ("post", "posts", "blog", "blogs", "articles", "article", "writing")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})[-_](.+)")
_LEAF = re.compile(r"(?:.*/)?index(?:\.[\w-]+)?\.\w+")
# Hugo gives pages without a date the first day of the year 1.
_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_OWN = frozenset(["linktitle", "iscjklanguage", "markup", "menu", "menus", "outputs", "type", "build", "_build"])
_LIST_TEMPLATES = ("list.html", "index.html", "home.html", "section.html", "all.html")
_THEME = ("archetypes", "data", "i18n", "layouts", "themes", "assets")


class HugoSource(msgspec.Struct):
    """A source below content/, before it is turned.

    ``language`` is the name of its language, ``bundle`` the folder that is its own, "" for none.
    """

    file: str
    raw: dict[str, Any]
    meta_text: str
    meta_line: int
    body: str
    body_line: int
    sections: list[str]
    name: str
    language: str
    bundle: str = ""


class _Reading:
    def __init__(self, root: Path, report: BlogReport, now: datetime) -> None:
        self.root, self.report, self.now = root, report, now
        self.config = read_settings(root, report)
        zone = self.config.text("timeZone")
        self.zone = zone if is_zone(zone) else str(now.tzinfo)
        self.language = (self.config.text("defaultContentLanguage") or "en").lower()
        self.languages = {self.language, *self.config.table("languages")}
        self.rss = f"/{self.config.text('outputFormats', 'rss', 'baseName') or 'index'}.xml"
        self.lower = self.config.get("disablePathToLower") is not True
        self.day_in_name = ":filename" in self.config.names("frontmatter", "date")
        self.lists: set[str] = set()
        self.by_name: dict[str, list[ImportItem]] = {}

    def run(self) -> Origin:
        """Read everything."""
        address = urlsplit(site_url(self.config.text("baseURL")))
        author = self.config.get("params", "author") or self.config.get("author")
        origin = Origin(
            title=plain_text(self.config.text("title")),
            author=", ".join(listed(author)),
            description=plain_text(self.config.text("params", "description")),
            url=f"{address.scheme}://{address.netloc}" if address.netloc else "",
            base_path=unquote(address.path.rstrip("/")),
            timezone=zone if is_zone(zone := self.config.text("timeZone")) else "",
            language=self.config.text("languageCode") or self.config.text("locale"),
            heading_id=self._heading_ids(),
        )
        found = self._find(origin)
        main = self._main_sections(found)
        self._feeds(origin, found, main)
        for one in found:
            item = self._item(one, main)
            self._count(origin, one, item)
            if item is not None:
                origin.items.append(item)
                place = "/".join([*one.sections, one.name])
                for key in {item.file, one.bundle, posixpath.splitext(item.file)[0], place, one.name} - {""}:
                    self.by_name.setdefault(key.lower(), []).append(item)
                self._resources(one, item, origin)
        sections = {f"{self._prefix(one.language)}/{self._part(one.sections[0])}/" for one in found if one.sections}
        origin.lists = {*self.lists, *sections} - {"/"}
        self._later_pages(origin)
        known = known_shortcodes(self._reference, self._parameter)
        mathematics = bool(self.config.get("markup", "goldmark", "extensions", "passthrough", "enable"))
        for item in origin.items:
            replace_shortcodes(item, known, self.report)
            if not item.is_html:
                ours(item.body, mathematics=mathematics)
        return origin

    def _prefix(self, language: str) -> str:
        """Return what the URL paths of a language begin with."""
        in_folder = self.config.get("defaultContentLanguageInSubdir") is True
        return f"/{language}" if in_folder or language != self.language else ""

    def _part(self, name: str) -> str:
        """Return a name as a part of a URL path."""
        return sanitized(name, lower=self.lower)

    def _feeds(self, origin: Origin, found: list[HugoSource], main: set[str]) -> None:
        """Note the old feeds and lists of tags, and what of several languages is not shown here."""
        origin.feed_id = lambda item: origin.url and f"{origin.url}{encoded(origin.base_path + item.urls[0])}"
        languages = sorted({one.language for one in found})
        for prefix in {self._prefix(self.language), *map(self._prefix, languages)}:
            self.lists |= {f"{prefix}/tags/", f"{prefix}/categories/", f"{prefix}/", f"/{self.language}/"}
            sections = {one.sections[0] for one in found if one.sections and one.sections[0].lower() in main}
            for folder in ("", *(f"/{self._part(section)}" for section in sections)):
                origin.feeds[prefix + folder + self.rss] = "rss"
        for one in found:
            origin.tag_pages |= self._terms(one)
        if len(languages) > 1:
            told = "lists and feeds show all languages together, and translations do not link to one another"
            self.report.note("changed", ".", 0, f"texts in {', '.join(languages)}: {told}")

    def _terms(self, one: HugoSource) -> dict[str, str]:
        """Return the lists that show a text for its tags and categories: URL path -> name."""
        prefix = self._prefix(one.language)
        pairs = ((folder, name) for folder in ("tags", "categories") for name in listed(one.raw.get(folder)))
        return {f"{prefix}/{folder}/{self._part(name)}/": name for folder, name in pairs}

    def _later_pages(self, origin: Origin) -> None:
        """Note how long the old lists are, and where their later pages were (gohugo.io/templates/pagination)."""
        if not has_pager(self.root):
            return
        size = self.config.text("pagination", "pagerSize") or self.config.text("paginate")
        origin.posts_per_page = int(size) if size.isdecimal() else 10
        folder = self.config.text("pagination", "path") or self.config.text("paginatePath") or "page"
        origin.later_page = lambda path, number: f"{path}{folder.strip('/')}/{number}/"

    def _count(self, origin: Origin, one: HugoSource, item: ImportItem | None) -> None:
        """Count a text in each list that shows it: the home page, its sections, its tags."""
        if item and (item.is_draft or (item.moment and item.moment > self.now)):
            return
        prefix, parts = self._prefix(one.language), [self._part(part) for part in one.sections]
        sections = {f"{prefix}/{'/'.join(parts[:depth])}/" for depth in range(1, len(parts) + 1)}
        home = {f"{prefix}/"} if item and item.kind == "post" else set()
        origin.listed.update(home | sections | {*self._terms(one)})

    def _heading_ids(self) -> Callable[[str], str] | None:
        parser = "markup", "goldmark", "parser"
        if self.config.get(*parser, "autoHeadingID") is False:
            return None
        kind = self.config.text(*parser, "autoHeadingIDType")
        return {"github-ascii": ascii_heading_id, "blackfriday": blackfriday_heading_id}.get(kind, heading_id)

    def _is_ugly(self, section: str) -> bool:
        """Return whether the pages of a section are files, ``/name.html``."""
        return self.config.get("uglyURLs") is True or self.config.get("uglyURLs", section) is True

    def _find(self, origin: Origin) -> list[HugoSource]:
        for folder in _THEME:
            if theme := tree(self.root / folder):
                told = f"{len(theme)} files of the theme or of data: not imported"
                self.report.note("told", folder, 0, told, " ".join(theme))
        for folder, target, _ in (("assets", "", ""), *self.config.mounts("static")):
            for name in tree(self.root / folder):
                origin.static[f"/{posixpath.join(target, name)}"] = self.root / folder / name
        ignored = list(filter(_is_pattern, self.config.names("ignoreFiles")))
        files = {
            (posixpath.join(target, name), language.lower() or self.language): f"{folder}/{name}"
            for folder, target, language in self.config.mounts("content")
            for name in tree(self.root / folder)
            if not any(re.search(pattern, name) for pattern in ignored)
        }
        leaves = {posixpath.dirname(place) for place, _ in files if _LEAF.fullmatch(place)}
        found = []
        for (place, language), file in sorted(files.items()):
            if place.lower().endswith(REFUSED):
                self.report.note("lost", file, 1, f"{place.rpartition('.')[2]} is no Markdown: not imported")
            elif place.lower().endswith(MARKDOWN):
                if (one := self._read(file, place, leaves, language)) is not None:
                    found.append(one)
            else:
                origin.static[f"\0{file}"] = self.root / file
                origin.static.setdefault(f"/{place}", self.root / file)
        return found

    def _read(self, file: str, place: str, leaves: set[str], language: str) -> HugoSource | None:
        folder, _, name = place.rpartition("/")
        stem = name.rpartition(".")[0]
        if stem.rpartition(".")[2].lower() in self.languages and "." in stem:
            stem, _, language = stem.rpartition(".")
            language = language.lower()
        hidden = self.config.names("disableLanguages")
        if language in hidden or self.config.get("languages", language, "disabled") is True:
            self.report.note("lost", file, 0, f"Hugo does not show the language '{language}': not imported")
            return None
        within = next(
            (leaf for leaf in sorted(leaves) if leaf and (folder == leaf or folder.startswith(f"{leaf}/"))), ""
        )
        if within and not (folder == within and stem == "index"):
            self.report.note("lost", file, 0, f"a part of the bundle {within}: not imported")
            return None
        try:
            text = read_text(self.root / file)
        except ContentError as error:
            self.report.note("lost", file, error.line or 0, error.message)
            return None
        meta, syntax, body, line = split(text)
        raw = lowered(load(meta, syntax, file, self.report))
        params = raw.pop("params", None)
        raw = {**params, **raw} if isinstance(params, Mapping) else raw
        sections = [part for part in folder.split("/") if part]
        first = 1 if syntax == "json" else 2
        if stem == "_index":
            name = sections[-1] if sections else ""
            return self._section(HugoSource(file, raw, meta, first, body, line, sections[:-1], name, language))
        if stem == "index" and sections:
            bundle = posixpath.dirname(file)
            return HugoSource(file, raw, meta, first, body, line, sections[:-1], sections[-1], language, bundle)
        return HugoSource(file, raw, meta, first, body, line, sections, stem, language)

    def _section(self, one: HugoSource) -> HugoSource | None:
        """Take the page of a section where it says something: its list of posts is the archive here."""
        for key in ("cascade", "resources"):
            if one.raw.get(key):
                self.report.note(
                    "changed", one.file, 0, f"'{key}' is not applied to the pages below", str(one.raw[key])
                )
        path = "".join(f"{self._part(part)}/" for part in [*one.sections, one.name] if part)
        self.lists.add(f"{self._prefix(one.language)}/{path}")
        if not one.body.strip():
            self.report.note(
                "told", one.file, 0, "a list without a text of its own left out", plain_text(one.raw.get("title") or "")
            )
            return None
        one.raw.setdefault("unlisted", True)
        one.name = one.name or "home"
        self.report.note(
            "changed", one.file, 0, f"the text above a list: a page of its own, /{self._part(one.name)}/, now"
        )
        return one

    def _main_sections(self, found: list[HugoSource]) -> set[str]:
        """Return the sections whose dated pages are posts: as said, or the fullest one and what is called posts."""
        if said := (self.config.names("params", "mainSections") or self.config.names("mainSections")):
            return {name.lower() for name in said}
        counts = Counter(one.sections[0].lower() for one in found if one.sections and self._moment(one))
        fullest = counts.most_common(1)[0][0] if counts else ""
        return {fullest, *_POSTS} - {""}

    def _moment(self, one: HugoSource) -> tuple[datetime, bool] | None:
        dates = [one.raw.get(key) for key in ("date", "publishdate", "pubdate", "published")]
        dated = _DAY.fullmatch(one.name)
        ordered = [dated[1] if dated else None, *dates] if self.day_in_name else [*dates, dated[1] if dated else None]
        found = (when(value, self.zone) for value in ordered if value and not isinstance(value, bool))
        return next((one for one in found if one is not None), None)

    def _item(self, one: HugoSource, main: set[str]) -> ImportItem | None:
        build = one.raw.get("build") or one.raw.get("_build")
        render = build.get("render") if isinstance(build, Mapping) else None
        if one.raw.get("headless") is True or render in (False, "never"):
            self.report.note("lost", one.file, 0, "a page that Hugo does not show: not imported", one.body)
            return None
        mapper = Mapper(one.raw, one.meta_text, one.file, self.report, first=one.meta_line)
        meta = mapper.common(ignored=_OWN)
        dated = _DAY.fullmatch(one.name)
        meta["title"] = plain_text(one.raw.get("title") or "") or titled(dated[2] if dated else one.name)
        codes = [self.config.text("languages", one.language, key) for key in ("languageCode", "locale")]
        own = "" if one.language == self.language else next(filter(None, codes), one.language)
        meta["language"] = language_tag(own)
        found = self._moment(one)
        if one.raw.get("date") and when(one.raw["date"], self.zone) is None:
            self.report.note(
                "changed", one.file, mapper.line("date"), f"'{one.raw['date']}' is no date that can be read"
            )
        in_main = bool(one.sections) and one.sections[0].lower() in main and not one.file.endswith(("_index.md",))
        if in_main and found is None:
            self.report.note("changed", one.file, 0, "a post without a date: imported as a page")
        expires = when(one.raw.get("expirydate"), self.zone) if one.raw.get("expirydate") else None
        if expires is not None and expires[0] <= self.now:
            self.report.note("changed", one.file, mapper.line("expirydate"), "it had expired: imported as a draft")
        if str(one.raw.get("draft")).lower() == "true" or (expires is not None and expires[0] <= self.now):
            meta["draft"] = True
        kind: Literal["post", "page"] = "post" if in_main and found else "page"
        item = ImportItem(one.file, kind, Traced(one.body, one.body_line), meta, one.name)
        item.is_html = one.file.lower().endswith((".html", ".htm"))
        if found:
            item.moment, item.has_time = self._later(one, found)
        self._address(one, item, dated)
        if kind == "page" and not one.body.strip() and (one.raw.get("layout") or one.raw.get("type")):
            self.lists |= {*item.urls} - {"/"}
            self.report.note("told", one.file, 0, "a page that a template alone made left out", meta["title"])
            return None
        return item

    def _later(self, one: HugoSource, found: tuple[datetime, bool]) -> tuple[datetime, bool]:
        """Return when readers may see a post: the day that it is published, where that is still to come."""
        published = when(one.raw.get("publishdate") or "", self.zone)
        return published if published and published[0] > max(found[0], self.now) else found

    def _address(self, one: HugoSource, item: ImportItem, dated: re.Match[str] | None) -> None:
        slug, given = str(one.raw.get("slug") or ""), str(one.raw.get("url") or "")
        name = dated[2] if dated and self.day_in_name else one.name
        item.slug = slug or (dated[2] if dated else one.name)
        if one.language != self.language:
            item.slug = f"{item.slug}-{one.language}"
        section = one.sections[0].lower() if one.sections else ""
        pattern = self.config.text("permalinks", "page", section) or self.config.text("permalinks", section)
        title = str(one.raw.get("title") or "")
        day, prefix = item.moment or _NEVER, self._prefix(one.language)
        url = prefix + page_url(pattern, one.sections, name, title=title, slug=slug, moment=day, lower=self.lower)
        if self._is_ugly(section) and not pattern:
            url = f"{url.rstrip('/')}.html"
        if given:
            url = given if given.startswith("/") else f"{prefix}/{given}"
            item.slug = item.slug if item.kind == "post" else posixpath.basename(posixpath.splitext(url)[0].rstrip("/"))
        item.urls = [url if url.endswith("/") or "." in posixpath.basename(url) else f"{url}/"]
        item.folder = item.urls[0].rpartition("/")[0] + "/"
        parent = posixpath.dirname(item.folder.rstrip("/")) or "/"
        aliases = item.meta.get("aliases", [])
        if aliases:
            item.meta["aliases"] = [posixpath.join(parent, alias) for alias in aliases]

    def _resources(self, one: HugoSource, item: ImportItem, origin: Origin) -> None:
        """Take the files of a bundle along, under the addresses that they had too."""
        if not one.bundle:
            return
        for key in sorted(key for key in origin.static if key.startswith(f"\0{one.bundle}/")):
            file = origin.static[key]
            origin.static[item.folder + key[len(one.bundle) + 2 :]] = file
            item.beside.append(file)

    def _reference(self, call: Call) -> str | None:
        """Return the old address of the page that ``ref`` or ``relref`` names."""
        written = call.get("path", place=0)
        path, _, fragment = written.partition("#")
        fragment = f"#{fragment}" if fragment else ""
        if not path:
            return fragment or None
        wanted = re.sub(r"/?(?:_?index)?(?:\.\w{2})?\.(?:md|html)$|/$", "", path).strip("/").lower()
        here = posixpath.normpath(posixpath.join(posixpath.dirname(call.item.file), wanted)).lower()
        for key in (here, wanted, posixpath.basename(wanted)):
            items = [one for one in self.by_name.get(key, []) if one.meta["language"] == call.item.meta["language"]]
            if len(items) == 1:
                return items[0].urls[0] + fragment
        problem = f"there is no page '{path}' to link to"
        call.report.note("todo", call.item.file, call.line, problem, call.source)
        return f"/{wanted}/{fragment}"

    def _parameter(self, call: Call) -> str | None:
        name = call.get("name", place=0)
        value = self.config.text("params", *name.split("."))
        return value or None


def has_pager(root: Path) -> bool:
    """Return whether the lists of a blog have later pages: its templates ask for them, or are not in its folder."""
    templates = [root / folder / name for folder in ("layouts", "themes") for name in tree(root / folder)]
    if not any(path.name in _LIST_TEMPLATES for path in templates):
        return True
    return any(b".Paginat" in path.read_bytes() for path in templates if path.suffix == ".html")


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _read(root: Path, report: BlogReport, now: datetime) -> Origin:
    return _Reading(root, report, now).run()


ENGINE = Engine("hugo", _read)
