"""samples.toml: the texts that an author kept, each with the receipt that writes it again.

Format 1: ``format = 1``, then one ``[[sample]]`` a text with the fields of ``Receipt``. The file is written by
``fridaygram curate`` and meant to be read by people; a text stands last in its table, in triple quotes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import digest_json, read_text, write_atomic
from fridaygram.lm.base import How
from fridaygram.lm.song.masking import Card
from fridaygram.lm.song.words import Choice

FORMAT = 1
NAME = "samples.toml"
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*sample[ \t]*\]\]", re.MULTILINE)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


class Receipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text and all that it takes to write it again.

    ``model`` is the kind of model, ``order`` its history length (absent: no bound); ``index`` is the place, from 0,
    in a batch of ``batch`` texts drawn from ``seed``; ``limit`` is the length in characters at which a text is cut,
    after its last ``until``. The fields of ``lm.base.How`` are as there; an absent one has its default.
    ``model_digest`` and ``corpus_digest`` say which trained model wrote it, ``batch_digest`` fingerprints all texts
    of the batch, ``version`` is the program's. ``card`` is what a model of songs was given, None for any other model.

    A text with ``choices`` is a review put together of sentences (``lm/song/reviews.py``): they say where each stands
    in texts that were drawn from the seed ``stream``, with ``order`` and ``limit``. ``seed`` and ``index`` are then
    those of the review.
    """

    text: str
    corpus: str
    corpus_digest: str
    model_digest: str
    batch_digest: str
    seed: int
    index: int
    batch: int
    limit: int
    version: str
    model: str = "mle"
    order: int | None = None
    temperature: float = 1.0
    prompt: str = ""
    note: str = ""
    top_k: int = 0
    top_p: float = 1.0
    until: str = "character"
    first_sentence: bool = False
    card: Card | None = None
    stream: int = 0
    choices: tuple[Choice, ...] = ()

    def fields(self) -> dict[str, Any]:
        """Return the fields as plain values; those that came later only where they say something."""
        later = {"top_k": 0, "top_p": 1.0, "until": "character", "first_sentence": False, "card": None, "stream": 0}
        later |= {"choices": ()}
        fields: dict[str, Any] = msgspec.to_builtins(self)
        return {name: value for name, value in fields.items() if name not in later or value != later[name]}

    def is_of_text(self, other: Receipt) -> bool:
        """Return whether another receipt is of the same text: by model and batch, and its place there."""
        mine, others = ((one.model_digest, one.batch_digest, one.index) for one in (self, other))
        return mine == others


class Placed(msgspec.Struct, frozen=True):
    """A receipt as it stands in its file: the line of its table, and of each of its fields."""

    receipt: Receipt
    line: int
    lines: dict[str, int]

    def line_of(self, field: str) -> int:
        """Return the line of a field, that of the table where the field is absent."""
        return self.lines.get(field, self.line)


def how(drawn: Any) -> dict[str, Any]:
    """Return the fields of ``lm.base.How`` that a receipt, a draw or arguments have: options for ``sample``."""
    return {name: getattr(drawn, name) for name in How.__struct_fields__}


def batch_digest(texts: Sequence[str]) -> str:
    """Return the fingerprint of a whole batch in order."""
    return digest_json(list(texts))


def read_receipts(path: Path, shown: Path | None = None) -> list[Placed]:
    """Read a samples.toml. Raises ContentError at the line of what is wrong; it names the file ``shown``."""
    text = read_text(path)
    path = shown or path
    data = _parsed(text, path)
    if data.pop("format", None) != FORMAT:
        raise ContentError(f"a file of samples begins with 'format = {FORMAT}'", file=path, line=1)
    rows = data.pop("sample", [])
    if data or not isinstance(rows, list):
        name = next(iter(data), "sample")
        raise ContentError(f"unknown field '{name}'", file=path, hint="samples are tables: [[sample]]")
    starts = [found.start() for found in _HEADER.finditer(text) if _is_whole(text[: found.start()])]
    placed = []
    for number, row in enumerate(rows):
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        start = starts[number] if number < len(starts) else 0
        lines = _field_lines(text, start, end, row if isinstance(row, dict) else {})
        placed.append(Placed(_receipt(row, lines, text.count("\n", 0, start) + 1, path), _line(text, start), lines))
    return placed


