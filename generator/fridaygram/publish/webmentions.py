"""Mentions on other sites: fetched from the service that received them, and kept beside the posts, hidden at first.

The service answers with a jf2 feed (https://jf2.spec.indieweb.org), page by page, as webmention.io does: each child has
``wm-source``, ``wm-target`` and ``wm-property``. The token goes to the service and nowhere else: no message has it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import msgspec

from fridaygram import __version__
from fridaygram.config import FILE, Site
from fridaygram.corpus.net.transport import HttpTransport, Request, Transport, TransportError
from fridaygram.errors import ConfigError, NetworkError
from fridaygram.pages.document import Document
from fridaygram.pages.library import path_of
from fridaygram.pages.mentions import Mention, MentionKind, is_web_page, plain_text, read_mentions, write_mentions
from fridaygram.pages.urls import closed

TOKEN = "FRIDAYGRAM_WEBMENTION_TOKEN"
_IDENTITY = ("wm-id", "wm-source", "wm-target", "wm-property")
PER_PAGE, MOST_PAGES = 100, 50
MOST_BYTES = 4 << 20
TEXT, NAME, ADDRESS = 1000, 100, 500
"""Characters that are kept of a text, of a name and of an address."""
_KINDS: dict[str, MentionKind] = {
    "in-reply-to": "reply",
    "like-of": "like",
    "repost-of": "repost",
    "bookmark-of": "bookmark",
    "mention-of": "mention",
    "rsvp": "mention",
}


@dataclass
class FetchedMentions:
    """What a fetch changed: (source of the post, mention) pairs; of ``elsewhere``, how many are of no page here.

    ``changed`` have another text or author than before, and are hidden again. ``kept`` counts mentions that are not
    in the answer and stay, as the answer has none at all.
    """

    new: list[tuple[str, Mention]] = field(default_factory=list)
    changed: list[tuple[str, Mention]] = field(default_factory=list)
    gone: list[tuple[str, Mention]] = field(default_factory=list)
    elsewhere: int = 0
    left_out: int = 0
    kept: int = 0


def client() -> Transport:
    """Return how the service is asked: public addresses only, with limits of time and size."""
    return HttpTransport(f"Fridaygram/{__version__} (fetches the webmentions of a blog)", most_bytes=MOST_BYTES)


def fetch_mentions(site: Site, transport: Transport) -> list[dict[str, Any]]:
    """Return all mentions that the service has, as its feed has them.

    Raises ConfigError where site.toml names no service, NetworkError where it does not answer as it should.
    """
    address = site.webmentions.fetch
    if not address:
        hint = f'add [webmentions] with fetch = "https://webmention.io/api/mentions.jf2?domain=..." to {FILE}'
        raise ConfigError("no service to fetch mentions from", file=FILE, hint=hint)
    found: dict[bytes, dict[str, Any]] = {}
    for page in range(MOST_PAGES):
        before = len(found)
        for child in _children(transport, address, page):
            found.setdefault(msgspec.json.encode([child.get(name) for name in _IDENTITY]), child)
        if len(found) == before:  # a page without news: the last one, or a service that has no pages
            return list(found.values())
    raise NetworkError(f"{_host(address)} has more than {MOST_PAGES} pages of mentions", hint="narrow the address")


def _children(transport: Transport, address: str, page: int) -> list[dict[str, Any]]:
    """Return a page of the feed. The messages of errors have the host alone, as the address may hold the token."""
    parts, token = urlsplit(address), os.environ.get(TOKEN, "")
    query = [*parse_qsl(parts.query), ("per-page", str(PER_PAGE)), ("page", str(page))]
    query += [("token", token)] if token else []
    url, host = urlunsplit(parts._replace(query=urlencode(query), fragment="")), _host(address)
    try:
        answer = transport.send(Request(url, headers={"Accept": "application/json"}))
    except TransportError as error:
        raise NetworkError(f"{host} does not answer: {error.kind}", hint="try again later") from None
    if answer.status in (401, 403):
        hint = f"set {TOKEN} to the token that {host} shows you"
        raise NetworkError(f"{host} refuses {'the token' if token else 'to answer without a token'}", hint=hint)
    if answer.status != 200:
        hint = "try again later" if answer.status >= 429 else f"is fetch in {FILE} right?"
        raise NetworkError(f"{host} answers {answer.status}", hint=hint)
    try:
        rows = msgspec.json.decode(answer.body)["children"]
        return [row for row in rows if isinstance(row, dict)]
    except (msgspec.DecodeError, UnicodeDecodeError, LookupError, TypeError):
        raise NetworkError(f"{host} answers no jf2 feed", hint=f"is fetch in {FILE} right?") from None


def _host(address: str) -> str:
    return urlsplit(address).hostname or "the service"


def merge_mentions(
    root: Path, site: Site, documents: Sequence[Document], rows: Sequence[Mapping[str, Any]]
) -> FetchedMentions:
    """Bring the files of mentions up to date with what a service has, and return what changed.

    What is new is hidden. What changed on the other site is hidden again: somebody else's words were approved. What
    the service no longer has is dropped, unless it has nothing at all. Raises ContentError for a damaged file, before
    anything is written.
    """
    merged = FetchedMentions()
    paths = {path_of(one, site): one.source for one in documents if one.kind != "notebook"}
    for one in documents:
        paths |= {closed(alias): one.source for alias in one.meta.aliases}
    theirs: dict[str, dict[tuple[str, str], Mention]] = {}
    for row in rows:
        mention, source = _mention(row), paths.get(_path(row.get("wm-target"), site))
        if mention is None:
            merged.left_out += 1
        elif source is None:
            merged.elsewhere += 1
        else:
            theirs.setdefault(source, {}).setdefault((mention.source, mention.kind), mention)  # the newest comes first
    ours = {one.source: [mention for mention, _ in read_mentions(root, one.source)] for one in documents}
    if not rows:
        merged.kept = sum(map(len, ours.values()))
        return merged
    for source, before in ours.items():
        now = list(_settled(source, before, theirs.get(source, {}), merged))
        if now != before:
            write_mentions(root, source, now)
    return merged


def _settled(
    source: str, before: Sequence[Mention], theirs: Mapping[tuple[str, str], Mention], merged: FetchedMentions
) -> Iterator[Mention]:
    """Yield a document's mentions as they are now: those before in their order, then the new ones."""
    known: dict[tuple[str, str], Mention] = {(one.source, one.kind): one for one in before}
    for key, one in known.items():
        now = theirs.get(key)
        if now is None:
            merged.gone.append((source, one))
        elif now == msgspec.structs.replace(one, show=False):
            yield one
        else:
            merged.changed.append((source, now))
            yield now
    for key, one in theirs.items():
        if key not in known:
            merged.new.append((source, one))
            yield one


