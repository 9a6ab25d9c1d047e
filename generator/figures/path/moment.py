"""What one frame of the animation says: where each path stands, and the pieces of the caption."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Part(NamedTuple):
    """A piece of a caption: plain words, a ``history``, or a ``character`` ("" is the end).

    Where ``path`` is not None, that path's colour marks it.
    """

    text: str
    kind: Literal["words", "history", "character"] = "words"
    path: int | None = None


class Track(NamedTuple):
    """One path at one moment: ``written`` characters stand; ``history`` is what the model sees, "" when done."""

    path: int
    written: int
    history: str
    character: str | None
    finished: bool


class Moment(NamedTuple):
    """One frame: the tracks that are visible, the caption, and how long it stays, in seconds."""

    tracks: tuple[Track, ...]
    caption: tuple[Part, ...]
    seconds: float
