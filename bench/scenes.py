"""The scene of an animation for peers: as data that they can draw, and drawn in full colour, to compare with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from generator.figures import fonts
from generator.figures.path.scene import Item, Scene, face_of
from generator.figures.style import Palette


def as_data(scene: Scene, palette: Palette, scale: int) -> dict[str, Any]:
    """Return size, frames and items in device pixels: boxes, and texts at the start of their baseline."""
    colours = palette.roles()
    items = [
        {
            "box": [v * scale for v in (item.x, item.y, item.width, item.height)] if item.fill else None,
            "fill": colours.get(item.fill),
            "colour": colours.get(item.role),
            "size": item.size * scale,
            "mono": bool(item.cells),
            "texts": [[x * scale, y * scale, text] for x, y, text in _texts(item)],
            "start": item.start,
            "end": item.end,
        }
        for item in scene.items
    ]
    size = {"width": scene.width * scale, "height": scene.height * scale}
    return {**size, "frames": scene.frames, "paper": palette.paper, "items": items}


def _texts(item: Item) -> list[tuple[float, float, str]]:
    """Return runs of text: proportional ones whole, cells one by one, so that they stand on their grid."""
    baseline = item.y + item.ascent
    if item.prose:
        return [(item.x, baseline, item.prose)]
    places, x = [], item.x
    for cell in item.cells:
        places.append((x, baseline, cell.glyph))
        x += cell.columns * item.advance
    return places


def pictures(scene: Scene, palette: Palette, scale: int, folder: Path) -> list[Image.Image]:
    """Draw every frame in full colour with all shades that Pillow gives, save them as PNG, return them."""
    colours = palette.roles()
    made = []
    for number in range(scene.frames):
        image = Image.new("RGB", (scene.width * scale, scene.height * scale), palette.paper)
        draw = ImageDraw.Draw(image)
        for item in scene.at(number):
            if item.fill:
                right, bottom = item.x + item.width, item.y + item.height
                draw.rectangle(
                    (item.x * scale, item.y * scale, right * scale - 1, bottom * scale - 1), colours[item.fill]
                )
            for x, y, text in _texts(item):
                face = fonts.SANS if item.prose else face_of(text)
                font = fonts.font(face, item.size * scale)
                draw.text((x * scale, y * scale), text, fill=colours[item.role], font=font, anchor="ls")
        image.save(folder / f"{number:03}.png")
        made.append(image)
    return made


def write(scene: Scene, palette: Palette, scale: int, file: Path) -> None:
    """Write a scene as JSON."""
    file.write_text(json.dumps(as_data(scene, palette, scale)), "utf-8")
