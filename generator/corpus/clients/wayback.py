"""The Wayback Machine: raw captures nearest a date, and the index of captures (CDX)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from generator.corpus.clients.base import ApiClient

HOST = "web.archive.org"
BASE = f"https://{HOST}"
CDX_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")


class Capture(msgspec.Struct, frozen=True):
    """A capture: ``timestamp`` is YYYYMMDDhhmmss in UTC, ``digest`` the SHA-1 that the index gives."""

    timestamp: str
    original: str
    mimetype: str
    statuscode: str
    digest: str

    @property
    def raw_url(self) -> str:
        """Where the capture is served as it was recorded, without the archive's frame."""
        return f"{BASE}/web/{self.timestamp}id_/{self.original}"


def timestamp_of(iso: str) -> str:
    """Return an ISO date or moment as the archive's timestamp; noon for a date without a time."""
    digits = "".join(character for character in iso if character.isdigit())[:14]
    return digits + "120000" if len(digits) == 8 else digits.ljust(14, "0")


def capture_url(url: str, iso: str) -> str:
    """Return the address of the raw capture of ``url`` nearest the date ``iso``."""
    return f"{BASE}/web/{timestamp_of(iso)}id_/{url}"


class Wayback:
    """The index of captures: ``GET /cdx/search/cdx`` (60 requests a minute)."""

    def __init__(self, api: ApiClient):
        self._api = api

    def captures(self, url: str) -> Iterator[Capture]:
        """Yield the captures of ``url``, oldest first; none where it was never recorded."""
        answer = self._api.get(f"{BASE}/cdx/search/cdx", {"url": url, "output": "json"})
        rows: list[list[Any]] = answer if isinstance(answer, list) else []
        if not rows:
            return
        places = {str(name): place for place, name in enumerate(rows[0])}
        for row in rows[1:]:
            if all(name in places and places[name] < len(row) for name in CDX_FIELDS):
                yield Capture(*(str(row[places[name]]) for name in CDX_FIELDS))
