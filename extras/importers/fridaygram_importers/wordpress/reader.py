"""Reads WordPress's export file, WXR 1.0 to 1.2: posts, pages, drafts, comments, authors, the library's files."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from fridaygram.errors import UsageError
from fridaygram_importers.base import ImportItem, Origin, below, main_author, site_url, split_url, tree
from fridaygram_importers.foreign import LINE, files_of, read_xml
from fridaygram_importers.frontmatter import plain_text, without_doubles
from fridaygram_importers.importer import Engine
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.from_html import html_item, to_markdown
from fridaygram_importers.wordpress.content import Attachment, WordPressPost, as_plain_html

# WordPress's own records, which hold no text of the author's.
_INTERNAL = re.compile(
    r"revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request"
    r"|wp_(?:block|template|template_part|global_styles|navigation|font_family|font_face)"
)
_DRAFTS = {
    "draft": "",
    "pending": "a post that waits for review: imported as a draft",
    "private": "a private post: imported as a draft",
}
_DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseop_description")


class _Reading:
    def __init__(self, place: Path, report: BlogReport, now: datetime) -> None:
        self.report, self.now = report, now
        self.origin = Origin()
        self.authors: dict[str, str] = {}
        self.attachments: dict[str, Attachment] = {}
        self.links: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.offsets: Counter[timedelta] = Counter()
        self.left: Counter[str] = Counter()
        self.files = list(files_of(place, ".xml"))
        if place.is_dir():
            self.origin.static = {f"/{name}": place / name for name in tree(place) if not name.endswith(".xml")}

    def run(self) -> Origin:
        """Read all export files: WordPress cuts large blogs into several."""
        channels = []
        for path in self.files:
            root = read_xml(path)
            channel = root.find("channel")
            if root.tag != "rss" or channel is None or channel.find("wp_wxr_version") is None:
                raise UsageError(f"{path} is no export of WordPress", hint="in WordPress: Tools, Export, All content")
            channels.append((path.name, channel))
        for _, channel in channels:
            self._settings(channel)
            for entry in channel.iterfind("item"):
                if _text(entry, "wp_post_type") == "attachment":
                    self._attachment(entry)
                self.links[_text(entry, "wp_post_id")] = _text(entry, "link")
        for name, channel in channels:
            for entry in channel.iterfind("item"):
                self._entry(name, entry)
        for what, count in sorted(self.left.items()):
            self.report.note("told", self.files[0].name, 0, f"{count} x {what}: left out")
        self.origin.author = main_author(self.origin.items)
        self._zone()
        self.origin.feeds = {"/feed/": "rss", "/feed/atom/": "atom"}
        self.origin.feed_id = lambda item: self.ids.get(item.file, "")
        return self.origin

    def _settings(self, channel: Element) -> None:
        address = split_url(site_url(_text(channel, "wp_base_blog_url") or _text(channel, "link")))
        origin = self.origin
        origin.title, origin.description = (
            plain_text(_text(channel, "title")),
            plain_text(_text(channel, "description")),
        )
        origin.url = f"{address.scheme}://{address.netloc}" if address.netloc else ""
        origin.base_path, origin.language = unquote(address.path.rstrip("/")), _text(channel, "language")
        for author in channel.iterfind("wp_author"):
            login, name = _text(author, "wp_author_login"), _text(author, "wp_author_display_name")
            self.authors[login] = plain_text(name or login)

    def _attachment(self, entry: Element) -> None:
        url = _text(entry, "wp_attachment_url")
        self.attachments[_text(entry, "wp_post_id")] = Attachment(
            url, _text(entry, "title"), _text(entry, "excerpt_encoded"),
            _fields(entry).get("_wp_attachment_image_alt", ""), _text(entry, "wp_post_parent"),
        )  # fmt: skip

    def _entry(self, name: str, entry: Element) -> None:
        kind, status = _text(entry, "wp_post_type"), _text(entry, "wp_status")
        if kind == "attachment":
            return
        if (internal := _INTERNAL.fullmatch(kind)) or status in ("trash", "auto-draft", "inherit"):
            self.left[f"'{kind}'" if internal else f"'{kind}' in the state '{status}'"] += 1
            return
        identity, line = _text(entry, "wp_post_id"), int(entry.get(LINE, 0))
        file = f"{name}#{identity or line}"
        fields = _fields(entry)
        post = WordPressPost(file, line, identity, self.report, self.attachments, fields.get("footnotes", ""))
        content = as_plain_html(_text(entry, "content_encoded"), post)
        if self.origin.url:
            url, base = re.escape(self.origin.url), re.escape(self.origin.base_path)
            by_number = rf"(?<=[\"'])(?:{url})?{base}/\?(?:p|page_id)=(\d+)"
            content = re.sub(by_number, lambda found: self.links.get(found[1], found[0]), content)
        meta: dict[str, Any] = {"title": plain_text(_text(entry, "title")) or "Untitled", "tags": _tags(entry)}
        creator = _text(entry, "dc_creator")
        meta["authors"] = [self.authors.get(creator, creator)] if creator else []
        excerpt = _text(entry, "excerpt_encoded") or next((fields[key] for key in _DESCRIPTIONS if fields.get(key)), "")
        meta["description"] = plain_text(excerpt)
        if (cover := self.attachments.get(fields.get("_thumbnail_id", ""))) is not None:
            meta["cover"], meta["cover_alt"] = cover.url, plain_text(cover.alt or cover.title)
        item = html_item(file, "post" if kind == "post" else "page", content, meta, "", self.report, line)
        if kind not in ("post", "page"):
            self.report.note("changed", file, line, f"of the type '{kind}': imported as a page")
        for term in entry.iterfind("category"):
            folder = {"category": "category", "post_tag": "tag"}.get(term.get("domain", ""))
            if folder and plain_text(term.text or "") in item.meta.get("tags", []):
                self.origin.tag_pages[f"/{folder}/{term.get('nicename', '')}/"] = plain_text(term.text or "")
        if creator:
            self.origin.lists.add(f"/author/{creator}/")
        if re.match(r"https?://\S+$", _text(entry, "guid")):
            self.ids[file] = _text(entry, "guid")
        self._state(item, entry, status, line)
        self._dates(item, entry)
        self._comments(item, entry, line)
        self.origin.items.append(item)

    def _state(self, item: ImportItem, entry: Element, status: str, line: int) -> None:
        """Decide whether an entry is a draft, and set its slug and its old URL."""
        if status in _DRAFTS:
            item.meta["draft"] = True
            if _DRAFTS[status]:
                self.report.note("changed", item.file, line, _DRAFTS[status])
        elif _text(entry, "wp_post_password"):
            item.meta["draft"] = True
            self.report.note("changed", item.file, line, "a post behind a password: imported as a draft")
        elif status not in ("publish", "future"):
            item.meta["draft"] = True
            self.report.note("changed", item.file, line, f"in the state '{status}': imported as a draft")
        item.slug = unquote(_text(entry, "wp_post_name")) or item.meta["title"]
        item.meta["feed_id"] = _text(entry, "guid")
        link = split_url(_text(entry, "link"))
        path = below(unquote(link.path), self.origin.base_path)
        if not link.query and path != "/":
            item.urls = [path]
        elif link.query and not item.is_draft:
            self.report.note(
                "changed", item.file, line, f"its old URL /?{link.query} cannot lead here: no file answers it"
            )
        elif path == "/" and not item.is_draft and item.kind == "page":
            self.report.note("changed", item.file, line, "it was the home page; Fridaygram makes the home page itself")
        item.folder = path

    def _dates(self, item: ImportItem, entry: Element) -> None:
        local, utc = _moment(_text(entry, "wp_post_date")), _moment(_text(entry, "wp_post_date_gmt"))
        if local is not None and utc is not None:
            offset = timedelta(minutes=round((local - utc).total_seconds() / 60))
            if abs(offset) < timedelta(hours=24):
                self.offsets[offset] += 1
                item.moment, item.has_time = local.replace(tzinfo=timezone(offset)), True
        elif (known := utc or local) is not None:
            item.moment, item.has_time = known.replace(tzinfo=UTC), True
        elif item.kind == "post":
            item.moment = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
            if not item.is_draft:
                self.report.note("changed", item.file, 0, "a post without a date: a draft, dated today")
            item.meta["draft"] = True
        if item.kind == "page":
            item.moment, item.has_time = None, False
        changed = _moment(_text(entry, "wp_post_modified_gmt"))
        if (
            changed is not None
            and item.moment is not None
            and changed.replace(tzinfo=UTC) > item.moment + timedelta(days=1)
        ):
            item.meta["updated"] = changed.replace(tzinfo=UTC).isoformat()

    def _comments(self, item: ImportItem, entry: Element, line: int) -> None:
        """Keep the comments that readers saw; names of people, but no mail and network addresses."""
        kept, hidden, pings = [], 0, 0
        for one in entry.iterfind("wp_comment"):
            if _text(one, "wp_comment_approved") != "1":
                hidden += 1
            elif _text(one, "wp_comment_type") not in ("", "comment"):
                pings += 1
            else:
                moment = _moment(_text(one, "wp_comment_date_gmt")) or _moment(_text(one, "wp_comment_date"))
                kept.append({
                    "id": _text(one, "wp_comment_id"),
                    "parent": _text(one, "wp_comment_parent"),
                    "author": plain_text(_text(one, "wp_comment_author")),
                    "url": site_url(_text(one, "wp_comment_author_url")),
                    "date": moment.replace(tzinfo=UTC).isoformat() if moment else "",
                    "text": _plain_comment(_text(one, "wp_comment_content")),
                })  # fmt: skip
        if kept:
            item.comments = (json.dumps({"comments": kept}, ensure_ascii=False, indent=1) + "\n").encode()
            self.report.note("changed", item.file, line, "comments are in comments.json beside it; its page shows none",
                             f"{len(kept)} comments")  # fmt: skip
        if hidden:
            self.left["comment that was not approved"] += hidden
        if pings:
            self.left["pingback"] += pings

    def _zone(self) -> None:
        """Take the blog's time zone from its posts, as the export does not name it."""
        hours = [offset for offset in self.offsets if offset.total_seconds() % 3600 == 0]
        if len(self.offsets) == 1 and hours:
            number = int(hours[0].total_seconds() // 3600)
            self.origin.timezone = f"Etc/GMT{-number:+d}" if number else "UTC"
        elif self.offsets:
            said = " and ".join(f"UTC{datetime.now(timezone(one)):%z}" for one in sorted(self.offsets))
            way_out = "to have your own, set timezone in a site.toml of the new blog before you import"
            message = f"the export names no time zone, and its times are {said}: days are those of UTC here; {way_out}"
            self.report.note("todo", "site.toml", 0, message)


def _text(entry: Element, name: str) -> str:
    return (entry.findtext(name) or "").strip()


def _fields(entry: Element) -> dict[str, str]:
    return {_text(one, "wp_meta_key"): _text(one, "wp_meta_value") for one in entry.iterfind("wp_postmeta")}


def _tags(entry: Element) -> list[str]:
    found = [one for one in entry.iterfind("category") if one.get("domain") in ("category", "post_tag", None)]
    return without_doubles([plain_text(one.text or "") for one in found if one.get("nicename") != "uncategorized"])


def _moment(text: str) -> datetime | None:
    """Return a time of WXR, naive; None for what WordPress writes where there is none, ``0000-00-00 00:00:00``."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None


def _plain_comment(content: str) -> str:
    try:
        return to_markdown(content.replace("\n", "<br>\n"))[0].strip()
    except RecursionError:
        return plain_text(content)


def _read(place: Path, report: BlogReport, now: datetime) -> Origin:
    return _Reading(place, report, now).run()


ENGINE = Engine("WordPress", _read, takes_file=True)
