"""Social cards: what a post looks like where somebody shares its link. 1200 by 630 pixels, drawn with Pillow.

A card is drawn in its palette from the start: choosing the colours afterwards takes most of the time.
"""

from __future__ import annotations

import io
import struct
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
_TITLE_HEIGHT = 350  # above the author, with some air
_INSET, _FRAME = 16, 2  # of a picture in its sheet, and the sheet's line
_MARGIN, _RULER = 72, 610
_ASCENT = 0.95  # from the top of a line to its baseline, in em
_ROOM = WIDTH - 2 * _MARGIN
# A picture that is not this much wider than high stands beside the title, where a chart's letters can be read.
_WIDE, _COLUMN, _BESIDE = 1.5, 488, (592, 56, WIDTH - _MARGIN, _RULER - 28)
# A picture that is this much higher than wide fills its sheet's width and is cut below, where it fades.
_TALL, _FADE = 1.75, 90
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

    A wide picture stands below the title, any other beside it; of one that is so tall that nothing in it could be read,
    the upper part. A picture that Pillow cannot read is left out: the post's own page reports the error.
    """
    shown = _opened(picture) if picture else None
    is_beside = shown is not None and shown.width < _WIDE * shown.height
    is_below = shown is not None and not is_beside
    room = _COLUMN if is_beside else _ROOM
    card = _blank(text.site, "" if is_below else text.author, room).copy()
    palette = bytes.fromhex("".join(PALETTE).replace("#", ""))
    draw = _drawing(card)
    _text(draw, 104, text.above, fonts.SANS, 28, ACCENT, room)
    below = _title(draw, text.title, 152, room, most=2 if is_below else 4)
    if shown is None:
        return _in_sixteen_colours(card, palette)
    box = _BESIDE if is_beside else (_MARGIN, below + 24, WIDTH - _MARGIN, _RULER - 28)
    card.putpalette(palette + _picture(card, draw, shown, box))
    stream = io.BytesIO()
    card.save(stream, "PNG")
    return stream.getvalue()


def _in_sixteen_colours(card: Image, palette: bytes) -> bytes:
    """Return a card as a PNG of four bits a pixel (W3C, PNG, third edition).

    Pillow tries four filters on each row of four bits a pixel, which takes a quarter of a card's time. It tries none on
    rows of whole bytes, so it gets two pixels as one.
    """
    from PIL import Image
    from PIL.PngImagePlugin import putchunk

    pairs = Image.frombytes("P", (WIDTH // 2, HEIGHT), card.tobytes("raw", "P;4"))
    stream = io.BytesIO()
    stream.write(b"\x89PNG\r\n\x1a\n")
    putchunk(stream, b"IHDR", struct.pack(">II5B", WIDTH, HEIGHT, 4, 3, 0, 0, 0))
    putchunk(stream, b"PLTE", palette)
    putchunk(stream, b"IDAT", pairs.tobytes("zip", "P", False, 6, _RUN_LENGTHS, b""))
    putchunk(stream, b"IEND")
    return stream.getvalue()


@lru_cache(maxsize=4)
def _blank(site: str, author: str, room: int) -> Image:
    """Return what many cards share. The site's mark is a week in seven ticks, of which Friday's stands out."""
    from PIL import Image

    card = Image.new("P", (WIDTH, HEIGHT), _INDEX[PAPER])
    draw = _drawing(card)
    _text(draw, 56, site, fonts.SANS_BOLD, 28, MUTED, room)
    _text(draw, 528, author, fonts.SANS, 28, MUTED, room)
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
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "GIF", "JPEG", "WEBP")) as opened:
            opened.draft("RGB", (WIDTH, HEIGHT))  # a large JPEG is read at half its size, or less
            opened.seek(getattr(opened, "n_frames", 1) - 1)
            picture = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None
    sheet = Image.new("RGB", picture.size, SHEET)
    sheet.paste(picture, mask=picture)
    return sheet


def _title(draw: ImageDraw, title: str, top: int, room: int, *, most: int) -> int:
    """Write the title as large as its lines allow; return where it ends."""
    for size in _SIZES:
        lines = _wrapped(title, size, room)
        if len(lines) <= most and len(lines) * size * 1.22 < _TITLE_HEIGHT:
            break
    for line in lines[:most]:
        _text(draw, top, line, fonts.SERIF_BOLD, size, INK, room)
        top += round(size * 1.22)
    return top


def _wrapped(text: str, size: int, room: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if fonts.length(longer, fonts.SERIF_BOLD, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _text(draw: ImageDraw, top: int, text: str, face: str, size: int, colour: str, room: int) -> None:
    while text and fonts.length(text, face, size) > room:
        text = text[:-2].rstrip() + "\u2026" if len(text) > 2 else ""
    fonts.write(draw, _MARGIN, top + size * _ASCENT, text, face, size, _INDEX[colour])


def _upper(picture: Image, height: int) -> Image:
    """Return the upper part of a picture, fading out at its lower end."""
    from PIL import Image

    shown = picture.crop((0, 0, picture.width, height))
    fade = height * _FADE // HEIGHT
    veil = Image.linear_gradient("L").resize((picture.width, fade))
    shown.paste(Image.new("RGB", veil.size, SHEET), (0, height - fade), veil)
    return shown


def _picture(card: Image, draw: ImageDraw, picture: Image, box: tuple[int, int, int, int]) -> bytes:
    """Put the picture on a sheet that fills a box of the card; return the colours to add to the palette."""
    from PIL import Image

    left, top, right, bottom = box
    room_x, room_y = right - left - 2 * _INSET, bottom - top - 2 * _INSET
    if picture.height > _TALL * picture.width:
        room_y += _INSET - _FRAME
        picture = _upper(picture, picture.width * room_y // room_x)
    scale = min(room_x / picture.width, room_y / picture.height, 2.0)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    draw.rectangle(box, fill=_INDEX[SHEET], outline=_INDEX[RULE], width=_FRAME)
    small = picture.resize(size, Image.Resampling.LANCZOS).quantize(_PICTURE_COLOURS, dither=Image.Dither.NONE)
    place = left + _INSET + (room_x - size[0]) // 2, top + _INSET + (room_y - size[1]) // 2
    card.paste(small.point(lambda index: index + len(PALETTE)), place)
    return bytes(small.getpalette() or ())
