"""Writes animated GIFs (GIF89a) small: one palette, frames as the rectangle that changed, the rest transparent.

Pillow does the LZW coding, always at 8 bits a pixel; its code stream is renumbered here for the few bits that
the palette really needs, which saves a tenth. The format: CompuServe, Graphics Interchange Format 89a, 1990.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
_TABLE_AT = 13
_PILLOW_BITS, _MOST_CODES = 8, 4096
_KEEP, _TRANSPARENT = 1 << 2, 1
_PIECE, _MOST_PIECES = 2, 9  # hundredths of a second; rectangles a frame
_BAND_WORTH_A_CUT = 800  # pixels; about what another image block costs


def encode(frames: Iterable[Image], seconds: Sequence[float], colours: Sequence[Colour], *, comment: str = "") -> bytes:
    """Return a GIF that loops for ever. ``frames`` are images of palette indices (mode L) of one size.

    Where the changes of a frame lie far apart, they follow each other at 0.02 s, the shortest that browsers
    keep to, as up to nine small rectangles: LZW would pay for every pixel between them.
    """
    bits = max(2, len(colours).bit_length())
    out: list[bytes] = []
    before: Image | None = None
    for frame, stay in zip(frames, seconds, strict=True):
        left = round(stay * 100)
        if before is None:
            out.append(_header(frame.size, bits, colours, comment))
            out.append(_frame([frame], (0, 0), left, bits, len(colours)))
        else:
            pieces = _changes(before, frame, most=max(1, min(_MOST_PIECES, left // (4 * _PIECE))), empty=len(colours))
            for number, (corner, candidates) in enumerate(pieces, 1):
                shown = _PIECE if number < len(pieces) else left - _PIECE * (len(pieces) - 1)
                out.append(_frame(candidates, corner, shown, bits, len(colours)))
        before = frame
    return b"".join(out) + b";"


def _changes(before: Image, frame: Image, *, most: int, empty: int) -> list[tuple[tuple[int, int], list[Image]]]:
    """Return corner and pictures of each rectangle that changed: as it is, and with ``empty`` where it did not."""
    from PIL import Image, ImageChops

    difference = ImageChops.difference(before, frame)
    changed = difference.point([255 if value else 0 for value in range(256)])
    pieces = []
    for box in sorted(_rectangles(difference, most)) or [(0, 0, 1, 1)]:
        whole = frame.crop(box)
        sparse = Image.new("L", whole.size, empty)
        sparse.paste(whole, (0, 0), changed.crop(box))
        pieces.append(((box[0], box[1]), [sparse, whole]))
    return pieces


def _rectangles(difference: Image, most: int) -> list[Box]:
    """Cut the box of all changes, where the emptiest band runs through it, into at most ``most`` boxes."""
    first = difference.getbbox()
    boxes = [first] if first else []
    while boxes and len(boxes) < most:
        area, box, halves = max((_best_cut(difference, box) for box in boxes), key=lambda cut: cut[0])
        if area < _BAND_WORTH_A_CUT:
            break
        boxes.remove(box)
        boxes += halves
    return boxes


def _best_cut(difference: Image, box: Box) -> tuple[int, Box, list[Box]]:
    """Return the area of the largest band without changes, its box, and the boxes at its two sides."""
    left, top, right, bottom = box
    columns, rows = difference.crop(box).getprojection()
    (across, x0, x1), (down, y0, y1) = _longest_gap(columns), _longest_gap(rows)
    if across * (bottom - top) >= down * (right - left):
        area, sides = across * (bottom - top), [(left, top, left + x0, bottom), (left + x1, top, right, bottom)]
    else:
        area, sides = down * (right - left), [(left, top, right, top + y0), (left, top + y1, right, bottom)]
    return area, box, [_tight(difference, side) for side in sides] if area else []


def _tight(difference: Image, box: Box) -> Box:
    left, top, right, bottom = difference.crop(box).getbbox() or (0, 0, 0, 0)
    return box[0] + left, box[1] + top, box[0] + right, box[1] + bottom


def _longest_gap(flags: Sequence[int]) -> tuple[int, int, int]:
    """Return length, start and end of the longest run of zeros."""
    gaps = [(match.end() - match.start(), match.start(), match.end()) for match in re.finditer(rb"\0+", bytes(flags))]
    return max(gaps, default=(0, 0, 0), key=lambda gap: gap[0])


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


def _frame(candidates: list[Image], corner: tuple[int, int], hundredths: int, bits: int, transparent: int) -> bytes:
    """Return one image block: of the candidates, which all show the same, the one that codes shortest."""
    shortest = min(map(_lzw, candidates), key=len)
    control = b"!\xf9\x04" + struct.pack("<BHBB", _KEEP | _TRANSPARENT, hundredths, transparent, 0)
    descriptor = b"," + struct.pack("<HHHHB", *corner, *candidates[0].size, 0)
    return control + descriptor + bytes([bits]) + _blocks(_renumber(shortest, bits))


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
