"""Loops in texts: the same words written twice running, as where a model comes back to a history again and again."""

from __future__ import annotations

SHORTEST, LONGEST = 8, 200
"""Characters of what is repeated: "ha ha" is no loop, and what comes back later than LONGEST is not found."""


def loops_of(text: str) -> list[tuple[int, int]]:
    """Return maximal stretches (start, length) that repeat their beginning at once, at least twice over in all.

    What is repeated has SHORTEST to LONGEST characters, a letter among them, and is no repetition of a shorter such
    thing. O(characters * LONGEST).
    """
    import numpy as np

    points = np.array([ord(character) for character in text])
    found: dict[tuple[int, int], int] = {}
    for period in range(SHORTEST, min(LONGEST, len(text) // 2) + 1):
        same = np.concatenate(([0], (points[period:] == points[:-period]).astype(np.int8), [0]))
        edges = np.diff(same)
        for start, end in zip(np.flatnonzero(edges > 0).tolist(), np.flatnonzero(edges < 0).tolist(), strict=True):
            repeats = end - start >= period and any(character.isalpha() for character in text[start : start + period])
            if repeats and not any(first <= start and end + period <= last for first, last in found):
                found[start, end + period] = period
    return [(start, end - start) for start, end in sorted(found)]
