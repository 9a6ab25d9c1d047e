"""Draws a scene's frames as pictures of palette indices, repainting only what changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from generator.figures import fonts
from generator.figures.glyphs import Room, colour_index, stamp
from generator.figures.path.scene import Cell, Item, Scene, face_of

if TYPE_CHECKING:
    from PIL.Image import Image

_NO_LIMIT = Room(0, 0, 0)


class _Box(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, item: Item) -> _Box:
        return cls(item.x, item.y, item.x + item.width, item.y + item.height)


class Painter:
    """Paints items of a scene on a picture of palette indices; ``scale`` device pixels make a CSS pixel."""

    def __init__(self, scene: Scene, scale: int):
        from PIL import Image

        self.scene, self.scale = scene, scale
        self.image: Image.Image = Image.new("L", (scene.width * scale, scene.height * scale), 0)
        # Pasting into Pillow's core spares the checks of Image.paste, which take longer than the pasting.
        self._core = self.image.im
        self._placed = [(item, _Box.of(item)) for item in scene.items]

    def whole(self, index: int) -> None:
        """Paint all of a frame."""
        self.image.paste(0, (0, 0, *self.image.size))
        for item in self.scene.at(index):
            self._paint(item)

    def change_to(self, index: int) -> None:
        """Bring the picture from the frame before to frame ``index``.

        What goes is wiped out; what comes, and whatever it or the wiping touched, is painted in drawing order.
        """
        stale = [box for item, box in self._placed if item.end == index]
        for box in stale:
            self._fill(0, box)
        for item, box in self._placed:
            if item.start <= index < item.end and (item.start == index or _touches_any(box, stale)):
                self._paint(item)
                stale.append(box)

    def _paint(self, item: Item) -> None:
        k = self.scale
        if item.fill:
            self._fill(colour_index(item.fill), _Box.of(item))
        if item.prose:
            self._prose(item)
        at = item.x
        for cell in item.cells:
            face = face_of(cell.glyph)
            self._letter(cell.glyph, face, item, at * k, room_of(cell, item, k))
            at += cell.columns * item.advance

    def _fill(self, colour: int, box: _Box) -> None:
        left, top, right, bottom = (edge * self.scale for edge in box)
        self._core.paste(colour, (left, top, right, bottom))

    def _prose(self, item: Item) -> None:
        at, size = float(item.x * self.scale), item.size * self.scale
        for character in item.prose:
            face = fonts.SANS if fonts.has_glyph(fonts.SANS, character) else fonts.LAST_RESORT
            wide = fonts.width(character, size)
            room = Room(round(wide), item.ascent * self.scale, (item.height - item.ascent) * self.scale)
            self._letter(character, face, item, round(at), _NO_LIMIT if face == fonts.SANS else room)
            at += wide

    def _letter(self, text: str, face: str, item: Item, x: int, room: Room) -> None:
        made = stamp(text, face, item.size * self.scale, item.role, item.fill, room)
        if made is not None:
            y = (item.y + item.ascent) * self.scale
            left, top = x + made.left, y + made.top
            width, height = made.image.size
            self._core.paste(made.image, (left, top, left + width, top + height), made.mask)


def room_of(cell: Cell, item: Item, scale: int) -> Room:
    """Return what a cell's glyph may fill, in device pixels."""
    return Room(cell.columns * item.advance * scale, item.ascent * scale, (item.height - item.ascent) * scale)


def _touches_any(box: _Box, others: list[_Box]) -> bool:
    left, top, right, bottom = box
    for x0, y0, x1, y1 in others:  # noqa: SIM110  called for every item of every frame
        if left < x1 and x0 < right and top < y1 and y0 < bottom:
            return True
    return False


def frames(scene: Scene, scale: int) -> Iterator[Image]:
    """Yield a scene's frames as images of palette indices (mode L)."""
    painter = Painter(scene, scale)
    painter.whole(0)
    yield painter.image.copy()
    for index in range(1, scene.frames):
        painter.change_to(index)
        yield painter.image.copy()
