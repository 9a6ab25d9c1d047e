"""What an import did, and everything in it that needs a person: by file and line, with the words that it is about."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

import msgspec

SHOWN_PLACES = 8


class ImportNote(msgspec.Struct, frozen=True, order=True):
    """Something about line ``line`` (0: the whole) of the source ``file``.

    ``text`` is the source's own text where it is not, or not as it was, in what was imported. ``person`` says
    whether somebody must decide; else it is only told.
    """

    file: str
    line: int
    message: str
    text: str = ""
    person: bool = True


class Imported(msgspec.Struct, frozen=True):
    """A document that was imported: the source ``file``, and ``target``, its place in the blog.

    ``state`` is "new", "same" (it was there already) or "kept" (another text is there and stays).
    """

    file: str
    target: str
    title: str
    kind: str
    draft: bool
    state: str


class ImportReport:
    """Gathers notes while an import goes on; ``documents`` and ``files`` at its end."""

    def __init__(self) -> None:
        self._notes: dict[ImportNote, None] = {}
        self.documents: tuple[Imported, ...] = ()
        self.files: tuple[str, ...] = ()

    def person(self, file: str, line: int, message: str, text: str = "") -> None:
        """Note what a person must see to."""
        self._notes[ImportNote(file, line, message, text.strip())] = None

    def tell(self, file: str, line: int, message: str, text: str = "") -> None:
        """Note what was done, where nobody need do anything."""
        self._notes[ImportNote(file, line, message, text.strip(), person=False)] = None

    @property
    def notes(self) -> tuple[ImportNote, ...]:
        """All notes, by file and line."""
        return tuple(sorted(self._notes))

    def words_about(self, file: str) -> str:
        """Return all that the notes on ``file`` say and quote."""
        return "\n".join(f"{note.message} {note.text}" for note in self._notes if note.file == file)

    def lines(self, *, dry: bool) -> Iterator[str]:
        """Yield the report as lines to read; after a ``dry`` run nothing was written."""
        for note in (note for note in self.notes if note.person):
            yield f"{_place(note)}: {note.message}{_quoted(note)}"
        told = _grouped(note for note in self.notes if not note.person)
        if told:
            yield "\nTold only, nobody need do anything:"
        for message, notes in told:
            files = list(dict.fromkeys(note.file for note in notes))
            rest = f" and {len(files) - SHOWN_PLACES} more" if len(files) > SHOWN_PLACES else ""
            yield f"  {message}: {', '.join(files[:SHOWN_PLACES])}{rest}"
        counts = self.as_json()["counts"]
        posts = sum(one.kind == "post" and not one.draft for one in self.documents)
        drafts = sum(one.draft for one in self.documents)
        pages = len(self.documents) - posts - drafts
        verb = "would be imported" if dry else "imported"
        yield f"\n{posts} posts, {drafts} drafts and {pages} pages {verb}, {counts['files']} files beside them;"
        if counts["same"] or counts["kept"]:
            yield f"{counts['same']} were here already, {counts['kept']} are other texts here and stay;"
        people = sum(note.person for note in self.notes)
        yield f"{people} places need a person (above; --json has all the words)."
        if not dry:
            yield "Next: fridaygram build --strict"

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON."""
        counts = {"new": 0, "same": 0, "kept": 0}
        for document in self.documents:
            counts[document.state] += 1
        return {
            "documents": [msgspec.to_builtins(one) for one in self.documents],
            "files": list(self.files),
            "counts": {**counts, "files": len(self.files)},
            "person": [_plain(note) for note in self.notes if note.person],
            "told": [_plain(note) for note in self.notes if not note.person],
        }


def _grouped(notes: Iterable[ImportNote]) -> list[tuple[str, list[ImportNote]]]:
    """Return notes by message, in the order of their first."""
    groups: dict[str, list[ImportNote]] = {}
    for note in notes:
        groups.setdefault(note.message, []).append(note)
    return list(groups.items())


def _place(note: ImportNote) -> str:
    return f"{note.file}:{note.line}" if note.line else note.file


def _quoted(note: ImportNote) -> str:
    text = " ".join(note.text.split())
    return f": {text}" if text and len(text) < 100 else f": {text[:96]} ..." if text else ""


def _plain(note: ImportNote) -> dict[str, Any]:
    return {"file": note.file, "line": note.line, "message": note.message, "text": note.text}


_WORD = re.compile(r"[^\W_]{2,}")
_ADDRESS = re.compile(
    r"\]\([^)\s]*|(?:href|src|style|class|id|width|height|srcset)=(?:\"[^\"]*\"|'[^']*')|https?://\S+"
)


def audit(file: str, body: str, first: int, made: str, report: ImportReport) -> None:
    """Note the words of a source's ``body`` (from line ``first`` on) that neither ``made`` nor the report has."""
    known = Counter(words(made)) + Counter(words(report.words_about(file)))
    missing: dict[int, list[str]] = {}
    wanted: Counter[str] = Counter()
    for number, line in enumerate(body.split("\n"), first):
        for word in words(_ADDRESS.sub(" ", line)):
            wanted[word] += 1
            if word not in known:
                missing.setdefault(number, []).append(word)
    lines = body.split("\n")
    for number in sorted(missing):
        report.person(file, number, "words of this line are not in the post as they were", lines[number - first])


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case, entities and percent signs undone."""
    return _WORD.findall(unquote(html.unescape(text)).lower())
