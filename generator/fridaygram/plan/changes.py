"""What changed between two posts: the numbers that both show, errata, and what was computed of corpora and models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from fridaygram.values.freeze import WantedValue, differences
from fridaygram.values.kinds.changes import KIND
from fridaygram.values.results import INLINE_KIND, Entry

Shown = Sequence[tuple[WantedValue, Entry]]


def told(
    before: Shown, now: Shown, computed: Mapping[str, Any], shown: Mapping[str, Shown], days: tuple[str, str]
) -> dict[str, Any]:
    """Return what changed between what two posts of different ``days`` show, ``before`` and ``now``, as plain JSON.

    ``numbers`` are the values in sentences that both show, ``figures`` what differs between figures that both have;
    ``corpora`` is what was ``computed``; ``errata`` are those of all posts (``shown``, by source) after the first day,
    up to the second.
    """
    old = {wanted.content: entry for wanted, entry in before}
    both = [(wanted, old[wanted.content], entry) for wanted, entry in now if wanted.content in old]
    figures = [_figure(one.key, was, entry) for one, was, entry in both if one.kind not in (INLINE_KIND, KIND)]
    return {
        "days": list(days),
        "numbers": [
            [wanted.key, was.values["value"], entry.values["value"]]
            for wanted, was, entry in both
            if wanted.kind == INLINE_KIND
        ],
        "figures": [figure for figure in figures if figure["rows"]],
        "corpora": computed["corpora"],
        "errata": _errata(shown, *days),
    }


def _figure(key: str, was: Entry, entry: Entry) -> dict[str, Any]:
    """Return the numbers of a figure that differ, by path; those that one of the two posts does not have are none."""
    left, right, more = differences(was.values, entry.values)
    rows = [[path, left[path], right[path]] for path in left if _is_number(left[path]) and _is_number(right.get(path))]
    return {"key": key, "rows": rows, "more": more}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _errata(shown: Mapping[str, Shown], after: str, until: str) -> list[dict[str, Any]]:
    """Return the errata of the days after ``after``, up to ``until``; a value that a post shows twice has them once."""
    found = {
        (one.day, source, wanted.content): {"source": source, "name": wanted.key, **msgspec.to_builtins(one)}
        for source, values in shown.items()
        for wanted, entry in values
        for one in entry.errata
        if after < one.day <= until
    }
    return [found[key] for key in sorted(found)]
