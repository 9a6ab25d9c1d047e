"""No private address is reached: neither by its number, nor by a name that leads to it.

The check of a name is made on the connected socket and before a byte is sent, so that a name that
resolves differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost")
CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
"""Networks whose last 32 bits are an IPv4 address: NAT64 (RFC 6052), and the old IPv4-compatible form."""
LOCAL_NETWORKS = (ipaddress.ip_network("64:ff9b:1::/48"),)
"""Local by definition (RFC 8215), which older versions of the standard library do not know."""


class PrivateAddressError(OSError):
    """A connection that leads to an address that is not public."""


def is_public(address: str) -> bool:
    """Return whether an IP address (a zone after ``%`` is passed over) is reachable on the public internet."""
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if any(parsed in network for network in LOCAL_NETWORKS):
            return False
        carried = parsed.ipv4_mapped or parsed.sixtofour
        if carried is None and any(parsed in network for network in CARRIERS):
            carried = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if carried is not None:
            return carried.is_global and not carried.is_multicast
    return parsed.is_global and not parsed.is_multicast


def check_literal(url: str) -> None:
    """Raise PrivateAddressError where the URL's host is a private IP address in numbers, or names this machine."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    numeric = host.replace(".", "").isdigit() or ":" in host or host.startswith("0x")
    if host in LOCAL_NAMES or host.endswith(".localhost") or (numeric and not is_public(host)):
        raise PrivateAddressError(host)


def _checked(connection: socket.socket) -> socket.socket:
    peer = str(connection.getpeername()[0])
    if not is_public(peer):
        connection.close()
        raise PrivateAddressError(peer)
    return connection


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _TlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class GuardedAdapter(HTTPAdapter):
    """An adapter of requests whose connections lead to public addresses only, unless ``guarded`` is False."""

    def __init__(self, *, guarded: bool, **options: Any):
        self._guarded = guarded
        super().__init__(max_retries=0, **options)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make the pool manager, with guarded connections."""
        super().init_poolmanager(*args, **options)
        if self._guarded:
            self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
