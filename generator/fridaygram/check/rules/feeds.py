"""Feeds and the sitemap: what their specifications require, and that they list what is there.

RFC 4287 (Atom), RSS 2.0.11, JSON Feed 1.1, sitemaps.org 0.9. What a feed breaks is a sentence each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView
from fridaygram.pages.page import Page

SITEMAP = "sitemap.xml"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MOST_URLS, MOST_BYTES, LONGEST_URL = 50_000, 52_428_800, 2_048
# The profile of ISO 8601 that sitemaps.org names (W3C Datetime).
_W3C = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?")
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")
JSON_VERSIONS = ("https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1")


def _check(site: SiteView) -> Iterator[Finding]:
    for page in site.look.pages:
        if page.kind == "feed":
            place = site.template(page.template)
            text = (site.built.output / page.output).read_text("utf-8")
            for problem in broken(page.output, text):
                yield Finding("feeds", f"{page.path}: {problem}", place.file, place.line)
    if SITEMAP in site.files:
        place = site.template("feeds/sitemap.xml")
        for problem in _sitemap(site):
            yield Finding("sitemap", f"/{SITEMAP}: {problem}", place.file, place.line)


def _sitemap(site: SiteView) -> Iterator[str]:
    try:
        root = ElementTree.fromstring((site.built.output / SITEMAP).read_text("utf-8"))
    except ElementTree.ParseError as error:
        yield f"not XML: {error}"
        return
    if root.tag != f"{NAMESPACE}urlset":
        yield f"<{root.tag}> is no urlset of sitemaps.org"
        return
    if len(root) > MOST_URLS or site.files[SITEMAP] > MOST_BYTES:
        yield f"over {MOST_URLS} addresses or {MOST_BYTES} bytes"
    listed = set()
    for node in root:
        url, modified = node.findtext(f"{NAMESPACE}loc", ""), node.findtext(f"{NAMESPACE}lastmod")
        file = site.target(SITEMAP, url) if url.startswith(site.config.base_url) else None
        if file is None or file not in site.files or len(url) > LONGEST_URL:
            yield f"'{url}' is no page of this site"
        elif file in listed:
            yield f"'{url}' is listed twice"
        if modified is not None and not _W3C.fullmatch(modified):
            yield f"'{modified}' is no date"
        listed.add(file)
    for view in site.views:
        hidden = not view.page.listed
        if hidden == (view.page.output in listed):
            yield f"{view.page.path} is {'listed, though it is not to be found' if hidden else 'not listed'}"


def broken(name: str, text: str) -> list[str]:
    """Return what the feed in the file ``name`` breaks."""
    if name.endswith(".json"):
        return list(json_feed(text))
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        return [f"not XML: {error}"]
    if root.tag == f"{ATOM}feed":
        return list(atom(root))
    if root.tag == "rss":
        return list(rss(root))
    return [f"<{root.tag}> is no feed"]


def read_entries(page: Page, folder: Path) -> list[str]:
    """Return the HTML of a feed's entries in order, [] for a feed that cannot be read."""
    text = (folder / page.output).read_text("utf-8")
    try:
        if page.media == "json":
            return [str(item.get("content_html", "")) for item in json.loads(text)["items"]]
        root = ElementTree.fromstring(text)
    except (ValueError, KeyError, TypeError, AttributeError, ElementTree.ParseError):
        return []
    return [node.text or "" for node in root.iter() if node.tag in (f"{ATOM}content", CONTENT)]


def atom(feed: ElementTree.Element) -> Iterator[str]:
    """Yield the MUSTs of RFC 4287 that an Atom feed breaks."""
    yield from _atom_common(feed, "the feed")
    links = feed.findall(f"{ATOM}link")
    if not any(link.get("rel") == "self" for link in links):
        yield "the feed has no link with rel 'self' (RFC 4287, 4.1.1)"
    entries = feed.findall(f"{ATOM}entry")
    has_author = feed.find(f"{ATOM}author") is not None
    ids = [entry.findtext(f"{ATOM}id", "") for entry in entries]
    for double in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"two entries have the id {double} (4.1.1)"
    for entry in entries:
        name = f"the entry '{entry.findtext(f'{ATOM}title', '')}'"
        yield from _atom_common(entry, name)
        if not has_author and entry.find(f"{ATOM}author") is None:
            yield f"{name} has no author, and neither has the feed (4.1.2)"
        content = entry.find(f"{ATOM}content")
        alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        if content is None and not alternates:
            yield f"{name} has neither content nor a link to it (4.1.2)"
        kinds = [(link.get("type"), link.get("hreflang")) for link in alternates]
        if len(kinds) != len(set(kinds)):
            yield f"{name} has two alternate links of one type and language (4.1.2)"
        published = entry.findtext(f"{ATOM}published")
        if published is not None and not _RFC_3339.fullmatch(published):
            yield f"{name} has a date that is not of RFC 3339: {published} (3.3)"


