"""Social cards: what a post looks like where somebody shares its link. 1200 by 630 pixels, drawn with Pillow."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import msgspec

from fridaygram.figures import fonts

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
PAPER, SHEET, INK, MUTED, RULE, ACCENT = "#faf6ee", "#fffdf8", "#231d17", "#675d51", "#dccfbb", "#a4310f"
SERIF_BOLD = "DejaVuSerif-Bold"
_MARGIN, _RULER = 72, 610
# Sizes of the title, the largest that fits wins: in two lines above a picture, in four without one.
_SIZES = (76, 68, 60, 52, 46, 40)


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
    from PIL import Image, ImageDraw

    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(card)
    shown = _opened(picture) if picture else None
    _text(draw, (_MARGIN, 56), text.site, fonts.font(fonts.SANS_BOLD, 28), MUTED)
    _text(draw, (_MARGIN, 104), text.above, fonts.font(fonts.SANS, 28), ACCENT)
    below = _title(draw, text.title, 152, most=2 if shown else 4)
    if shown is None:
        _text(draw, (_MARGIN, 528), text.author, fonts.font(fonts.SANS, 28), MUTED)
    else:
        _picture(card, draw, shown, below + 24)
    _week(draw)
    stream = io.BytesIO()
    # Text needs few colours; photographs need more, and choosing them takes longer.
    method, colours = (Image.Quantize.MEDIANCUT, 128) if shown else (Image.Quantize.FASTOCTREE, 48)
    card.quantize(colours, method, dither=Image.Dither.NONE).save(stream, "PNG", compress_level=6)
    return stream.getvalue()


def _opened(data: bytes) -> Image | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "GIF", "JPEG", "WEBP")) as opened:
            frames = getattr(opened, "n_frames", 1)
            opened.seek(frames - 1)
            return opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None


def _title(draw: ImageDraw, title: str, top: int, *, most: int) -> int:
    """Write the title as large as its lines allow; return where it ends."""
    for size in _SIZES:
        font = fonts.font(SERIF_BOLD, size)
        lines = _wrapped(title, font)
        if len(lines) <= most:
            break
    lines = lines[:most]
    for line in lines:
        _text(draw, (_MARGIN, top), line, font, INK)
        top += round(size * 1.22)
    return top


def _wrapped(text: str, font: FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= WIDTH - 2 * _MARGIN or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _text(draw: ImageDraw, place: tuple[int, int], text: str, font: FreeTypeFont, colour: str) -> None:
    room = WIDTH - _MARGIN - place[0]
    while text and font.getlength(text) > room:
        text = text[:-2].rstrip() + "\u2026" if len(text) > 2 else ""
    draw.text(place, text, font=font, fill=colour)


def _picture(card: Image, draw: ImageDraw, picture: Image, top: int) -> None:
    """Put the picture on a sheet that fills what is left of the card."""
    from PIL.Image import Resampling

    room_x, room_y = WIDTH - 2 * _MARGIN - 32, _RULER - 28 - top - 32
    scale = min(room_x / picture.width, room_y / picture.height, 2.0)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    small = picture.resize(size, Resampling.LANCZOS)
    draw.rectangle((_MARGIN, top, WIDTH - _MARGIN, top + room_y + 32), fill=SHEET, outline=RULE, width=2)
    card.paste(small, (_MARGIN + 16 + (room_x - size[0]) // 2, top + 16 + (room_y - size[1]) // 2), small)


def _week(draw: ImageDraw) -> None:
    """Draw the site's mark: a week in seven ticks, Friday's stands out."""
    for day in range(0, WIDTH // 30 + 1):
        friday = day % 7 == 4
        colour, height = (ACCENT, 20) if friday else (RULE, 10)
        draw.rectangle((day * 30, HEIGHT - height, day * 30 + (3 if friday else 1), HEIGHT), fill=colour)
