"""Responsive pictures: each in several widths and formats, so that every screen fetches what it can show.

The copies carry no metadata. Their names hold the digest of the original and of how they were made. Of a GIF, which may
move, and of an SVG no copies are made; their size is given all the same, so that a page keeps room for them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import digest
from fridaygram.pages.body import site_marker
from fridaygram.pages.pictures.strip import without_texts
from fridaygram.pages.pictures.svg import size_of
from fridaygram.pages.urls import slugify

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER = "/pictures/"
RASTER = (".png", ".jpg", ".jpeg", ".webp")
SHIPPED = (".gif", ".svg")
WIDTHS = (480, 960, 1440, 2112)
FALLBACK_WIDTH = 960
# A change of how copies are made must change their names: browsers cache files by name.
RECIPE = "1"
_LOSSY: Mapping[str, Mapping[str, Any]] = {
    "avif": {"quality": 62, "speed": 7, "max_threads": 1},
    "webp": {"quality": 80, "method": 4},
    "jpeg": {"quality": 82, "optimize": True, "progressive": True},
}


class Picture(msgspec.Struct, frozen=True):
    """The copies of a picture: its size, a file for every browser, and by format (width, site path) pairs.

    One that is shipped as it is has no copies: its ``fallback`` is "". Sizes are CSS pixels, 0 where unknown.
    """

    width: int
    height: int
    fallback: str
    sources: dict[str, tuple[tuple[int, str], ...]]


class MadePicture(msgspec.Struct, frozen=True):
    """A picture's copies and their bytes by site path."""

    picture: Picture
    files: dict[str, bytes]


def is_raster(file: str) -> bool:
    """Return whether copies are made of this file: PNG, JPEG and WebP, but not GIF, which may move."""
    return file.lower().endswith(RASTER)


def is_sized(file: str) -> bool:
    """Return whether a page can know the size of this file's picture."""
    return file.lower().endswith(RASTER + SHIPPED)


def make_picture(file: str, data: bytes) -> MadePicture:
    """Return the copies of the picture that ``data`` is; ``file`` names it in messages and names.

    Raises ContentError where it is no picture that can be read.
    """
    if not is_raster(file):
        size = size_of(file, data) if file.lower().endswith(".svg") else _opened(file, data, ("GIF",)).size
        return MadePicture(Picture(*size, "", {}), {})
    image = _opened(file, data)
    stem = f"{FOLDER}{slugify(PurePosixPath(file).stem) or 'picture'}-{digest(data + RECIPE.encode())[:10]}"
    drawn = _is_drawn(image, file)
    files: dict[str, bytes] = {}
    sources: dict[str, tuple[tuple[int, str], ...]] = {}
    widths = [width for width in WIDTHS if width < image.width] + [min(image.width, WIDTHS[-1])]
    for kind in ("webp",) if drawn else ("avif", "webp"):
        copies = []
        for width in widths:
            path = f"{stem}-{width}.{kind}"
            files[path] = _encoded(_resized(image, width), kind, lossless=drawn)
            copies.append((width, path))
        sources[f"image/{kind}"] = tuple(copies)
    kind = "png" if drawn or image.mode == "RGBA" else "jpeg"
    fallback = f"{stem}.{kind.replace('jpeg', 'jpg')}"
    files[fallback] = _encoded(_resized(image, min(image.width, FALLBACK_WIDTH)), kind, lossless=drawn)
    return MadePicture(Picture(image.width, image.height, fallback, sources), files)


def fallback_size(picture: Picture) -> tuple[int, int]:
    """Return the width and height in pixels of a picture's copy for every browser."""
    width = min(picture.width, FALLBACK_WIDTH)
    return width, max(1, round(picture.height * width / picture.width))


def source_tags(picture: Picture, sizes: str) -> str:
    """Return the ``<source>`` elements of a picture, the lightest format first; ``sizes`` as in HTML."""
    return "".join(
        f'<source type="{kind}" sizes="{escape(sizes)}" srcset="'
        + ", ".join(f"{site_marker(path)} {width}w" for width, path in copies)
        + '">'
        for kind, copies in picture.sources.items()
    )


def _opened(file: str, data: bytes, formats: Sequence[str] = ("PNG", "JPEG", "WebP")) -> Image:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(without_texts(data)), formats=[name.upper() for name in formats]) as opened:
            opened.load()
            upright = ImageOps.exif_transpose(opened)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        known = " or ".join(filter(None, (", ".join(formats[:-1]), formats[-1])))
        problem = f"it is no {known}" if isinstance(error, UnidentifiedImageError) else error
        raise ContentError(f"cannot read the picture: {problem}", file=file) from None
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    return _in_srgb(upright).convert("RGBA" if has_alpha else "RGB")


def _in_srgb(image: Image) -> Image:
    """Apply the picture's own colour profile, as the copies carry none."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image
    return converted or image


def _is_drawn(image: Image, file: str) -> bool:
    """Return whether a picture is a drawing or a screenshot, which must stay sharp: a PNG of few colours."""
    return file.lower().endswith(".png") and image.resize((256, 256), resample=0).getcolors(8192) is not None


def _resized(image: Image, width: int) -> Image:
    from PIL.Image import Resampling

    if width == image.width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Resampling.LANCZOS)


def _encoded(image: Image, kind: str, *, lossless: bool) -> bytes:
    options: Mapping[str, Any] = _LOSSY.get(kind, {"optimize": True})
    if kind == "webp" and lossless:
        options = {"lossless": True, "method": 4}
    stream = io.BytesIO()
    image.save(stream, kind.upper(), **options)
    return stream.getvalue()


def paths_of(picture: Picture) -> Iterator[str]:
    """Yield the site paths of all copies."""
    if picture.fallback:
        yield picture.fallback
    for copies in picture.sources.values():
        yield from (path for _, path in copies)
