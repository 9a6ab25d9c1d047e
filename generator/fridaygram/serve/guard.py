"""What the preview refuses before it looks anything up: foreign hosts, foreign forms, long heads, slow clients.

A page of another site can point its own name at 127.0.0.1 (DNS rebinding) and would then read the preview. Such a
request has the foreign name in its Host header.
"""

from __future__ import annotations

import io
import ipaddress
import socket
from dataclasses import dataclass
from email.message import Message

HEAD_BYTES = 16_384
BODY_BYTES = 16_384
FORM = "application/x-www-form-urlencoded"


class RefusedRequestError(Exception):
    """A request that is not answered: the HTTP status and a sentence for its sender."""

    def __init__(self, status: int, text: str):
        super().__init__(text)
        self.status = status
        self.text = text


def read_head(stream: io.BufferedIOBase) -> bytes:
    """Return a request's line and headers, b"" where the client has closed.

    Raises RefusedRequestError past HEAD_BYTES.
    """
    head, size = b"", 0
    while line := stream.readline(HEAD_BYTES + 1):
        size += len(line)
        if size > HEAD_BYTES:
            raise RefusedRequestError(431, "The request's head is too long.")
        if line.strip():
            head += line
        elif head:  # a client may send empty lines between two requests (RFC 9112, section 2.2)
            return head + line
    return b""


@dataclass(frozen=True)
class Hosts:
    """The names that requests may use: those of the address that the preview listens on."""

    bound: str
    port: int

    def allow(self, header: str) -> bool:
        """Return whether a Host header names this preview."""
        name, port = _split(header)
        if port is not None and port != str(self.port):
            return False
        if name in ("localhost", self.bound):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            # The machine's own name counts only where the preview was asked to leave loopback.
            return not is_loopback(self.bound) and name == socket.gethostname().lower()
        # Rebinding needs a name. On loopback, only loopback's numbers lead here.
        return address.is_loopback or not is_loopback(self.bound)


def check_request(headers: Message, path: str, hosts: Hosts, *, takes_form: bool) -> None:
    """Check a request's head before its body is read. Raises RefusedRequestError.

    ``takes_form`` says that the request may bring a form: a POST to the session UI.
    """
    named = headers.get_all("Host", [])
    if len(named) != 1 or not hosts.allow(named[0]):
        raise RefusedRequestError(421, "This preview does not answer to that host.")
    if not path.startswith("/"):
        raise RefusedRequestError(400, "The preview is not a proxy.")
    lengths = headers.get_all("Content-Length", [])
    if headers.get("Transfer-Encoding") or not (takes_form or lengths in ([], ["0"])):
        # Its bytes would be read as the next request.
        raise RefusedRequestError(400, "The preview takes no body.")
    if takes_form:
        _check_form(headers, named[0], lengths)


def _check_form(headers: Message, host: str, lengths: list[str]) -> None:
    if not is_same_origin(headers.get("Origin"), headers.get("Sec-Fetch-Site"), host):
        raise RefusedRequestError(403, "Only pages of this preview may change anything.")
    if len(lengths) != 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
        raise RefusedRequestError(411, "A form needs one Content-Length.")
    if len(lengths[0]) > len(str(BODY_BYTES)) or int(lengths[0]) > BODY_BYTES:
        raise RefusedRequestError(413, "The form is too long.")
    if headers.get_content_type() != FORM or "Content-Type" not in headers:
        raise RefusedRequestError(415, "That is not a form.")


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_same_origin(origin: str | None, fetch_site: str | None, host: str) -> bool:
    """Return whether a page of this preview sent a form, by the headers Origin and Sec-Fetch-Site.

    Browsers send at least one of them with every form. A request with neither is refused.
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
