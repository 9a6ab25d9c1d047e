"""Social cards: what a post looks like where somebody shares its link. 1200 by 630 pixels, drawn with Pillow.

A card is drawn in its palette from the start: choosing the colours afterwards takes most of the time.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from fridaygram.figures import fonts

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1200, 630
PAPER, SHEET, INK, MUTED, RULE, ACCENT = "#faf6ee", "#fffdf8", "#231d17", "#675d51", "#dccfbb", "#a4310f"
# At the edge of a letter Pillow mixes two indices, so the colours between paper and each text colour are its shades.
PALETTE = (
    *(SHEET, RULE, ACCENT, "#b5583c", "#c68068", "#d8a795", "#e9cfc1", PAPER),
    *("#ddd7cf", "#bfb9af", "#a29a90", "#847c70", MUTED, "#50483e", "#3a322a", INK),
)
_INDEX = {colour: index for index, colour in enumerate(PALETTE)}
_PICTURE_COLOURS = 128
_MARGIN, _RULER = 72, 610
_ASCENT = 0.95  # from the top of a line to its baseline, in em
_ROOM = WIDTH - 2 * _MARGIN
# Sizes of the title, the largest that fits wins: in two lines above a picture, in four without one.
_SIZES = (76, 68, 60, 52, 46, 40)
_RUN_LENGTHS = 3  # zlib's Z_RLE: half the time of its default strategy, and hardly larger without a picture


class CardText(msgspec.Struct, frozen=True):
    """The words of a card: the site's title, the line above the post's title ("Week 3, 22 June 2018"), author."""

    site: str
    above: str
    title: str
    author: str


def draw_card(text: CardText, picture: bytes | None = None) -> bytes:
    """Return a card as PNG; ``picture`` (PNG, GIF, JPEG or WebP) is what the post shows first.

    A picture that Pillow cannot read is left out: the post's own page reports the error.
    """
    shown = _opened(picture) if picture else None
    card = _blank(text.site, "" if shown else text.author).copy()
    palette = bytes.fromhex("".join(PALETTE).replace("#", ""))
    draw = _drawing(card)
    _text(draw, 104, text.above, fonts.SANS, 28, ACCENT)
    below = _title(draw, text.title, 152, most=2 if shown else 4)
    if shown is not None:
        palette += _picture(card, draw, shown, below + 24)
    card.putpalette(palette)
    stream = io.BytesIO()
    card.save(stream, "PNG", bits=8 if shown else 4, compress_level=6, compress_type=-1 if shown else _RUN_LENGTHS)
    return stream.getvalue()


@lru_cache(maxsize=4)
def _blank(site: str, author: str) -> Image:
    """Return what many cards share. The site's mark is a week in seven ticks, of which Friday's stands out."""
    from PIL import Image

    card = Image.new("P", (WIDTH, HEIGHT), _INDEX[PAPER])
    draw = _drawing(card)
    _text(draw, 56, site, fonts.SANS_BOLD, 28, MUTED)
    _text(draw, 528, author, fonts.SANS, 28, MUTED)
    for day in range(0, WIDTH // 30 + 1):
        colour, height, width = (ACCENT, 20, 3) if day % 7 == 4 else (RULE, 10, 1)
        draw.rectangle((day * 30, HEIGHT - height, day * 30 + width, HEIGHT), fill=_INDEX[colour])
    return card


def _drawing(card: Image) -> ImageDraw:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(card)
    draw.fontmode = "L"  # with shades, which is not the default for palettes
    return draw


def _opened(data: bytes) -> Image | None:
    """Return a picture on a sheet's colour; of an animation the last frame."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "GIF", "JPEG", "WEBP")) as opened:
            opened.draft("RGB", (WIDTH, HEIGHT))  # a large JPEG is read at half its size, or less
            opened.seek(getattr(opened, "n_frames", 1) - 1)
            picture = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None
    sheet = Image.new("RGB", picture.size, SHEET)
    sheet.paste(picture, mask=picture)
    return sheet


def _title(draw: ImageDraw, title: str, top: int, *, most: int) -> int:
    """Write the title as large as its lines allow; return where it ends."""
    for size in _SIZES:
        lines = _wrapped(title, size)
        if len(lines) <= most:
            break
    for line in lines[:most]:
        _text(draw, top, line, fonts.SERIF_BOLD, size, INK)
        top += round(size * 1.22)
    return top


def _wrapped(text: str, size: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if fonts.length(longer, fonts.SERIF_BOLD, size) <= _ROOM or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _text(draw: ImageDraw, top: int, text: str, face: str, size: int, colour: str) -> None:
    while text and fonts.length(text, face, size) > _ROOM:
        text = text[:-2].rstrip() + "\u2026" if len(text) > 2 else ""
    fonts.write(draw, _MARGIN, top + size * _ASCENT, text, face, size, _INDEX[colour])


def _picture(card: Image, draw: ImageDraw, picture: Image, top: int) -> bytes:
    """Put the picture on a sheet that fills what is left of the card; return the colours to add to the palette."""
    from PIL import Image

    room_x, room_y = _ROOM - 32, _RULER - 28 - top - 32
    scale = min(room_x / picture.width, room_y / picture.height, 2.0)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    box = (_MARGIN, top, WIDTH - _MARGIN, top + room_y + 32)
    draw.rectangle(box, fill=_INDEX[SHEET], outline=_INDEX[RULE], width=2)
    small = picture.resize(size, Image.Resampling.LANCZOS).quantize(_PICTURE_COLOURS, dither=Image.Dither.NONE)
    place = _MARGIN + 16 + (room_x - size[0]) // 2, top + 16 + (room_y - size[1]) // 2
    card.paste(small.point(lambda index: index + len(PALETTE)), place)
    return bytes(small.getpalette() or ())
