"""What a model expected at each character of a text that it wrote: how likely it was, and what was likelier.

Frozen as one line of JSON a place, so that thousands stay small and can be read in a diff::

    [place in the text, chance of what was written, its rank, how many had a chance, likeliest, chance, second, ..]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from fridaygram.lm import TraceStep

LIKELIEST, DIGITS = 4, 4
"""How many of a place's likeliest characters are kept, and with how many significant digits."""


def expected_of(trace: Sequence[TraceStep], begun: int) -> list[str]:
    """Return the steps of a sample at which more than one thing had a chance, each as a line of JSON.

    ``begun`` counts the characters of the prompt. The place of the text's end is its length; what ends there is "".
    Chances are the model's own, before any temperature. A rank counts from 1; equal chances share the better one.
    """
    lines = []
    place = begun
    for step in trace:
        likely = sorted((-chance, name) for name, chance in step.distribution.items() if chance > 0)
        if len(likely) > 1:
            rank = 1 + sum(-chance > step.probability for chance, _ in likely)
            row: list[Any] = [place, _short(step.probability), rank, len(likely)]
            for chance, name in likely[:LIKELIEST]:
                row += [name, _short(-chance)]
            lines.append(msgspec.json.encode(row).decode())
        place += len(step.choice)
    return lines


def _short(chance: float) -> float:
    return float(f"{chance:.{DIGITS}g}")
