"""The message of an email (RFC 5322, MIME): text, HTML and pictures in one file, the same bytes every time.

Pictures are carried along or linked, as still ones, in formats that every mail program shows.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import digest

if TYPE_CHECKING:
    from PIL.Image import Image

# Gmail shows 102 KB of an email's HTML, and a link to the rest.
CLIPPED = 102 * 1024
COLUMN = 568  # CSS pixels: an email is 600 wide, with a margin
SHARPEST = 2.5  # pixels in each
_SIGNS = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpeg"), (b"GIF8", "gif"))


class EmailHeading(msgspec.Struct, frozen=True):
    """The header of an email. ``identity`` is the post's address, its id in all feeds; ``day`` is aware."""

    subject: str
    author: str
    email: str
    identity: str
    host: str
    day: datetime
    unsubscribe: str = ""


def message(heading: EmailHeading, text: str, html: str, parts: Mapping[str, EmailPart]) -> bytes:
    """Return the message, to be opened and sent by a mail program.

    Who receives it is left to that program. Nothing in it depends on when or where it is made.
    """
    made = EmailMessage(policy=SMTP)
    made["Subject"] = heading.subject
    if heading.email:
        made["From"] = formataddr((heading.author, heading.email))
    made["Date"] = format_datetime(heading.day)
    made["Message-ID"] = f"<{digest(heading.identity)}@{heading.host}>"
    # Many mail programs open a file with this header as an email to send.
    made["X-Unsent"] = "1"
    if heading.unsubscribe.startswith(("https://", "mailto:")):
        made["List-Unsubscribe"] = f"<{heading.unsubscribe}>"
    made.set_content(text, cte="quoted-printable")
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    shown = made.get_payload()[1]  # type: ignore[index]
    if isinstance(shown, MIMEPart):
        for part in parts.values():
            name = f"{part.cid.partition('@')[0]}.{part.kind.replace('jpeg', 'jpg')}"
            cid = f"<{part.cid}>"
            shown.add_related(part.data, "image", part.kind, cid=cid, filename=name, disposition="inline")
    _set_boundaries(made, digest("\0".join([heading.identity, text, html, *sorted(parts)])))
    return made.as_bytes()


def self_contained(html: str, parts: Iterable[EmailPart]) -> str:
    """Return an email's HTML with its pictures inside, for a file of its own."""
    for part in parts:
        html = html.replace(f"cid:{part.cid}", f"data:image/{part.kind};base64,{b64encode(part.data).decode()}")
    return html


def _set_boundaries(made: EmailMessage, seed: str) -> None:
    """Set the boundaries between the message's parts, which Python would choose at random."""
    containers = (part for part in made.walk() if part.is_multipart())
    for number, part in enumerate(containers):
        part.set_boundary(f"=_{digest(f'{seed}{number}')}")


@dataclass(frozen=True)
class EmailPart:
    """A picture that an email carries: its content id, its bytes, what it is ("png", "jpeg", "gif")."""

    cid: str
    data: bytes
    kind: str


@dataclass(frozen=True)
class ShownPicture:
    """How an email shows a picture: its address there, and its size in CSS pixels, 0 where it is not known."""

    address: str
    width: int = 0
    height: int = 0


@dataclass
class EmailPictures:
    """Gathers an email's pictures.

    ``read`` gives the bytes of a picture of this site by its address, None for others. With ``carried``, pictures
    become ``parts``; without, they stay where they are. ``host`` makes content ids unique in the world.
    """

    read: Callable[[str], bytes | None]
    host: str
    carried: bool = True
    parts: dict[str, EmailPart] = field(default_factory=dict)

    def show(self, address: str) -> ShownPicture | None:
        """Return how the picture at an address is shown, None where mail programs cannot show it (SVG)."""
        data = self.read(address)
        if data is None:
            return None if address.startswith("data:") or address.lower().endswith(".svg") else ShownPicture(address)
        kind = next((kind for sign, kind in _SIGNS if data.startswith(sign)), "")
        if not kind and not data.startswith(b"RIFF"):
            return None
        image = _opened(data, address)
        if not self.carried:
            return ShownPicture(address, *image.size)
        moves = getattr(image, "n_frames", 1) > 1
        if moves or not kind or image.width > COLUMN * SHARPEST:
            data, kind = _drawn_again(image)
        return self.carry(data, kind, *image.size)

    def carry(self, data: bytes, kind: str, width: int, height: int) -> ShownPicture | None:
        """Add a picture that is on no site, and return how it is shown; None where pictures are linked."""
        if not self.carried:
            return None
        cid = f"{digest(data)[:16]}@{self.host}"
        self.parts[cid] = EmailPart(cid, data, kind)
        return ShownPicture(f"cid:{cid}", width, height)


def _opened(data: bytes, address: str) -> Image:
    from PIL import Image

    try:
        return Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ContentError("cannot read the picture", file=address) from None


def _drawn_again(image: Image) -> tuple[bytes, str]:
    """Return a picture written again, no wider than it is shown; of a moving one, its last frame."""
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
