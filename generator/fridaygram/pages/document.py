"""A document: one Markdown file of the author, read and checked, before anything is computed or converted."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from fridaygram.clock import YEARS
from fridaygram.config import line_of
from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.pages.directives import FigureDirective, InlineValue, near_misses, prose_of, scan
from fridaygram.pages.frontmatter import FrontMatter, Parts, parse, split
from fridaygram.pages.markup import notebook
from fridaygram.pages.markup.marks import Citation, citations
from fridaygram.pages.markup.notebook import SavedCell
from fridaygram.pages.sources import INDEXES, POSTS, indexes_of, owner_of, short_name
from fridaygram.pages.urls import beside, closed, slugify

LONGEST_NAME = 200  # bytes: file systems take 255, and names of pictures are made of slugs
_PLACED = ("slug", "permalink", "cover", "card", "aliases", "tags", "series", "since", "translation_of")
OUTPUTS = "outputs.json"
"""What the outputs of a post's notebook were saved with: digests of code and outputs by the ids of its cells."""
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_CONTROL = bytes({*b"\t\n\r", *range(0x20, 0x100)})  # of UTF-8


class Document(msgspec.Struct, frozen=True):
    """A post or page as its author wrote it, or a notebook beside one.

    ``source`` is the file's path below the blog's root, with slashes: the document's identity. ``date`` is
    aware, in the site's time zone; only a page may have none. ``body_line`` is the body's first line in the file,
    ``places`` are the lines of those keys of the front matter that other documents may be at odds with. ``remarks`` are
    warnings for the author, with file and line.

    Of a notebook, ``starts`` are the lines of its cells and their numbers, ``cells`` those with outputs, ``pictures``
    the site paths of the pictures in them: see ``markup/notebook.py``.
    """

    source: str
    kind: Literal["post", "page", "notebook"]
    slug: str
    title: str
    date: datetime | None
    meta: FrontMatter
    body: str
    body_line: int
    figures: tuple[FigureDirective, ...] = ()
    values: tuple[InlineValue, ...] = ()
    citations: tuple[Citation, ...] = ()
    places: dict[str, int] = {}
    remarks: tuple[str, ...] = ()
    starts: tuple[tuple[int, int], ...] = ()
    cells: tuple[SavedCell, ...] = ()
    pictures: tuple[str, ...] = ()

    def line_of(self, *keys: str) -> int:
        """Return the line of the first of ``keys`` that the front matter sets, 1 where it sets none."""
        return next((self.places[key] for key in keys if key in self.places), 1)

    @property
    def is_notebook(self) -> bool:
        """Whether the source is a notebook, so that its author does not see lines."""
        return self.source.endswith(notebook.SUFFIX)

    def in_cell(self, error: ContentError) -> ContentError:
        """Return an error; of a notebook, with the number of the cell in place of the line."""
        if self.is_notebook:
            inside = [number for start, number in self.starts if error.line and self.body_line + start <= error.line]
            error.message += f" (in cell {inside[-1]})" if inside else ""
            error.line = None
        return error

    def line_with(self, written: str) -> int:
        """Return the first line of the file whose body holds these words, else that of the body."""
        position = self.body.find(written)
        return self.body_line + (self.body.count("\n", 0, position) if position >= 0 else 0)


def encode_document(document: Document) -> bytes:
    """Return a document as bytes, for the cache and for its digest."""
    # As JSON: MessagePack turns moments into UTC, and with them a post's day and month.
    return msgspec.json.encode(document)


def decode_document(data: bytes) -> Document:
    """Return the document of ``encode_document``. Raises msgspec.DecodeError."""
    return _DECODER.decode(data)


_DECODER = msgspec.json.Decoder(Document)


def read_document(root: Path, source: str, zone: str) -> Document:
    """Read the document at ``source`` below ``root``; times without an offset are in the time zone ``zone``.

    Raises ContentError with file and line.
    """
    text = read_text(root / source)
    if not source.endswith(notebook.SUFFIX):
        return parse_document(text, source, zone)
    owner = owner_of(source, [path for path in indexes_of(source) if (root / path).is_file()])
    if owner == source:
        frozen = (root / source).with_name(OUTPUTS)
        return parse_notebook_post(text, source, zone, frozen_outputs(frozen) if frozen.is_file() else {})
    return parse_notebook(text, source, read_document(root, owner, zone))


