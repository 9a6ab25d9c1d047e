"""Catalogues of words: those that come along, those of a blog, and which of them a language tag means."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from fridaygram.errors import ConfigError, suggestion, toml_problem

Catalogue = dict[str, str | dict[str, str]]
"""Words by name: a text, or texts by the plural form that CLDR names ("one", "other")."""
ENGLISH, FOLDER = "en", "languages"
PLURALS = ("zero", "one", "two", "few", "many", "other")
_PACKAGED = Path(__file__).parent
_ALSO = {"no": "nb", "nn": "nb"}
"""Languages whose readers can read another one of those that come along."""
_MARKUP = '<>&"'


@cache
def packaged(tag: str) -> Catalogue:
    """Return the catalogue that comes along for a language, {} where there is none."""
    file = _PACKAGED / f"{tag}.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


def languages() -> list[str]:
    """Return the tags of the catalogues that come along."""
    return sorted(file.stem for file in _PACKAGED.glob("*.toml"))


def placeholders(text: str) -> set[str]:
    """Return the names in braces of a text. Raises ValueError for braces that are none."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def own_catalogues(root: Path) -> dict[str, Catalogue]:
    """Return the catalogues of the blog at ``root``, by language tag.

    Raises ConfigError, with file and line, for a name that English does not have, and for a word that pages cannot
    show.
    """
    found = {}
    for file in sorted((root / FOLDER).glob("*.toml")):
        found[file.stem.lower()] = _read(file, f"{FOLDER}/{file.name}")
    return found


def _read(file: Path, name: str) -> Catalogue:
    try:
        text = file.read_text("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError:
        raise ConfigError("not UTF-8 text", file=name, hint="save it as UTF-8") from None
    except (ValueError, RecursionError) as error:
        problem, hint, line = toml_problem(error)
        raise ConfigError(f"not TOML: {problem}", file=name, line=line, hint=hint) from None
    for key, value in raw.items():
        line = next((number for number, row in enumerate(text.split("\n"), 1) if row.split("=")[0].strip() == key), 1)
        for problem, hint in _problems(key, value):
            raise ConfigError(problem, file=name, line=line, hint=hint)
    return raw


def _problems(key: str, value: object) -> Iterator[tuple[str, str | None]]:
    """Yield what is wrong with a word of a blog's own catalogue, and the way out."""
    known = packaged(ENGLISH)
    if key not in known:
        yield f"unknown word '{key}'", suggestion(key, known)
        return
    forms: dict[str, str] = value if isinstance(value, dict) else {"other": value}  # type: ignore[dict-item]
    if not all(isinstance(text, str) for text in forms.values()) or not forms.keys() <= set(PLURALS):
        yield f"word '{key}' must be a text, or texts by plural form", f"the forms are {', '.join(PLURALS)}"
        return
    if "other" not in forms:
        yield f"word '{key}' has no form 'other'", "numbers that no other form fits take it"
    for text in forms.values():
        yield from _faults(key, text, list(_texts(known[key])))


def _faults(key: str, text: str, english: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one text of a word, given what it is in English, and the way out."""
    if any(sign in text for sign in _MARKUP):
        yield f"word '{key}' holds one of {' '.join(_MARKUP)}", "write plain text, with the quotes of your language"
    allowed = set().union(*map(placeholders, english))
    try:
        wrong = sorted(placeholders(text) - allowed)
    except ValueError:
        yield f"word '{key}' holds a brace that closes or opens nothing", "write placeholders as in English"
        return
    if wrong:
        hint = f"it knows {', '.join(f'{{{one}}}' for one in sorted(allowed))}" if allowed else "it knows none"
        yield f"word '{key}' has the unknown placeholder {{{wrong[0]}}}", hint
    if ("[" in text) != ("[" in english[0]):
        yield f"word '{key}': the part in square brackets is its link", "mark the same part as English does"


def _texts(value: str | dict[str, str]) -> Iterable[str]:
    return value.values() if isinstance(value, dict) else (value,)


def lookup(tag: str) -> list[str]:
    """Return the names of the catalogues that may serve a language tag, the best first: "pt-br", "pt"."""
    parts = tag.lower().split("-")
    names = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return [*names, *(_ALSO[name] for name in names if name in _ALSO)]
