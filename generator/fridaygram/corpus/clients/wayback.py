"""The Wayback Machine: where the raw capture of a page nearest a date is served. The crawler asks for it.

``GET https://web.archive.org/web/<YYYYMMDDhhmmss>id_/<url>`` redirects to the nearest capture and returns it as it
was recorded, without the archive's frame.
"""

from __future__ import annotations

HOST = "web.archive.org"


def timestamp_of(iso: str) -> str:
    """Return an ISO date or moment as the archive's timestamp; noon for a date without a time."""
    digits = "".join(character for character in iso if character.isdigit())[:14]
    return digits + "120000" if len(digits) == 8 else digits.ljust(14, "0")


def capture_url(url: str, iso: str) -> str:
    """Return the address of the raw capture of ``url`` nearest the date ``iso``."""
    return f"https://{HOST}/web/{timestamp_of(iso)}id_/{url}"
