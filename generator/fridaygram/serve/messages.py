"""The messages between the preview and its builder, as MessagePack, each after its length."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TypeVar

import msgspec

from fridaygram.errors import FridaygramError

LENGTH_BYTES = 4
EXCERPT_AROUND = 3
LONGEST_EXCERPT_LINE = 240
LARGEST_EXCERPT_FILE = 1 << 20

Kind = TypeVar("Kind")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """An error as pages and the terminal show it. ``excerpt`` holds (line number, text) around ``line`` (1-based)."""

    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    excerpt: tuple[tuple[int, str], ...] = ()


class PreviewSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What all builds of a preview have in common; sent once."""

    root: str
    output: str
    base_url: str
    date: str | None
    drafts: bool
    workers: int


class Order(msgspec.Struct, frozen=True):
    """Asks for a build. ``first`` are the output files of the pages that browsers show. Orders are numbered."""

    first: tuple[str, ...]
    number: int


class BuildProgress(msgspec.Struct, frozen=True, kw_only=True):
    """The output files that a build changed since its last message; with ``ended``, how it went.

    ``unpublished`` says, by output file, why a page is not published yet. ``order`` is the number of the order that
    was carried out, and with it all before it.
    """

    changed: tuple[str, ...] = ()
    unpublished: dict[str, str] | None = None
    problem: Problem | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ended: bool = False
    order: int = 0


def send(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Write one message. Raises OSError where the other side has gone."""
    data = msgspec.msgpack.encode(message)
    stream.write(len(data).to_bytes(LENGTH_BYTES, "big") + data)
    stream.flush()


def receive(stream: IO[bytes], kind: type[Kind]) -> Kind:
    """Read one message. Raises EOFError where the other side has gone."""
    length = _exactly(stream, LENGTH_BYTES)
    return msgspec.msgpack.decode(_exactly(stream, int.from_bytes(length, "big")), type=kind)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = stream.read(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def problem_of(error: BaseException, root: Path) -> Problem:
    """Return an error as a Problem. Files below ``root``, the blog, are named relative to it."""
    if isinstance(error, FridaygramError):
        file = _relative(error.file, root)
        excerpt = excerpt_of(root / file, error.line) if file and error.line else ()
        return Problem(
            message=error.message, hint=error.hint or "", file=file, line=error.line or 0, excerpt=tuple(excerpt)
        )
    if isinstance(error, OSError):
        place = _relative(str(error.filename), root) if error.filename else ""
        return Problem(message=error.strerror or str(error), file=place)
    return Problem(
        message=f"{type(error).__name__}: {error}",
        hint="this is a fault of Fridaygram, not of your text; 'fridaygram build --debug' shows where",
    )


def excerpt_of(file: Path, line: int) -> list[tuple[int, str]]:
    """Return (number, text) of the lines around ``line`` (1-based); none where the file is not text."""
    try:
        if not file.is_file() or file.stat().st_size > LARGEST_EXCERPT_FILE:
            return []
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    first = max(1, line - EXCERPT_AROUND)
    shown = lines[first - 1 : line + EXCERPT_AROUND]
    return [(number, text[:LONGEST_EXCERPT_LINE]) for number, text in enumerate(shown, start=first)]


def _relative(file: str | None, root: Path) -> str:
    if file is None:
        return ""
    path = Path(file)
    return path.relative_to(root).as_posix() if path.is_absolute() and path.is_relative_to(root) else file
