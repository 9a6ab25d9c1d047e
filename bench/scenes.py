"""The scene of an animation for peers: as data that they can draw, and drawn in full colour, to compare with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from fridaygram.figures import fonts
from fridaygram.figures.path.scene import (
    BLANK,
    OWN,
    UNDERLINE,
    Line,
    Prose,
    Scene,
    SceneBox,
    SceneItem,
    face_of,
    parts,
)
from fridaygram.figures.style import Palette


def as_data(scene: Scene, palette: Palette, scale: int) -> dict[str, Any]:
    """Return size, frames and items in device pixels: boxes, and texts at the start of their baseline."""
    items = [piece for item in scene.items for piece in _pieces(item, palette.roles(), scale)]
    size = {"width": scene.width * scale, "height": scene.height * scale}
    return {**size, "frames": scene.frames, "paper": palette.paper, "items": items}


def _pieces(item: SceneItem, colours: dict[str, str], scale: int) -> Iterator[dict[str, Any]]:
    """Yield what an item consists of, in drawing order: boxes, and texts of one colour."""
    colours = {**colours, OWN: colours.get(item.role, "")}
    empty = {"start": item.start, "end": item.end, "box": None, "fill": None, "colour": None, "size": 0, "mono": True}
    empty["texts"] = []

    def box(fill: str, *edges: int) -> dict[str, Any]:
        return {**empty, "box": [edge * scale for edge in edges], "fill": colours[fill]}

    for x, y, look in parts(item):
        if isinstance(look, SceneBox):
            yield box(look.fill, x, y, look.width, look.height)
        elif isinstance(look, Prose):
            texts = [[x * scale, (y + look.size) * scale, look.text]]
            yield {**empty, "colour": colours[look.role], "size": look.size * scale, "mono": False, "texts": texts}
        else:
            for column, run, role, fill, under in look.spans:
                left, wide = x + column * look.font.advance, run.columns * look.font.advance
                if fill:
                    yield box(fill, left, y, wide, look.height)
                texts = _cells(look, run.cells, left * scale, (y + look.font.ascent) * scale, scale)
                yield {**empty, "colour": colours[role], "size": look.font.size * scale, "texts": texts}
                if under:
                    yield box(under, left, y + look.font.under, wide, UNDERLINE)


def _cells(line: Line, cells: Any, x: int, baseline: int, scale: int) -> list[list[Any]]:
    """Return cells one by one, so that they stand on their grid."""
    texts = []
    for cell in cells:
        if cell.glyph != BLANK:
            texts.append([x, baseline, cell.glyph])
        x += cell.columns * line.font.advance * scale
    return texts


def pictures(scene: Scene, palette: Palette, scale: int, folder: Path) -> list[Image.Image]:
    """Draw every frame in full colour with all shades that Pillow gives, save them as PNG, return them."""
    pieces = as_data(scene, palette, scale)["items"]
    made = []
    for number in range(scene.frames):
        image = Image.new("RGB", (scene.width * scale, scene.height * scale), palette.paper)
        draw = ImageDraw.Draw(image)
        for piece in pieces:
            if piece["start"] <= number < piece["end"]:
                _draw(draw, piece)
        image.save(folder / f"{number:03}.png")
        made.append(image)
    return made


def _draw(draw: ImageDraw.ImageDraw, piece: dict[str, Any]) -> None:
    if piece["box"]:
        x, y, width, height = piece["box"]
        draw.rectangle((x, y, x + width - 1, y + height - 1), piece["fill"])
    for x, y, text in piece["texts"]:
        font = fonts.font(face_of(text) if piece["mono"] else fonts.SANS, piece["size"])
        draw.text((x, y), text, fill=piece["colour"], font=font, anchor="ls")


def write(scene: Scene, palette: Palette, scale: int, file: Path) -> None:
    """Write a scene as JSON."""
    file.write_text(json.dumps(as_data(scene, palette, scale)), "utf-8")
