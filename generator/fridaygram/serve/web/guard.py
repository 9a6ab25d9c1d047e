"""What is refused before anything is looked up: foreign hosts, foreign forms, oversize heads, endless clients.

A page of another site can point its own name at 127.0.0.1 (DNS rebinding) and would then be read as ours; such a
request carries the foreign name in its Host header, and is refused by it.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass

HEAD_BYTES = 16_384
HEAD_SECONDS = 10.0
BODY_BYTES = 16_384
BODY_SECONDS = 10.0
END_OF_HEAD = b"\r\n\r\n"


class HeadTooLongError(Exception):
    """A request's line and headers are longer than HEAD_BYTES."""


@dataclass(frozen=True)
class Hosts:
    """The names that requests may use: those of the address that the preview is bound to."""

    bound: str
    port: int

    def allow(self, header: str | None) -> bool:
        """Return whether a Host header names this preview."""
        if not header:
            return False
        name, port = _split(header)
        if port is not None and port != str(self.port):
            return False
        if name in ("localhost", self.bound):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            # A name: only this machine's own, and only where the preview was asked to leave loopback.
            return not is_loopback(self.bound) and name == socket.gethostname().lower()
        # A number cannot be rebound. On loopback only loopback's numbers lead here.
        return address.is_loopback or not is_loopback(self.bound)


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_same_origin(origin: str | None, fetch_site: str | None, host: str) -> bool:
    """Return whether a form was sent by a page of this preview, going by Origin and Sec-Fetch-Site.

    Browsers send at least one of them with every form; a request with neither is not from a page of ours.
    """
    if fetch_site is not None and fetch_site.strip().lower() != "same-origin":
        return False
    if origin is None:
        return fetch_site is not None
    return origin.strip().lower() == f"http://{host.strip().lower()}"


def _split(header: str) -> tuple[str, str | None]:
    """Return a Host header's name in lower case, without brackets, and its port."""
    text = header.strip().lower()
    if text.startswith("["):
        name, _, rest = text[1:].partition("]")
        return name, rest[1:] if rest.startswith(":") else (rest or None)
    name, colon, port = text.partition(":")
    return name, port if colon else None


def read_head(connection: socket.socket, rest: bytes = b"") -> tuple[bytes, bytes]:
    """Read a request's line and headers; return them and what came after them.

    ``rest`` is what an earlier read left over. Returns ``(b"", b"")`` where the client has closed. Raises
    HeadTooLongError past HEAD_BYTES and TimeoutError past HEAD_SECONDS, however the bytes trickle in.
    """
    end = time.monotonic() + HEAD_SECONDS
    data = rest
    # A client may send empty lines between two requests (RFC 9112, section 2.2).
    while END_OF_HEAD not in (data := data.lstrip(b"\r\n")):
        if len(data) > HEAD_BYTES:
            raise HeadTooLongError
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        piece = connection.recv(4096)
        if not piece:
            return b"", b""
        data += piece
    head, _, after = data.partition(END_OF_HEAD)
    if len(head) > HEAD_BYTES:
        raise HeadTooLongError
    return head + END_OF_HEAD, after


def read_body(connection: socket.socket, length: int, rest: bytes = b"") -> tuple[bytes, bytes]:
    """Read a request's body of ``length`` bytes; return it and what came after it.

    ``rest`` is what the reading of the head left over. Raises ConnectionError where the client closes before the end
    and TimeoutError past BODY_SECONDS.
    """
    end = time.monotonic() + BODY_SECONDS
    data = rest
    while len(data) < length:
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        piece = connection.recv(4096)
        if not piece:
            raise ConnectionError
        data += piece
    return data[:length], data[length:]
