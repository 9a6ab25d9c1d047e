"""One connection: read requests, let the guard judge them, send the answers."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fridaygram.serve.desk.desk import Desk, is_desk
from fridaygram.serve.hub import Hub, event
from fridaygram.serve.web.answer import READ_METHODS, View, answer, is_events, plain
from fridaygram.serve.web.content import Response
from fridaygram.serve.web.guard import BODY_BYTES, HeadTooLongError, Hosts, is_same_origin, read_body, read_head

SEND_SECONDS = 10.0
PIECE = 1 << 18
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 20
FIXED = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}


@dataclass(frozen=True)
class Context:
    """What every connection shares: the address that is served, what is shown now, whom to tell of changes.

    ``desk`` is where samples are chosen, the only page that takes forms.
    """

    bound: str
    view: Callable[[], View]
    hub: Hub
    desk: Desk | None = None


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection from a Context."""

    protocol_version = "HTTP/1.1"
    server_version = "Fridaygram"
    sys_version = ""
    # What a refusal is sent as where the request names no version that can be read.
    default_request_version = "HTTP/1.0"
    connection: socket.socket

    def __init__(self, context: Context, *connection: Any):
        self.context = context
        super().__init__(*connection)

    def setup(self) -> None:
        """Prepare the connection; heads are read from the socket itself, against the clock."""
        super().setup()
        self.rfile.close()
        self._rest = b""
        self._hosts = Hosts(self.context.bound, self.connection.getsockname()[1])

    def handle_one_request(self) -> None:
        """Read one request and answer it; whatever is wrong with it ends the connection."""
        self.requestline, self.request_version, self.command = "", self.protocol_version, ""
        try:
            head, self._rest = read_head(self.connection, self._rest)
            self.connection.settimeout(SEND_SECONDS)
            if not head:
                self.close_connection = True
                return
            self.rfile = io.BytesIO(head)
            self.raw_requestline = self.rfile.readline()
            if self.parse_request():
                self._answer()
            self.wfile.flush()
        except HeadTooLongError:
            self.connection.settimeout(SEND_SECONDS)
            self._send(plain(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The request's head is too long."), last=True)
        except (TimeoutError, ConnectionError):
            self.close_connection = True

    def _answer(self) -> None:
        refused = self._refusal()
        if refused is not None:
            self._send(refused, last=True)
        elif self.command == "GET" and is_events(self.path):
            self._stream()
        elif self.context.desk is not None and is_desk(self.path):
            self._at(self.context.desk)
        else:
            self._send(answer(self.context.view(), self.command, self.path, self._header))

    def _at(self, desk: Desk) -> None:
        """Answer at the desk: show a text, or do what a form of this preview asks for."""
        if self.command in READ_METHODS:
            self._send(desk.answer(self.path))
        elif self.command != "POST":
            self._send(plain(HTTPStatus.METHOD_NOT_ALLOWED, "Show or choose.", Allow="GET, HEAD, POST"), last=True)
        elif (refused := self._form_refusal()) is not None:
            self._send(refused, last=True)
        else:
            length = int(self.headers.get("Content-Length", "0"))
            body, self._rest = read_body(self.connection, length, self._rest)
            self.connection.settimeout(SEND_SECONDS)
            try:
                told = parse_qs(
                    body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS, separator="&"
                )
            except ValueError:
                self._send(plain(HTTPStatus.BAD_REQUEST, "That is no form."), last=True)
                return
            self._send(desk.answer(self.path, {name: values[0] for name, values in told.items()}))

    def _form_refusal(self) -> Response | None:
        """Return why a form is not even read: whose it is, of what kind, how long."""
        host = self.headers.get("Host", "")
        if not is_same_origin(self._header("Origin"), self._header("Sec-Fetch-Site"), host):
            return plain(HTTPStatus.FORBIDDEN, "Only pages of this preview may change anything.")
        lengths = self.headers.get_all("Content-Length", [])
        if len(lengths) != 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
            return plain(HTTPStatus.LENGTH_REQUIRED, "A form says once how long it is.")
        if len(lengths[0]) > len(str(BODY_BYTES)) or int(lengths[0]) > BODY_BYTES:
            return plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The form is too long.")
        if self.headers.get("Content-Type", "").partition(";")[0].strip().lower() != FORM:
            return plain(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "That is no form.")
        return None

    def _header(self, name: str) -> str | None:
        value = self.headers.get(name)
        return None if value is None else str(value)

    def _refusal(self) -> Response | None:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or not self._hosts.allow(hosts[0]):
            return plain(HTTPStatus.MISDIRECTED_REQUEST, "This preview does not answer to that host.")
        if not self.path.startswith("/"):
            return plain(HTTPStatus.BAD_REQUEST, "The preview is no proxy.")
        takes_forms = self.command == "POST" and self.context.desk is not None and is_desk(self.path)
        length = "0" if takes_forms else self.headers.get("Content-Length", "0").strip()
        if self.headers.get("Transfer-Encoding") or length != "0":
            # Its bytes would be read as the next request.
            return plain(HTTPStatus.BAD_REQUEST, "The preview takes no body.")
        return None

    def _send(self, response: Response, *, last: bool = False) -> None:
        self.send_response_only(response.status)
        for name, value in {**FIXED, **response.headers}.items():
            self.send_header(name, value)
        if response.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(response.body)))
        if last:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            # In pieces, so that the time limit holds for a piece: a large file may take longer.
            for start in range(0, len(response.body), PIECE):
                self.wfile.write(response.body[start : start + PIECE])
        if last:
            self.close_connection = True

    def _stream(self) -> None:
        """Send events until the page goes away or the preview ends."""
        query = parse_qs(urlsplit(self.path).query)
        page = query.get("page", [""])[0]
        build = query.get("build", [""])[0]
        since = int(build) if build.isascii() and build.isdigit() and len(build) < 16 else -1
        self.close_connection = True
        self.send_response_only(HTTPStatus.OK)
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "Connection": "close"}
        for name, value in {**FIXED, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with self.context.hub.listening(page, since) as messages:
            for message in messages:
                self.wfile.write(b": still here\n\n" if message is None else event(message))
                self.wfile.flush()

    def log_message(self, _format: str, *_args: object) -> None:
        """Keep quiet: the terminal belongs to what the builds say."""
