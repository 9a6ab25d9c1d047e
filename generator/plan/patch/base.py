"""What the last whole build of a folder made its pages of, so that an edit of words need not look at the whole site."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from generator.graph.cache import Cache
from generator.pages.body import Body, Facts
from generator.pages.document import Document
from generator.pages.page import Page
from generator.pages.theme.site import Loaded

MARK = "mark"
PAGE, TEXT = "page ", "text "
Resolved = Mapping[str, Mapping[str, str]]


class Base(msgspec.Struct, frozen=True):
    """What pages knew of one document: itself without its body, its facts, where its links led."""

    document: Document
    facts: Facts
    resolved: dict[str, str]


class Mark(msgspec.Struct, frozen=True):
    """What a folder was built as: the key of its note, and what its pages load."""

    key: str
    loaded: Loaded


def base_of(document: Document, facts: Facts, resolved: Mapping[str, str]) -> Base:
    """Return what pages know of a document."""
    bare = msgspec.structs.replace(document, body="", body_line=0)
    return Base(bare, facts, dict(resolved))


def encoded(value: Any) -> bytes:
    """Return JSON whose keys have one order."""
    # As JSON: MessagePack turns moments into UTC, and with them a post's day and month.
    return msgspec.json.encode(value, order="deterministic")


def keep_base(
    cache: Cache,
    target: str,
    documents: Mapping[str, Document],
    bodies: Mapping[str, Body],
    resolved: Resolved,
    pages: Sequence[Page],
    mark: Mark,
) -> None:
    """Remember what a whole build made the folder ``target`` of, in place of what there was.

    What is known of folders that are gone is forgotten.
    """

    def rows() -> Iterator[tuple[str, bytes]]:
        yield MARK, encoded(mark)
        for source, document in documents.items():
            yield TEXT + source, encoded(base_of(document, bodies[source].facts, resolved.get(source, {})))
        for page in pages:
            yield PAGE + page.output, encoded(page)

    cache.drop_kept(target)
    for other in cache.kept_targets():
        if not Path(other).is_dir():
            cache.drop_kept(other)
    cache.keep(target, rows())


def mark_of(cache: Cache, target: str) -> Mark | None:
    """Return what the folder ``target`` was built as, None where it is not known."""
    data = cache.kept(target, MARK)
    return None if data is None else msgspec.json.decode(data, type=Mark)


def read_base(cache: Cache, target: str, source: str) -> Base | None:
    """Return what is remembered of a document, None where nothing is."""
    data = cache.kept(target, TEXT + source)
    return None if data is None else msgspec.json.decode(data, type=Base)


def pages_with(cache: Cache, target: str, base: Base, path: str) -> dict[str, Page]:
    """Return, by output, the pages that may show something of a document at the site path ``path``."""
    signs = (encoded(base.document.source), encoded(path))
    decoder = msgspec.json.Decoder(Page)
    found = cache.kept_with(target, PAGE, signs)
    return {name.removeprefix(PAGE): decoder.decode(data) for name, data in found.items()}


def source_of(root: Path, path: str) -> str | None:
    """Return the source of the post or page at a file's path, None where it is none."""
    inside = posixpath.relpath(path, root.as_posix())
    parts = inside.split("/")
    is_text = parts[:2] in (["content", "posts"], ["content", "pages"]) and path.endswith(".md")
    return inside if is_text and (len(parts) == 3 or (len(parts) == 4 and parts[3] == "index.md")) else None


def same_but_words(old: Base, new: Base) -> bool:
    """Return whether two states of a document differ in nothing that another page shows but how many words it has."""
    if encoded(old.document) != encoded(new.document) or not set(old.facts.ids) <= set(new.facts.ids):
        return False
    return encoded(_comparable(old.facts)) == encoded(_comparable(new.facts))


def _comparable(facts: Facts) -> Facts:
    links = tuple(msgspec.structs.replace(link, line=0) for link in facts.links)
    return msgspec.structs.replace(facts, words=0, footnotes=0, ids=(), links=links)


def set_words(value: Any, path: str, facts: Facts) -> None:
    """Let the entry at ``path`` (``entries.entry``) in a page's data have the words that its document now has."""
    if type(value) is dict and value.get("path") == path and "words" in value and "minutes" in value:
        value |= {"words": facts.words, "minutes": facts.minutes}
    for item in value.values() if type(value) is dict else value:
        if type(item) is dict or type(item) is list:
            set_words(item, path, facts)
