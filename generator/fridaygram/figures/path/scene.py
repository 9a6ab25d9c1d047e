"""A scene: what stands where and from which frame to which. GIF and SVG draw the same scene.

Positions are whole CSS pixels, y downwards. Text of a dictionary, a caption or a generated line stands in cells, one
per character, so that a glyph is drawn once and used everywhere. What appears and disappears together is one item.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple, TypeVar

from fridaygram.figures import fonts
from fridaygram.figures.path import words

BLANK = " "
OWN = "own"
"""The role of what has the colour of the item that it is part of."""
_State = TypeVar("_State")


class Cell(NamedTuple):
    """One character in a cell grid: what is drawn, and how many columns it takes (2 for CJK and emoji)."""

    glyph: str
    columns: int


class Run:
    """``cells`` in a row, their ``text``, and how many ``columns`` they take: measured once, used in many frames."""

    __slots__ = ("cells", "columns", "text")

    def __init__(self, cells: Iterable[Cell]):
        self.cells = tuple(cells)
        self.columns = sum([cell.columns for cell in self.cells])
        self.text = "".join([cell.glyph for cell in self.cells])


Span = tuple[int, Run, str, str, str]
"""Cells of one colour in a line: how many columns from its start, the cells, and the roles of their colour, of the box
behind them and of the line under them ("" is none). Hundreds are made for a scene: a class would take as long again."""


@dataclass(frozen=True, slots=True)
class Font:
    """How cells are set: font size, width of a column, height of a row, and its baseline below its top, in pixels."""

    size: int
    advance: int
    height: int
    ascent: int

    @property
    def under(self) -> int:
        """How far below the top of a row an underline begins."""
        return self.ascent + 3


UNDERLINE = 2
"""Height of an underline."""


class Line:
    """A line of text: spans from left to right, the first at its left edge."""

    __slots__ = ("font", "height", "spans", "width")

    def __init__(self, spans: tuple[Span, ...], font: Font):
        column, run, *_ = spans[-1]
        self.spans, self.font = spans, font
        self.width, self.height = (column + run.columns) * font.advance, font.height


class Prose:
    """A line of text in the proportional font; its baseline is ``size`` pixels below its top."""

    __slots__ = ("height", "role", "size", "text")

    def __init__(self, text: str, size: int, role: str):
        self.text, self.size, self.role, self.height = text, size, role, size + 5

    @property
    def width(self) -> int:
        """How wide the text is, rounded up."""
        return round(fonts.width(self.text, self.size) + 0.5)


class SceneBox:
    """A filled rectangle."""

    __slots__ = ("fill", "height", "width")

    def __init__(self, width: int, height: int, fill: str):
        self.width, self.height, self.fill = width, height, fill


class Group:
    """Lines and boxes that stand together, each with its place in the group."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[tuple[int, int, Line | SceneBox], ...]):
        self.parts = parts

    @property
    def width(self) -> int:
        """How far to the right the parts reach."""
        return max(x + look.width for x, _, look in self.parts)

    @property
    def height(self) -> int:
        """How far down the parts reach."""
        return max(y + look.height for _, y, look in self.parts)


Look = Line | Prose | SceneBox | Group
Part = tuple[int, int, Line | Prose | SceneBox]


@dataclass(slots=True)
class SceneItem:
    """What is there in frames ``start`` to ``end`` (exclusive): how it looks, and where its top left corner is.

    A highlight has a ``role``: its colour. The same look stands at many places, in several colours.
    """

    start: int
    end: int
    x: int
    y: int
    look: Look
    layer: int = 0
    role: str = ""


class Scene:
    """The whole picture: its size, its items in drawing order, its frames' durations in seconds."""

    def __init__(self, width: int, height: int, seconds: list[float]):
        self.width, self.height, self.seconds = width, height, seconds
        self.items: list[SceneItem] = []

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.seconds)

    def at(self, frame: int) -> list[SceneItem]:
        """Return the items of one frame in drawing order."""
        return [item for item in self.items if item.start <= frame < item.end]

    def sort(self) -> None:
        """Put lower layers first."""
        self.items.sort(key=attrgetter("layer"))


def stays(states: Iterable[_State | None]) -> Iterator[tuple[int, int, _State]]:
    """Yield from which frame to which (exclusive) a state stays, and the state; None is nothing to show.

    Thus each frame lays out only what changes.
    """
    start, last = 0, None
    for time, state in enumerate((*states, None)):
        if state != last:
            if last is not None:
                yield start, time, last
            start, last = time, state


@lru_cache(4096)
def cells(text: str) -> Run:
    """Return one cell per character, each visible."""
    return Run([Cell(words.visible(character), columns(character)) for character in text])


@lru_cache(1024)
def spaced(text: str) -> Run:
    """Return one cell per character of words with blanks between them; one per word of a script that joins letters."""
    if words.right_to_left(text):
        joined = re.split(f"({BLANK})", text)
        return Run([Cell(one, sum(not unicodedata.combining(letter) for letter in one)) for one in joined])
    return Run([Cell(c, 1) if c == BLANK else Cell(words.visible(c), columns(c)) for c in text])


def the_end() -> Run:
    """Return what stands for the end of a text."""
    return spaced(words.shown(""))


@lru_cache(4096)
def columns(character: str) -> int:
    """Return how many columns a character takes: 2 where it is wide (Unicode Annex 11) or shown by its code."""
    wide = (
        unicodedata.east_asian_width(character) in {"W", "F"} or face_of(words.visible(character)) == fonts.LAST_RESORT
    )
    return 2 if wide else 1


def advance(size: int) -> int:
    """Return the whole-pixel width of a column at a font size (JetBrains Mono is 0.6 em wide)."""
    return max(1, round(size * 0.6))


FONT, LABEL_SIZE = Font(14, advance(14), 20, 15), 13
"""How captions and dictionaries are set; the size of headings and of the names of paths."""


def face_of(glyph: str) -> str:
    """Return the face that draws a glyph in a cell; in the place of Last Resort pictures show its code."""
    return fonts.face_of(glyph, fonts.MONO)


def parts(item: SceneItem) -> list[Part]:
    """Return what an item consists of, each with its place in the picture."""
    look = item.look
    if isinstance(look, Group):
        return [(item.x + x, item.y + y, part) for x, y, part in look.parts]
    return [(item.x, item.y, look)]


def missing(scene: Scene) -> list[str]:
    """Return the characters that no text font draws, sorted."""
    glyphs: set[str] = set()
    for item in scene.items:
        for _, _, look in parts(item):
            if isinstance(look, Line):
                glyphs.update([cell.glyph for _, run, *_ in look.spans for cell in run.cells])
            elif isinstance(look, Prose):
                glyphs.update(look.text)
    return sorted(glyph for glyph in glyphs if face_of(glyph) == fonts.LAST_RESORT)
