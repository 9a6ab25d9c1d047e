"""The little of a browser's web socket (RFC 6455) that reload events need: short texts sent, whole frames read."""

from __future__ import annotations

import base64
import os
import socket

PATIENCE_SECONDS = 60.0
TEXT, MASK_BIT = 0x81, 0x80
LENGTHS = {126: 2, 127: 8}


class WebSocket:
    """A connection to a server on this machine. Raises OSError where there is none, RuntimeError where it refuses."""

    def __init__(self, port: int, path: str):
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: http://127.0.0.1:{port}\r\n\r\n".encode()
        )
        self._stream = self._socket.makefile("rb")
        if b" 101 " not in self._stream.readline():
            raise RuntimeError("the server offers no web socket")
        while self._stream.readline() != b"\r\n":
            pass

    def send(self, data: bytes) -> None:
        """Send a text of less than 126 bytes."""
        # A mask of zeros leaves the bytes as they are.
        self._socket.sendall(bytes([TEXT, MASK_BIT | len(data)]) + bytes(4) + data)

    def receive(self) -> bytes:
        """Return the next text."""
        while True:
            kind, length = self._exactly(2)
            size = int.from_bytes(self._exactly(LENGTHS[length]), "big") if length in LENGTHS else length
            data = self._exactly(size)
            if kind == TEXT:
                return data

    def _exactly(self, size: int) -> bytes:
        data = self._stream.read(size)
        if len(data) < size:
            raise RuntimeError("the server closed the web socket")
        return data

    def close(self) -> None:
        """Go away."""
        self._stream.close()
        self._socket.close()
