"""The pictures of a generation path: GIFs and last frames, for both schemes, wide and narrow."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from generator.figures import fonts, gif, glyphs
from generator.figures.path import layout, raster
from generator.figures.path.scene import Scene, missing
from generator.figures.style import DARK, LIGHT

if TYPE_CHECKING:
    from PIL.Image import Image

    from generator.figures.base import Asset

_SCHEMES = (("", LIGHT), ("-dark", DARK))


class Wanted(Protocol):
    """The parameters that decide the pictures."""

    @property
    def seconds(self) -> float: ...  # noqa: D102
    @property
    def width(self) -> int: ...  # noqa: D102
    @property
    def height(self) -> int: ...  # noqa: D102
    @property
    def scale(self) -> int: ...  # noqa: D102


def assets(values: Mapping[str, Any], params: Wanted) -> tuple[tuple[Asset, ...], tuple[str, ...]]:
    """Return the pictures, and warnings that name characters without a glyph."""
    wide = layout.scene(values, width=params.width or layout.WIDE, height=params.height, seconds=params.seconds)
    narrow = layout.scene(values, width=layout.NARROW, seconds=params.seconds)
    made: list[Asset] = []
    for name, scene in (("path", wide), ("narrow", narrow)):
        made += _of_scene(name, scene, params.scale if scene is wide else 2)
    return tuple(made), fonts.warning(missing(wide), fonts.IN_ANIMATIONS)


def _of_scene(name: str, scene: Scene, scale: int) -> Iterator[Asset]:
    from generator.figures.base import Asset

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
