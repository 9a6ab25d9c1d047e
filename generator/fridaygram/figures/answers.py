"""What a text answers where a reader points at one of its characters: data for the page's script, ``3-texts.js``.

Values hold a line of JSON for each place at which the model had a choice (``values/samples/expectations.py``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

from fridaygram.languages import word

SIGNS = {" ": "␣", "\n": "⏎"}
SHOWN_DIGITS = 3


class Expected(NamedTuple):
    """What the model expected at a place of a text (the text's length is the place of its end).

    ``chance`` is that of what was written, ``rank`` its place among the ``among`` that had a chance, 0 where unknown;
    ``likely`` are the most probable with their chances, "" being the end.
    """

    place: int
    chance: float
    rank: int
    among: int
    likely: tuple[tuple[str, float], ...]

    @property
    def bits(self) -> float:
        """How surprised the model was: -log2 of the chance."""
        return -math.log2(self.chance)


def expected_in(sample: Mapping[str, Any]) -> list[Expected]:
    """Return what is known of a sample's places, [] where nothing was frozen.

    It reads what version 1 of figure surprisal froze, too. Raises ValueError for a line that is no JSON.
    """
    if "expected" not in sample:
        return [_of_version_1(choice) for choice in sample.get("choices", ()) if isinstance(choice, Mapping)]
    rows = (json.loads(line) if isinstance(line, str) else line for line in sample["expected"])
    return [
        Expected(place, chance, rank, count, tuple(zip(likely[::2], likely[1::2], strict=True)))
        for place, chance, rank, count, *likely in rows
    ]


def _of_version_1(choice: Mapping[str, Any]) -> Expected:
    others = [(name, chance) for name, chance in choice["others"]]
    above = sum(chance > choice["chance"] for _, chance in others)
    likely = sorted([*others, (choice["chosen"], choice["chance"])], key=lambda one: -one[1])
    rank = 0 if above == len(others) < choice["count"] - 1 else 1 + above
    return Expected(choice["at"], choice["chance"], rank, choice["count"], tuple(likely))


def answers_html(sample: Mapping[str, Any], begun: int, *, copied: bool = False) -> str:
    """Return what the script needs of the text that stands before it, "" where there is nothing to answer.

    ``begun`` counts the characters of the prompt. Where a text was ``copied``, the list of its copies answers too.
    """
    rows = [
        [place, _short(chance), rank, among, *(part for name, p in likely for part in (name, _short(p)))]
        for place, chance, rank, among, likely in expected_in(sample)
    ]
    if not rows and not copied:
        return ""
    data = json.dumps(
        {"order": sample.get("order"), "begun": begun, "expected": rows}, ensure_ascii=False, separators=(",", ":")
    ).replace("<", "\\u003c")
    return f'<script type="application/json" class="smp-answers">{data}</script>'


def list_html(items: Iterable[str]) -> str:
    """Return texts as a list. Above texts that answer, the style sheet shows how to ask, where scripts run."""
    inside = "".join(items)
    hint = f' data-hint="{escape(word("asks-hint"))}"' if 'class="smp-answers"' in inside else ""
    return f'<ol class="smp-list"{hint}>{inside}</ol>'


def _short(chance: float) -> float:
    return float(f"{chance:.{SHOWN_DIGITS}g}")