def _atom_common(node: ElementTree.Element, name: str) -> Iterator[str]:
    for tag in ("id", "title", "updated"):
        found = node.findall(f"{ATOM}{tag}")
        if len(found) != 1:
            yield f"{name} must have one <{tag}>, not {len(found)} (4.1)"
    iri, updated = node.findtext(f"{ATOM}id"), node.findtext(f"{ATOM}updated")
    if iri is not None and not urlsplit(iri).scheme:
        yield f"{name} has an id that is no full address: {iri} (4.2.6)"
    if updated is not None and not _RFC_3339.fullmatch(updated):
        yield f"{name} has a date that is not of RFC 3339: {updated} (3.3)"
    for author in node.findall(f"{ATOM}author"):
        if not author.findtext(f"{ATOM}name", "").strip():
            yield f"{name} has an author without a name (3.2)"
    for link in node.findall(f"{ATOM}link"):
        if not urlsplit(link.get("href", "")).scheme:
            yield f"{name} has a link without a full address (4.2.7)"


def rss(root: ElementTree.Element) -> Iterator[str]:
    """Yield what RSS 2.0.11 and the Best Practices Profile ask for and a feed breaks."""
    if root.get("version") != "2.0":
        yield "the version is not 2.0"
    channels = root.findall("channel")
    if len(channels) != 1:
        yield f"there must be one channel, not {len(channels)}"
        return
    channel = channels[0]
    for tag in ("title", "link", "description"):
        if not channel.findtext(tag, "").strip():
            yield f"the channel has no {tag}"
    selves = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if not selves:
        yield "the channel has no atom:link with rel 'self'"
    yield from _rfc_822(channel, "lastBuildDate", "the channel")
    for item in channel.findall("item"):
        name = f"the item '{item.findtext('title', '')}'"
        if not item.findtext("title", "").strip() and not item.findtext("description", "").strip():
            yield f"{name} has neither title nor description"
        if not urlsplit(item.findtext("link", "")).scheme:
            yield f"{name} has no full link"
        guid = item.find("guid")
        permanent = guid is not None and guid.get("isPermaLink", "true") == "true"
        if guid is not None and permanent and not urlsplit(guid.text or "").scheme:
            yield f"{name} has a permanent guid that is no address"
        yield from _rfc_822(item, "pubDate", name)
    guids = [item.findtext("guid", "") for item in channel.findall("item")]
    for double in sorted({one for one in guids if one and guids.count(one) > 1}):
        yield f"two items have the guid {double}"


def _rfc_822(node: ElementTree.Element, tag: str, name: str) -> Iterator[str]:
    text = node.findtext(tag)
    if text is None:
        return
    try:
        parsedate_to_datetime(text)
    except ValueError:
        yield f"{name} has a {tag} that is not of RFC 822: {text}"


def json_feed(text: str) -> Iterator[str]:
    """Yield what JSON Feed 1.1 requires and a feed breaks."""
    try:
        feed = json.loads(text)
    except ValueError as error:
        yield f"not JSON: {error}"
        return
    if not isinstance(feed, dict):
        yield "a feed is an object"
        return
    if feed.get("version") not in JSON_VERSIONS:
        yield "the version is not that of JSON Feed"
    yield from _texts(feed, "the feed", required=("title",), urls=("home_page_url", "feed_url", "icon", "favicon"))
    items = feed.get("items")
    if not isinstance(items, list):
        yield "the feed has no array of items"
        return
    for number, item in enumerate(items, start=1):
        yield from _json_item(item, f"item {number}")
    ids = [item.get("id") for item in items if isinstance(item, dict)]
    for double in sorted({str(one) for one in ids if ids.count(one) > 1}):
        yield f"two items have the id {double}"


def _json_item(item: Any, name: str) -> Iterator[str]:
    if not isinstance(item, dict):
        yield f"{name} is no object"
        return
    yield from _texts(item, name, required=("id",), urls=("url", "external_url", "image", "banner_image"))
    if not isinstance(item.get("content_html", item.get("content_text")), str):
        yield f"{name} has neither content_html nor content_text"
    for field in ("date_published", "date_modified"):
        value = item.get(field)
        if value is not None and not (isinstance(value, str) and _RFC_3339.fullmatch(value)):
            yield f"{name} has a {field} that is not of RFC 3339: {value}"
    tags = item.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield f"{name} has tags that are no array of texts"


def _texts(value: dict[str, Any], name: str, *, required: tuple[str, ...], urls: tuple[str, ...]) -> Iterator[str]:
    for field in required:
        if not isinstance(value.get(field), str) or not value[field].strip():
            yield f"{name} has no {field}"
    for field in urls:
        if field in value and not (isinstance(value[field], str) and urlsplit(value[field]).scheme):
            yield f"{name} has a {field} that is no full address"


RULES = RuleSet(
    rules={
        "feeds": Rule("error", "Feeds keep RFC 4287 (Atom), RSS 2.0 and JSON Feed 1.1."),
        "sitemap": Rule("error", "The sitemap keeps sitemaps.org 0.9 and lists every listed page, once."),
    },
    check=_check,
)
