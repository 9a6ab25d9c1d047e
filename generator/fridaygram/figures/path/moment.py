"""What one frame of the animation says: where each path stands, and the pieces of the caption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from fridaygram.figures.path.scene import Run


class Part(NamedTuple):
    """A piece of a caption: cells, and their colours as in a span; ``tight`` where no blank goes before it."""

    run: Run
    role: str = "ink"
    fill: str = ""
    under: str = ""
    tight: bool = False


@dataclass(slots=True)
class SceneTrack:
    """One path at one moment: ``written`` characters stand; ``history`` is what the model sees, "" when done."""

    path: int
    written: int
    history: str
    character: str | None
    finished: bool


class Moment(NamedTuple):
    """One frame: the tracks that are visible, the caption, and how long it stays, in seconds."""

    tracks: tuple[SceneTrack, ...]
    caption: tuple[Part, ...]
    seconds: float