def _mention(row: Mapping[str, Any]) -> Mention | None:
    """Return a child of a feed as a mention, None where it is private, or has no address of the web."""
    source = _text(row.get("wm-source"), ADDRESS)
    if row.get("wm-private") or not is_web_page(source):
        return None
    author, content = row.get("author"), row.get("content")
    known = author if isinstance(author, dict) else {}
    # The text alone: what stands there as HTML may hold anything.
    said = content.get("text") if isinstance(content, dict) else content
    day = _text(row.get("published") or row.get("wm-received"), 10)
    return Mention(
        kind=_KINDS.get(_text(row.get("wm-property"), NAME), "mention"),
        source=source,
        author=_text(known.get("name"), NAME),
        day=day if _is_day(day) else "",
        text=_text(said or row.get("name"), TEXT),
    )


def _text(value: object, most: int) -> str:
    return plain_text(value, most) if isinstance(value, str) else ""


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _path(target: object, site: Site) -> str:
    """Return the site path that an address of this site means, "" for another one."""
    base = urlsplit(site.base_url)
    try:
        parts = urlsplit(target if isinstance(target, str) else "")
    except ValueError:
        return ""
    path = unquote(parts.path)
    if parts.hostname != base.hostname or not path.startswith(site.base_path):
        return ""
    return closed("/" + path.removeprefix(site.base_path).removesuffix("index.html"))
