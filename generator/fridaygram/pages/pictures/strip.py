"""Metadata taken out of picture files without touching a pixel.

Cameras write where and when a picture was taken. JPEG (ITU-T T.81, B.1.1.3) keeps such things in APP and COM
segments, PNG (third edition, 11.3) in textual chunks, eXIf and tIME, WebP (RFC 9649, 2.7) in EXIF and XMP chunks.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from fridaygram.errors import ContentError
from fridaygram.pages.pictures.svg import sanitised

_JPEG_START, _JPEG_SCAN, _JPEG_COMMENT = 0xD8, 0xDA, 0xFE
# JFIF, colour profile and Adobe's colour transform decide how a picture looks; all other APPn segments go.
_JPEG_KEPT_APPS = {0xE0, 0xE2, 0xEE}
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
_PNG_PRIVATE = {*_PNG_TEXTS, b"eXIf", b"tIME"}
_WEBP_PRIVATE = {b"EXIF", b"XMP "}
_WEBP_FLAGS = 0x08 | 0x04


def without_texts(data: bytes) -> bytes:
    """Return a PNG without its text chunks, which programs for drawing fill with more than Pillow reads.

    Other data, and a PNG that is damaged, stay as they are.
    """
    if not data.startswith(_PNG_SIGNATURE):
        return data
    try:
        return b"".join(_png(data, _PNG_TEXTS))
    except (struct.error, IndexError, ValueError):
        return data


def published(file: str, data: bytes) -> bytes:
    """Return the bytes of a file as the site ships them: pictures without metadata, SVG without scripts.

    Other files stay as they are. Raises ContentError for a picture that is damaged.
    """
    suffix = PurePosixPath(file).suffix.lower()
    strip = {".jpg": _jpeg, ".jpeg": _jpeg, ".png": _png, ".webp": _webp}.get(suffix)
    if suffix == ".svg":
        return sanitised(file, data)
    if strip is None:
        return data
    try:
        return b"".join(strip(data))
    except (struct.error, IndexError, ValueError):
        raise ContentError(f"not a whole {suffix[1:].upper()} picture", file=file) from None


def _jpeg(data: bytes) -> Iterator[bytes]:
    if data[:2] != bytes((0xFF, _JPEG_START)):
        raise ValueError
    yield data[:2]
    place = 2
    while True:
        if data[place] != 0xFF:
            raise ValueError
        kind = data[place + 1]
        if kind == 0xFF:
            place += 1
            continue
        if kind == _JPEG_SCAN:
            yield data[place:]
            return
        (length,) = struct.unpack_from(">H", data, place + 2)
        is_app = 0xE0 <= kind <= 0xEF
        if kind != _JPEG_COMMENT and (not is_app or kind in _JPEG_KEPT_APPS):
            yield data[place : place + 2 + length]
        place += 2 + length


def _png(data: bytes, unwanted: Collection[bytes] = _PNG_PRIVATE) -> Iterator[bytes]:
    if data[:8] != _PNG_SIGNATURE:
        raise ValueError
    yield data[:8]
    place = 8
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data):
            raise ValueError
        if kind not in unwanted:
            yield data[place:end]
        if kind == b"IEND":
            return
        place = end
    raise ValueError


def _webp(data: bytes) -> Iterator[bytes]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or struct.unpack_from("<I", data, 4)[0] + 8 > len(data):
        raise ValueError
    chunks = []
    place = 12
    while place < len(data):
        kind, length = struct.unpack_from("<4sI", data, place)
        end = place + 8 + length + length % 2
        if place + 8 + length > len(data):
            raise ValueError
        chunk = data[place:end]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes((chunk[8] & ~_WEBP_FLAGS,)) + chunk[9:]
        if kind not in _WEBP_PRIVATE:
            chunks.append(chunk)
        place = end
    body = b"".join(chunks)
    yield b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP"
    yield body
