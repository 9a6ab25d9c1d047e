"""The icons of a site, all made from one picture: ``assets/icon.png`` of the blog, square, best 512 pixels wide."""

from __future__ import annotations

import io
from pathlib import Path

from fridaygram.errors import ContentError

ICON = "/assets/icon.png"
SIZES = {"/apple-touch-icon.png": 180, "/icon-192.png": 192, "/icon-512.png": 512}
FAVICON, FAVICON_SIZES = "/favicon.ico", ((16, 16), (32, 32), (48, 48))
_LEAST = 180


def icon_set(file: Path) -> dict[str, bytes]:
    """Return the icon files of a site by site path.

    Raises ContentError for a picture that cannot be read, is not square, or is too small to be shrunk to an icon.
    """
    from PIL import Image, UnidentifiedImageError
    from PIL.Image import Resampling

    try:
        with Image.open(file, formats=("PNG",)) as opened:
            icon = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ContentError("cannot read the icon", file=file, hint="it must be a PNG") from None
    if icon.width != icon.height or icon.width < _LEAST:
        size = f"{icon.width}x{icon.height}"
        raise ContentError(f"an icon cannot be {size}", file=file, hint="make it square, best 512x512")
    made = {}
    for path, width in SIZES.items():
        made[path] = _encoded(icon.resize((width, width), Resampling.LANCZOS), "PNG", optimize=True)
    made[FAVICON] = _encoded(icon, "ICO", sizes=FAVICON_SIZES)
    return made


def _encoded(image: object, kind: str, **options: object) -> bytes:
    from PIL.Image import Image

    stream = io.BytesIO()
    if isinstance(image, Image):
        image.save(stream, kind, **options)
    return stream.getvalue()
