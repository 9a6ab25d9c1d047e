"""A letter as a message (RFC 5322, MIME): text, HTML and pictures in one file, the same bytes every time."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, formataddr

import msgspec

from fridaygram.files import digest
from fridaygram.pages.mail.pictures import Part

# Gmail shows 102 KB of a letter's HTML, and a link to the rest.
CLIPPED = 102 * 1024


class Heading(msgspec.Struct, frozen=True):
    """What stands above a letter. ``identity`` is the post's address, its id in all feeds; ``day`` is aware."""

    subject: str
    author: str
    email: str
    identity: str
    host: str
    day: datetime
    unsubscribe: str = ""


def message(heading: Heading, text: str, html: str, parts: Mapping[str, Part]) -> bytes:
    """Return the message, to be opened and sent by a mail program.

    Who receives it is left to that program. Nothing in it depends on when or where it is made.
    """
    made = EmailMessage(policy=SMTP)
    made["Subject"] = heading.subject
    if heading.email:
        made["From"] = formataddr((heading.author, heading.email))
    made["Date"] = format_datetime(heading.day)
    made["Message-ID"] = f"<{digest(heading.identity)}@{heading.host}>"
    # Programs that know it open the file as a letter to be sent.
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


def self_contained(html: str, parts: Iterable[Part]) -> str:
    """Return a letter's HTML with its pictures inside, for a file of its own."""
    for part in parts:
        html = html.replace(f"cid:{part.cid}", f"data:image/{part.kind};base64,{b64encode(part.data).decode()}")
    return html


def _set_boundaries(made: EmailMessage, seed: str) -> None:
    """Name what parts the message's parts, which Python would draw by lot."""
    containers = (part for part in made.walk() if part.is_multipart())
    for number, part in enumerate(containers):
        part.set_boundary(f"=_{digest(f'{seed}{number}')}")
