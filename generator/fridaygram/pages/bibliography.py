"""Works that posts cite, from BibTeX: ``content/references.bib`` for all posts, ``*.bib`` beside one for it alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from typing import Any

import msgspec

from fridaygram.errors import ContentError

SHARED = "content/references.bib"
# Names of fields and types in BibLaTeX and reference managers, and BibTeX's own names for them.
_FIELDS = {"journaltitle": "journal", "location": "address", "eprinttype": "archiveprefix"}
_TYPES = {"online", "electronic", "www", "webpage", "dataset", "software", "video", "audio", "music", "patent"}
_LIKE = {"conference": "inproceedings", "report": "techreport", "thesis": "phdthesis"}


class Reference(msgspec.Struct, frozen=True):
    """A work as texts cite and list it: last names of its authors (or what stands for them), year, HTML of its entry.

    ``year`` is "n.d." where the entry names none.
    """

    key: str
    names: tuple[str, ...]
    year: str
    html: str

    @property
    def label(self) -> str:
        """The authors as a text names them: "Shannon", "Chen and Goodman", "Bengio et al."."""
        if len(self.names) > 2:
            return f"{self.names[0]} et al."
        return " and ".join(self.names)


def parse_bibliography(text: str, file: str) -> dict[str, Reference]:
    """Return the works of a BibTeX file by key.

    Raises ContentError, with file and line where they are known, for what BibTeX cannot read.
    """
    from pybtex.database import parse_string
    from pybtex.exceptions import PybtexError

    try:
        entries = parse_string(text, "bibtex").entries
    except PybtexError as error:
        raise _located(error, text, file) from None
    return {key: _reference(key, entry, text, file) for key, entry in entries.items()}


def _located(error: Exception, text: str, file: str) -> ContentError:
    message = str(error)
    line = getattr(error, "lineno", None)
    if repeated := re.search(r"repeated bibliography entry: (\S+)", message):
        places = list(_places(text, repeated[1]))
        return ContentError(f"two entries are called '{repeated[1]}'", file=file, line=places[-1] if places else None)
    problem = re.sub(r"^syntax error in line \d+: ", "", message)
    return ContentError(f"not BibTeX: {problem}", file=file, line=line)


def _places(text: str, key: str) -> Iterator[int]:
    """Yield the lines on which an entry's key is given."""
    for found in re.finditer(rf"@\w+\s*[{{(]\s*{re.escape(key)}\s*,", text, re.IGNORECASE):
        yield text.count("\n", 0, found.start()) + 1


def _reference(key: str, entry: Any, text: str, file: str) -> Reference:
    from pybtex.richtext import Text
    from pybtex.style.template import FieldIsMissing

    fields = entry.fields
    for written, known in _FIELDS.items():
        if written in fields and known not in fields:
            fields[known] = fields[written]
    if "date" in fields and "year" not in fields:
        fields["year"] = str(fields["date"])[:4]
    kind = entry.type.lower()
    entry.type = "misc" if kind in _TYPES else _LIKE.get(kind, kind)
    if not hasattr(_style(), f"get_{entry.type}_template"):
        entry.type = "misc"
    try:
        html = _formatted(entry)
    except FieldIsMissing:
        # An entry without a field that its type requires is shown all the same.
        entry.type = "misc"
        html = _formatted(entry)
    persons = entry.persons.get("author") or entry.persons.get("editor") or []
    names = tuple(_plain("".join(str(part) for part in person.rich_last_names)) for person in persons)
    title = _plain(str(Text.from_latex(fields["title"]))) if "title" in fields else ""
    if not names and not title:
        line = next(_places(text, key), None)
        raise ContentError(f"'{key}' has neither author nor title", file=file, line=line, hint="add title = {..}")
    year = _plain(str(fields["year"])) if "year" in fields else "n.d."
    return Reference(key, names or (title,), year, html)


def _plain(text: str) -> str:
    return " ".join(text.replace("{", "").replace("}", "").replace("\u00a0", " ").split())


def _formatted(entry: Any) -> str:
    text = _style().format_entry("", entry).text
    return " ".join(str(text.render(_backend())).split())


@cache
def _style() -> Any:
    from pybtex.plugin import find_plugin

    return find_plugin("pybtex.style.formatting", "unsrt")()


@cache
def _backend() -> Any:
    from pybtex.backends.html import Backend

    class Html(Backend):  # type: ignore[misc]
        """pybtex's HTML without its classes, and with safe addresses."""

        symbols: Mapping[str, str] = {"ndash": "\u2013", "newblock": " ", "nbsp": "\u00a0"}

        def format_protected(self, text: str) -> str:
            return text

        @staticmethod
        def format_href(url: str, text: str, external: bool = False) -> str:
            address = str(url)
            return f'<a href="{escape(address)}">{text}</a>' if re.match(r"https?://", address) else text

    return Html()
