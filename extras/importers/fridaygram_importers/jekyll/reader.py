"""Reads a Jekyll blog: posts, drafts, pages and collections, with their Liquid and kramdown turned into Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.pages.urls import encoded
from fridaygram_importers.base import ImportItem, Origin, site_url, tree
from fridaygram_importers.executed import from_fastpages
from fridaygram_importers.frontmatter import Mapper, is_zone, listed, load, plain_text, split, titled, when
from fridaygram_importers.importer import Engine
from fridaygram_importers.jekyll import addresses
from fridaygram_importers.jekyll.filters import UNKNOWN, text_of
from fridaygram_importers.jekyll.kramdown import Kramdown, brackets, heading_id, plain_heading_id
from fridaygram_importers.jekyll.liquid import Liquid
from fridaygram_importers.jekyll.tags import Tags
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.traced import Traced

MARKDOWN = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown")
REFUSED = (".textile", ".rst", ".adoc", ".asciidoc", ".org", ".haml", ".slim")
_POST = re.compile(r"(?:.*/)?(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)\.([^./]+)$")
_DRAFT = re.compile(r"(?:.*/)?(?:(\d{4}-\d{1,2}-\d{1,2})-)?([^/]*)\.([^./]+)$")
_OWN = frozenset(["layout", "section-type", "collection", "excerpt_separator", "render_with_liquid"])
_FASTPAGES = frozenset(["badges", "branch", "search_exclude", "use_math", "sticky_rank"])
_LISTS = ("posts", "pages", "tags", "categories", "static_files", "documents", "collections", "html_pages")
_MADE = ("feed.xml", "sitemap.xml", "robots.txt", "atom.xml", "rss.xml", "feed.json", "search.json", "redirects.json")


_FEEDS = {"feed.xml": "atom", "atom.xml": "atom", "rss.xml": "rss"}


class JekyllSource(msgspec.Struct):
    """A source with front matter, before it is turned."""

    file: str
    raw: dict[str, Any]
    meta_text: str
    body: str
    body_line: int
    day: str = ""
    name: str = ""
    draft: bool = False
    collection: str = ""


class _Reading:
    def __init__(self, root: Path, report: BlogReport, now: datetime) -> None:
        self.root, self.report, self.now = root, report, now
        self.outputs: dict[str, list[Path]] = {}
        self.config = self._config()
        given = self.config.get("timezone")
        self.zone = given if isinstance(given, str) and is_zone(given) else str(now.tzinfo)
        self.base = "/" + str(self.config.get("baseurl") or "").strip("/")
        self.style = str(self.config.get("permalink") or "date")
        self.source = root / str(self.config.get("source") or ".")
        collections = self.config.get("collections")
        self.collections = collections if isinstance(collections, Mapping) else {name: {} for name in collections or ()}
        self.places: dict[str, str] = {}
        self.posts: dict[str, str] = {}
        self.refused: set[str] = set()

    def run(self) -> Origin:
        """Read everything."""
        origin = Origin(
            title=plain_text(self.config.get("title") or self.config.get("name") or ""),
            author=", ".join(listed(self.config.get("author"))),
            description=plain_text(self.config.get("description") or ""),
            url=site_url(self.config.get("url")) or self._domain(),
            base_path=unquote(self.base.rstrip("/")),
            timezone=self.zone if self.config.get("timezone") else "",
            language=str(self.config.get("lang") or self.config.get("locale") or ""),
            email=str(self.config.get("email") or ""),
        )
        kramdown = self.config.get("kramdown")
        settings = kramdown if isinstance(kramdown, Mapping) else {}
        gfm = str(settings.get("input", "GFM")).upper() == "GFM"
        origin.heading_id = heading_id if gfm else plain_heading_id
        found = self._find(origin)
        self._feeds(origin)
        items = [self._item(one) for one in found]
        scope = self._scope(found, items)
        for one, item in zip(found, items, strict=True):
            self._turn(one, item, scope, gfm=gfm, hard=settings.get("hard_wrap") is True)
        for one, item in zip(found, items, strict=True):
            if item.kind == "post" or _shows_something(item.body.text, is_list=_is_list(one.raw)):
                origin.items.append(item)
            else:
                self.report.note("told", one.file, 0, "a page that a template alone made left out", one.body)
                tag = one.raw.get("tag") or one.raw.get("category") or (one.raw.get("title") or one.name)
                if _is_list(one.raw) and isinstance(tag, (str, int)) and one.name != "index":
                    origin.tag_pages |= dict.fromkeys(item.urls, str(tag))
                else:
                    origin.lists |= {url for url in item.urls if url != "/"}
        self._later_pages(origin)
        return origin

    def _later_pages(self, origin: Origin) -> None:
        """Note where the later pages of the home page's list were (jekyllrb.com/docs/pagination)."""
        size = self.config.get("paginate")
        pattern = "/" + str(self.config.get("paginate_path") or "/page:num/").strip("/") + "/"
        folder = self.source / pattern.partition(":num")[0].rpartition("/")[0].strip("/")
        if (
            not isinstance(size, int)
            or size < 1
            or not any((one / "index.html").is_file() for one in (folder, self.source))
        ):
            return
        origin.posts_per_page = size
        posts = (item for item in origin.items if item.kind == "post" and not item.is_draft)
        origin.listed["/"] = sum(item.moment is not None and item.moment <= self.now for item in posts)
        origin.later_page = lambda _, number: pattern.replace(":num", str(number))

    def _feeds(self, origin: Origin) -> None:
        """Find the feeds of the blog and how they name a post: by its URL, or without a suffix, as jekyll-feed does."""
        plugins = [*listed(self.config.get("plugins")), *listed(self.config.get("gems"))]
        gemfile = read_text(self.root / "Gemfile") if (self.root / "Gemfile").is_file() else ""
        own = [name for name in _FEEDS if name in self.refused]
        if not own and "jekyll-feed" not in plugins and "jekyll-feed" not in gemfile:
            return
        texts = "".join(read_text(self.source / name) for name in own)
        settings = self.config.get("feed")
        path = settings.get("path") if isinstance(settings, Mapping) else None
        origin.feeds = {f"/{name}": _FEEDS[name] for name in own} or {f"/{str(path or 'feed.xml').lstrip('/')}": "atom"}
        by_id = not own or re.search(r"<(?:id|guid)\b[^>]*>[^<]*\bpost\.id\b", texts)

        def feed_id(item: ImportItem) -> str:
            url, bare = item.urls[0], item.urls[0].rstrip("/")
            url = bare if f"{bare}.html" in item.urls[1:] else url  # see addresses.all_urls
            if by_id:
                url = f"{bare.rpartition('/')[0]}/{item.slug}"
            return f"{origin.url}{encoded(origin.base_path + url)}" if origin.url else ""

        origin.feed_id = feed_id

    def _domain(self) -> str:
        """Return the address that GitHub Pages' CNAME file gives."""
        path = self.source / "CNAME"
        return site_url(f"https://{read_text(path).strip()}") if path.is_file() else ""

    def _config(self) -> dict[str, Any]:
        for name in ("_config.yml", "_config.yaml", "_config.toml"):
            if (self.root / name).is_file():
                try:
                    text = read_text(self.root / name)
                except ContentError as error:
                    self.report.note("changed", name, error.line or 0, error.message)
                    return {}
                return load(text, "toml" if name.endswith("toml") else "yaml", name, self.report)
        return {}

    def _find(self, origin: Origin) -> list[JekyllSource]:
        found: list[JekyllSource] = []
        theme: dict[str, list[str]] = {}
        excluded = {str(name).strip("/") for name in listed(self.config.get("exclude"))} | {"vendor", "_site"}
        for file in tree(self.source):
            first = file.partition("/")[0]
            if first in excluded or file in excluded or file.startswith("_config."):
                continue
            inside = next((part for part in file.split("/")[:-1] if part.startswith("_")), "")
            if inside == "_notebooks" and file.endswith(".ipynb") and (one := self._notebook(file)) is not None:
                found.append(one)
                continue
            if inside and inside not in ("_posts", "_drafts") and inside[1:] not in self.collections:
                theme.setdefault(inside, []).append(file)
                continue
            one = self._read(file, inside)
            if one is not None:
                found.append(one)
                self.places[file] = ""
            elif not inside and file not in self.refused:
                origin.static[f"/{file}"] = self.source / file
                self.places[file] = f"/{file}"
        for folder, files in sorted(theme.items()):
            self.report.note(
                "told", folder, 0, f"{len(files)} files of the theme or of data: not imported", " ".join(files)
            )
        return found

    def _notebook(self, file: str) -> JekyllSource | None:
        """Read a notebook of which fastpages made a post."""
        matched = _POST.match(file)
        if matched is None:
            return None
        try:
            raw, body, self.outputs[file] = from_fastpages(self.source / file, file)
        except ContentError as error:
            self.report.note("lost", file, 0, error.message)
            return None
        raw = {**self._defaults(file, "_posts"), **raw, "render_with_liquid": False}
        return JekyllSource(file, raw, "", body, 1, matched[1], matched[2], collection="posts")

    def _read(self, file: str, inside: str) -> JekyllSource | None:
        suffix = "." + file.rpartition(".")[2].lower()
        if suffix in REFUSED:
            self.report.note("lost", file, 1, f"{suffix[1:]} is no Markdown: not imported")
            self.refused.add(file)
            return None
        if not file.endswith((*MARKDOWN, ".html", ".htm", ".xml", ".txt", ".json", ".scss", ".css", ".js", ".sass")):
            return None
        try:
            text = read_text(self.source / file)
        except ContentError as error:
            self.report.note("lost", file, error.line or 0, error.message)
            return None
        meta, syntax, body, line = split(text)
        if not syntax and inside not in ("_posts", "_drafts"):
            return None
        if not file.endswith((*MARKDOWN, ".html", ".htm")):
            known = file.rpartition("/")[2] in _MADE
            what = "made by Fridaygram itself" if known else "a file of templates"
            self.report.note("told", file, 0, f"{what}: not imported", "" if known else body)
            self.refused.add(file)
            return None
        raw = load(meta, syntax, file, self.report)
        one = JekyllSource(file, {**self._defaults(file, inside), **raw}, meta, body, line, collection=inside[1:])
        matched = _POST.match(file) if inside == "_posts" else _DRAFT.match(file) if inside == "_drafts" else None
        if inside == "_posts" and matched is None:
            self.report.note(
                "changed", file, 0, "a file among the posts without a day in its name: imported as a draft"
            )
            matched, inside = _DRAFT.match(file), "_drafts"
        one.draft = inside == "_drafts"
        one.day, one.name = (
            (matched[1] or "", matched[2]) if matched else ("", file.rpartition("/")[2].rpartition(".")[0])
        )
        return one

    def _defaults(self, file: str, inside: str) -> dict[str, Any]:
        """Return the front matter that _config.yml gives files by path and type (its ``defaults``)."""
        kind = {"_posts": "posts", "_drafts": "drafts", "": "pages"}.get(inside, inside[1:])
        values: dict[str, Any] = {}
        rules = self.config.get("defaults")
        for rule in rules if isinstance(rules, list) else ():
            scope = rule.get("scope") or {} if isinstance(rule, Mapping) else {}
            path = str(scope.get("path") or "").strip("/")
            pattern = re.escape(path).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
            wanted = scope.get("type")
            if (not path or re.match(rf"{pattern}(?:/|$)", file)) and wanted in (None, kind, kind.rstrip("s")):
                values.update(rule.get("values") or {})
        return {key: value for key, value in values.items() if key in ("permalink", "author", "toc", "published")}

    def _item(self, one: JekyllSource) -> ImportItem:
        mapper = Mapper(one.raw, one.meta_text, one.file, self.report)
        categories = self._categories(one)
        meta = mapper.common(split_tags=None, ignored=_OWN | _FASTPAGES if one.file in self.outputs else _OWN)
        if one.file.startswith("_posts/") is False and "_posts/" in one.file:
            meta["tags"] = list(dict.fromkeys([*categories, *meta.get("tags", [])]))
        is_post = bool(one.day) or one.draft or one.collection in ("posts", "drafts")
        title = plain_text(one.raw.get("title") or "")
        meta["title"] = title or titled(one.name)
        if one.draft or one.raw.get("published") is False:
            meta["draft"] = True
        self._authors(meta)
        item = ImportItem(one.file, "post" if is_post else "page", Traced(one.body, one.body_line), meta, one.name)
        item.is_html = not one.file.endswith((*MARKDOWN, ".ipynb"))
        item.beside += self.outputs.get(one.file, [])
        self._date(one, item, mapper)
        self._addresses(one, item, categories)
        self.places[one.file] = item.urls[0]
        if one.day:
            self.posts[f"{one.day}-{one.name}"] = item.urls[0]
        return item

    def _date(self, one: JekyllSource, item: ImportItem, mapper: Mapper) -> None:
        written = one.raw.get("date") if item.kind == "post" or one.raw.get("date") else None
        found = when(written, self.zone) if written else None
        if written and found is None:
            self.report.note("changed", one.file, mapper.line("date"), f"'{written}' is no date that can be read")
        if found is None and one.day:
            found = when(one.day, self.zone)
        if found is None and item.kind == "post":
            self.report.note("told", one.file, 0, "a draft without a date: dated today")
            found = self.now.replace(hour=0, minute=0, second=0, microsecond=0), False
        if found:
            item.moment, item.has_time = found

    def _addresses(self, one: JekyllSource, item: ImportItem, categories: list[str]) -> None:
        given = str(one.raw.get("permalink") or "")
        slug = str(one.raw.get("slug") or "")
        item.slug = slug or one.name
        if item.kind == "post" and item.moment is not None:
            pattern = given or self._of_collection("posts") or self.style
            urls = [addresses.post_url(pattern, item.moment, one.name, categories, slug)]
            hyphened = [category.replace(" ", "-") for category in categories]
            urls.append(addresses.post_url(pattern, item.moment, one.name, hyphened, slug))
        elif one.collection and not given:
            pattern = self._of_collection(one.collection) or "/:collection/:path:output_ext"
            path = one.file.partition("/")[2].rpartition(".")[0]
            parts = {"collection": one.collection, "path": path, "name": one.name, "title": slug or one.name}
            urls = [addresses.filled(pattern, {**parts, "slug": slug or one.name, "output_ext": ".html"})]
        else:
            urls = [addresses.page_url(one.file, self.style, given)]
            item.slug = slug or (urls[0].strip("/").rpartition("/")[2].removesuffix(".html") or "home")
            if urls[0] == "/":
                item.meta["unlisted"] = True
                self.report.note(
                    "changed", one.file, 0, "Fridaygram makes the home page itself: this one is at /home/ now"
                )
        item.urls = list(dict.fromkeys(path for url in urls for path in addresses.all_urls(url)))
        item.folder = urls[0].rpartition("/")[0] + "/"

    def _of_collection(self, name: str) -> str:
        settings = self.collections.get(name)
        return str(settings.get("permalink") or "") if isinstance(settings, Mapping) else ""

    def _categories(self, one: JekyllSource) -> list[str]:
        """Return a post's categories: its folders above _posts, then those of its front matter."""
        folders = one.file.split("_posts/")[0].strip("/").split("/") if "_posts/" in one.file else []
        single, several = one.raw.get("category"), one.raw.get("categories")
        named = listed([single] if isinstance(single, str) else single, None) + listed(several, None)
        return list(dict.fromkeys([folder for folder in folders if folder] + named))

    def _authors(self, meta: dict[str, Any]) -> None:
        names = meta.get("authors", [])
        known = self._data.get("authors")
        if isinstance(known, Mapping):
            found = [known.get(name) for name in names]
            names = [
                str(one["name"]) if isinstance(one, Mapping) and one.get("name") else name
                for one, name in zip(found, names, strict=True)
            ]
        if names:
            meta["authors"] = names

    @cached_property
    def _data(self) -> dict[str, Any]:
        """Return what is in _data: a file is a name, a folder a table of such names."""
        folder = self.source / "_data"
        loaded: dict[str, Any] = {}
        for file in tree(folder):
            path, _, suffix = file.rpartition(".")
            if suffix not in ("yml", "yaml", "json"):
                continue
            try:
                text = read_text(folder / file)
                value = msgspec.yaml.decode(text) if suffix != "json" else msgspec.json.decode(text)
            except (msgspec.DecodeError, ContentError, ImportError, ValueError):
                self.report.note("lost", f"_data/{file}", 0, "data that cannot be read: left out")
                continue
            *folders, name = path.split("/")
            table = loaded
            for part in folders:
                table = table.setdefault(part, {})
                if not isinstance(table, dict):
                    break
            else:
                table[name] = value
        return loaded

    def _scope(self, found: list[JekyllSource], items: list[ImportItem]) -> dict[str, Any]:
        lists = dict.fromkeys([*_LISTS, *self.collections], UNKNOWN)
        site = {**self.config, **lists, "data": self._data, "time": self.now}
        site["baseurl"] = self.base.rstrip("/")
        site["url"] = str(self.config.get("url") or "")
        return {"site": site, "jekyll": {"environment": "production"}, "layout": {}, "theme": {}}

    def _turn(self, one: JekyllSource, item: ImportItem, scope: dict[str, Any], *, gfm: bool, hard: bool) -> None:
        if one.raw.get("render_with_liquid") is not False:
            page = {**one.raw, "url": item.urls[0], "title": item.meta["title"], "date": item.moment, "path": one.file}
            page.update({"content": UNKNOWN, "previous": UNKNOWN, "next": UNKNOWN, "excerpt": UNKNOWN})
            tags = Tags(self.source, self.posts, self.places)
            liquid = Liquid({**scope, "page": page, "post": page}, tags.known(), one.file, self.report)
            base = self.base.rstrip("/")
            url = f"{scope['site']['url']}{base}"
            for name, start in (("relative_url", base), ("absolute_url", url)):
                liquid.add_filter(name, lambda value, start=start: f"{start}/{text_of(value).lstrip('/')}")
            item.body = liquid.run(item.body)
        if item.is_html and not re.search(r"</?(?:p|div|h[1-6]|ul|ol|table|section|article)\b", item.body.text):
            item.is_html = False
        if not item.is_html:
            brackets(item)
            Kramdown(item, self.report, gfm=gfm, hard=hard).run()


def _is_list(raw: Mapping[str, Any]) -> bool:
    """Return whether a page's layout lists the posts of a tag or category."""
    return bool(re.search(r"tag|categor|archive", str(raw.get("layout") or ""), re.IGNORECASE))


def _shows_something(text: str, *, is_list: bool = False) -> bool:
    """Return whether a page has words or pictures left without its template's lists; of a list, below the headings."""
    if is_list:
        text = re.sub(r"^[ ]{0,3}#{1,6}[ ].*$", "", text, flags=re.MULTILINE)
    return bool(re.search(r"\w", re.sub(r"<[^>]*>", "", text)) or re.search(r"<(?:img|svg|video|audio)\b", text))


def _read(root: Path, report: BlogReport, now: datetime) -> Origin:
    return _Reading(root, report, now).run()


ENGINE = Engine("jekyll", _read)
