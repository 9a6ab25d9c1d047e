"""Connections that strangers cannot abuse: to public addresses only, and with an end.

A name is checked on the connected socket, before a byte is sent, so a name that resolves differently the second time
(DNS rebinding) gains nothing. Every read of an answer checks the deadline of the whole answer, so a host that sends a
byte now and then is left, whatever it drips: status, headers, body, chunks or ``100 Continue`` without end.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost")
CARRIERS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")))
"""Networks whose last 32 bits are an IPv4 address: NAT64 (RFC 6052), IPv4-compatible (RFC 4291), IPv4-translated
(RFC 2765)."""
LOCAL_NETWORKS = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "fec0::/10", "192.0.0.0/24")))
"""Local by definition (RFC 8215, RFC 3879, RFC 6890); versions of the standard library differ about them."""


class PrivateAddressError(OSError):
    """A connection that leads to an address that is not public."""


def is_public(address: str) -> bool:
    """Return whether an IP address (a zone after ``%`` is ignored) is reachable on the public internet."""
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if any(parsed in network for network in LOCAL_NETWORKS):
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        carried = parsed.ipv4_mapped or parsed.sixtofour
        if carried is None and any(parsed in network for network in CARRIERS):
            carried = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(str(carried))
    return parsed.is_global and not parsed.is_multicast


def check_literal(url: str) -> None:
    """Raise PrivateAddressError where the URL's host is a private IP address in numbers, or names this machine."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    numeric = host.replace(".", "").isdigit() or ":" in host or host.startswith("0x")
    if host in LOCAL_NAMES or host.endswith(".localhost") or (numeric and not is_public(host)):
        raise PrivateAddressError(host)


class Deadline:
    """The end of one answer: ``seconds`` from now on the clock ``monotonic``."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]):
        self._end, self._monotonic = monotonic() + seconds, monotonic

    def left_s(self) -> float:
        """Return the seconds that are left, 0 where none are."""
        return max(0.0, self._end - self._monotonic())


_current = threading.local()


@contextmanager
def until(deadline: Deadline) -> Iterator[None]:
    """Let the answers that this thread reads end by ``deadline``."""
    _current.deadline = deadline
    try:
        yield
    finally:
        _current.deadline = None


class _TimedReader(io.RawIOBase):
    """Reads a socket until the deadline and no longer."""

    def __init__(self, connection: socket.socket, deadline: Deadline):
        self._socket, self._deadline = connection, deadline
        self._raw = connection.makefile("rb", buffering=0)
        self._patience_s = connection.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline.left_s()
        if not left:
            raise TimeoutError("the whole answer takes too long")
        self._socket.settimeout(left if self._patience_s is None else min(self._patience_s, left))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any):
        super().__init__(sock, *args, **options)
        deadline: Deadline | None = getattr(_current, "deadline", None)
        if deadline is not None:
            self.fp.close()
            self.fp = io.BufferedReader(_TimedReader(sock, deadline))


def _checked(connection: socket.socket) -> socket.socket:
    peer = str(connection.getpeername()[0])
    if not is_public(peer):
        connection.close()
        raise PrivateAddressError(peer)
    return connection


class _Connection(HTTPConnection):
    response_class = _TimedResponse


class _TlsConnection(HTTPSConnection):
    response_class = _TimedResponse


class _GuardedConnection(_Connection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _GuardedTlsConnection(_TlsConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


def _pool(kind: type[HTTPConnectionPool], connection: type[HTTPConnection]) -> type[HTTPConnectionPool]:
    return type(kind.__name__, (kind,), {"ConnectionCls": connection})


POOLS = {
    False: {"http": _pool(HTTPConnectionPool, _Connection), "https": _pool(HTTPSConnectionPool, _TlsConnection)},
    True: {
        "http": _pool(HTTPConnectionPool, _GuardedConnection),
        "https": _pool(HTTPSConnectionPool, _GuardedTlsConnection),
    },
}
"""Kinds of connection by whether they are guarded, and by scheme."""


class GuardedAdapter(HTTPAdapter):
    """An adapter of requests whose answers end by ``until``.

    Its connections lead to public addresses only, unless ``guarded`` is False.
    """

    def __init__(self, *, guarded: bool, **options: Any):
        self._guarded = guarded
        super().__init__(max_retries=0, **options)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make the pool manager, with our connections."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS[self._guarded]
