"""What an import did, and everything in it that needs a person: by file and line, with the words that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec


class Note(msgspec.Struct, frozen=True, order=True):
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


class Report:
    """Gathers notes while an import goes on; ``documents`` and ``files`` at its end."""

    def __init__(self) -> None:
        self._notes: dict[Note, None] = {}
        self.documents: tuple[Imported, ...] = ()
        self.files: tuple[str, ...] = ()

    def person(self, file: str, line: int, message: str, text: str = "") -> None:
        """Note what a person must see to."""
        self._notes[Note(file, line, message, text.strip())] = None

    def tell(self, file: str, line: int, message: str, text: str = "") -> None:
        """Note what was done, where nobody need do anything."""
        self._notes[Note(file, line, message, text.strip(), person=False)] = None

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes, by file and line."""
        return tuple(sorted(self._notes))

    def words_about(self, file: str) -> str:
        """Return all that the notes on ``file`` say and quote."""
        return "\n".join(f"{note.message} {note.text}" for note in self._notes if note.file == file)

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


def grouped(notes: Iterable[Note]) -> list[tuple[str, list[Note]]]:
    """Return notes by message, in the order of their first."""
    groups: dict[str, list[Note]] = {}
    for note in notes:
        groups.setdefault(note.message, []).append(note)
    return list(groups.items())


def _plain(note: Note) -> dict[str, Any]:
    return {"file": note.file, "line": note.line, "message": note.message, "text": note.text}
