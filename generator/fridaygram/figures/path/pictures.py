"""The pictures of a generation path: GIFs and last frames, for both schemes, wide and narrow."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from fridaygram.figures import fonts, gif, glyphs
from fridaygram.figures.path import layout, raster
from fridaygram.figures.path.scene import Scene, missing
from fridaygram.figures.style import DARK, LIGHT

if TYPE_CHECKING:
    from PIL.Image import Image

    from fridaygram.figures.base import Asset

_SCHEMES = (("", LIGHT), ("-dark", DARK))


def assets(wide: Scene, narrow: Scene, *, scale: int) -> tuple[tuple[Asset, ...], tuple[str, ...]]:
    """Return the pictures of both layouts, and warnings that name characters without a glyph.

    ``scale`` is how many device pixels make a CSS pixel of the wide one; of the narrow one, for phones, it is 2.
    """
    made = (*_of_scene("path", wide, scale), *_of_scene("narrow", narrow, 2))
    return made, fonts.warning(missing(wide), fonts.IN_ANIMATIONS)


def _of_scene(name: str, scene: Scene, scale: int) -> Iterator[Asset]:
    from fridaygram.figures.base import Asset

    frames = list(raster.frames(scene, scale))
    size = scene.width, scene.height
    moving = gif.encode(frames, scene.seconds, glyphs.colours(LIGHT))
    for suffix, palette in _SCHEMES:
        colours = glyphs.colours(palette)
        yield Asset(f"{name}{suffix}.gif", gif.recoloured(moving, colours), *size)
        yield Asset(f"{name}{suffix}.png", _png(frames[-1], colours), *size)


def animation(
    values: Mapping[str, Any],
    *,
    width: int = layout.WIDE,
    height: int = 0,
    scale: int = 2,
    seconds: float = 0.75,
    dark: bool = False,
) -> bytes:
    """Return the animation as one GIF; ``width`` and ``height`` in CSS pixels, ``scale`` device pixels in each."""
    scene = layout.scene(values, width=width, height=height, seconds=seconds)
    return gif.encode(raster.frames(scene, scale), scene.seconds, glyphs.colours(DARK if dark else LIGHT))


def _png(frame: Image, colours: list[tuple[int, int, int]]) -> bytes:
    indexed = frame.copy()
    indexed.putpalette(bytes(value for colour in colours for value in colour))
    stream = io.BytesIO()
    indexed.save(stream, format="PNG", optimize=False, compress_level=6, bits=5)
    return stream.getvalue()
