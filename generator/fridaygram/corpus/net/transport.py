"""The seam to the network: a request goes in, a response or a TransportError comes out. Redirects are not followed.

Clients and crawler know only the Transport protocol; tests and the miniature web stand behind it too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import urljoin, urlsplit, urlunsplit

from fridaygram.corpus.urls import is_web_url
from fridaygram.errors import NetworkError

if TYPE_CHECKING:
    from fridaygram.corpus.net.guard import Deadline

Method = Literal["GET", "POST"]
FailureKind = Literal["timeout", "too slow", "unreachable", "cut", "too large", "not text", "private address"]
CONNECT_TIMEOUT_S = 10.0
WHOLE = 4
"""A whole answer may take so many times as long as one wait for bytes."""
PIECE = 1 << 16
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Request:
    """An HTTP request. ``basic`` is (user, password); ``form`` makes a url-encoded body.

    ``types`` lists the content types worth reading (prefixes; () for all): others are not downloaded.
    """

    url: str
    method: Method = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    basic: tuple[str, str] | None = None
    form: Mapping[str, str] | None = None
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Response:
    """An HTTP response, whatever its status. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The media type without parameters, "" where there is none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


class TransportError(NetworkError):
    """No response: ``kind`` says why in one countable word or two."""

    def __init__(self, kind: FailureKind, detail: str):
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


class Transport(Protocol):
    """Sends one request. Raises TransportError where no whole response comes."""

    def send(self, request: Request) -> Response:
        """Return the response to ``request``."""


class HttpTransport:
    """A transport over an adapter of requests, safe to share between threads.

    There is no session, whose merging of settings would take a quarter of a request's time: no cookies are kept, no
    redirects followed, and neither proxies nor certificates are taken from the environment.

    ``user_agent`` names the program, its version and a contact. ``timeout_s`` limits every wait for bytes and, four
    times over, a whole answer: then its connection is closed. ``most_bytes`` limits its size. ``route`` maps a URL to
    the one that is really asked, its host kept in the Host header (a rehearsal on this machine); without it addresses
    that are not public are refused.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        timeout_s: float = 30.0,
        most_bytes: int = 8 << 20,
        route: Callable[[str], str] | None = None,
        connections: int = 32,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        from fridaygram.corpus.net.guard import GuardedAdapter

        self._given: dict[str, Any] = {
            "user_agent": user_agent, "timeout_s": timeout_s, "most_bytes": most_bytes, "route": route,
            "connections": connections, "monotonic": monotonic,
        }  # fmt: skip
        self._adapter = GuardedAdapter(guarded=route is None, pool_connections=connections, pool_maxsize=connections)
        self._agent = {"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"}
        self._timeout = (min(timeout_s, CONNECT_TIMEOUT_S), timeout_s)
        self._most_bytes = most_bytes
        self._route, self._monotonic = route, monotonic

    def __reduce__(self) -> tuple[Any, ...]:
        """Let another process make its own: connections cannot go there."""
        return partial(HttpTransport, **self._given), ()

    def send(self, request: Request) -> Response:
        """Return the response to ``request``. Raises TransportError."""
        import requests

        from fridaygram.corpus.net.guard import Deadline, PrivateAddressError, check_literal, until

        headers = {**self._agent, **request.headers}
        url = request.url
        deadline = Deadline(WHOLE * self._timeout[1], self._monotonic)
        try:
            check_literal(url)
            if self._route is not None:
                headers["Host"] = urlsplit(url).netloc
                url = self._route(url)
            asked = requests.Request(request.method, url, headers, data=request.form, auth=request.basic).prepare()
            with until(deadline), self._adapter.send(asked, stream=True, timeout=self._timeout) as answer:
                names = {name.lower(): value for name, value in answer.headers.items()}
                return Response(answer.status_code, names, self._body(answer, request, names))
        except PrivateAddressError as error:
            raise TransportError("private address", str(error)) from None
        except requests.Timeout:
            raise self._waited(deadline) from None
        except requests.ConnectionError as error:
            raise _connection_failure(error, self._waited(deadline)) from None
        except (requests.RequestException, ValueError, OSError) as error:
            raise TransportError("cut", type(error).__name__) from None

    def _waited(self, deadline: Deadline) -> TransportError:
        """Return what was waited for in vain: some bytes, or the end of an answer."""
        if deadline.left_s():
            return TransportError("timeout", f"no answer within {self._timeout[1]:g} s")
        return TransportError("too slow", f"no whole answer within {WHOLE * self._timeout[1]:g} s")

    def _body(self, answer: Any, request: Request, headers: Mapping[str, str]) -> bytes:
        """Read the body in pieces, within the limits of size and type."""
        kind = headers.get("content-type", "").lower()
        wanted = answer.status_code == 200 and kind and request.types
        if wanted and not kind.startswith(request.types):
            raise TransportError("not text", kind[:60])
        if int(headers.get("content-length") or 0) > self._most_bytes:
            raise TransportError("too large", f"{headers['content-length']} bytes")
        pieces: list[bytes] = []
        size = 0
        for piece in answer.iter_content(PIECE):
            size += len(piece)
            if size > self._most_bytes:
                raise TransportError("too large", f"over {self._most_bytes} bytes")
            pieces.append(piece)
        return b"".join(pieces)


def redirect_target(url: str, response: Response) -> str:
    """Return where a redirect from ``url`` leads, "" where its Location is missing or no web address.

    Servers send UTF-8 and spaces there, although RFC 9110 allows neither; browsers follow them.
    """
    location = response.headers.get("location", "").strip()
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        target = urljoin(url, location.replace(" ", "%20")) if location else ""
    except ValueError:
        return ""
    return target if is_web_url(target) else ""


def loopback_route(port: int) -> Callable[[str], str]:
    """Return the route by which a server at ``port`` of this machine plays the whole web (see HttpTransport)."""

    return partial(_to_loopback, port)


def _to_loopback(port: int, url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(("http", f"127.0.0.1:{port}", parts.path or "/", parts.query, ""))


def _connection_failure(error: Exception, waited: TransportError) -> TransportError:
    from fridaygram.corpus.net.guard import PrivateAddressError

    cause: BaseException | None = error
    seen = 0
    while cause is not None and seen < 8:
        for inner in (cause, *cause.args, getattr(cause, "reason", None)):
            if isinstance(inner, PrivateAddressError):
                return TransportError("private address", str(inner))
        if type(cause).__name__ == "ReadTimeoutError":
            return waited
        if type(cause).__name__ in ("NameResolutionError", "NewConnectionError", "gaierror"):
            return TransportError("unreachable", type(cause).__name__)
        reason = getattr(cause, "reason", None)
        first = cause.args[0] if cause.args and isinstance(cause.args[0], BaseException) else None
        cause, seen = reason if isinstance(reason, BaseException) else first, seen + 1
    return TransportError("cut", type(error).__name__)
