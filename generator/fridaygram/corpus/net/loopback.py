"""The way to a server on this machine that plays the whole web: every URL leads to it, its host kept apart."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit


def loopback_route(port: int) -> Callable[[str], str]:
    """Return the route of a miniature web at ``port`` of the loopback interface."""

    def route(url: str) -> str:
        parts = urlsplit(url)
        return urlunsplit(("http", f"127.0.0.1:{port}", parts.path or "/", parts.query, ""))

    return route
