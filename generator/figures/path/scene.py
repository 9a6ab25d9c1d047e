"""A scene: what stands where and from which frame to which. GIF and SVG draw the same scene.

Positions are whole CSS pixels, y downwards. Text of a dictionary or a generated line stands in cells, one
per character, so that a glyph is drawn once and used everywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from generator.figures import fonts
from generator.figures.path import words


class Cell(NamedTuple):
    """One character in a cell grid: what is drawn, and how many columns it takes (2 for CJK and emoji)."""

    glyph: str
    columns: int


class Run(tuple[Cell, ...]):
    """Cells in a row, and how many ``columns`` they take.

    ``cells`` makes one for whatever looks alike, so that it is its own key: what stands in an animation stands there
    many times, and hashing and measuring cell by cell took half the time of a layout.
    """

    columns: int
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        """Tell whether this is the other: there is only one for each text."""
        return self is other

    def __new__(cls, listed: Iterable[Cell] = ()) -> Run:
        """Count the columns once."""
        made = super().__new__(cls, listed)
        made.columns = sum([cell.columns for cell in made])
        return made


NO_CELLS = Run()


class Item(NamedTuple):
    """Text (with a filled box behind it), or just a box, that is there in frames ``start`` to ``end`` (exclusive).

    ``cells`` stand ``advance`` pixels apart from x; ``prose`` is set in the proportional font instead. ``y`` is
    the top of the box; the baseline is ``ascent`` below it.
    """

    start: int
    end: int
    x: int
    y: int
    width: int
    height: int
    role: str
    fill: str = ""
    cells: Run = NO_CELLS
    prose: str = ""
    size: int = 0
    advance: int = 0
    ascent: int = 0
    layer: int = 0


class Scene:
    """The whole picture: its size, its items in drawing order, its frames' durations in seconds."""

    def __init__(self, width: int, height: int, seconds: list[float]):
        self.width, self.height, self.seconds = width, height, seconds
        self.items: list[Item] = []

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.seconds)

    def at(self, frame: int) -> list[Item]:
        """Return the items of one frame in drawing order."""
        return [item for item in self.items if item.start <= frame < item.end]


@cache
def cells(text: str) -> Run:
    """Return one cell per character, each visible."""
    return _run(tuple([Cell(words.visible(character), columns(character)) for character in text]))


@cache
def _run(listed: tuple[Cell, ...]) -> Run:
    return Run(listed)


def columns(character: str) -> int:
    """Return how many columns a character takes: 2 where it is wide (Unicode Annex 11) or shown by its code."""
    wide = (
        unicodedata.east_asian_width(character) in {"W", "F"} or face_of(words.visible(character)) == fonts.LAST_RESORT
    )
    return 2 if wide else 1


@cache
def advance(size: int) -> int:
    """Return the whole-pixel width of a column at a font size (DejaVu Sans Mono is 0.602 em wide)."""
    return max(1, round(size * 0.602))


@cache
def face_of(glyph: str) -> str:
    """Return the first font that draws a glyph: mono, sans, else Last Resort, in whose place pictures show its code."""
    for name in (fonts.MONO, fonts.SANS):
        if all(fonts.has_glyph(name, character) for character in glyph):
            return name
    return fonts.LAST_RESORT


def joined(items: Iterable[Item]) -> list[Item]:
    """Return items, lower layers first, with those joined that are the same in consecutive frames."""
    found: list[Item] = []
    last: dict[tuple[Any, ...], int] = {}
    for item in items:
        kind = item[2:]  # all but start and end
        place = last.get(kind)
        if place is not None and found[place].end == item.start:
            found[place] = Item(found[place].start, item.end, *kind)
            continue
        last[kind] = len(found)
        found.append(item)
    found.sort(key=attrgetter("layer"))
    return found


def missing(scene: Scene) -> list[str]:
    """Return the characters that no text font draws, sorted."""
    glyphs = {cell.glyph for item in scene.items for cell in item.cells} | {
        c for item in scene.items for c in item.prose
    }
    return sorted(glyph for glyph in glyphs if face_of(glyph) == fonts.LAST_RESORT)
