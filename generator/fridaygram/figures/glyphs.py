"""Glyphs as small pictures of palette indices, each rendered once and made to fit its cell."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fridaygram.figures import fonts
from fridaygram.figures.style import Palette

if TYPE_CHECKING:
    from PIL._imaging import ImagingCore
    from PIL.Image import Image

    Inked = tuple[Image, int, int]

# Coverage from which a pixel takes the half and the full shade: steeper than even steps, which looks the same at
# two device pixels per CSS pixel and leaves fewer pixels between paper and ink to code.
_THRESHOLDS = (104, 152)
_LEVELS = len(_THRESHOLDS)
_LEVEL_OF = [sum(value >= least for least in _THRESHOLDS) for value in range(256)]
_INKED = [255 if level else 0 for level in _LEVEL_OF]
# Of JetBrains Mono, in em: advance, height of a digit, height of a digit with air above it.
_MONO_ADVANCE, _DIGIT_HEIGHT, _DIGIT_ROW = 0.6, 0.73, 0.88
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


class Room(NamedTuple):
    """What a glyph may fill: pixels to the right of its start, above and below its baseline; 0 is no limit."""

    width: int
    above: int
    below: int


class GlyphStamp(NamedTuple):
    """A coloured glyph, its mask, and where its corner stands relative to the start of its baseline."""

    image: ImagingCore
    mask: ImagingCore
    left: int
    top: int


@cache
def stamp(text: str, face: str, size: int, role: str, fill: str, room: Room) -> GlyphStamp | None:
    """Return a glyph in a role's colour, on the box colour ``fill`` where the role is paper; None without ink."""
    drawn = _drawn(text, face, size, room)
    if drawn is None:
        return None
    coverage, left, top = drawn
    if role == "paper":
        shades = [colour_index(fill, _LEVELS - level) for level in range(_LEVELS + 1)]
    else:
        shades = [colour_index(role, level) for level in range(_LEVELS + 1)]
    # Pillow's core maps without the checks of Image.point, which take longer than the mapping.
    image = coverage.im.point([shades[level] for level in _LEVEL_OF], "L")
    return GlyphStamp(image, coverage.im.point(_INKED, "L"), left, top)


@cache
def _drawn(text: str, face: str, size: int, room: Room) -> Inked | None:
    """Return a glyph's coverage and its place; one that is too large for its cell is drawn smaller.

    A word, and a text of any length without a cell, is shaped as its face says; a combining mark stands on its circle.
    """
    drawn: Inked | None
    if not room.width or (len(text) > 1 and text[0] != fonts.DOTTED_CIRCLE):
        drawn = _inked(text, face, size, shaped=True)
    elif face == fonts.LAST_RESORT:
        drawn = _code_box(text, room)
    else:
        drawn = _stacked([_inked(character, face, size) for character in text])
    if drawn is None:
        return None
    image, left, top = drawn
    width, height = image.size
    too_large = max(width / room.width, -top / room.above, (top + height) / room.below) if room.width else 1.0
    if too_large > 1 and size > 1 and face != fonts.LAST_RESORT:
        return _drawn(text, face, min(size - 1, int(size / too_large)), room)
    if room.width and (len(text) > 1 or not 0 <= left <= room.width - width):
        left = (room.width - width) // 2
    return image, left, top


def _inked(text: str, face: str, size: int, *, shaped: bool = False) -> Inked | None:
    """Return a text's coverage and its corner relative to the start of its baseline; None without ink."""
    from PIL import Image

    opened, features = fonts.font(face, size, shaped=shaped), fonts.tabular() if shaped else None
    mask, (left, top) = opened.getmask2(text, mode="L", anchor="ls", features=features)
    box = mask.getbbox()
    if box is None:
        return None
    # A mask is as wide as the advance: what must fit a cell is the ink.
    image = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    image.im.paste(mask.crop(box), (0, 0, *image.size))
    return image, left + box[0], top + box[1]


def _stacked(pieces: list[Inked | None]) -> Inked | None:
    """Return one glyph, or a combining mark centred over what carries it."""
    from PIL import Image, ImageChops

    inked = [piece for piece in pieces if piece is not None]
    if len(inked) < 2:
        return inked[0] if inked else None
    width = max(image.width for image, _, _ in inked)
    top = min(above for _, _, above in inked)
    bottom = max(above + image.height for image, _, above in inked)
    whole = Image.new("L", (width, bottom - top))
    for image, _, above in inked:
        layer = Image.new("L", whole.size)
        layer.paste(image, ((width - image.width) // 2, above - top))
        whole = ImageChops.lighter(whole, layer)
    return whole, 0, top


def _code_box(text: str, room: Room) -> Inked:
    """Return what stands for a character that no font here has: its code in a frame, as large as its cell."""
    from PIL import Image, ImageDraw

    code = f"{ord(text[-1]):04X}"
    rows = code[: (len(code) + 1) // 2], code[(len(code) + 1) // 2 :]
    line = max(1, room.width // 16)
    width, height = room.width - 2 * line, room.above + room.below - 2 * line
    image = Image.new("L", (width, height))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width - 1, height - 1), outline=255, width=line)
    inside = width - 4 * line
    size = max(4, min(int(inside / len(rows[0]) / _MONO_ADVANCE), int((height - 3 * line) / 2 / _DIGIT_ROW)))
    face = fonts.font(fonts.MONO, size)
    for number, row in enumerate(rows):
        baseline = height * (2 * number + 1) / 4 + _DIGIT_HEIGHT * size / 2
        draw.text((width / 2, baseline), row, fill=255, font=face, anchor="ms")
    return image, line, line - room.above
