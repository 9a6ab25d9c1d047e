"""What the last whole build of a folder made its pages of, so that an edit of words need not look at the whole site."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from fridaygram.config import Site
from fridaygram.graph.cache import Cache
from fridaygram.pages.body import Facts
from fridaygram.pages.document import Document
from fridaygram.pages.entries import COUNTS
from fridaygram.pages.page import Page
from fridaygram.pages.theme.site import Loaded

if TYPE_CHECKING:
    from fridaygram.pages.library import Library
    from fridaygram.pages.theme.closure import Closure

MARK = "mark"
PAGE, TEXT, SHOWN = "page ", "text ", "shown "


class Encoded(Protocol):
    """Encoded pages by output file (``whole.PlannedPages``)."""

    @property
    def closures(self) -> Mapping[str, Closure]:
        """Their templates by name."""

    def __getitem__(self, output: str) -> bytes:
        """Return the page of an output file."""


class Made(Protocol):
    """What pages were made of (``writing.Writing``)."""

    @property
    def outlines(self) -> Sequence[Page]:
        """The pages without their data."""

    @property
    def pages(self) -> Encoded:
        """The pages as they were made."""

    @property
    def resolved(self) -> Mapping[str, Mapping[str, str]]:
        """Where the links of each document lead."""


class Base(msgspec.Struct, frozen=True):
    """What pages knew of one document: itself without its body, its facts, where its links led."""

    document: Document
    facts: Facts
    resolved: dict[str, str]


class Shown(msgspec.Struct, array_like=True):
    """The outputs that show a document's text, those that show its words, and those that show its minutes."""

    text: list[str]
    words: list[str]
    minutes: list[str]


class Mark(msgspec.Struct, frozen=True):
    """What a folder was built as: the key of its note, by which program, the site's settings, what its pages load."""

    key: str
    program: str
    site: Site
    loaded: Loaded


def base_of(document: Document, facts: Facts, resolved: Mapping[str, str]) -> Base:
    """Return what pages know of a document."""
    bare = msgspec.structs.replace(document, body="", body_line=0)
    return Base(bare, facts, dict(resolved))


def encoded(value: Any) -> bytes:
    """Return JSON whose keys have one order."""
    # As JSON: MessagePack turns moments into UTC, and with them a post's day and month.
    return msgspec.json.encode(value, order="deterministic")


def base_rows(library: Library, made: Made, mark: Mark) -> Iterator[tuple[str, bytes]]:
    """Yield what is to be kept of a whole build beside its pages: under which name, and what."""
    yield MARK, encoded(mark)
    for source, document in library.documents.items():
        yield TEXT + source, encoded(base_of(document, library.facts[source], made.resolved.get(source, {})))
    for source, shown in _shown(library, made).items():
        yield SHOWN + source, encoded(shown)


def keep_base(cache: Cache, target: str, rows: Iterable[tuple[str, bytes]], pages: Mapping[str, bytes]) -> None:
    """Remember what a whole build made the folder ``target`` of (``base_rows``), in place of what there was.

    ``pages`` are the encoded pages by output file. What is known of folders that are gone is forgotten.
    """
    cache.drop_kept(target)
    for other in cache.kept_targets():
        if not Path(other).is_dir():
            cache.drop_kept(other)
    cache.keep(target, rows)
    cache.keep(target, ((PAGE + output, data) for output, data in pages.items()))


def _shown(library: Library, made: Made) -> dict[str, Shown]:
    """Return by source which outputs show what of a document, in the order of the pages."""
    found = {source: Shown([], [], []) for source in library.documents}
    for page in made.outlines:
        for source in page.bodies:
            found[source].text.append(page.output)
        if made.pages.closures[page.template].counts:
            for entry in _entries(msgspec.json.decode(made.pages[page.output], type=Page).data):
                owner = library.source_at(entry["path"])
                for count in COUNTS if owner else ():
                    outputs = getattr(found[owner or ""], count)
                    if count in entry and page.output not in outputs[-1:]:
                        outputs.append(page.output)
    return found


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the entries (``entries.entry``) in a page's data that say how long a text is."""
    if type(value) is dict and "path" in value and ("words" in value or "minutes" in value):
        yield value
        return
    for item in value.values() if type(value) is dict else value:
        if type(item) is dict or type(item) is list:
            yield from _entries(item)


def mark_of(cache: Cache, target: str) -> Mark | None:
    """Return what the folder ``target`` was built as, None where it is not known."""
    data = cache.kept(target, MARK)
    return None if data is None else msgspec.json.decode(data, type=Mark)


def read_base(cache: Cache, target: str, source: str) -> Base | None:
    """Return what is remembered of a document, None where nothing is."""
    data = cache.kept(target, TEXT + source)
    return None if data is None else msgspec.json.decode(data, type=Base)


def shown_of(cache: Cache, target: str, source: str) -> Shown | None:
    """Return which outputs show what of a document, None where it is not known."""
    data = cache.kept(target, SHOWN + source)
    return None if data is None else msgspec.json.decode(data, type=Shown)


def read_page(cache: Cache, target: str, output: str) -> Page | None:
    """Return what a file was made of, None where it is not known."""
    data = cache.kept(target, PAGE + output)
    return None if data is None else msgspec.json.decode(data, type=Page)


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


def set_counts(data: Any, path: str, facts: Facts) -> None:
    """Let the entries at ``path`` in a page's data, which have some counts, have those that their document now has."""
    for entry in _entries(data):
        if entry["path"] == path:
            entry.update({count: getattr(facts, count) for count in COUNTS if count in entry})