def read_front_matter(root: Path, source: str) -> FrontMatter:
    """Return the front matter of the document at ``source``. Raises ContentError with file and line."""
    text = read_text(root / source)
    if source.endswith(notebook.SUFFIX):
        text = _front_of(notebook.read_notebook(text, source))
    return parse(split(text, source), source)


def owner_is_post(document: Document) -> bool:
    """Return whether a document is a post, or a notebook beside one: their URLs are made alike."""
    return document.source.startswith(POSTS + "/")


def names_of(document: Document) -> set[str]:
    """Return what a document is called: its file's or folder's name, with and without its day; its slug; its day."""
    name = short_name(document.source).rpartition("/")[2]
    day = document.date.date().isoformat() if document.date else ""
    return {document.source, name, document.slug, day} - {""}


def frozen_outputs(path: Path) -> dict[str, list[str]]:
    """Return what an outputs.json holds. Raises ContentError for a damaged one."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]])
    except msgspec.DecodeError as error:
        hint = "delete it, and the next build writes it"
        raise ContentError(f"damaged: {error}", file=path, hint=hint) from None


def parse_notebook(text: str, source: str, post: Document) -> Document:
    """Return the notebook ``source`` beside ``post``: it has the post's date, is hidden with it, and lies below it.

    Raises ContentError for what is no notebook.
    """
    found = notebook.read_notebook(text, source)
    name = source.split("/", 3)[3].removesuffix(notebook.SUFFIX)
    slug = "/".join(slugify(part) or "notebook" for part in name.split("/"))
    below = beside(closed(post.meta.permalink)) if post.meta.permalink else ""
    meta = FrontMatter(
        title=found.title or name,
        permalink=f"{below}{slug}/" if below else "",
        draft=post.meta.draft,
        unlisted=post.meta.unlisted,
        authors=post.meta.authors,
        language=post.meta.language,
    )
    made = Document(source, "notebook", f"{post.slug}/{slug}", meta.title, post.date, meta, found.body, 1)
    return msgspec.structs.replace(made, starts=found.starts, pictures=tuple(sorted(found.pictures)))


def _front_of(found: notebook.Notebook) -> str:
    """Return a notebook's front matter, with its title if the front matter has none."""
    front = found.front or "---\n---\n"
    if not found.title or line_of(front, "title") is not None:
        return front
    fence, sign = front[:3], ": " if front[:3] == "---" else " = "
    return f"{front.rstrip().removesuffix(fence)}title{sign}{msgspec.json.encode(found.title).decode()}\n{fence}\n"


def parse_notebook_post(text: str, source: str, zone: str, frozen: dict[str, list[str]]) -> Document:
    """Return the post or page that a notebook is; ``frozen`` is what its outputs were saved with.

    Front matter without a title takes that of the notebook. Raises ContentError, with the cell in place of a line.
    """
    found = notebook.read_notebook(text, source)
    front = _front_of(found)
    try:
        document = parse_document(front + found.body, source, zone)
    except ContentError as error:
        starts = tuple((front.count("\n") + start, number) for start, number in found.starts)
        unread = Document(source, "post", "", "", None, FrontMatter(title=""), "", 1, starts=starts)
        raise unread.in_cell(error) from None
    remarks = [
        f"{source}: the code of cell {number} has changed since its output was saved; run the notebook and save it, "
        f"or delete {OUTPUTS} beside it if they belong together"
        for number in notebook.parted(frozen, found.cells)
    ]
    return msgspec.structs.replace(
        document,
        places={},
        starts=found.starts,
        cells=found.cells,
        pictures=tuple(sorted(found.pictures)),
        remarks=(*document.remarks, *remarks),
    )


def _refuse_control_characters(text: str, source: str) -> None:
    """Raise ContentError for a character that no feed can hold (XML 1.0, section 2.2)."""
    # Deleting all allowed bytes is much faster than a search.
    left = text.encode("utf-8", "surrogatepass").translate(None, _NO_CONTROL)
    found = CONTROL.search(text) if left or "\ufffe" in text or "\uffff" in text else None
    if found:
        raise ContentError(
            f"a control character (U+{ord(found[0]):04X})",
            file=source,
            line=text.count("\n", 0, found.start()) + 1,
            hint="delete it; feeds could not be read with it",
        )


