"""Reads a Pelican blog: articles and pages in Markdown or HTML, their metadata, addresses and links."""

from __future__ import annotations

import posixpath
import re
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.pages.urls import encoded, output_file
from fridaygram_importers.base import ImportItem, Origin, site_url, tree
from fridaygram_importers.frontmatter import Mapper, is_zone, language_tag, plain_text, titled, when
from fridaygram_importers.importer import Engine
from fridaygram_importers.pelican.markdown import (
    ask_for_contents,
    lead_braces,
    name_code,
    plugin_tags,
    read_metadata,
    space_headings,
)
from fridaygram_importers.pelican.settings import filled, read_settings, slug_of
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.from_html import html_item
from fridaygram_importers.text.mend import dollars
from fridaygram_importers.text.rst import read_rst
from fridaygram_importers.text.traced import Traced

MARKDOWN = (".md", ".markdown", ".mkd", ".mdown", ".html", ".htm", ".rst")
REFUSED = (".asc", ".adoc", ".asciidoc", ".ipynb", ".org")
_OWN = frozenset(["lang", "translation", "template", "category_slug", "keywords_extra"])
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}[-_]")
_BY_NAME = r"(?P<date>\d{4}-\d{2}-\d{2}).*"


class PelicanSource(msgspec.Struct):
    """A source below the content folder, before it is turned."""

    place: str
    raw: dict[str, Any]
    meta_text: str
    meta_line: int
    body: str
    body_line: int
    is_page: bool
    category: str = ""


