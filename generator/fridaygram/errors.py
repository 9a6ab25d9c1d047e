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


NEAR = 0.66
"""Names at least this similar (difflib's ratio) are offered in place of a misspelled one."""


def near(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that ``name`` most likely means, None where none is near."""
    import difflib

    folded = {one.casefold(): one for one in sorted(set(known), reverse=True)}
    wanted = name.casefold()
    # Two letters, or "/" of a list of paths, begin too much.
    long = [one for one in sorted(folded) if min(len(wanted), len(one)) > 2]
    begun = [one for one in long if one.startswith(wanted) or wanted.startswith(one)]
    close = begun or difflib.get_close_matches(wanted, sorted(folded), n=1, cutoff=NEAR)
    return folded[close[0]] if close else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return a hint for a misspelled ``name``: the nearest known name, else all of them."""
    candidates = sorted(set(known))
    if close := near(name, candidates):
        return f"did you mean '{close}'?"
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
    close = near(str(given), allowed)
    return f"'{given}' is none of {', '.join(allowed)}", f"did you mean '{close}'?" if close else None


QUOTES = 'put text in quotes: key = "text"'
_TOML: tuple[tuple[str, str, str], ...] = (
    (r"Illegal character '\\n'", "a text has no closing quote on this line", 'end it with "'),
    (r"Illegal character '(.*)'", "a control character ({0}) cannot stand here", "remove it"),
    (r"Expected \"'\"|Unterminated string", "a text has no closing quote", "end it with the quote that it begins with"),
    (r"Unescaped '\\' in a string", "a backslash in a text", "write it twice, or put the text in single quotes"),
    (r"Invalid value", "this is no value", QUOTES),
    (r"Expected '=' after a key.*", "a key without '='", 'write it as key = "text"'),
    (r"Invalid (?:statement|initial character for a key part)", "a line cannot begin like this", 'write key = "text"'),
    (r"Expected newline or end of document after a statement", "there is more on this line than one value", QUOTES),
    (r"Cannot overwrite a value|Duplicate inline table key '.*'", "this setting is here twice", "keep one of them"),
    (r"Cannot declare \((.*?),?\) twice", "the table {0} is here twice", "join both under one heading"),
    (r"Unclosed array", "a list has no end, or a comma is missing in it", "write it as [1, 2]"),
    (r"Unclosed inline table", "a table has no end", "write it as { key = 1 }"),
    (r"Expected '\]\]?' at the end of a table declaration", "a heading has no end", "write it as [name]"),
)
"""Messages of tomllib, what each means to a blogger, and the way out."""


INDENT = "begin every line of one list in the same column, with spaces"
_YAML: tuple[tuple[str, str, str], ...] = (
    (r"mapping values are not .*", "a ':' where none can be", 'put text with a colon in quotes: key: "One: two"'),
    (r"found unexpected end of stream", "a text has no closing quote", "end it with the quote that it begins with"),
    (r"did not find expected ',' or '(.)'", "a list or table has no end, or a comma is missing", "end it with {0}"),
    (r"found character that cannot start .*", "a value or line cannot begin with this character", "put it in quotes"),
    (r"found undefined alias|did not find expected alpha.*", "a value that begins with * or &", "put it in quotes"),
    (r"could not determine a constructor for the tag '(.*)'", "a value that begins with '{0}'", "put it in quotes"),
    (
        r"block sequence entries are not .*",
        "a list begins on its key's line",
        "write it as [one, two]",
    ),
    (r"found unknown escape .*|did not find expected hex.*", "a backslash in a text", "put the text in single quotes"),
    (r"found a tab .*", "a tab at the beginning of a line", "use spaces"),
    (r"could not find expected ':'", "a line without a ':'", "write key: value"),
    (r"did not find expected key", "a line that does not fit those before it, or text after a closing quote", INDENT),
    (r"did not find expected '-' indicator", "a line of a list without its '-'", INDENT),
    (r"did not find expected node content", "a value cannot begin with this character", "put it in quotes"),
    (r"did not find expected comment .*", "text on the line of > or |", "begin it on the next line"),
    (r"but found another document", "a line '---' inside", "remove it"),
    (r"unacceptable character #x(\w+): .*", "a character that YAML cannot hold (U+{0})", "remove it"),
)
"""Messages of libyaml, what each means to a blogger, and the way out."""


_JSON: tuple[tuple[str, str, str], ...] = (
    (r"Expecting value", "a value is missing here, or it is none", "text needs quotes; the last value has no comma"),
    (
        r"Expecting property name .*",
        "a key is missing here, or has no quotes",
        'write "key": 1, and no comma after the last value',
    ),
    (r"Expecting '(.)' delimiter", "there is no '{0}' where one must be", "look at the end of the value before"),
    (r"Illegal trailing comma.*", "a comma after the last value", "remove it"),
    (r"Extra data", "there is more after the end", "put all into one list: [..]"),
    (r"Unterminated string.*", "a text has no closing quote", 'end it with "'),
    (r"Invalid control character.*", "a line break or tab in a text", r"write it as \n or \t"),
    (r"Invalid \\.*", "a backslash in a text", "write it twice"),
)
"""Messages of Python's json, what each means to a blogger, and the way out."""


def toml_problem(error: Exception) -> tuple[str, str | None, int | None]:
    """Return what is wrong with TOML, the way out, and the line if tomllib's ``error`` names one."""
    import re

    message, _, place = str(error).partition(" (at ")
    line = re.match(r"line (\d+)", place)
    return *_meaning(message, _TOML), int(line[1]) if line else None


def yaml_problem(message: str) -> tuple[str, str | None]:
    """Return what is wrong with YAML, and the way out. ``message`` is PyYAML's or libyaml's, without its place."""
    return _meaning(message, _YAML)


def json_problem(message: str) -> tuple[str, str | None]:
    """Return what is wrong with JSON, and the way out. ``message`` is that of Python's json, without its place."""
    return _meaning(message, _JSON)


def _meaning(message: str, table: tuple[tuple[str, str, str], ...]) -> tuple[str, str | None]:
    import re

    for pattern, meaning, hint in table:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return meaning.format(*found.groups()), hint.format(*found.groups()) if found.groups() else hint
    return message, None


_KINDS = {
    "str": ("text", "put it in quotes"),
    "int": ("a whole number", "write it without quotes: 3"),
    "float": ("a number", "write it without quotes: 0.5"),
    "bool": ("true or false", "write true or false, without quotes"),
    "date": ("a date", "write it as 2026-12-25, without quotes"),
    "array": ("a list", "write it as [one, two]"),
    "object": ("a table of keys and values", None),
    "null": ("nothing", None),
}


def type_problem(message: str) -> tuple[str, str | None] | None:
    """Return what is wrong with a value's type or size, and the way out, from msgspec's "Expected `int`, got `str`".

    None where the message says something else.
    """
    import re

    if message.startswith("Invalid RFC3339 encoded"):
        return "this is not a date", "write it as 2026-12-25"
    if bound := re.match(r"Expected `(?:int|float)(?: \| null)?` (<=|<|>=|>) (-?[\d.]+)", message):
        words = {"<=": "at most", "<": "less than", ">=": "at least", ">": "more than"}
        limit = float(bound[2])
        return f"it must be {words[bound[1]]} {int(limit) if limit == int(limit) else limit:,}", None
    found = re.match(r"Expected `([^`]+)`, got `(\w+)`", message)
    if found is None or found[2] not in _KINDS:
        return None
    wanted = [kind for kind in found[1].split(" | ") if kind in _KINDS and kind != "null"]
    if not wanted:
        return None
    names = " or ".join(_KINDS[kind][0] for kind in wanted)
    return f"this is {_KINDS[found[2]][0]}, and it must be {names}", _KINDS[wanted[0]][1]
