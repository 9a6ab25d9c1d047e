"""Small pictures with secrets in them."""

import io
from typing import Any

from PIL import Image
from PIL.ExifTags import IFD, Base

SECRET = "Ada's camera"


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 40), orientation: int = 1, **options: Any) -> bytes:
    """A picture of a soft gradient with EXIF data: a camera's maker, an orientation, GPS coordinates."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.paste((200, 30, 10), (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    exif[Base.Make] = SECRET
    exif[Base.Orientation] = orientation
    exif.get_ifd(IFD.GPSInfo)[1] = "N"
    exif.get_ifd(IFD.GPSInfo)[2] = (51.0, 28.0, 38.0)
    stream = io.BytesIO()
    image.save(stream, kind, exif=exif, **options)
    return stream.getvalue()


def opened(data: bytes) -> Image.Image:
    """The picture that ``data`` is."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
