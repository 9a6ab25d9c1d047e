"""The listening socket: a thread for each connection, and only so many of them."""

from __future__ import annotations

import errno
import socket
import sys
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from typing import Any

from fridaygram.errors import UsageError
from fridaygram.serve.web.handler import Context, Handler

CONNECTIONS = 64


class Server(ThreadingHTTPServer):
    """Serves a Context. Past CONNECTIONS open ones a new connection is closed unanswered."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, host: str, port: int, context: Context):
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._free = threading.BoundedSemaphore(CONNECTIONS)
        super().__init__((host, port), partial(Handler, context))

    def server_bind(self) -> None:
        """Bind, without the look-up of our own name that the base class makes: it may ask the network."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection in a thread of its own, or close it where too many are open."""
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a connection, then leave its place to another."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over connections that broke; anything else is a fault of ours and is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def open_server(host: str, port: int, context: Context) -> Server:
    """Return a server bound to ``host`` and ``port`` (0: any free one).

    Raises UsageError where the address cannot be had.
    """
    try:
        return Server(host, port, context)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} is in use", hint="name another, or '--port 0' for any free one") from None
        raise UsageError(f"cannot serve on {host}:{port}: {error.strerror or error}") from None
