"""Readers of files: each gives (place, record or RefusedRecordError) one after another and holds little in memory.

Text is decoded as UTF-8 with ``surrogateescape``, so that one broken record is refused and not the file.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fridaygram.corpus.importing.fields import MOST_CHARACTERS, RefusedRecordError, knows_content
from fridaygram.errors import CorpusError

MOST_LINE_BYTES = 16 << 20
MOST_JSON_BYTES = 512 << 20
WIDE = {
    "UTF-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "UTF-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),  # after the other: UTF-32's mark begins with UTF-16's
}
"""Byte order marks of encodings in which a text's bytes are not those of ASCII."""
TEXTS = (".txt", ".text", ".md", ".markdown")
Row = tuple[str, Mapping[str, Any] | RefusedRecordError]
Reader = Callable[[Path], Iterator[Row]]


def reader_for(source: Path) -> tuple[str, Reader]:
    """Return the format of ``source`` ("jsonl", "json", "csv", "folder") and its reader.

    Raises CorpusError where there is no such file, where its format is unknown, and where it is UTF-16 or UTF-32.
    """
    if source.is_dir():
        return "folder", read_folder
    if not source.is_file():
        raise CorpusError("no such file or folder", file=source)
    suffix = source.suffix.lower()
    known: dict[str, tuple[str, Reader]] = {
        ".jsonl": ("jsonl", read_jsonl),
        ".ndjson": ("jsonl", read_jsonl),
        ".json": ("json", read_json),
        ".csv": ("csv", read_csv),
        ".tsv": ("csv", read_csv),
    }
    if suffix not in known:
        hint = "take .jsonl, .json, .csv, .tsv or a folder of .txt and .md files"
        raise CorpusError(f"'{suffix}' files cannot be imported", file=source, hint=hint)
    _refuse_wide(source)
    return known[suffix]


def _refuse_wide(source: Path) -> None:
    """Raise CorpusError for UTF-16 and UTF-32, which spreadsheets write: record by record it would read as noise."""
    with source.open("rb") as stream:
        start = stream.read(4)
    for name, marks in WIDE.items():
        if start.startswith(marks):
            raise CorpusError(f"{name}, not UTF-8 text", file=source, hint="save it as UTF-8")


def read_jsonl(path: Path) -> Iterator[Row]:
    """One JSON object a line; blank lines are ignored."""
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(MOST_LINE_BYTES):
            number += 1
            place = f"line {number}"
            if len(line) == MOST_LINE_BYTES and not line.endswith(b"\n"):
                while (rest := stream.readline(MOST_LINE_BYTES)) and not rest.endswith(b"\n"):
                    pass
                yield place, RefusedRecordError("line too long", f"over {MOST_LINE_BYTES} bytes")
            elif text := line.decode("utf-8-sig", "surrogateescape").strip():
                yield place, _parsed(text)


def read_json(path: Path) -> Iterator[Row]:
    """A list of objects, or an object that holds one list of objects."""
    if path.stat().st_size > MOST_JSON_BYTES:
        raise CorpusError("too large to be read whole", file=path, hint="write one JSON object a line (.jsonl)")
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig", "surrogateescape"))
    except RecursionError:
        raise CorpusError("nested too deeply", file=path) from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise CorpusError(f"not JSON: {getattr(error, 'msg', error)}", file=path, line=line) from None
    if isinstance(value, dict):
        lists = [inner for inner in value.values() if isinstance(inner, list)]
        value = lists[0] if len(lists) == 1 else [value]
    if not isinstance(value, list):
        raise CorpusError("not a list of records", file=path)
    for number, record in enumerate(value, 1):
        yield f"record {number}", _object(record)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let a CSV have fields as long as a review; the limit is the whole process's, so it is put back."""
    before = csv.field_size_limit(4 * MOST_CHARACTERS)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def read_csv(path: Path) -> Iterator[Row]:
    """A table with a header; the header says whether commas, semicolons or tabs part it."""
    with _long_fields(), path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        header_line = stream.readline(1 << 16)
        delimiter = max(",;\t", key=header_line.count)
        stream.seek(0)
        rows = csv.reader(stream, delimiter=delimiter)
        header = _csv_header(path, rows)
        before = rows.line_num
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield f"line {before + 1}", RefusedRecordError("not CSV", str(error))
                before = rows.line_num
                continue
            place, before = f"line {before + 1}", rows.line_num
            if len(row) == len(header):
                yield place, dict(zip(header, row, strict=True))
            elif row:
                yield place, RefusedRecordError("wrong number of fields", f"{len(row)}, the header has {len(header)}")


def _csv_header(path: Path, rows: Iterator[list[str]]) -> list[str]:
    try:
        header = next(rows, [])
    except csv.Error as error:
        raise CorpusError(f"not CSV: {error}", file=path, line=1) from None
    if not knows_content(header):
        shown = ", ".join(header[:8])[:200] or "nothing"
        hint = "name the column with the texts 'content'"
        raise CorpusError(f"no column holds texts (found {shown})", file=path, line=1, hint=hint)
    return header


def read_folder(path: Path) -> Iterator[Row]:
    """Every .txt and .md file below ``path``, sorted; Markdown may start with YAML front matter."""
    root = path.resolve()
    for file in sorted(path.rglob("*")):
        place = file.relative_to(path).as_posix()
        if any(part.startswith(".") for part in place.split("/")) or file.suffix.lower() not in TEXTS:
            continue
        if not file.is_file():
            continue
        if not file.resolve().is_relative_to(root):
            yield place, RefusedRecordError("link out of the folder")
        elif file.stat().st_size > 4 * MOST_CHARACTERS:
            yield place, RefusedRecordError("text too long", f"{file.stat().st_size} bytes")
        else:
            yield place, _text_record(file)


def _text_record(file: Path) -> Mapping[str, Any] | RefusedRecordError:
    text = file.read_bytes().decode("utf-8-sig", "surrogateescape").replace("\r\n", "\n")
    fields: dict[str, Any] = {"title": file.stem.replace("-", " ").replace("_", " ")}
    if file.suffix.lower() in (".md", ".markdown") and text.startswith("---\n"):
        head, fence, body = text[4:].partition("\n---\n")
        if fence:
            matter = _front_matter(head)
            if isinstance(matter, RefusedRecordError):
                return matter
            fields, text = fields | matter, body
    return fields | {"content": text}


def _front_matter(head: str) -> dict[str, Any] | RefusedRecordError:
    import yaml

    try:
        value = yaml.safe_load(head)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return RefusedRecordError("bad front matter", str(error).split("\n", maxsplit=1)[0])
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def _parsed(text: str) -> Mapping[str, Any] | RefusedRecordError:
    try:
        return _object(json.loads(text))
    except RecursionError:
        return RefusedRecordError("nested too deeply")
    except ValueError as error:
        return RefusedRecordError(
            "not JSON", f"{getattr(error, 'msg', error)} at column {getattr(error, 'colno', '?')}"
        )


def _object(value: Any) -> Mapping[str, Any] | RefusedRecordError:
    return value if isinstance(value, dict) else RefusedRecordError("not a record", type(value).__name__)
