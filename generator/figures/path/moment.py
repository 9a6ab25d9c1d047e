"""What one frame of the animation says: where each path stands, and the pieces of the caption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.figures.path import words


@dataclass(frozen=True)
class Part:
    """A piece of a caption: plain words, a ``history`` or a ``next`` character, in the colour of ``path``."""

    text: str
    kind: Literal["words", "history", "next"] = "words"
    path: int = 0

    @property
    def plain(self) -> str:
        """The piece as text."""
        return words.quoted(self.text) if self.kind == "history" else self.text


@dataclass(frozen=True)
class Track:
    """One path at one moment: ``written`` characters stand; ``history`` is what the model sees, "" when done."""

    path: int
    written: int
    history: str
    character: str | None
    finished: bool


@dataclass(frozen=True)
class Moment:
    """One frame: the tracks that are visible, the caption, and how long it stays, in seconds."""

    tracks: tuple[Track, ...]
    caption: tuple[Part, ...]
    seconds: float
