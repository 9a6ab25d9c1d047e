"""Feeds and the sitemap: what their specifications require, and that they list what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from fridaygram.check.checking import RuleSet
from fridaygram.check.feeds import broken
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView

SITEMAP = "sitemap.xml"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MOST_URLS, MOST_BYTES, LONGEST_URL = 50_000, 52_428_800, 2_048
# The profile of ISO 8601 that sitemaps.org names (W3C Datetime).
_W3C = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?")


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


RULES = RuleSet(
    rules={
        "feeds": Rule("error", "Feeds keep RFC 4287 (Atom), RSS 2.0 and JSON Feed 1.1."),
        "sitemap": Rule("error", "The sitemap keeps sitemaps.org 0.9 and lists every listed page, once."),
    },
    check=_check,
)
