"""The report of an import: what was lost, what changed, what is to do, by file and line."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal
from urllib.parse import unquote

import msgspec

Kind = Literal["lost", "changed", "todo", "told"]
HEADINGS: dict[Kind, str] = {
    "lost": "Lost: what readers had, or would have, is not in the new blog",
    "changed": "Changed: it reads or is found otherwise than before",
    "todo": "To do",
    "told": "Told: nothing to do",
}
"""The kinds of note, the worst first."""
SINGLE, SHOWN_PLACES = 3, 8
"""A message stands with each of so many places; beyond, it stands once, with the first of them."""


class ImportNote(msgspec.Struct, frozen=True, order=True):
    """Something about line ``line`` (0: the whole) of the source ``file``.

    ``text`` is the source's own text where it is not, or not as it was, in what was imported.
    """

    file: str
    line: int
    message: str
    text: str = ""
    kind: Kind = "told"


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


class BlogReport:
    """Gathers notes while an import goes on; ``documents``, ``files`` and whether the blog ``builds`` at its end."""

    def __init__(self) -> None:
        self._notes: dict[ImportNote, None] = {}
        self.builds = True
        self.documents: tuple[Imported, ...] = ()
        self.files: tuple[str, ...] = ()

    def note(self, kind: Kind, file: str, line: int, message: str, text: str = "") -> None:
        """Note something about a line of a source."""
        self._notes[ImportNote(file, line, message, text.strip(), kind)] = None

    @property
    def notes(self) -> tuple[ImportNote, ...]:
        """All notes, by file and line."""
        return tuple(sorted(self._notes))

    def words_about(self, file: str) -> str:
        """Return all that the notes on ``file`` say and quote."""
        return "\n".join(f"{note.message} {note.text}" for note in self._notes if note.file == file)

    def of_kind(self, kind: Kind) -> list[ImportNote]:
        """Return the notes of one kind, by file and line."""
        return [note for note in self.notes if note.kind == kind]

    def lines(self, *, dry: bool) -> Iterator[str]:
        """Yield the report as lines to read, the worst first; after a ``dry`` run nothing was written."""
        for kind, heading in HEADINGS.items():
            if notes := self.of_kind(kind):
                yield f"{heading} ({len(notes)})"
                yield from (f"  {line}" for line in _listed(notes))
                yield ""
        counts = self.as_json()["counts"]
        posts = sum(one.kind == "post" and not one.draft for one in self.documents)
        drafts = sum(one.draft for one in self.documents)
        pages = len(self.documents) - posts - drafts
        done = "to import" if dry else "imported"
        yield f"posts {done}: {posts}, drafts: {drafts}, pages: {pages}, files beside them: {counts['files']}"
        if counts["same"] or counts["kept"]:
            yield f"{counts['same']} were here already, {counts['kept']} are other texts here and stay."
        told = f"{counts['lost']} lost, {counts['changed']} changed, {counts['todo']} to do, {counts['told']} told"
        yield f"{told} (above, shortened; --json has all the words)."
        if not dry:
            yield "Next: fridaygram build --strict" if self.builds else "Next: mend what does not build (see To do)"

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON."""
        counts = {"new": 0, "same": 0, "kept": 0, "files": len(self.files)}
        for document in self.documents:
            counts[document.state] += 1
        notes: dict[str, list[dict[str, Any]]] = {
            kind: [_plain(note) for note in self.of_kind(kind)] for kind in HEADINGS
        }
        return {
            "documents": [msgspec.to_builtins(one) for one in self.documents],
            "files": list(self.files),
            "counts": {**counts, **{kind: len(found) for kind, found in notes.items()}},
            **notes,
        }


def _listed(notes: Iterable[ImportNote]) -> Iterator[str]:
    """Yield a line for each message and place; a message with many places is one line."""
    groups: dict[str, list[ImportNote]] = {}
    for note in notes:
        groups.setdefault(note.message, []).append(note)
    for message, found in groups.items():
        if len(found) <= SINGLE and found[0].kind != "told":
            yield from (f"{_place(note)}: {message}{_quoted(note)}" for note in found)
            continue
        places = list(dict.fromkeys(note.file if note.kind == "told" else _place(note) for note in found))
        rest = f" and {len(places) - SHOWN_PLACES} more" if len(places) > SHOWN_PLACES else ""
        yield f"{message}: {', '.join(places[:SHOWN_PLACES])}{rest}"


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


def audit(file: str, body: str, numbers: Sequence[int], made: str, report: BlogReport) -> None:
    """Note the words of a ``body``, whose lines have these ``numbers``, that neither ``made`` nor the report has."""
    known = {*words(made), *words(report.words_about(file))}
    for line, number in zip(body.split("\n"), numbers, strict=False):
        if any(word not in known for word in words(_ADDRESS.sub(" ", line))):
            report.note("lost", file, number, "words of this line are not in the post as they were", line)


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case, entities and percent signs undone."""
    return _WORD.findall(unquote(html.unescape(text)).lower())
