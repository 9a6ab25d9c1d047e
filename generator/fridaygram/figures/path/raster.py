"""A scene as pixels: its frames as pictures of palette indices, repainting only what changes; GIFs and PNGs of them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from fridaygram.figures import fonts, gif, glyphs
from fridaygram.figures.glyphs import GlyphStamp, Room, colour_index, stamp
from fridaygram.figures.path import layout
from fridaygram.figures.path.scene import (
    OWN,
    UNDERLINE,
    Cell,
    Font,
    Line,
    Prose,
    Scene,
    SceneItem,
    face_of,
    missing,
    parts,
)
from fridaygram.figures.style import DARK, LIGHT

if TYPE_CHECKING:
    from PIL.Image import Image

    from fridaygram.figures.base import Asset

_SCHEMES = (("", LIGHT), ("-dark", DARK))
_NO_LIMIT = Room(0, 0, 0)


class _Box(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, item: SceneItem) -> _Box:
        return cls(item.x, item.y, item.x + item.look.width, item.y + item.look.height)


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

        Items that end are erased. Items that begin are painted in drawing order, with all that these two steps touch.
        """
        stale = [box for item, box in self._placed if item.end == index]
        for x, y, right, bottom in stale:
            self._fill("paper", x, y, right - x, bottom - y)
        for item, box in self._placed:
            if item.start <= index < item.end and (item.start == index or _touches_any(box, stale)):
                self._paint(item)
                stale.append(box)

    def _paint(self, item: SceneItem) -> None:
        for x, y, look in parts(item):
            if isinstance(look, Line):
                self._line(look, x, y, item.role)
            elif isinstance(look, Prose):
                self._prose(look, x, y)
            else:
                self._fill(item.role if look.fill == OWN else look.fill, x, y, look.width, look.height)

    def _fill(self, role: str, x: int, y: int, width: int, height: int) -> None:
        k = self.scale
        self._core.paste(colour_index(role), (x * k, y * k, (x + width) * k, (y + height) * k))

    def _line(self, line: Line, x: int, y: int, own: str) -> None:
        font, k = line.font, self.scale
        for column, run, *colours in line.spans:
            role, fill, under = [own if colour == OWN else colour for colour in colours]
            left, width = x + column * font.advance, run.columns * font.advance
            if fill:
                self._fill(fill, left, y, width, font.height)
            at = left * k
            for cell in run.cells:
                room = room_of(cell, font, k)
                made = stamp(cell.glyph, face_of(cell.glyph), font.size * k, role, fill, room)
                self._print(made, at, (y + font.ascent) * k)
                at += cell.columns * font.advance * k
            if under:
                self._fill(under, left, y + font.under, width, UNDERLINE)

    def _prose(self, line: Prose, x: int, y: int) -> None:
        at, size, baseline = float(x * self.scale), line.size * self.scale, (y + line.size) * self.scale
        for run, face in fonts.runs(line.text, fonts.SANS):
            if face == fonts.LAST_RESORT:
                room = Room(size, size, (line.height - line.size) * self.scale)
                for character in run:
                    self._print(stamp(character, face, size, line.role, "", room), round(at), baseline)
                    at += size
            else:
                self._print(stamp(run, face, size, line.role, "", _NO_LIMIT), round(at), baseline)
                at += fonts.length(run, face, size)

    def _print(self, made: GlyphStamp | None, x: int, baseline: int) -> None:
        if made is not None:
            left, top = x + made.left, baseline + made.top
            width, height = made.image.size
            self._core.paste(made.image, (left, top, left + width, top + height), made.mask)


def room_of(cell: Cell, font: Font, scale: int) -> Room:
    """Return what a cell's glyph may fill, in device pixels."""
    return Room(cell.columns * font.advance * scale, font.ascent * scale, (font.height - font.ascent) * scale)


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


def assets(wide: Scene, narrow: Scene, *, scale: int) -> tuple[tuple[Asset, ...], tuple[str, ...]]:
    """Return the pictures of both layouts, and warnings that name characters without a glyph.

    ``scale`` is how many device pixels make a CSS pixel of the wide one; of the narrow one, for phones, it is 2.
    """
    made = (*_of_scene("path", wide, scale), *_of_scene("narrow", narrow, 2))
    return made, fonts.warning(missing(wide), fonts.IN_ANIMATIONS)


def _of_scene(name: str, scene: Scene, scale: int) -> Iterator[Asset]:
    from fridaygram.figures.base import Asset

    drawn = list(frames(scene, scale))
    size = scene.width, scene.height
    moving = gif.encode(drawn, scene.seconds, glyphs.colours(LIGHT))
    for suffix, palette in _SCHEMES:
        colours = glyphs.colours(palette)
        yield Asset(f"{name}{suffix}.gif", gif.recoloured(moving, colours), *size)
        yield Asset(f"{name}{suffix}.png", _png(drawn[-1], colours), *size)


def animation(
    values: Mapping[str, Any],
    *,
    width: int = layout.WIDE,
    height: int = 0,
    scale: int = 2,
    dark: bool = False,
) -> bytes:
    """Return the animation as one GIF; ``width`` and ``height`` in CSS pixels, ``scale`` device pixels in each."""
    scene = layout.scene(values, width=width, height=height)
    return gif.encode(frames(scene, scale), scene.seconds, glyphs.colours(DARK if dark else LIGHT))


def _png(frame: Image, colours: list[tuple[int, int, int]]) -> bytes:
    indexed = frame.copy()
    indexed.putpalette(bytes(value for colour in colours for value in colour))
    stream = io.BytesIO()
    indexed.save(stream, format="PNG", optimize=False, compress_level=6, bits=5)
    return stream.getvalue()
