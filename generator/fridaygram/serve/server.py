"""The preview on the network: one thread for each connection, and at most CONNECTIONS of them."""

from __future__ import annotations

import errno
import io
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fridaygram.errors import UsageError
from fridaygram.serve.answers import READ_METHODS, PreviewView, WebResponse, answer, plain
from fridaygram.serve.guard import Hosts, RefusedRequestError, check_request, read_head
from fridaygram.serve.hub import Hub, event
from fridaygram.serve.inject import EVENTS
from fridaygram.serve.sessions import SessionUI, is_session

CONNECTIONS = 64
HEAD_SECONDS = 10.0
BODY_SECONDS = 10.0
SEND_SECONDS = 10.0
PIECE_BYTES = 1 << 18
MOST_FIELDS = 20
FIXED_HEADERS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}


class PreviewServer(ThreadingTCPServer):
    """Serves ``view()``, the events of ``hub`` and the session UI. Past CONNECTIONS it closes new ones unanswered.

    ``port`` 0 means any free one. Raises UsageError where the address cannot be had.
    """

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, host: str, port: int, view: Callable[[], PreviewView], hub: Hub, sessions: SessionUI):
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.view, self.hub, self.sessions = view, hub, sessions
        self._free = threading.BoundedSemaphore(CONNECTIONS)
        self._deadlines: dict[socket.socket, float] = {}
        try:
            super().__init__((host, port), partial(RequestHandler, self))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                hint = "name another, or '--port 0' for any free one"
                raise UsageError(f"port {port} is in use", hint=hint) from None
            raise UsageError(f"cannot serve on {host}:{port}: {error.strerror or error}") from None
        self.port = int(self.server_address[1])
        self.hosts = Hosts(host, self.port)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection in a thread of its own, or close it where too many are open."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a connection, then leave its place to another."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    @contextmanager
    def within(self, seconds: float, connection: socket.socket) -> Iterator[None]:
        """Close a connection that is not done with something in time.

        A time limit for each read would not do: a client that sends a byte a second would keep its thread for ever.
        """
        self._deadlines[connection] = time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadlines.pop(connection, None)

    def service_actions(self) -> None:
        """Close connections that are past their time; ``serve_forever`` calls this all the while."""
        now = time.monotonic()
        for connection, ends in self._deadlines.copy().items():
            if ends < now:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show faults of ours, not connections that broke."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class RequestHandler(BaseHTTPRequestHandler):
    """Answers the requests of one connection to a PreviewServer."""

    protocol_version = "HTTP/1.1"
    server_version = "Fridaygram"
    sys_version = ""
    # A refusal needs a version also where the request has none that can be read.
    default_request_version = "HTTP/1.0"
    connection: socket.socket

    def __init__(self, preview: PreviewServer, *connection: Any):
        self.preview = preview
        super().__init__(*connection)

    def setup(self) -> None:
        """Open the connection's streams; ``rfile`` is later the head that has been read."""
        super().setup()
        self._incoming = self.rfile

    def finish(self) -> None:
        """Close the connection's streams."""
        self.rfile = self._incoming
        super().finish()

    def handle_one_request(self) -> None:
        """Read one request and answer it. Whatever is wrong with it ends the connection."""
        self.requestline, self.request_version, self.command = "", self.protocol_version, ""
        self.close_connection = True
        try:
            with self.preview.within(HEAD_SECONDS, self.connection):
                self.rfile = io.BytesIO(read_head(self._incoming))
                self.raw_requestline = self.rfile.readline()
                is_request = bool(self.raw_requestline) and self.parse_request()
            if is_request:
                self._answer()
        except RefusedRequestError as refused:
            self._send(plain(refused.status, refused.text), last=True)
        except ConnectionError:
            self.close_connection = True

    def _answer(self) -> None:
        for_sessions = is_session(self.path)
        takes_form = for_sessions and self.command == "POST"
        check_request(self.headers, self.path, self.preview.hosts, takes_form=takes_form)
        if takes_form:
            self._send(self.preview.sessions.answer(self.path, self._form()))
        elif for_sessions and self.command in READ_METHODS:
            self._send(self.preview.sessions.answer(self.path))
        elif for_sessions:
            self._send(plain(HTTPStatus.METHOD_NOT_ALLOWED, "Show or choose.", Allow="GET, HEAD, POST"), last=True)
        elif self.command == "GET" and self.path.partition("?")[0] == EVENTS:
            self._stream()
        else:
            self._send(answer(self.preview.view(), self.command, self.path, self.headers.get))

    def _form(self) -> dict[str, str]:
        length = int(self.headers["Content-Length"])
        with self.preview.within(BODY_SECONDS, self.connection):
            body = self._incoming.read(length)
        if len(body) < length:
            raise ConnectionError
        try:
            fields = parse_qs(
                body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS, separator="&"
            )
        except ValueError:
            raise RefusedRequestError(400, "That is not a form.") from None
        return {name: values[0] for name, values in fields.items()}

    def _send(self, response: WebResponse, *, last: bool = False) -> None:
        headers = dict(response.headers)
        if response.status != HTTPStatus.NOT_MODIFIED:
            headers["Content-Length"] = str(len(response.body))
        self._send_head(response.status, headers, last=last)
        if self.command != "HEAD":
            # In pieces, so that the time limit holds for a piece: a large file may take longer.
            for start in range(0, len(response.body), PIECE_BYTES):
                self._write(response.body[start : start + PIECE_BYTES])

    def _send_head(self, status: int, headers: dict[str, str], *, last: bool) -> None:
        self.send_response_only(status)
        for name, value in {**FIXED_HEADERS, **headers}.items():
            self.send_header(name, value)
        if last:
            self.send_header("Connection", "close")
            self.close_connection = True
        with self.preview.within(SEND_SECONDS, self.connection):
            self.end_headers()

    def _write(self, data: bytes) -> None:
        with self.preview.within(SEND_SECONDS, self.connection):
            self.wfile.write(data)

    def _stream(self) -> None:
        """Send events until the page goes away or the preview ends."""
        query = parse_qs(urlsplit(self.path).query)
        page = query.get("page", [""])[0]
        build = query.get("build", [""])[0]
        since = int(build) if build.isascii() and build.isdigit() and len(build) < 16 else -1
        self._send_head(HTTPStatus.OK, {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}, last=True)
        with self.preview.hub.listening(page, since) as messages:
            for message in messages:
                self._write(b": still here\n\n" if message is None else event(message))

    def log_message(self, _format: str, *_args: object) -> None:
        """Print nothing: the terminal belongs to the builds."""