def write_receipts(path: Path, receipts: Sequence[Receipt]) -> None:
    """Write a samples.toml whole; receipts keep their order."""
    parts = [f"format = {FORMAT}\n"]
    for receipt in receipts:
        row = receipt.fields()
        text = row.pop("text")
        fields = [f"{name} = {_value(value)}\n" for name, value in row.items() if value not in (None, "")]
        parts.append(f'\n[[sample]]\n{"".join(sorted(fields))}text = """\n{_multiline(text)}"""\n')
    write_atomic(path, "".join(parts))


def keep_receipt(path: Path, receipt: Receipt, note: str | None, shown: Path | None = None) -> None:
    """Add a receipt to a samples.toml. A text that is kept already gets the ``note``, unless that is None."""
    kept = [placed.receipt for placed in read_receipts(path, shown)] if path.exists() else []
    place = next((place for place, one in enumerate(kept) if one.is_of_text(receipt)), None)
    if place is None:
        kept.append(msgspec.structs.replace(receipt, note=note or ""))
    elif note is not None:
        kept[place] = msgspec.structs.replace(kept[place], note=note)
    write_receipts(path, kept)


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ContentError("not TOML: nested too deeply", file=path) from None
    except ValueError as error:
        place = re.search(r"line (\d+)", str(error))
        raise ContentError(f"not TOML: {error}", file=path, line=int(place[1]) if place else None) from None


def _is_whole(text: str) -> bool:
    """Return whether a beginning of a TOML file is TOML itself: whether it does not end inside a text."""
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _field_lines(text: str, start: int, end: int, row: dict[str, Any]) -> dict[str, int]:
    found = {}
    for field in row:
        for place in re.finditer(rf"^[ \t]*[\"']?{re.escape(str(field))}[\"']?[ \t]*=", text[start:end], re.MULTILINE):
            if _is_whole(text[start : start + place.start()]):
                found[str(field)] = _line(text, start + place.start())
                break
    return found


def _receipt(row: Any, lines: dict[str, int], line: int, path: Path) -> Receipt:
    try:
        receipt = msgspec.convert(row, Receipt)
    except msgspec.ValidationError as error:
        named = re.search(r"at `\$\.(\w+)`|field `(\w+)`", str(error))
        where = lines.get(named[1] or named[2], line) if named else line
        problem = str(error).replace("Object", "a sample").replace("at `$.", "at `").replace("`", "'")
        raise ContentError(problem, file=path, line=where, hint="write samples with 'fridaygram curate'") from None
    if not 0 <= receipt.index < receipt.batch:
        problem = f"index {receipt.index} is outside a batch of {receipt.batch}"
        raise ContentError(problem, file=path, line=lines.get("index", line), hint="an index counts from 0")
    return receipt


def _value(value: Any) -> str:
    if isinstance(value, dict):
        named = {name if _BARE.fullmatch(name) else _value(name): _value(item) for name, item in sorted(value.items())}
        return "{ " + ", ".join(f"{name} = {item}" for name, item in named.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return '"' + _escaped(value).replace('"', '\\"').replace("\n", "\\n") + '"'
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _multiline(text: str) -> str:
    """Return a text for triple quotes: runs of quotes, and one at the end, are escaped."""
    escaped = re.sub(r'""+|"\Z', lambda quotes: '\\"' * len(quotes[0]), _escaped(text))
    return re.sub(r"[ \t]+(?=\n|\Z)", lambda blanks: blanks[0][:-1] + "\\u0020", escaped)


def _escaped(text: str) -> str:
    return "".join(
        _ESCAPES.get(c) or (f"\\u{ord(c):04x}" if (c < " " and c != "\n") or c == "\x7f" else c) for c in text
    )
