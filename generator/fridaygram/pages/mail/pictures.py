"""Pictures of a letter: carried along or linked, in formats that every mail program shows, still ones."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fridaygram.errors import ContentError
from fridaygram.files import digest

if TYPE_CHECKING:
    from PIL.Image import Image

COLUMN = 568  # CSS pixels: a letter is 600 wide, with a margin
SHARPEST = 2.5  # pixels in each
_SIGNS = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpeg"), (b"GIF8", "gif"))


@dataclass(frozen=True)
class Part:
    """A picture that a letter carries: its content id, its bytes, what it is ("png", "jpeg", "gif")."""

    cid: str
    data: bytes
    kind: str


@dataclass(frozen=True)
class Shown:
    """How a letter shows a picture: its address there, and its size in CSS pixels, 0 where it is not known."""

    address: str
    width: int = 0
    height: int = 0


@dataclass
class Pictures:
    """Gathers a letter's pictures.

    ``read`` gives the bytes of a picture of this site by its address, None for others. With ``carried``, pictures
    become ``parts``; without, they stay where they are. ``host`` makes content ids unique in the world.
    """

    read: Callable[[str], bytes | None]
    host: str
    carried: bool = True
    parts: dict[str, Part] = field(default_factory=dict)

    def show(self, address: str) -> Shown | None:
        """Return how the picture at an address is shown, None where mail programs cannot show it (SVG)."""
        data = self.read(address)
        if data is None:
            return None if address.startswith("data:") or address.lower().endswith(".svg") else Shown(address)
        kind = next((kind for sign, kind in _SIGNS if data.startswith(sign)), "")
        if not kind and not data.startswith(b"RIFF"):
            return None
        image = _opened(data, address)
        if not self.carried:
            return Shown(address, *image.size)
        moves = getattr(image, "n_frames", 1) > 1
        if moves or not kind or image.width > COLUMN * SHARPEST:
            data, kind = _drawn_again(image)
        return self.carry(data, kind, *image.size)

    def carry(self, data: bytes, kind: str, width: int, height: int) -> Shown | None:
        """Return how a picture that is on no site is shown, None where nothing is carried."""
        if not self.carried:
            return None
        cid = f"{digest(data)[:16]}@{self.host}"
        self.parts[cid] = Part(cid, data, kind)
        return Shown(f"cid:{cid}", width, height)


def _opened(data: bytes, address: str) -> Image:
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ContentError("cannot read the picture", file=address) from None


def _drawn_again(image: Image) -> tuple[bytes, str]:
    """Return a picture anew, not wider than it can be seen; of one that moves, its end."""
    from PIL.Image import Resampling

    image.seek(getattr(image, "n_frames", 1) - 1)
    is_photo = image.format == "WEBP" and "A" not in image.getbands()
    has_alpha = "transparency" in image.info or "A" in image.getbands()
    shown = image.convert("RGBA" if has_alpha and not is_photo else "RGB")
    widest = round(COLUMN * SHARPEST)
    if shown.width > widest:
        shown = shown.resize((widest, round(shown.height * widest / shown.width)), Resampling.LANCZOS)
    stream = io.BytesIO()
    if is_photo or image.format == "JPEG":
        shown.convert("RGB").save(stream, "JPEG", quality=82, optimize=True)
        return stream.getvalue(), "jpeg"
    shown.save(stream, "PNG", optimize=True)
    return stream.getvalue(), "png"
