"""Reads an Eleventy blog: Markdown with front matter and data of its folders; JavaScript is looked at and never run."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.pages.urls import heading_id, slugify
from fridaygram_importers.base import ImportItem, Origin, address_of, site_url, split_url, tree
from fridaygram_importers.eleventy.templates import Data, evaluated, fill_tags, plain_values
from fridaygram_importers.frontmatter import Mapper, listed, load, plain_text, split, titled, when
from fridaygram_importers.importer import Engine
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.mend import dollars
from fridaygram_importers.text.traced import Traced

CONFIGS = ("eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts", ".eleventy.js")
_TEXTS, _TEMPLATES = (".md", ".markdown"), (".njk", ".liquid", ".html", ".webc", ".hbs", ".ejs", ".pug", ".11ty.js")
_POSTS = frozenset(["post", "posts", "blog", "article", "articles", "writing", "journal", "notes"])
_NO_TAGS = _POSTS | {"all", "nav", "page", "pages"}
_DATED = re.compile(r"^(\d{4}-\d{2}-\d{2})-(.+)$")
_FENCED = re.compile(r"\A---(json|js|javascript|toml)[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_COPIED = re.compile(r"addPassthroughCopy\(\s*(?:[\"']([^\"']+)[\"']|\{(.*?)\})", re.DOTALL)
_PAIR = re.compile(r"[\"']([^\"']+)[\"']\s*:\s*[\"']([^\"']*)[\"']")
_OWN = frozenset(
    ["eleventynavigation", "eleventycomputed", "eleventyexcludefromcollections", "templateengineoverride", "pagination"]
)


class _Reading:
    def __init__(self, root: Path, report: BlogReport, now: datetime) -> None:
        self.root, self.report, self.now = root, report, now
        self.config = "".join(self._text(name) for name in CONFIGS if (root / name).is_file())
        said = {key: value for key, value in plain_values(self.config).items() if isinstance(value, str)}
        self.input = posixpath.normpath(said.get("input", ".")).lstrip("/")
        self.input = "" if self.input in (".", "..") or self.input.startswith("../") else self.input
        inner = [posixpath.normpath(posixpath.join(self.input, said.get(key, name)))
                 for key, name in (("includes", "_includes"), ("layouts", "_layouts"), ("data", "_data"))]  # fmt: skip
        self.data_folder = inner[2]
        self.hidden = (*inner, said.get("output", "_site"), "node_modules", "_site", "dist")
        self.about = self._about()

    def run(self) -> Origin:
        """Read everything."""
        author, url = self.about.get("author"), site_url(self.about.get("url"))
        person = author if isinstance(author, dict) else {"name": author}
        address = split_url(url)
        prefix = plain_values(self.config).get("pathPrefix")
        origin = Origin(
            title=plain_text(self.about.get("title") or ""),
            author=plain_text(person.get("name") or ""),
            description=plain_text(self.about.get("description") or ""),
            url=f"{address.scheme}://{address.netloc}" if url else "",
            base_path=unquote(address.path.rstrip("/")) or (str(prefix or "").rstrip("/")),
            language=str(self.about.get("language") or self.about.get("lang") or ""),
            email=str(person.get("email") or ""),
        )
        if re.search(r"markdown-it-anchor|IdAttributePlugin|markdownItAnchor", self.config):
            origin.heading_id = heading_id
        for place in tree(self.root):
            if any(place.startswith(f"{folder}/") for folder in self.hidden):
                continue
            below = place.removeprefix(f"{self.input}/") if self.input else place
            is_inside = not self.input or place.startswith(f"{self.input}/")
            if place.endswith(_TEXTS):
                if is_inside and place.lower() not in ("readme.md", "license.md", "contributing.md", "changelog.md"):
                    item = self._item(place, below)
                    origin.items += [item] if item is not None else []
            elif place.endswith(_TEMPLATES):
                if is_inside and place not in CONFIGS:
                    self.report.note("told", place, 0, "a template: not imported")
            else:
                origin.static[f"\0{place}"] = self.root / place
                origin.static |= dict.fromkeys(self._copied(place), self.root / place)
        origin.lists = {"/blog/", "/archive/", "/posts/", "/tags/"}
        origin.feed_id = partial(address_of, origin)
        said = plain_values(self.config)
        if str(said.get("outputPath", "")).startswith("/"):
            origin.feeds[str(said["outputPath"])] = {"rss": "rss", "json": "json"}.get(str(said.get("type")), "atom")
        for item in origin.items:
            origin.tag_pages |= {f"/tags/{slugify(tag)}/": tag for tag in item.meta.get("tags", ())}
        return origin

    def _text(self, place: str) -> str:
        try:
            return read_text(self.root / place)
        except ContentError as error:
            self.report.note("changed", place, error.line or 0, error.message)
            return ""

    def _about(self) -> Data:
        """Return what the blog's own data files say of it: metadata, site or meta, as JSON or plain JavaScript."""
        found: Data = {}
        for stem in ("meta", "site", "metadata"):
            for suffix in (".json", ".js", ".mjs", ".cjs"):
                place = posixpath.join(self.data_folder, stem + suffix)
                if (self.root / place).is_file():
                    found |= self._data(place)
        return found

    def _data(self, place: str) -> Data:
        """Return a data file: JSON whole, of JavaScript the values that stand as they are."""
        text = self._text(place)
        if not place.endswith(".json"):
            inner = re.search(r"[\"']?author[\"']?\s*:\s*\{(.*?)\}", text, re.DOTALL)
            outer = plain_values(text.replace(inner[0], "") if inner else text)
            return {**outer, "author": plain_values(inner[1])} if inner else outer
        try:
            found = json.loads(text or "{}")
        except (ValueError, RecursionError) as error:
            self.report.note("changed", place, 0, f"no JSON: not read ({error})")
            return {}
        return found if isinstance(found, dict) else {}

    def _beside(self, place: str) -> Data:
        """Return the data of a text's folders, the outermost first, and of its own data file."""
        found: Data = {}
        parts = posixpath.dirname(place).split("/")
        folders = ["/".join(parts[: number + 1]) for number in range(len(parts))] if parts != [""] else []
        stems = [f"{folder}/{posixpath.basename(folder)}" for folder in folders] + [posixpath.splitext(place)[0]]
        for stem in stems:
            for suffix in (".json", ".11tydata.json", ".11tydata.js", ".11tydata.mjs", ".11tydata.cjs"):
                if (self.root / f"{stem}{suffix}").is_file():
                    more = self._data(f"{stem}{suffix}")
                    more["tags"] = [*listed(found.get("tags")), *listed(more.get("tags"))]
                    found |= more
        return found

    def _copied(self, place: str) -> Iterator[str]:
        """Yield the addresses at which the configuration publishes a file."""
        for found in _COPIED.finditer(self.config):
            for written, target in [(found[1], "")] if found[1] else _PAIR.findall(found[2]):
                source = posixpath.normpath(written)
                if place == source or place.startswith(f"{source}/"):
                    if found[1]:
                        yield "/" + (place.removeprefix(f"{self.input}/") if self.input else place)
                    else:
                        yield posixpath.normpath(posixpath.join("/", target, place.removeprefix(source).lstrip("/")))

    def _item(self, place: str, below: str) -> ImportItem | None:
        try:
            text = read_text(self.root / place)
        except ContentError as error:
            self.report.note("lost", place, error.line or 0, error.message)
            return None
        raw, source, body, line = self._parted(text, place)
        data = {**self._beside(place), **raw}
        tags = [*listed(self._beside(place).get("tags")), *listed(raw.get("tags"))]
        folders = set(posixpath.dirname(below).lower().split("/"))
        kind = "post" if _POSTS & ({tag.lower() for tag in tags} | folders) else "page"
        mapper = Mapper(
            {**raw, "tags": [tag for tag in tags if tag.lower() not in _NO_TAGS]}, source, place, self.report
        )
        meta = mapper.common(ignored=_OWN)
        stem = posixpath.splitext(posixpath.basename(below))[0]
        stem = posixpath.basename(posixpath.dirname(below)) or "index" if stem == "index" else stem
        dated = _DATED.match(stem)
        slug = dated[2] if dated else stem
        meta["title"] = plain_text(raw.get("title") or "") or titled(slug)
        if data.get("eleventyExcludeFromCollections") is True:
            meta["unlisted"] = True
        item = ImportItem(place, "post" if kind == "post" else "page", Traced(body, line), meta, slug)
        self._date(item, data, dated[1] if dated else "", mapper)
        if data.get("draft") is True:
            meta["draft"] = True
        self._address(item, below, data, slug)
        if (
            data.get("templateEngineOverride") not in ("md", False)
            and "markdownTemplateEngine: false" not in self.config
        ):
            page = {"url": item.urls[0] if item.urls else "", "fileSlug": slug}
            about = {"metadata": self.about, "site": self.about, "meta": self.about}
            fill_tags(item, {**about, **data, "page": page}, self.report)
        dollars(item.body)
        return item

    def _parted(self, text: str, place: str) -> tuple[Data, str, str, int]:
        """Return front matter, its text, the body and its first line."""
        if (found := _FENCED.match(text)) is None:
            source, syntax, body, line = split(text)
            return load(source, syntax or "yaml", place, self.report), source, body, line
        body, line = text[found.end() :], text.count("\n", 0, found.end()) + 1
        if found[1].startswith("j") and found[1] != "json":
            self.report.note("changed", place, 1, "front matter in JavaScript: its plain values are read", found[2])
            return plain_values(found[2]), found[2], body, line
        return load(found[2], found[1], place, self.report), found[2], body, line

    def _date(self, item: ImportItem, data: Data, day: str, mapper: Mapper) -> None:
        written = data.get("date")
        found = when(written, "UTC") if written else None
        found = found or (when(day, "UTC") if day else None)
        if found is None and item.kind == "post":
            said = f"its date is '{written}', which only Eleventy can tell" if written else "a post without a date"
            self.report.note("changed", item.file, mapper.line("date"), f"{said}: a draft, dated today")
            item.meta["draft"] = True
            found = self.now.replace(hour=0, minute=0, second=0, microsecond=0), False
        if found is not None and item.kind == "post":
            # Eleventy reads a day as midnight in UTC, and a blog of ours has days.
            item.moment, item.has_time = found

    def _address(self, item: ImportItem, below: str, data: Data, slug: str) -> None:
        pattern = data.get("permalink")
        folder = "/".join(_DATED.sub(r"\2", part) for part in posixpath.dirname(below).split("/"))
        default = (
            "/" if below.startswith("index.") else posixpath.join("/", folder, "" if _is_index(below) else slug, "")
        )
        item.urls, item.folder = [default], default
        if pattern is False:
            item.meta["draft"] = True
            self.report.note("changed", item.file, 0, "Eleventy writes no file for it: imported as a draft")
        elif isinstance(pattern, str):
            known: Data = {**data, "page": {"fileSlug": slug, "filePathStem": default.rstrip("/"), "date": item.moment}}
            missing: list[str] = []

            def part(found: re.Match[str]) -> str:
                value = evaluated(found[1], known)
                missing.extend([found[0]] if value is None else [])
                return value or ""

            path = re.sub(r"\{\{-?\s*(.*?)\s*-?\}\}", part, pattern)
            if missing or "{%" in path:
                self.report.note("changed", item.file, 0, "its old URL is computed: it cannot lead here", pattern)
                item.urls = []
            else:
                item.urls = [re.sub(r"(?<=/)index\.html$", "", posixpath.join("/", path))]
                item.folder = item.urls[0].rpartition("/")[0] + "/"
        if item.urls == ["/"] and item.kind == "page":
            item.meta["unlisted"] = True
            self.report.note(
                "changed", item.file, 0, f"Fridaygram makes the home page itself: this one is at /{slugify(slug)}/ now"
            )


def _is_index(below: str) -> bool:
    return posixpath.splitext(posixpath.basename(below))[0] == "index"


def _read(root: Path, report: BlogReport, now: datetime) -> Origin:
    return _Reading(root, report, now).run()


ENGINE = Engine("Eleventy", _read)
