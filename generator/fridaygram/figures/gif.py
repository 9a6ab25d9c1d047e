"""Writes animated GIFs (GIF89a) small: one palette, frames as the rectangle that changed, the rest transparent.

Pillow does the LZW coding, with as few bits a pixel as each piece needs; its own GIF files always use 8, which makes
them a tenth larger. Operations that run thousands of times for one animation (crop, project, code) call Pillow's core,
``Image.im``: its public methods would take most of the time. The format: CompuServe, Graphics Interchange
Format 89a, 1990.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL._imaging import ImagingCore
    from PIL.Image import Image

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
_TABLE_AT = 13
_KEEP, _TRANSPARENT = 1 << 2, 1
_BUFFER, _NOT_INTERLACED = 1 << 16, 0
_PIECE, _MOST_PIECES = 2, 12  # hundredths of a second; rectangles a frame
_ANY, _COARSE = [0] + [255] * 255, 2
_RUNS = re.compile(rb"\0+")
_BAND_WORTH_A_CUT = 800  # pixels; about what another image block costs


def encode(frames: Iterable[Image], seconds: Sequence[float], colours: Sequence[Colour]) -> bytes:
    """Return a GIF that loops for ever. ``frames`` are images of palette indices (mode L) of one size.

    Where the changes of a frame lie far apart, they follow each other at 0.02 s, the shortest that browsers
    keep to, as up to twelve small rectangles: LZW would pay for every pixel between them.
    """
    bits = max(2, len(colours).bit_length())
    out: list[bytes] = []
    before: Image | None = None
    for frame, stay in zip(frames, seconds, strict=True):
        left = round(stay * 100)
        if before is None:
            out.append(_header(frame.size, bits, colours))
            out.append(_frame([frame.im], (0, 0, *frame.size), left))
        else:
            pieces = _changes(before, frame, most=max(1, min(_MOST_PIECES, left // (3 * _PIECE))))
            for number, (box, candidates) in enumerate(pieces, 1):
                shown = _PIECE if number < len(pieces) else left - _PIECE * (len(pieces) - 1)
                out.append(_frame(candidates, box, shown))
        before = frame
    return b"".join(out) + b";"


def _changes(before: Image, frame: Image, *, most: int) -> list[tuple[Box, list[ImagingCore]]]:
    """Return each rectangle that changed, and what it shows: where nothing changed transparent, and as it is.

    The index that is transparent is the one after the highest.
    """
    from PIL import Image, ImageChops

    difference = ImageChops.difference(before, frame)
    x, y, right, bottom = difference.getbbox() or (0, 0, 1, 1)
    changed = difference.im.crop((x, y, right, bottom)).point(_ANY, "L")
    pieces = []
    for box in sorted(_rectangles(changed, most)) or [(0, 0, 1, 1)]:
        place = x + box[0], y + box[1], x + box[2], y + box[3]
        whole = frame.im.crop(place)
        sparse = Image.new("L", whole.size, whole.getextrema()[1] + 1).im
        sparse.paste(whole, (0, 0, *whole.size), changed.crop(box))
        pieces.append((place, [sparse, whole]))
    return pieces


def _rectangles(changed: ImagingCore, most: int) -> list[Box]:
    """Cut the box of all changes, where the emptiest band runs through it, into at most ``most`` boxes.

    Bands are looked for at half the size; the boxes are made exact at the end.
    """
    coarse = changed.reduce((_COARSE, _COARSE), (0, 0, *changed.size))
    first = coarse.getbbox()
    cuts = [_best_cut(coarse, first)] if first else []
    while cuts and len(cuts) < most:
        widest = max(cuts, key=lambda cut: cut[0])
        area, _, halves = widest
        if area * _COARSE**2 < _BAND_WORTH_A_CUT:
            break
        cuts.remove(widest)
        cuts += [_best_cut(coarse, half) for half in halves]
    return [_tight(changed, _enlarged(box, changed.size)) for _, box, _ in cuts]


def _enlarged(box: Box, size: tuple[int, int]) -> Box:
    left, top, right, bottom = (edge * _COARSE for edge in box)
    return left, top, min(right, size[0]), min(bottom, size[1])


def _best_cut(changed: ImagingCore, box: Box) -> tuple[int, Box, list[Box]]:
    """Return the area of the largest band without changes, the box made tight, and the boxes at the band's sides."""
    columns, rows = changed.crop(box).getprojection()
    left, top = box[0] + columns.index(1), box[1] + rows.index(1)
    right, bottom = box[0] + columns.rindex(1) + 1, box[1] + rows.rindex(1) + 1
    (across, x0, x1), (down, y0, y1) = _longest_gap(columns.strip(b"\0")), _longest_gap(rows.strip(b"\0"))
    if across * (bottom - top) >= down * (right - left):
        area, sides = across * (bottom - top), [(left, top, left + x0, bottom), (left + x1, top, right, bottom)]
    else:
        area, sides = down * (right - left), [(left, top, right, top + y0), (left, top + y1, right, bottom)]
    return area, (left, top, right, bottom), sides if area else []


def _tight(changed: ImagingCore, box: Box) -> Box:
    left, top, right, bottom = changed.crop(box).getbbox() or (0, 0, 0, 0)
    return box[0] + left, box[1] + top, box[0] + right, box[1] + bottom


def _longest_gap(flags: bytes) -> tuple[int, int, int]:
    """Return length, start and end of the longest run of zeros."""
    start, longest = 0, b""
    for run in _RUNS.findall(flags):
        if len(run) > len(longest):
            longest = run
    if longest:
        start = flags.index(longest)
    return len(longest), start, start + len(longest)


def recoloured(data: bytes, colours: Sequence[Colour]) -> bytes:
    """Return a GIF of ``encode`` with another palette of the same length: the frames need no second coding."""
    table = bytes(value for colour in colours for value in colour)
    return data[:_TABLE_AT] + table + data[_TABLE_AT + len(table) :]


def _header(size: tuple[int, int], bits: int, colours: Sequence[Colour]) -> bytes:
    table = bytes(value for colour in colours for value in colour)
    table += bytes(3 * (1 << bits) - len(table))
    screen = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80 | (bits - 1) << 4 | (bits - 1), 0, 0)
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    return screen + table + loop


def _frame(candidates: list[ImagingCore], place: Box, hundredths: int) -> bytes:
    """Return one image block: of the candidates, which all show the same, the one that codes shortest."""
    bits, shortest = min(map(_coded, candidates), key=lambda coded: len(coded[1]))
    left, top, right, bottom = place
    transparent = candidates[-1].getextrema()[1] + 1
    control = b"!\xf9\x04" + struct.pack("<BHBB", _KEEP | _TRANSPARENT, hundredths, transparent, 0)
    descriptor = b"," + struct.pack("<HHHHB", left, top, right - left, bottom - top, 0)
    return control + descriptor + bytes([bits]) + shortest + b"\0"


def _coded(image: ImagingCore) -> tuple[int, bytes]:
    """Return how many bits an index of an image takes, and its pixels as blocks of LZW codes.

    As ImageFile._save does it, but for the bits, which that sets to 8.
    """
    from PIL import Image

    bits = max(2, image.getextrema()[1].bit_length())
    encoder = Image._getencoder("L", "gif", ("L",), (bits, _NOT_INTERLACED))
    encoder.setimage(image, (0, 0, *image.size))
    out = bytearray()
    status = 0
    while not status:
        status, data = encoder.encode(_BUFFER)[1:]
        out += data
    encoder.cleanup()
    return bits, bytes(out)
