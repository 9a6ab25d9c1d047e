"""The names of what is not a character, and the type of a progress report."""

from __future__ import annotations

from collections.abc import Callable

PAD = "~"
"""At the head of a history: the start of a text, as often as one likes."""

END = ""
"""The event that a text ends."""

UNKNOWN = "<unk>"
"""All characters that the corpus never had, as one event."""

Progress = Callable[[int, int, str], None]
"""A report of long work: steps done, steps in all, what is being done."""