class _Reading:
    def __init__(self, root: Path, report: BlogReport, now: datetime) -> None:
        self.root, self.report, self.now = root, report, now
        self.settings = read_settings(root, report)
        zone = self.settings.text("TIMEZONE")
        self.zone = zone if is_zone(zone) else str(now.tzinfo)
        self.language = self.settings.text("DEFAULT_LANG", "en")
        path = posixpath.normpath(self.settings.text("PATH") or "content")
        self.content = "" if path in (".", "..") or path.startswith(("../", "/")) else path
        self.places: dict[str, ImportItem] = {}
        self.files: dict[str, Path] = {}

    def run(self) -> Origin:
        """Read everything."""
        address = urlsplit(site_url(self.settings.text("SITEURL")))
        origin = Origin(
            title=plain_text(self.settings.text("SITENAME")),
            author=self.settings.text("AUTHOR"),
            description=plain_text(self.settings.text("SITESUBTITLE") or self.settings.text("SITEDESCRIPTION")),
            url=f"{address.scheme}://{address.netloc}" if address.netloc else "",
            base_path=unquote(address.path.rstrip("/")),
            timezone=self.zone if is_zone(self.settings.text("TIMEZONE")) else "",
            language=self.language,
        )
        found = self._find(origin)
        for one in found:
            self.places[one.place] = self._item(one)
        origin.items = list(self.places.values())
        self._feeds(origin, found)
        named = self.settings.get("PLUGINS")
        mathematics = named is None or "render_math" in str(named)
        code = self.root / self.content / self.settings.text("CODE_DIR", "code")
        for item in origin.items:
            lead_braces(item, partial(self._address, item), self.report)
            if not item.is_html and not item.file.lower().endswith(".rst"):
                plugin_tags(item, code, self.report)
                ask_for_contents(item)
                name_code(item.body)
                space_headings(item.body)
                if mathematics:
                    dollars(item.body)
        return origin

    def _find(self, origin: Origin) -> list[PelicanSource]:
        pages = self.settings.names("PAGE_PATHS", ("pages",))
        articles = self.settings.names("ARTICLE_PATHS", ("",))
        statics = self.settings.names("STATIC_PATHS", ("images",))
        hidden = self.settings.names("PAGE_EXCLUDES") + self.settings.names("ARTICLE_EXCLUDES")
        found = []
        for place in tree(self.root / self.content):
            path = self.root / self.content / place
            suffix = posixpath.splitext(place)[1].lower()
            below = [folder for folder in (*statics, *hidden) if folder and _is_below(place, folder)]
            is_page = any(_is_below(place, folder) for folder in pages)
            is_article = any(_is_below(place, folder) for folder in articles)
            if suffix in REFUSED and not below:
                self.report.note("lost", self._file(place), 1, f"{suffix[1:]} is no Markdown: not imported")
            elif suffix in MARKDOWN and not below and (is_page or is_article):
                if (one := self._read(place, is_page=is_page)) is not None:
                    found.append(one)
            elif self.content or not place.endswith((".py", ".pyc")):
                self.files[place] = path
                origin.static[f"/{place}"] = path
                origin.static[f"\0{self._file(place)}"] = path
        return found

    def _file(self, place: str) -> str:
        return f"{self.content}/{place}" if self.content else place

    def _read(self, place: str, *, is_page: bool) -> PelicanSource | None:
        file = self._file(place)
        try:
            text = read_text(self.root / file)
        except ContentError as error:
            self.report.note("lost", file, error.line or 0, error.message)
            return None
        try:
            raw, source, meta_line, body, line = self._parted(text, file)
        except RecursionError:
            self.report.note("lost", file, 0, "nested too deeply to be read: not imported", text)
            return None
        if not raw and place.lower().endswith((".html", ".htm")):
            return None
        stem = posixpath.splitext(posixpath.basename(place))[0]
        by_name = self.settings.text("FILENAME_METADATA", _BY_NAME)
        raw = {**self.settings.table("DEFAULT_METADATA"), **_groups(by_name, stem), **raw}
        raw = {**_groups(self.settings.text("PATH_METADATA"), place), **raw}
        if raw.get("status") == "skip":
            self.report.note("lost", file, 0, "a document that Pelican skips: not imported", body)
            return None
        folder = posixpath.basename(posixpath.dirname(place))
        by_folder = self.settings.get("USE_FOLDER_AS_CATEGORY", True) is not False and not is_page
        category = plain_text(raw.get("category") or (folder if by_folder else "") or "")
        return PelicanSource(place, raw, source, meta_line, body, line, is_page, category)

    def _parted(self, text: str, file: str) -> tuple[dict[str, Any], str, int, str, int]:
        """Return metadata, its text and line, the body and its line; reStructuredText as HTML."""
        if not file.lower().endswith(".rst"):
            return read_metadata(text, file, self.report)
        found = read_rst(text, file, 1, self.report, titled=True)
        toc = {"toc": True} if found.toc else {}
        return {"title": found.title, **found.fields, **toc}, text, 1, found.html, 1

    def _feeds(self, origin: Origin, found: list[PelicanSource]) -> None:
        """Note the old feeds and lists, and what of several languages is not shown here."""
        for name in ("FEED_ALL_ATOM", "FEED_ATOM", "FEED_ALL_RSS", "FEED_RSS"):
            default = "feeds/all.atom.xml" if name == "FEED_ALL_ATOM" else None
            if isinstance(path := self.settings.get(name, default), str) and path:
                origin.feeds[f"/{path.lstrip('/')}"] = "rss" if name.endswith("RSS") else "atom"
        origin.feed_id = partial(self._feed_id, origin)
        home = filled(self.settings.text("INDEX_SAVE_AS", "index.html"), {}, None)
        origin.lists = {"/archives.html", "/blog/", "/categories.html", "/authors.html", "/tags.html", home}
        for one in found:
            if one.is_page:
                continue
            names = [("category", one.category or self.settings.text("DEFAULT_CATEGORY", "misc"))]
            tags = self.places[one.place].meta.get("tags", ())  # the category is one of them
            names += [("tag", name) for name in tags if name != one.category or name in str(one.raw.get("tags"))]
            for kind, name in names:
                origin.tag_pages[self._list_url(kind, name)] = name
            authors = self.places[one.place].meta.get("authors") or [self.settings.text("AUTHOR")]
            origin.lists |= {self._list_url("author", name) for name in authors}
            if not self.places[one.place].is_draft and not self.places[one.place].meta.get("unlisted"):
                urls = {self._list_url(*pair) for pair in names} | {self._list_url("author", name) for name in authors}
                origin.listed.update(urls | {home})
        origin.lists -= {"", "/"}
        size = self.settings.get("DEFAULT_PAGINATION")
        origin.posts_per_page = size if isinstance(size, int) and size > 0 else 0
        origin.later_page = self._later_page
        origin.tag_pages.pop("", None)
        languages = sorted({self._language(one) for one in found})
        if len(languages) > 1:
            told = "lists and feeds show all languages together, and translations do not link to one another"
            self.report.note("changed", ".", 0, f"texts in {', '.join(languages)}: {told}")

    def _list_url(self, kind: str, name: str) -> str:
        """Return the URL path of the list of a tag, category or author, "" where Pelican makes none."""
        pattern = self.settings.text(f"{kind.upper()}_SAVE_AS", f"{kind}/{{slug}}.html")
        return filled(pattern, {"slug": slug_of(name)}, None) if pattern else ""

    def _later_page(self, path: str, number: int) -> str:
        """Return where PAGINATION_PATTERNS put a later page of a list, by default "/tag/x2.html"."""
        rules = self.settings.get("PAGINATION_PATTERNS")
        rules = [rule for rule in rules if len(rule) == 3 and rule[0] <= number] if isinstance(rules, list) else []
        pattern = max(rules)[2] if rules else "{name}{number}{extension}"
        name, extension = posixpath.splitext(output_file(path))
        parts = {"name": name, "base_name": posixpath.dirname(name) or "/", "extension": extension}
        return filled(pattern, {**parts, "number": str(number)}, None)

    def _feed_id(self, origin: Origin, item: ImportItem) -> str:
        """Return the id that Pelican's feeds give an article (feedgenerator.get_tag_uri)."""
        if not origin.url or item.moment is None:
            return ""
        day = item.moment.astimezone(ZoneInfo(self.zone)).date().isoformat()
        return f"tag:{urlsplit(origin.url).hostname},{day}:{encoded(origin.base_path + item.urls[0])}"

    def _language(self, one: PelicanSource) -> str:
        return str(one.raw.get("lang") or self.language)

    def _slug(self, one: PelicanSource) -> str:
        stem = posixpath.splitext(posixpath.basename(one.place))[0]
        title = plain_text(one.raw.get("title") or "")
        by_title = self.settings.text("SLUGIFY_SOURCE", "title") == "title" and title
        return str(one.raw.get("slug") or slug_of(title if by_title else stem))

    def _item(self, one: PelicanSource) -> ImportItem:
        file = self._file(one.place)
        raw = dict(one.raw)
        for key in ("tags", "authors"):
            # With semicolons between the names, a name may have commas.
            if isinstance(raw.get(key), str) and ";" in raw[key]:
                raw[key] = raw[key].split(";")
        raw["category"] = one.category if one.category != self.settings.text("DEFAULT_CATEGORY", "misc") else ""
        mapper = Mapper(raw, one.meta_text, file, self.report, first=one.meta_line)
        meta = mapper.common(ignored=_OWN)
        meta["language"] = language_tag(self._language(one))
        stem = posixpath.splitext(posixpath.basename(one.place))[0]
        meta["title"] = plain_text(raw.get("title") or "") or titled(_DAY.sub("", stem))
        if raw.get("status") == "hidden":
            meta["unlisted"] = True
        kind: Literal["post", "page"] = "page" if one.is_page else "post"
        if file.lower().endswith(".rst"):
            item = html_item(file, kind, one.body, meta, self._slug(one), self.report)
        else:
            item = ImportItem(file, kind, Traced(one.body, one.body_line), meta, self._slug(one))
            item.is_html = file.lower().endswith((".html", ".htm"))
        written = raw.get("date")
        found = when(written, self.zone) if written else None
        if written and found is None:
            self.report.note("changed", file, mapper.line("date"), f"'{written}' is no date that can be read")
        if found is None and not one.is_page:
            self.report.note("changed", file, 0, "a post without a date: a draft, dated today")
            found = self.now.replace(hour=0, minute=0, second=0, microsecond=0), False
            meta["draft"] = True
        if raw.get("status") == "draft":
            meta["draft"] = True
        if found:
            item.moment, item.has_time = found
        self._addresses(one, item)
        return item

    def _addresses(self, one: PelicanSource, item: ImportItem) -> None:
        kind = "PAGE" if one.is_page else "ARTICLE"
        default = "pages/{slug}.html" if one.is_page else "{slug}.html"
        language = self._language(one)
        if language != self.language:
            kind, default = f"{kind}_LANG", default.replace("{slug}", "{slug}-{lang}")
        author = next(iter(item.meta.get("authors", [])), self.settings.text("AUTHOR"))
        parts = {
            "slug": item.slug,
            "category": slug_of(one.category or self.settings.text("DEFAULT_CATEGORY", "misc")),
            "author": slug_of(author),
            "lang": language,
        }
        # SAVE_AS has the same default as URL. Where it is set to "", Pelican writes no file.
        patterns = [self.settings.text(f"{kind}_URL", default), self.settings.text(f"{kind}_SAVE_AS", default)]
        given = [str(one.raw.get(key) or "") for key in ("url", "save_as")]
        urls = [filled(own or pattern, parts, item.moment) for own, pattern in zip(given, patterns, strict=True)]
        item.urls = list(dict.fromkeys(url for url in urls if url and url != "/")) or [f"/{item.slug}.html"]
        item.folder = item.urls[0].rpartition("/")[0] + "/"
        if language != self.language:
            item.slug = f"{item.slug}-{language}"
        if not (given[1] or patterns[1]):
            item.meta["draft"] = True
            self.report.note("changed", item.file, 0, "Pelican writes no file for it: imported as a draft")
        elif urls[1] == "/":
            item.meta["unlisted"] = True
            self.report.note(
                "changed", item.file, 0, f"Fridaygram makes the home page itself: this one is at /{item.slug}/ now"
            )

    def _address(self, item: ImportItem, kind: str, path: str) -> str | None:
        """Return the old address of what a link in braces names."""
        if kind in ("index", "archives"):
            return "/" if kind == "index" else "/archives.html"
        if kind in ("tag", "category"):
            return self._list_url(kind, unquote(path))
        if kind == "author":
            return None
        target = unquote(path)
        here = posixpath.dirname(item.file.removeprefix(f"{self.content}/"))
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(here, target))
        if place in self.places:
            return self.places[place].urls[0]
        return f"/{place}".replace(" ", "%20") if place in self.files else None


def _is_below(place: str, folder: str) -> bool:
    folder = folder.strip("/")
    return not folder or folder in (".", place) or place.startswith(f"{folder}/")


def _groups(pattern: str, text: str) -> dict[str, Any]:
    """Return the named parts of a match; a pattern that is none finds nothing."""
    try:
        found = re.match(pattern, text) if pattern else None
    except re.error:
        return {}
    return {key: value for key, value in found.groupdict().items() if value} if found else {}


def _read(root: Path, report: BlogReport, now: datetime) -> Origin:
    return _Reading(root, report, now).run()


ENGINE = Engine("pelican", _read)
