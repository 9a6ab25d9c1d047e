"""Draws a scene's frames as pictures of few colours: one palette, each glyph rendered once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from generator.figures import fonts
from generator.figures.path.scene import Item, Scene, face_of
from generator.figures.style import Palette

if TYPE_CHECKING:
    from PIL.Image import Image

# Coverage from which a pixel takes the first, second and full shade: steeper than even steps, which looks
# the same at two device pixels per CSS pixel and leaves fewer pixels between paper and ink to code.
_THRESHOLDS = (80, 128, 170)
_LEVELS = len(_THRESHOLDS)
INKS = ("ink", "muted", "rule", "1", "2", "3", "4")


def colour_index(role: str, level: int = _LEVELS) -> int:
    """Return a role's place in the palette at a shade; level 0 is the paper."""
    return 0 if role == "paper" or level == 0 else 1 + INKS.index(role) * _LEVELS + level - 1


def colours(palette: Palette) -> list[tuple[int, int, int]]:
    """Return the palette's colours: paper, then the shades of each ink from light to full."""
    roles = {name: _rgb(colour) for name, colour in palette.roles().items()}
    paper = roles["paper"]
    shades = [
        tuple(round(back + (front - back) * level / _LEVELS) for back, front in zip(paper, roles[ink], strict=True))
        for ink in INKS
        for level in range(1, _LEVELS + 1)
    ]
    return [paper, *((shade[0], shade[1], shade[2]) for shade in shades)]


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@cache
def _glyph(text: str, face: str, size: int) -> tuple[Image, tuple[int, int]] | None:
    """Return a glyph as levels 0 to _LEVELS, and where it stands relative to the start of its baseline."""
    from PIL import Image

    mask, (left, top) = fonts.font(face, size).getmask2(text, mode="L", anchor="ls")
    if not mask.size[0] or not mask.size[1]:
        return None
    image = Image.new("L", mask.size)
    image.im.paste(mask, (0, 0, *mask.size))
    return image.point([sum(value >= least for least in _THRESHOLDS) for value in range(256)]), (left, top)


@dataclass(frozen=True)
class _Box:
    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, item: Item) -> _Box:
        return cls(item.x, item.y, item.x + item.width, item.y + item.height)

    def touches(self, other: _Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def pixels(self, scale: int) -> tuple[int, int, int, int]:
        return self.left * scale, self.top * scale, self.right * scale, self.bottom * scale


class Painter:
    """Paints items of a scene on a picture of palette indices; ``scale`` device pixels make a CSS pixel."""

    def __init__(self, scene: Scene, scale: int):
        from PIL import Image

        self.scene, self.scale = scene, scale
        self.image: Image.Image = Image.new("L", (scene.width * scale, scene.height * scale), 0)

    def paint(self, item: Item) -> None:
        """Paint one item over what is there."""
        k = self.scale
        if item.fill:
            box = (item.x * k, item.y * k, (item.x + item.width) * k, (item.y + item.height) * k)
            self.image.paste(colour_index(item.fill), box)
        if item.prose:
            self._prose(item)
        at = item.x
        for cell in item.cells:
            face = face_of(cell.glyph)
            size = item.size if face != fonts.LAST_RESORT else item.size * 3 // 4
            room = cell.columns * item.advance
            self._letter(cell.glyph, face, size * k, at * k, (item.y + item.ascent) * k, item, room=room * k)
            at += room

    def repaint(self, index: int) -> None:
        """Bring the picture from the frame before to frame ``index``."""
        there = self.scene.at(index)
        gone = [item for item in self.scene.items if item.end == index]
        dirty = [_Box.of(item) for item in gone]
        for box in dirty:
            self.image.paste(0, box.pixels(self.scale))
        fresh: list[_Box] = []
        for item in there:
            box = _Box.of(item)
            if item.start == index or any(box.touches(other) for other in dirty) or any(box.touches(o) for o in fresh):
                self.paint(item)
                fresh.append(box)

    def _prose(self, item: Item) -> None:
        at = float(item.x * self.scale)
        for character in item.prose:
            face = fonts.SANS if fonts.has_glyph(fonts.SANS, character) else fonts.LAST_RESORT
            size = item.size * self.scale
            self._letter(character, face, size, round(at), (item.y + item.ascent) * self.scale, item)
            at += fonts.width(character, size)

    def _letter(self, text: str, face: str, size: int, x: int, y: int, item: Item, room: int = 0) -> None:
        glyph = _glyph(text, face, size)
        if glyph is None:
            return
        levels, (left, top) = glyph
        if room and left + levels.width > room:
            left = max(0, (room - levels.width) // 2)
        if item.role == "paper":
            table = [colour_index(item.fill, _LEVELS - level) for level in range(_LEVELS + 1)]
        else:
            table = [colour_index(item.role, level) for level in range(_LEVELS + 1)]
        image = levels.point(table + [0] * (256 - len(table)))
        self.image.paste(image, (x + left, y + top), levels.point([255 if level else 0 for level in range(256)]))


def frames(scene: Scene, scale: int) -> Iterator[Image]:
    """Yield a scene's frames as images of palette indices, repainting only what changes."""
    painter = Painter(scene, scale)
    for item in scene.at(0):
        painter.paint(item)
    yield painter.image.copy()
    for index in range(1, scene.frames):
        painter.repaint(index)
        yield painter.image.copy()
