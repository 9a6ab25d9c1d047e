"""A merge of results.json that works value by value, for ``git merge`` (gitattributes(5), "merge drivers").

Each side keeps what it added. A value that both changed is taken where both have the same numbers; otherwise it is a
conflict, and the merged text has both of them between git's marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent
from typing import NamedTuple

import msgspec

from fridaygram.files import json_text
from fridaygram.values.freeze import differences
from fridaygram.values.results import FORMAT, Entry, Results

SHOWN = 3
OURS, BETWEEN, THEIRS = "<<<<<<< ours", "=======", ">>>>>>> theirs"


class Conflict(NamedTuple):
    """A value that both sides changed, each to other numbers."""

    key: str
    ours: Entry
    theirs: Entry

    def words(self) -> str:
        """Return both numbers and both days in one line."""
        old, new, more = differences(self.ours.values, self.theirs.values)
        paths = list(dict.fromkeys([*old, *new]))
        rows = [f"{path} {old.get(path, 'nothing')} or {new.get(path, 'nothing')}" for path in paths[:SHOWN]]
        if rest := len(paths) + more - len(rows):
            rows.append(f"and {rest} more")
        return f"{self.key}: ours of {self.ours.computed}, theirs of {self.theirs.computed}: {'; '.join(rows)}"


class Merged(NamedTuple):
    """A merged file, and its conflicts: with some, its text is no JSON until they are resolved."""

    text: str
    conflicts: tuple[Conflict, ...]


def merge(base: Results, ours: Results, theirs: Results) -> Merged:
    """Merge two states of a results.json that both come from ``base``, value by value."""
    values: dict[str, Entry | Conflict] = {}
    for key in sorted({*ours.values, *theirs.values}):
        before, one, other = (side.values.get(key) for side in (base, ours, theirs))
        if one is None or other is None:
            # What one side has no more was never published there, and the other side may show it.
            values[key] = one or other  # type: ignore[assignment]  # one of the two is there
        else:
            values[key] = _merged(before, one, other) or Conflict(key, one, other)
    return Merged(_text(values), tuple(value for value in values.values() if isinstance(value, Conflict)))


def _merged(before: Entry | None, ours: Entry, theirs: Entry) -> Entry | None:
    """Return what both sides agree on, None where they do not."""
    if theirs in (ours, before):
        return ours
    if ours == before:
        return theirs
    if (ours.values, ours.params, ours.version) != (theirs.values, theirs.params, theirs.version):
        return None
    first = min(ours, theirs, key=lambda entry: entry.computed)
    errata = {msgspec.json.encode(one): one for one in (*ours.errata, *theirs.errata)}
    return first.changed(
        places=tuple(sorted({*ours.places, *theirs.places})),
        stands_for=tuple(sorted({*ours.stands_for, *theirs.stands_for})),
        published=min(filter(None, (ours.published, theirs.published)), default=""),
        retired=max(ours.retired, theirs.retired) if ours.retired and theirs.retired else "",
        errata=tuple(sorted(errata.values(), key=lambda one: one.day)),
    )


def _text(values: Mapping[str, Entry | Conflict]) -> str:
    """Return a results.json as ``write_results`` writes it, with git's marks around the two sides of a conflict."""
    blocks = []
    for place, (key, value) in enumerate(values.items(), start=1):
        comma = "," if place < len(values) else ""
        if isinstance(value, Entry):
            blocks.append(_block(key, value) + comma)
        else:
            ours, theirs = (_block(key, side) + comma for side in (value.ours, value.theirs))
            blocks += [OURS, ours, BETWEEN, theirs, THEIRS]
    inside = "\n".join(blocks)
    return f'{{\n  "format": {FORMAT},\n  "values": {{\n{inside}\n  }}\n}}\n' if blocks else ""


def _block(key: str, entry: Entry) -> str:
    """Return the lines of an entry, as they stand in the file, without a comma at the end."""
    return indent(json_text({key: msgspec.to_builtins(entry)})[2:-3], "  ")
