"""Reads a Nikola blog: posts and pages in reStructuredText, Markdown or HTML, with the metadata of each format."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.pages.urls import slugify
from fridaygram_importers.base import ImportItem, Origin, address_of, site_url, split_url, tree
from fridaygram_importers.frontmatter import Mapper, is_zone, load, plain_text, split, titled, when
from fridaygram_importers.importer import Engine
from fridaygram_importers.pelican.markdown import ask_for_contents, name_code, space_headings
from fridaygram_importers.pelican.settings import read_settings
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text import markup
from fridaygram_importers.text.from_html import html_item
from fridaygram_importers.text.mend import dollars
from fridaygram_importers.text.rst import read_rst
from fridaygram_importers.text.traced import Traced

_RST, _MARKDOWN, _HTML = (".rst", ".txt"), (".md", ".mdown", ".markdown"), (".html", ".htm")
_POSTS = [["posts/*.rst", "posts"], ["posts/*.md", "posts"], ["posts/*.txt", "posts"], ["posts/*.html", "posts"]]
_PAGES = [["pages/*.rst", ""], ["pages/*.md", ""], ["pages/*.txt", ""], ["pages/*.html", ""]]
_FIELD = re.compile(r"^\s*\.\.\s+([\w-]+):[ \t]*(.*)$")
_SHORTCODE = re.compile(r"\{\{%\s*(/?)([\w-]+)\s*(.*?)\s*%\}\}", re.DOTALL)
_LINK = re.compile(r"(?<=\]\()link://(\w+)/([^\s)\"'>#]+)")
_STATUS = {"draft": "", "private": "a private text: imported as a draft"}
_OWN = frozenset(["type", "link", "has_math", "hidetitle", "nocomments", "template", "wp-status", "lang", "pretty_url"])


class _Reading:
    def __init__(self, root: Path, report: BlogReport, now: datetime) -> None:
        self.root, self.report, self.now = root, report, now
        self.settings = read_settings(root, report, ("conf.py",))
        zone = self.settings.text("TIMEZONE", "UTC")
        self.zone = zone if is_zone(zone) else str(now.tzinfo)
        self.language = self.settings.text("DEFAULT_LANG", "en")
        self.pretty = self.settings.get("PRETTY_URLS", True) is not False
        self.slugs: dict[str, str] = {}

    def run(self) -> Origin:
        """Read everything."""
        address = split_url(site_url(self.settings.text("SITE_URL")))
        origin = Origin(
            title=plain_text(self.settings.text("BLOG_TITLE")),
            author=self.settings.text("BLOG_AUTHOR"),
            description=plain_text(self.settings.text("BLOG_DESCRIPTION")),
            url=f"{address.scheme}://{address.netloc}" if address.netloc else "",
            base_path=unquote(address.path.rstrip("/")),
            timezone=self.zone,
            language=self.language,
            email=self.settings.text("BLOG_EMAIL"),
        )
        places = tree(self.root)
        for folder, target in (
            ("files", ""),
            ("images", "/images"),
            ("galleries", "/galleries"),
            ("listings", "/listings"),
        ):
            files = [place for place in places if place.startswith(f"{folder}/")]
            origin.static |= {target + place.removeprefix(folder): self.root / place for place in files}
        sources: dict[Literal["post", "page"], Any] = {
            "post": self.settings.get("POSTS") or _POSTS,
            "page": self.settings.get("PAGES") or _PAGES,
        }
        for kind, patterns in sources.items():
            for place in places:
                below = _target(place, patterns)
                item = self._item(place, kind, below) if below is not None else None
                if item is not None:
                    origin.items.append(item)
        origin.lists = {"/archive.html", "/archive/", "/categories/", "/blog/"}
        origin.feeds, origin.feed_id = {"/rss.xml": "rss"}, partial(address_of, origin)
        end = "/" if self.pretty else ".html"
        for item in origin.items:
            origin.tag_pages |= {f"/categories/{slugify(tag)}{end}": tag for tag in item.meta.get("tags", ())}
        for item in origin.items:
            item.body.sub(_LINK, lambda found, _: self._linked(found))
        return origin

    def _item(self, place: str, kind: Literal["post", "page"], folder: str) -> ImportItem | None:
        stem, suffix = posixpath.splitext(posixpath.basename(place))
        language = stem.rpartition(".")[2] if "." in stem else ""
        if language in self.settings.table("TRANSLATIONS") and language != self.language:
            self.report.note("lost", place, 0, f"a translation ({language}): not imported")
            return None
        if suffix not in (*_RST, *_MARKDOWN, *_HTML):
            self.report.note("lost", place, 0, f"{suffix[1:]} is no text that is read: not imported")
            return None
        try:
            text = read_text(self.root / place)
            raw, source, body, line = self._parted(text, place)
            toc = False
            if suffix in _RST:
                found = read_rst(body, place, line, self.report, titled=False)
                body, toc = found.html, found.toc
        except ContentError as error:
            self.report.note("lost", place, error.line or 0, error.message)
            return None
        except RecursionError:
            self.report.note("lost", place, 0, "nested too deeply to be read: not imported")
            return None
        mapper = Mapper({**raw, "cover": raw.get("previewimage") or ""}, source, place, self.report, first=1)
        meta = mapper.common(ignored=_OWN | {"previewimage"})
        meta["title"] = plain_text(raw.get("title") or "") or titled(stem)
        if toc:
            meta["toc"] = True
        slug = str(raw.get("slug") or stem)
        if suffix in _MARKDOWN:
            item = ImportItem(place, kind, Traced(body, line), meta, slug)
            name_code(item.body)
            space_headings(item.body)
            ask_for_contents(item)
            dollars(item.body)
        else:
            item = html_item(place, kind, body, meta, slug, self.report)
        self._shortcodes(item)
        self._state(item, raw, mapper)
        path = posixpath.join("/", folder, slug)
        item.urls, item.folder = (
            [f"{path}/"] if self.pretty else [f"{path}.html"],
            f"{path}/" if self.pretty else folder,
        )
        self.slugs[slug] = item.urls[0]
        return item

    def _parted(self, text: str, place: str) -> tuple[dict[str, Any], str, str, int]:
        """Return the metadata, their text, the body and its first line; metadata may be in a file of their own."""
        beside = self.root / f"{posixpath.splitext(place)[0]}.meta"
        if beside.is_file():
            source = read_text(beside)
            return _fields(source.split("\n")), source, text, 1
        source, syntax, body, line = split(text)
        if syntax:
            return load(source, syntax, place, self.report), source, body, line
        lines = text.lstrip("\ufeff").split("\n")
        first = next((number for number, one in enumerate(lines) if one.strip() not in ("", "<!--")), len(lines))
        last = first
        while last < len(lines) and (_FIELD.match(lines[last]) or lines[last].strip() in ("..", "-->")):
            last += 1
        return _fields(lines[first:last]), "\n".join(lines[:last]), "\n".join(lines[last:]), last + 1

    def _state(self, item: ImportItem, raw: dict[str, Any], mapper: Mapper) -> None:
        status = str(raw.get("status") or "published").lower()
        tags = [tag for tag in item.meta.get("tags", []) if tag.lower() in ("draft", "private")]
        state = status if status in _STATUS else next((tag.lower() for tag in tags), "")
        if state in _STATUS:
            item.meta["draft"] = True
            item.meta["tags"] = [tag for tag in item.meta.get("tags", []) if tag not in tags]
            if _STATUS[state]:
                self.report.note("changed", item.file, mapper.line("status"), _STATUS[state])
        written = re.sub(r"\s*(?:UTC|GMT)(?=[+-])", " ", str(raw.get("date") or ""))
        found = when(written, self.zone) if written else None
        if found is None and item.kind == "post":
            problem = (
                f"'{written}' is no date that can be read" if written else "a post without a date: a draft, dated today"
            )
            self.report.note("changed", item.file, mapper.line("date"), problem)
            item.meta["draft"] = True
            found = self.now.replace(hour=0, minute=0, second=0, microsecond=0), False
        if found is not None and item.kind == "post":
            item.moment, item.has_time = found

    def _shortcodes(self, item: ImportItem) -> None:
        def known(found: re.Match[str], line: int) -> str | None:
            closes, name, written = found.groups()
            words = item.body.cut(*found.span(3)).split() if written else []
            made = {"youtube": markup.youtube, "vimeo": markup.vimeo}.get(name)
            if made is not None and words and not closes:
                return made(words[0].strip("\"'"))
            if name == "gist" and words and not closes:
                return markup.gist([word.strip("\"'") for word in words])
            if name == "raw":
                return ""
            if not closes:
                self.report.note("lost", item.file, line, f"the shortcode '{name}' is not known here", found[0])
            return None

        item.body.sub(_SHORTCODE, known)

    def _linked(self, found: re.Match[str]) -> str | None:
        kind, name = found[1], unquote(found[2]).strip("/")
        if kind in ("slug", "filename"):
            return self.slugs.get(posixpath.splitext(posixpath.basename(name))[0] if kind == "filename" else name)
        return {"tag": f"/tags/{name}", "category": f"/tags/{name}", "archive": "/archive/", "rss": "/feed.xml"}.get(
            kind
        )


def _target(place: str, patterns: Any) -> str | None:
    """Return the folder in which Nikola puts the page of a source; None for one that no pattern names."""
    for pattern in patterns if isinstance(patterns, list) else ():
        if isinstance(pattern, list) and len(pattern) > 1 and all(isinstance(one, str) for one in pattern[:2]):
            folder, name = posixpath.split(pattern[0])
            below = f"{folder}/" if folder else ""
            if place.startswith(below) and fnmatch.fnmatch(posixpath.basename(place), name):
                return posixpath.join(pattern[1], posixpath.dirname(place.removeprefix(below)))
    return None


def _fields(lines: list[str]) -> dict[str, Any]:
    return {found[1].lower(): found[2].strip() for line in lines if (found := _FIELD.match(line))}


def _read(root: Path, report: BlogReport, now: datetime) -> Origin:
    return _Reading(root, report, now).run()


ENGINE = Engine("Nikola", _read)
