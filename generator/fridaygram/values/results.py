"""results.json: a post's values, frozen beside it; small, sorted, readable in a diff, committed.

Format 1: {"format": 1, "figures": {KEY: entry}, "inline": {EXPRESSION: entry}}, an entry being
{"kind", "params" (those that decide the values), "sources" {label: digest}, "computed" (YYYY-MM-DD), "values"}.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import json_text, write_atomic

FORMAT = 1
NAME = "results.json"


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One frozen result: what it was computed from, when, and its values."""

    kind: str
    params: dict[str, Any]
    sources: dict[str, str]
    computed: str
    values: Any


class Results(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All frozen results of one post."""

    format: int = FORMAT
    figures: dict[str, Entry] = {}
    inline: dict[str, Entry] = {}


def read_results(path: Path) -> Results:
    """Read a results.json; a missing file holds no results.

    Raises ContentError where it is damaged: guessing would change published numbers.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Results()
    hint = "take the last good one from version control, or delete it to compute all values again"
    try:
        results = msgspec.json.decode(data, type=Results)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"damaged results: {error}", file=path, hint=hint) from None
    except RecursionError:
        raise ContentError("damaged results: nested too deeply", file=path, hint=hint) from None
    if results.format != FORMAT:
        raise ContentError(
            f"results of format {results.format}; this version reads format {FORMAT}", file=path, hint=hint
        )
    return results


def write_results(path: Path, results: Results) -> None:
    """Write a results.json whole, or remove it where there is nothing to keep."""
    if not results.figures and not results.inline:
        path.unlink(missing_ok=True)
        return
    write_atomic(path, json_text(msgspec.to_builtins(results)))
