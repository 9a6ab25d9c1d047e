"""The names of what is not a character, and the type of a progress report."""

from __future__ import annotations

from collections.abc import Callable

PAD = "\ud800"
"""At the head of a history: the start of a text, any number of times. A lone surrogate, which no text has."""

SHOWN_PAD = "~"
"""How PAD is shown. A text may have this character, so it is never read as the start."""

END = ""
"""The event that a text ends."""

UNKNOWN = "<unk>"
"""All characters that the corpus never had, as one event."""

Progress = Callable[[int, int, str], None]
"""A report of long work: steps done, steps in all, what is being done."""
