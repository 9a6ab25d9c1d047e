"""Reads Substack's export: a zip archive, or its folder, with ``posts.csv`` and a file of HTML for each post."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bs4 import BeautifulSoup

from fridaygram.errors import ContentError, UsageError
from fridaygram.files import read_text
from fridaygram_importers.base import ImportItem, Origin, address_of
from fridaygram_importers.frontmatter import plain_text
from fridaygram_importers.importer import Engine
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.from_html import html_item
from fridaygram_importers.text.tidy import attribute, soup_of

# What invites to subscribe, share or comment: there is nothing to press here.
_INVITATIONS = (
    ".subscription-widget-wrap, .subscription-widget-wrap-editor, .button-wrapper, .captioned-button-wrap"
    ", .paywall-jump, .subscribe-widget, .poll-embed, .install-substack-app-embed"
)


class _Reading:
    def __init__(self, place: Path, report: BlogReport, now: datetime) -> None:
        self.place, self.report, self.now = place, report, now
        self.origin = Origin()

    def run(self) -> Origin:
        """Read the list of posts, and the text of each."""
        path = self.place / "posts.csv"
        try:
            rows = list(csv.DictReader(io.StringIO(read_text(path)), strict=True))
        except (ContentError, csv.Error, OSError) as error:
            hint = "in Substack: Settings, Exports, New export"
            raise UsageError(f"{self.place} has no posts.csv of Substack: {error}", hint=hint) from None
        if not rows or "post_id" not in rows[0]:
            raise UsageError(f"{path} has no column post_id", hint="give the export as Substack made it")
        for number, row in enumerate(rows, 2):
            said = {
                key: (value if isinstance(value, str) else "") for key, value in row.items() if isinstance(key, str)
            }
            if (item := self._item(said, number)) is not None:
                self.origin.items.append(item)
        self.origin.feeds, self.origin.lists = {"/feed/": "rss"}, {"/archive"}
        self.origin.feed_id = partial(address_of, self.origin)
        if (self.place / "email_list.csv").exists() or list(self.place.glob("*email_list*.csv")):
            self.report.note("told", "posts.csv", 0, "the list of subscribers is not read: it stays with you")
        self.report.note("told", "posts.csv", 0, "Substack exports no tags, authors and comments")
        return self.origin

    def _item(self, row: dict[str, str], number: int) -> ImportItem | None:
        identity = row["post_id"].strip()
        name = f"posts/{identity}.html"
        path = self.place / name
        title = plain_text(row.get("title") or "") or "Untitled"
        try:
            if not re.fullmatch(r"[\w.-]+", identity):
                raise ContentError(f"'{identity[:80]}' is no number and name of a post")
            html = read_text(path)
        except ContentError as error:
            self.report.note("lost", "posts.csv", number, f"'{title}' has no text: {error.message}")
            return None
        soup = soup_of(html)
        self._clean(soup, name)
        slug = identity.partition(".")[2] or identity
        meta = {"title": title, "description": plain_text(row.get("subtitle") or "")}
        item = html_item(name, "post", str(soup), meta, slug, self.report)
        item.urls, item.folder = [f"/p/{slug}"], "/p/"
        self._state(item, row, number)
        return item

    def _clean(self, soup: BeautifulSoup, name: str) -> None:
        """Take invitations away, and let embeds be the links or films that they show."""
        for one in soup.select(_INVITATIONS):
            if not one.decomposed:
                words = " ".join(one.get_text(" ").split())
                self.report.note("told", name, 0, "an invitation to subscribe or share left out", words)
                one.decompose()
        for one in soup.select(".image-link-expand, picture > source, .pencraft"):
            if not one.decomposed:
                one.decompose()
        for one in soup.select(".youtube-wrap"):
            found = re.match(r"youtube2-([\w-]+)", attribute(one, "id"))
            if found is not None and one.find("iframe") is None:
                frame = soup.new_tag("iframe")
                frame["src"] = f"https://www.youtube.com/embed/{found[1]}"
                one.append(frame)

    def _state(self, item: ImportItem, row: dict[str, str], number: int) -> None:
        try:
            moment = datetime.fromisoformat((row.get("post_date") or "").strip().replace("Z", "+00:00"))
            item.moment, item.has_time = (
                (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).replace(microsecond=0),
                True,
            )
        except ValueError:
            item.moment = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        audience, kind = row.get("audience") or "everyone", row.get("type") or "newsletter"
        if (row.get("is_published") or "").strip().lower() != "true":
            item.meta["draft"] = True
        elif audience != "everyone":
            item.meta["draft"] = True
            self.report.note("changed", item.file, 0, f"a text for '{audience}' alone: imported as a draft")
        elif not item.has_time:
            item.meta["draft"] = True
            self.report.note("changed", "posts.csv", number, "a post without a date: a draft, dated today")
        if kind == "podcast" or row.get("podcast_url"):
            url = row.get("podcast_url") or ""
            self.report.note(
                "lost", item.file, 0, "the sound of a podcast: put it beside the post", url or item.meta["title"]
            )
        elif kind not in ("newsletter", "adhoc_email"):
            self.report.note("told", item.file, 0, f"of the type '{kind}': imported as a post")


def _read(place: Path, report: BlogReport, now: datetime) -> Origin:
    return _Reading(place, report, now).run()


ENGINE = Engine("Substack", _read)
