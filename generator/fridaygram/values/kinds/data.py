"""Values from a small data file beside the post: TOML, YAML or JSON in the figure's own shape, or CSV.

A CSV's first column names the categories; every other column is a series. Comma, semicolon and tab are told apart by
the header, as in a corpus that is imported.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

from fridaygram.errors import ContentError, json_problem, toml_problem, unreadable, yaml_problem
from fridaygram.files import read_text
from fridaygram.values.base import Params, Provider, Stores, ValueSource

LARGE = 2**63


def _sources(params: Params) -> tuple[ValueSource, ...]:
    return (ValueSource(kind="file", name=params["data"]),)


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    return read_data(stores.file(params["data"]))


def read_data(path: Path) -> dict[str, Any]:
    """Read a data file as the values of a figure. Raises ContentError with the line of what is wrong."""
    readers = {".toml": _toml, ".yaml": _yaml, ".yml": _yaml, ".json": _json, ".csv": _csv}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ContentError("unknown kind of data file", file=path, hint=f"known: {', '.join(sorted(readers))}")
    text = read_text(path)
    try:
        values = _plain(reader(path, text), "")
    except RecursionError:
        kind = path.suffix[1:].upper().replace("YML", "YAML")
        raise ContentError(f"not {kind}: nested too deeply", file=path) from None
    except ContentError as error:
        raise error.at(path) from None
    if not isinstance(values, dict):
        raise ContentError("a data file must be a table of names and values", file=path)
    return values


def _toml(path: Path, text: str) -> Any:
    import tomllib

    try:
        return tomllib.loads(text)
    except ValueError as error:
        problem, hint, line = toml_problem(error)
        raise ContentError(f"not TOML: {problem}", file=path, line=line, hint=hint) from None


def _yaml(path: Path, text: str) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, TypeError) as error:  # the latter two from dates and keys that are none
        mark = getattr(error, "problem_mark", None)
        problem, hint = yaml_problem(getattr(error, "problem", None) or str(error))
        raise ContentError(f"not YAML: {problem}", file=path, line=mark.line + 1 if mark else None, hint=hint) from None


def _json(path: Path, text: str) -> Any:
    import json

    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        problem, hint = json_problem(error.msg)
        raise ContentError(f"not JSON: {problem}", file=path, line=error.lineno, hint=hint) from None
    except ValueError as error:
        raise ContentError(f"not JSON: {error}", file=path) from None


def _csv(path: Path, text: str) -> dict[str, Any]:
    rows = list(_rows(path, text))
    if len(rows) < 2 or len(rows[0][1]) < 2:
        raise ContentError("a CSV needs a header of two columns or more, and a row", file=path)
    header = rows[0][1]
    if double := next((name for place, name in enumerate(header) if place and name in header[1:place]), None):
        raise ContentError(f"two columns are named '{double}'", file=path, line=rows[0][0], hint="name each once")
    categories, columns = [], [[] for _ in header[1:]]  # type: list[str], list[list[float | None]]
    for number, row in rows[1:]:
        if len(row) != len(header):
            raise ContentError(f"{len(row)} cells where the header has {len(header)}", file=path, line=number)
        categories.append(row[0])
        for column, cell in zip(columns, row[1:], strict=True):
            column.append(_number(cell, path, number))
    series = [{"name": name, "values": column} for name, column in zip(header[1:], columns, strict=True)]
    return {"unit": "", "categories": categories, "series": series}


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of every row that holds anything."""
    import csv

    lines = text.splitlines()
    delimiter = max(",;\t", key=next(filter(str.strip, lines), "").count)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for row in reader:
            if any(row):
                yield reader.line_num, row
    except csv.Error as error:
        raise ContentError(f"not CSV: {error}", file=path, line=reader.line_num) from None


def _number(cell: str, path: Path, line: int) -> float | None:
    text = cell.strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ContentError(f"'{text}' is not a number", file=path, line=line)
    return value


def _plain(value: Any, name: str) -> Any:
    """Return TOML or YAML as JSON would hold it: dates as text.

    Raises ContentError for what no JSON reader gives back: infinities, bytes; and for what no drawing can hold.
    """
    if isinstance(value, dict):
        return {_plain(str(key), name): _plain(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, name) for item in value]
    if (isinstance(value, float) and not math.isfinite(value)) or (isinstance(value, int) and abs(value) >= LARGE):
        raise ContentError("a number that is not finite, or too large", hint=f"see '{name}'")
    if problem := unreadable(value):
        raise ContentError(problem, hint=f"see '{name}'")
    if value is None or isinstance(value, str | float | int):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    raise ContentError(f"'{name}' holds something that JSON cannot")


PROVIDER = Provider(sources=_sources, compute=_compute)
