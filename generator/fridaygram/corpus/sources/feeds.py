"""Posts of chosen blogs, from their feeds: RSS 2.0, RSS 1.0 (RDF, and its forerunner 0.90) and Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.parsers import expat

from fridaygram.corpus.pipeline.contracts import Asker, Linked, Source
from fridaygram.corpus.pipeline.settings import PipelineSettings
from fridaygram.corpus.urls import is_web_url
from fridaygram.errors import ConfigError, NetworkError

ATOM = "{http://www.w3.org/2005/Atom}"
RSS = ("", "{http://purl.org/rss/1.0/}", "{http://my.netscape.com/rdf/simple/0.9/}")
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
DUBLIN = "{http://purl.org/dc/elements/1.1/}"


def links(settings: PipelineSettings, asker: Asker) -> Iterator[Linked]:
    """Yield the posts of every feed that lie in the period (undated ones do), feeds in the order they are listed.

    A feed that does not answer or is no feed is noted, and the rest go on; its posts stay from earlier runs.
    """
    if not settings.feeds:
        raise ConfigError("the source 'feeds' needs a list of feeds", hint='write feeds = ["https://.."]')
    for feed in settings.feeds:
        try:
            entries = list(read_feed(asker.read(feed), feed))
        except (NetworkError, ElementTree.ParseError, ValueError) as error:
            asker.note(f"feed {feed}: {error}")
            continue
        for entry in entries:
            day = entry.posted[:10]
            if not day or settings.first.isoformat() <= day <= settings.end.isoformat():
                yield entry


def read_feed(body: bytes, address: str) -> Iterator[Linked]:
    """Yield the entries of a feed.

    Raises ValueError where it declares a document type (entities could then be made to swell), and
    ElementTree.ParseError where it is no XML.
    """
    _refuse_document_type(body)
    root = ElementTree.fromstring(body)
    for item in (item for name in (*(f"{space}item" for space in RSS), f"{ATOM}entry") for item in root.iter(name)):
        try:
            target = urljoin(address, _link(item))
        except ValueError:
            continue
        if is_web_url(target) and target != address:
            yield Linked(address=target, posted=_posted(item))


def _refuse_document_type(body: bytes) -> None:
    """Read through a feed, in whatever encoding, and raise ValueError at a document type."""
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise ValueError("declares a document type")

    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise ElementTree.ParseError(str(error)) from None


def _link(item: ElementTree.Element) -> str:
    for link in item.findall(f"{ATOM}link"):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(link.get("href")).strip()
    plain_link = next(filter(None, (item.findtext(f"{space}link") for space in RSS)), None) or item.get(ABOUT) or ""
    guid = item.find("guid")
    permanent = guid is not None and guid.get("isPermaLink", "true") == "true"
    return plain_link.strip() or ((guid.text or "").strip() if guid is not None and permanent else "")


def _posted(item: ElementTree.Element) -> str:
    for name in (f"{ATOM}published", f"{ATOM}updated", "pubDate", f"{DUBLIN}date"):
        text = (item.findtext(name) or "").strip()
        for parse in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                moment = parse(text)
            except (ValueError, TypeError):
                continue
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""


def requests(settings: PipelineSettings) -> dict[str, int]:
    """Return how many feeds are asked."""
    return {"feeds": len(settings.feeds)}


SOURCE = Source(
    label="in the feeds of chosen blogs",
    stages=("content", "language", "quality", "unique"),
    links=links,
    requests=requests,
    forgets=True,
)