def parse_document(text: str, source: str, zone: str) -> Document:
    """Return the document that ``text`` is, had it been read from ``source``.

    Raises ContentError with file and line.
    """
    _refuse_control_characters(text, source)
    parts = split(text, source)
    body, body_line = parts.body, parts.body_line
    meta = parse(parts, source)
    stem = _stem(source)
    kind: Literal["post", "page"] = "post" if source.startswith(POSTS + "/") else "page"
    dated = _DATED.fullmatch(stem)
    day, name = (dated[1], dated[2]) if dated and kind == "post" else ("", stem)
    moment = _moment(meta.date, day, source, zone)
    if moment and day and moment.date() != date.fromisoformat(day):
        raise ContentError(
            f"date is {moment.date()}, but the name says {day}",
            file=source,
            line=parts.line_of("date"),
            hint="rename the folder or drop the date: line",
        )
    if kind == "post" and moment is None:
        raise ContentError("a post needs a date", file=source, line=1, hint="add date: YYYY-MM-DD")
    if moment and meta.updated and precedes(meta.updated, moment, zone):
        raise ContentError(
            f"updated: {meta.updated} is before the date, {meta.date or day}",
            file=source,
            line=parts.line_of("updated"),
            hint="say when it was last changed, or drop the line",
        )
    slug = slugify(meta.slug or name)
    if not slug:
        line = parts.line_of("slug")
        raise ContentError("no slug can be made of the name", file=source, line=line, hint="add slug: a-name")
    _check_names(meta, slug, source, parts)
    places = {key: parts.line_of(key) for key in _PLACED if getattr(meta, key)}
    figures, values = scan(body, source, body_line)
    near = near_misses(body, source, body_line)
    cited = _cited(body, body_line, figures) if "@" in body else ()
    return Document(source, kind, slug, meta.title, moment, meta, body, body_line, figures, values, cited, places, near)


def _cited(body: str, body_line: int, figures: tuple[FigureDirective, ...]) -> tuple[Citation, ...]:
    """Return what a text and the captions of its figures may cite, each key once."""
    found = {citation.key: citation for citation in citations(prose_of(body), body_line)}
    for figure in figures:
        line = figure.line_of("caption")
        for citation in citations(prose_of(str(figure.params.get("caption") or "")), line):
            found.setdefault(citation.key, citation)
    return tuple(found.values())


def _check_names(meta: FrontMatter, slug: str, source: str, parts: Parts) -> None:
    """Raise ContentError for what no file can be named after."""
    series = [meta.series] if meta.series else []
    for key, what, names in (("tags", "tag", meta.tags), ("series", "series", series)):
        for name in names:
            if not slugify(name):
                problem = f"no page can be named after the {what} '{name}'"
                raise ContentError(problem, file=source, line=parts.line_of(key), hint="give it letters or digits")
    named = [("slug", slug), *(("tags", tag) for tag in meta.tags), ("series", meta.series)]
    named += [("permalink", part) for part in meta.permalink.split("/")]
    named += [("aliases", part) for alias in meta.aliases for part in alias.split("/")]
    for key, name in named:
        if len(name.encode()) > LONGEST_NAME:
            line = parts.line_of(key)
            problem = f"{key}: '{name[:20]}\u2026' is too long for the name of a file ({len(name.encode())} bytes)"
            raise ContentError(problem, file=source, line=line, hint=f"{LONGEST_NAME} are the most")


def local_moment(text: str, zone: str) -> datetime:
    """Return an ISO 8601 day or moment as an aware datetime in ``zone``; a day begins at midnight there."""
    parsed = datetime.fromisoformat(text)
    where = ZoneInfo(zone)
    return parsed.replace(tzinfo=where) if parsed.tzinfo is None else parsed.astimezone(where)


def precedes(written: str, moment: datetime, zone: str) -> bool:
    """Return whether a day or moment in ISO 8601 lies before a ``moment`` of the time zone; its own day does not."""
    try:
        return date.fromisoformat(written) < moment.date()
    except ValueError:
        return local_moment(written, zone) < moment


def _moment(written: str, day: str, source: str, zone: str) -> datetime | None:
    if day:
        try:
            of_name = date.fromisoformat(day)
        except ValueError:
            raise ContentError(f"'{day}' in the file's name is not a date", file=source) from None
        if of_name.year not in YEARS:
            limits = f"years go from {YEARS[0]} to {YEARS[-1]}"
            raise ContentError(f"'{day}' in the file's name is too far away", file=source, hint=limits)
        if not written:
            return datetime.combine(of_name, time(), ZoneInfo(zone))
    return local_moment(written, zone) if written else None


def _stem(source: str) -> str:
    parts = source.split("/")
    return parts[-2] if parts[-1] in INDEXES else parts[-1].removesuffix(".md")
