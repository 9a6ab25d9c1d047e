"""Writes animated GIFs (GIF89a) small: one palette, frames as the rectangle that changed, the rest transparent.

Pillow does the LZW coding, always at 8 bits a pixel; its code stream is renumbered here for the few bits that
the palette really needs, which saves a tenth. The format: CompuServe, Graphics Interchange Format 89a, 1990.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Colour = tuple[int, int, int]
_TABLE_AT = 13
_PILLOW_BITS, _MOST_CODES = 8, 4096
_KEEP, _TRANSPARENT = 1 << 2, 1


def encode(frames: Iterator[Image], seconds: Sequence[float], colours: Sequence[Colour], *, comment: str = "") -> bytes:
    """Return a GIF that loops for ever. ``frames`` are images of palette indices (mode L) of one size."""
    from PIL import Image, ImageChops

    bits = max(2, len(colours).bit_length())
    transparent = len(colours)
    changed = [255 if value else 0 for value in range(256)]
    out: list[bytes] = []
    before: Image.Image | None = None
    for index, frame in enumerate(frames):
        box = (0, 0, *frame.size)
        data = frame
        if before is None:
            out.append(_header(frame.size, bits, colours, comment))
        else:
            difference = ImageChops.difference(before, frame)
            box = difference.getbbox() or (0, 0, 1, 1)
            data = Image.new("L", (box[2] - box[0], box[3] - box[1]), transparent)
            data.paste(frame.crop(box), (0, 0), difference.crop(box).point(changed))
        out.append(_frame(data, (box[0], box[1]), round(seconds[index] * 100), bits, transparent))
        before = frame
    return b"".join(out) + b";"


def recoloured(data: bytes, colours: Sequence[Colour]) -> bytes:
    """Return a GIF of ``encode`` with another palette of the same length: the frames need no second coding."""
    table = bytes(value for colour in colours for value in colour)
    return data[:_TABLE_AT] + table + data[_TABLE_AT + len(table) :]


def _header(size: tuple[int, int], bits: int, colours: Sequence[Colour], comment: str) -> bytes:
    table = bytes(value for colour in colours for value in colour)
    table += bytes(3 * (1 << bits) - len(table))
    screen = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80 | (bits - 1) << 4 | (bits - 1), 0, 0)
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    remark = b"!\xfe" + _blocks(comment.encode("ascii", "replace")) if comment else b""
    return screen + table + loop + remark


def _frame(image: Image, corner: tuple[int, int], hundredths: int, bits: int, transparent: int) -> bytes:
    control = b"!\xf9\x04" + struct.pack("<BHBB", _KEEP | _TRANSPARENT, hundredths, transparent, 0)
    descriptor = b"," + struct.pack("<HHHHB", *corner, *image.size, 0)
    return control + descriptor + bytes([bits]) + _blocks(_renumber(_lzw(image), bits))


def _blocks(data: bytes) -> bytes:
    pieces = [data[start : start + 255] for start in range(0, len(data), 255)]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"


def _lzw(image: Image) -> bytes:
    """Return Pillow's LZW code stream of an image of indices, at 8 bits a pixel, not interlaced."""
    indexed = image.copy()
    indexed.putpalette(bytes(768))
    stream = io.BytesIO()
    indexed.save(stream, format="GIF", optimize=False, interlace=0)
    data = stream.getvalue()
    at = 13 + 3 * (2 << (data[10] & 7)) if data[10] & 0x80 else 13
    while data[at] == 0x21:
        at = _past_blocks(data, at + 2)
    at += 10 + (3 * (2 << (data[at + 9] & 7)) if data[at + 9] & 0x80 else 0)
    pieces, at = [], at + 1
    while size := data[at]:
        pieces.append(data[at + 1 : at + 1 + size])
        at += 1 + size
    return b"".join(pieces)


def _past_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1


def _renumber(data: bytes, bits: int) -> bytes:
    """Return an 8-bit LZW stream with its codes renumbered for ``bits`` a pixel, at the widths these need."""
    shift = (1 << _PILLOW_BITS) - (1 << bits)
    clear, end = 1 << bits, (1 << bits) + 1
    width, size, known = bits + 1, 1 << (bits + 1), end + 1
    fresh = True
    buffer = filled = 0
    out = bytearray()
    for code in _codes(data):
        number = code - shift if code >= 1 << _PILLOW_BITS else code
        buffer |= number << filled
        filled += width
        while filled >= 8:
            out.append(buffer & 255)
            buffer >>= 8
            filled -= 8
        if number == clear:
            width, size, known, fresh = bits + 1, 1 << (bits + 1), end + 1, True
        elif fresh:
            fresh = False
        elif known < _MOST_CODES:
            known += 1
            if known > size - 1 + (size == _MOST_CODES) and width < 12:
                width, size = width + 1, size << 1
    if filled:
        out.append(buffer & 255)
    return bytes(out)


def _codes(data: bytes) -> Iterator[int]:
    """Yield the codes of an LZW stream of 8 bits a pixel, up to and including its end code."""
    clear, end = 1 << _PILLOW_BITS, (1 << _PILLOW_BITS) + 1
    width, known, fresh = _PILLOW_BITS + 1, end + 1, True
    buffer = filled = 0
    for byte in data:
        buffer |= byte << filled
        filled += 8
        if filled < width:
            continue
        code = buffer & ((1 << width) - 1)
        buffer >>= width
        filled -= width
        yield code
        if code == end:
            return
        if code == clear:
            width, known, fresh = _PILLOW_BITS + 1, end + 1, True
        elif fresh:
            fresh = False
        elif known < _MOST_CODES:
            known += 1
            if known == 1 << width and width < 12:
                width += 1
