"""Reads Medium's export: a zip archive, or its folder, with a page of HTML for each story in ``posts/``."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from bs4 import BeautifulSoup
from bs4.element import Tag

from fridaygram.errors import ContentError, UsageError
from fridaygram.files import read_text
from fridaygram_importers.base import ImportItem, Origin, main_author, split_url
from fridaygram_importers.frontmatter import plain_text
from fridaygram_importers.importer import Engine
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.from_html import html_item
from fridaygram_importers.text.tidy import attribute, soup_of

_IDENTITY = re.compile(r"[-/]([0-9a-f]{8,12})(?:[?#].*)?$")
_MEDIUM = re.compile(r"(?:[\w-]+\.)?medium\.com")


class _Reading:
    def __init__(self, place: Path, report: BlogReport, now: datetime) -> None:
        self.place, self.report, self.now = place, report, now
        self.origin = Origin()
        self.hosts: Counter[str] = Counter()
        self.linked: set[str] = set()
        self.ids: dict[str, str] = {}
        self.pages: dict[str, tuple[str, BeautifulSoup]] = {}

    def run(self) -> Origin:
        """Read all stories, then lead the links between them."""
        folder = self.place / "posts" if (self.place / "posts").is_dir() else self.place
        for path in sorted(folder.glob("*.html")):
            try:
                soup = soup_of(read_text(path))
            except ContentError as error:
                self.report.note("lost", path.name, error.line or 0, error.message)
                continue
            if soup.find(class_="e-content") is not None:
                found = _IDENTITY.search(path.stem)
                self.pages[path.name] = (found[1] if found else path.stem, soup)
        if not self.pages:
            raise UsageError(
                f"{self.place} has no export of Medium", hint="in Medium: Settings, Download your information"
            )
        files = {identity: name for name, (identity, _) in self.pages.items()}
        for _, soup in self.pages.values():
            self._lead(soup, files)
        for name, (_, soup) in self.pages.items():
            self.origin.items.append(self._item(name, soup))
        self._where()
        return self.origin

    def _lead(self, soup: BeautifulSoup, files: dict[str, str]) -> None:
        """Let links to the author's own stories lead to their files, whatever address they have."""
        for link in soup.find_all("a", href=True):
            href = attribute(link, "href")
            self.linked.add(href.partition("#")[2])
            found = _IDENTITY.search(href)
            if found is not None and found[1] in files and "p-canonical" not in attribute(link, "class"):
                link["href"] = (
                    quote(files[found[1]]) + href[href.find("#") :] if "#" in href else quote(files[found[1]])
                )

    def _item(self, name: str, soup: BeautifulSoup) -> ImportItem:
        body, file = soup.find(class_="e-content"), f"posts/{name}"
        assert isinstance(body, Tag)
        title = soup.find(class_="p-name")
        said = plain_text(title.get_text(" ")) if title is not None else ""
        summary = soup.find(class_="p-summary")
        writer = soup.find(class_="p-author")
        first = body.find(["h1", "h2", "h3", "h4", "p", "figure", "blockquote", "pre"])
        is_story = (
            body.find(class_="graf--title") is not None or first is None or first.name in ("h1", "h2", "h3", "h4")
        )
        self._clean(body, said)
        meta = {
            "title": said or "Untitled",
            "description": plain_text(summary.get_text(" ")) if summary is not None else "",
            "authors": [plain_text(writer.get_text(" "))] if writer is not None else [],
        }
        link = soup.find("a", class_="p-canonical")
        address = split_url(attribute(link, "href") if link is not None else "")
        stem = re.sub(r"^(?:draft|\d{4}-\d{2}-\d{2})_", "", Path(name).stem)
        slug = re.sub(r"-+[0-9a-f]{8,12}$", "", unquote(address.path).rstrip("/").rpartition("/")[2] or stem)
        item = html_item(file, "post", body.decode_contents(), meta, slug, self.report)
        time = soup.find(class_="dt-published")
        try:
            stamp = (
                datetime.fromisoformat(attribute(time, "datetime").replace("Z", "+00:00")) if time is not None else None
            )
        except ValueError:
            stamp = None
        if (identity := self.pages[name][0]) and re.fullmatch(r"[0-9a-f]{8,12}", identity):
            self.ids[file] = f"https://medium.com/p/{identity}"
        item.moment = (stamp if stamp and stamp.tzinfo else self.now).replace(microsecond=0)
        item.has_time = stamp is not None
        if name.startswith("draft_") or stamp is None:
            item.meta["draft"] = True
        elif not is_story:
            self.report.note("todo", file, 0, "a text without a title: it may be a response; delete it if it is", said)
        if address.netloc and not _MEDIUM.fullmatch(address.netloc):
            item.urls = [unquote(address.path)]
            self.hosts[f"{address.scheme}://{address.netloc}"] += 1
        return item

    def _clean(self, body: Tag, title: str) -> None:
        """Take away what Medium repeats or draws: the title, the first rule, names of paragraphs that nothing links."""
        for one in body.find_all(True):
            for key in ("id", "name"):
                if attribute(one, key) and attribute(one, key) not in self.linked:
                    del one[key]
        heading = body.find(class_="graf--title")
        if heading is not None and plain_text(heading.get_text(" ")) == title:
            heading.decompose()
        divider = body.find(class_="section-divider")
        if divider is not None:
            divider.decompose()
        for one in body.select("hr.section-divider"):
            one.attrs = {}

    def _where(self) -> None:
        """Say where the blog was: a domain of its own can lead here, medium.com cannot."""
        if self.hosts:
            self.origin.feeds, self.origin.feed_id = {"/feed/": "rss"}, lambda item: self.ids.get(item.file, "")
            self.origin.url = self.hosts.most_common(1)[0][0]
        else:
            message = "medium.com does not lead readers here: link the new address from your stories there"
            self.report.note("told", "posts", 0, message)
        self.origin.author = main_author(self.origin.items)
        self.report.note("told", "posts", 0, "Medium exports no tags and no claps")


def _read(place: Path, report: BlogReport, now: datetime) -> Origin:
    return _Reading(place, report, now).run()


ENGINE = Engine("Medium", _read)
