"""From an exception to what the overlay shows: place, words, the lines around it, the way out."""

from __future__ import annotations

from pathlib import Path

from fridaygram.errors import FridaygramError
from fridaygram.serve.hub import Problem

AROUND = 3
LONGEST = 240
LARGEST = 1 << 20


def problem_of(error: BaseException, root: Path) -> Problem:
    """Return an error as the overlay shows it; ``root`` is the blog, and files are told relative to it."""
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
    """Return (number, text) of the lines around ``line`` (1-based); none where the file is no text."""
    try:
        if not file.is_file() or file.stat().st_size > LARGEST:
            return []
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    first = max(1, line - AROUND)
    shown = lines[first - 1 : line + AROUND]
    return [(number, text[:LONGEST]) for number, text in enumerate(shown, start=first)]


def _relative(file: str | None, root: Path) -> str:
    if file is None:
        return ""
    path = Path(file)
    return path.relative_to(root).as_posix() if path.is_absolute() and path.is_relative_to(root) else file
