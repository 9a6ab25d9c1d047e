"""Reads any feed that was saved as a file: RSS, Atom, RDF by feedparser, and JSON Feed."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import struct_time
from typing import Any
from urllib.parse import unquote

import feedparser

from fridaygram.errors import UsageError
from fridaygram_importers.base import ImportItem, Origin, below, main_author, site_url, split_url
from fridaygram_importers.foreign import files_of
from fridaygram_importers.frontmatter import listed, plain_text, when, without_doubles
from fridaygram_importers.importer import Engine
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.from_html import html_item
from fridaygram_importers.text.markup import paragraphs

MOST_BYTES = 64 << 20


def _read(place: Path, report: BlogReport, now: datetime) -> Origin:
    """Return the blog that the feeds in ``place`` tell of. Raises UsageError where there is none."""
    origin, seen = Origin(), set[str]()
    own_feeds: dict[tuple[str, str], str] = {}
    ids: dict[str, str] = {}
    for path in files_of(place, ".xml", ".rss", ".atom", ".rdf", ".json"):
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path} has more than {MOST_BYTES >> 20} megabytes", hint="a feed is smaller")
        data = path.read_bytes()
        found = _json_feed(data) or _feed(data)
        if found is None:
            if place.is_file():
                raise UsageError(f"{path} is no feed", hint="save the feed itself, RSS, Atom or JSON, not the page")
            report.note("told", path.name, 0, "no feed: left out")
            continue
        about, entries = found
        origin.title = origin.title or plain_text(about.get("title") or "")
        origin.description = origin.description or plain_text(about.get("subtitle") or "")
        origin.language = origin.language or str(about.get("language") or "")
        for link in about.get("links") or ():
            parts = split_url(str(link.get("href") or ""))
            if link.get("rel") == "self" and parts.path not in ("", "/"):
                own_feeds[parts.netloc, unquote(parts.path)] = str(about["kind"])
        home = split_url(site_url(about.get("link")))
        if home.netloc and not origin.url:
            origin.url, origin.base_path = f"{home.scheme}://{home.netloc}", unquote(home.path.rstrip("/"))
        for number, entry in enumerate(entries, 1):
            if (name := str(entry.get("link") or entry.get("id") or number)) not in seen:
                seen.add(name)
                ids[f"{path.name}#{number}"] = str(entry.get("id") or entry.get("link") or "")
                origin.items.append(_item(entry, f"{path.name}#{number}", origin, report, now))
    origin.author = main_author(origin.items)
    host = split_url(origin.url).netloc
    origin.feeds = {below(path, origin.base_path): kind for (at, path), kind in own_feeds.items() if at == host}
    origin.feed_id = lambda item: ids[item.file] if re.match(r"[A-Za-z][\w+.-]*:\S+$", ids.get(item.file, "")) else ""
    if origin.items:
        message = "a feed has only the newest posts, and no drafts and pages: look whether older ones are missing"
        report.note("todo", place.name, 0, message, f"{len(origin.items)} posts")
    return origin


_Feed = tuple[Mapping[str, Any], list[Mapping[str, Any]]]


def _feed(data: bytes) -> _Feed | None:
    """Return what feedparser reads: it expands no entities of the document's own, and forgives what is no XML."""
    try:
        found = feedparser.parse(data, sanitize_html=False)
    except (ValueError, RecursionError, LookupError, AssertionError):
        return None
    kind = "atom" if found.version.startswith("atom") else "rss"
    return ({**found.feed, "kind": kind}, found.entries) if found.version else None


def _json_feed(data: bytes) -> _Feed | None:
    """Return a JSON Feed 1.0 or 1.1 (https://www.jsonfeed.org/version/1.1/) under feedparser's names."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or "jsonfeed.org" not in str(found.get("version")):
        return None
    items = found.get("items")
    entries: list[Mapping[str, Any]] = []
    for one in items if isinstance(items, list) else []:
        if isinstance(one, dict):
            text, words = one.get("content_html"), one.get("content_text")
            entries.append({
                "title": one.get("title"), "link": one.get("url"), "id": one.get("id"), "summary": one.get("summary"),
                "content": [{"value": text or words or "", "type": "text/html" if text else "text/plain"}],
                "published": one.get("date_published"), "updated": one.get("date_modified"), "tags": one.get("tags"),
                "authors": one.get("authors") or found.get("authors") or [one.get("author") or found.get("author")],
            })  # fmt: skip
    about = {
        "title": found.get("title"),
        "subtitle": found.get("description"),
        "link": found.get("home_page_url"),
        "language": found.get("language"),
        "links": [{"rel": "self", "href": found.get("feed_url")}],
        "kind": "json",
    }
    return about, entries


def _item(entry: Mapping[str, Any], file: str, origin: Origin, report: BlogReport, now: datetime) -> ImportItem:
    contents = entry.get("content")
    content = contents[0] if isinstance(contents, list) and contents else {}
    text, kind = str(content.get("value") or ""), content.get("type")
    summary = str(entry.get("summary") or "")
    if not text.strip():
        text, kind, summary = summary, (entry.get("summary_detail") or {}).get("type"), ""
        if text:
            report.note("changed", file, 0, "the feed has one text of it, which may be only a summary: compare")
    tags = [one.get("term") or one.get("label") if isinstance(one, Mapping) else one for one in entry.get("tags") or []]
    link = split_url(site_url(entry.get("link")))
    meta = {
        "title": plain_text(entry.get("title") or "") or "Untitled",
        "description": plain_text(summary)[:300] if summary.strip() != text.strip() else "",
        "tags": without_doubles([plain_text(tag) for tag in tags if tag]),
        "authors": listed([one for one in entry.get("authors") or [] if one] or entry.get("author")),
        "feed_id": str(entry.get("id") or ""),
    }
    path = below(unquote(link.path), origin.base_path)
    slug = (
        path.rstrip("/").rpartition("/")[2].rpartition(".")[0] or path.rstrip("/").rpartition("/")[2] or meta["title"]
    )
    html = paragraphs(text) if kind == "text/plain" else text
    item = html_item(file, "post", html, meta, str(slug), report)
    if f"{link.scheme}://{link.netloc}" == origin.url and path != "/":
        item.urls, item.folder = [path], path
    elif link.netloc and origin.url:
        report.note("told", file, 0, "it links to another site: no old URL is kept", str(entry.get("link")))
    _date(item, entry, report, now)
    return item


def _date(item: ImportItem, entry: Mapping[str, Any], report: BlogReport, now: datetime) -> None:
    moments = [_moment(entry, key) for key in ("published", "updated")]
    first = next((moment for moment in moments if moment is not None), None)
    if first is None:
        item.meta["draft"] = True
        report.note("changed", item.file, 0, "a post without a date: a draft, dated today")
        first = now.replace(hour=0, minute=0, second=0, microsecond=0)
    item.moment, item.has_time = first, True
    if moments[1] is not None and (moments[1] - first).total_seconds() > 86400:
        item.meta["updated"] = moments[1].isoformat()


def _moment(entry: Mapping[str, Any], key: str) -> datetime | None:
    """Return a time as feedparser reads it, in UTC; that of a JSON Feed is still as it was written."""
    # Not entry.get(key): feedparser then gives a date of publication for a date of change that is not there.
    there = {name: entry[name] for name in (key, f"{key}_parsed") if name in entry}
    parsed, written = there.get(f"{key}_parsed"), there.get(key)
    if isinstance(parsed, struct_time):
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            return None
    found = when(written, "UTC") if written else None
    return found[0] if found is not None else None


ENGINE = Engine("feed", _read, takes_file=True)
