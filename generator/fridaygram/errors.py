"""Every error a user can cause, as one line: ``file:line: what is wrong; the way out``.

FridaygramError
├── UsageError      a wrong command line, an unknown name
├── ConfigError     site.toml
├── ContentError    a post, page, template, picture or data file of the author
├── CorpusError     a corpus that is missing, foreign, damaged or refused
├── ModelError      a model that is missing, foreign, damaged or of another corpus
├── FigureError     values or parameters that a figure cannot draw
├── NetworkError    a source that does not answer as it should (acquire only)
└── BuildError      the build as a whole: output in use, disk full, two pages at one URL
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, get_args, get_origin


class FridaygramError(Exception):
    """An error with a place and a way out. The command line prints ``str(error)`` and exits with 1.

    ``file`` and ``line`` (1-based) say where, ``hint`` says what to do about it.
    """

    def __init__(
        self, message: str, *, file: Path | str | None = None, line: int | None = None, hint: str | None = None
    ):
        super().__init__(message)
        self.message = message
        self.file = None if file is None else str(file)
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        place = ""
        if self.file is not None:
            place = f"{self.file}:{self.line}: " if self.line is not None else f"{self.file}: "
        way_out = f"; {self.hint}" if self.hint else ""
        return " ".join(f"{place}{self.message}{way_out}".split())

    def at(self, file: Path | str, line: int | None = None) -> FridaygramError:
        """Return this error with a place, unless it already has one."""
        if self.file is None:
            self.file, self.line = str(file), line
        return self


class UsageError(FridaygramError):
    """A wrong command line, or a name that nothing has."""


class ConfigError(FridaygramError):
    """Something in site.toml."""


class ContentError(FridaygramError):
    """Something the author wrote: a post, a page, a template, a picture, a data file."""


class CorpusError(FridaygramError):
    """A corpus that is missing, foreign, damaged or refused."""


class ModelError(FridaygramError):
    """A model that is missing, foreign, damaged or of another corpus."""


class FigureError(FridaygramError):
    """Values or parameters that a figure cannot draw."""


class NetworkError(FridaygramError):
    """A source on the network that does not answer as it should."""


class BuildError(FridaygramError):
    """The build as a whole."""


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return a hint for a misspelled ``name``: the nearest known name, else all of them."""
    import difflib

    candidates = sorted(set(known))
    close = difflib.get_close_matches(name, candidates, n=1, cutoff=0.5)
    if close:
        return f"did you mean '{close[0]}'?"
    if not candidates:
        return "there are none yet"
    shown = ", ".join(candidates[:12])
    return f"known: {shown}" + (", ..." if len(candidates) > 12 else "")


def unreadable(value: object) -> str | None:
    """Return what no feed or drawing can hold of the texts in plain data (XML 1.0, section 2.2), else None.

    Escapes (``"\\u0007"``) bring such characters into YAML, TOML and JSON whose own text has none.
    """
    import re

    if isinstance(value, str):
        found = (
            None if value.isprintable() else re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", value)
        )
        return f"a character that no feed or drawing can hold (U+{ord(found[0]):04X})" if found else None
    if isinstance(value, dict):
        value = (*value, *value.values())
    inside = map(unreadable, value) if isinstance(value, list | tuple) else ()
    return next((problem for problem in inside if problem), None)


def not_allowed(given: object, annotation: Any) -> tuple[str, str | None] | None:
    """Return what is wrong with a value of none of a Literal's, all of them named, and a hint where one is near.

    None where the annotation is no Literal.
    """
    if get_origin(annotation) is not Literal:
        return None
    allowed = [str(value) for value in get_args(annotation)]
    near = suggestion(str(given), allowed)
    return f"'{given}' is none of {', '.join(allowed)}", near if near.startswith("did you mean") else None
