"""What is sent: content types, entity tags, conditional and range requests (RFC 9110, sections 8.8, 13 and 14)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from fridaygram.files import digest

HTML = "text/html; charset=utf-8"
TYPES = {
    ".html": HTML,
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".xsl": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".gif": "image/gif",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".pdf": "application/pdf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
}
UNKNOWN = "application/octet-stream"

Header = Callable[[str], str | None]


@dataclass(frozen=True)
class Response:
    """An answer: status, headers beside Content-Length, body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def content_type(file: Path) -> str:
    """Return a file's content type by its suffix."""
    return TYPES.get(file.suffix.lower(), UNKNOWN)


def entity(body: bytes, kind: str, status: int = 200) -> Response:
    """Return a body to be sent whole, with its tag; browsers keep it but ask each time."""
    headers = {"Content-Type": kind, "Cache-Control": "no-cache", "ETag": f'"{digest(body)}"', "Accept-Ranges": "bytes"}
    return Response(status, headers, body)


def conditional(response: Response, header: Header) -> Response:
    """Return the answer that the request's headers ask for: the whole, "not modified", or a part.

    ``header`` gives a header of the request by its name. More than one range is answered with the whole, as the RFC
    allows.
    """
    if response.status != 200:
        return response
    tag = response.headers["ETag"]
    known = header("If-None-Match")
    if known is not None and _lists(known, tag):
        kept = {name: response.headers[name] for name in ("ETag", "Cache-Control")}
        return Response(304, kept)
    asked = header("Range")
    if asked is None or (header("If-Range") or tag) != tag:
        return response
    size = len(response.body)
    try:
        part = byte_range(asked, size)
    except ValueError:
        headers = {"Content-Range": f"bytes */{size}", "Content-Type": "text/plain; charset=utf-8"}
        return Response(416, headers)
    if part is None:
        return response
    first, last = part
    headers = {**response.headers, "Content-Range": f"bytes {first}-{last}/{size}"}
    return replace(response, status=206, headers=headers, body=response.body[first : last + 1])


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that a Range header asks for, None where it is to be ignored.

    Raises ValueError where the range lies outside of the ``size`` bytes.
    """
    unit, _, spec = header.partition("=")
    start, dash, end = (part.strip() for part in spec.partition("-"))
    if unit.strip().lower() != "bytes" or not dash or "," in spec:
        return None
    if not all(part == "" or (part.isascii() and part.isdigit()) for part in (start, end)) or not start + end:
        return None
    if start == "":
        first, last = max(0, size - int(end)), size - 1
        outside = int(end) == 0 or size == 0
    else:
        first, last = int(start), min(int(end), size - 1) if end else size - 1
        if end and int(end) < first:
            return None
        outside = first >= size
    if outside:
        raise ValueError(header)
    return first, last


def _lists(header: str, tag: str) -> bool:
    """Return whether If-None-Match holds ``tag``, compared weakly."""
    tags = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in tags or tag in tags
