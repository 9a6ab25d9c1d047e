import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from fridaygram.corpus.net.transport import (
    HttpTransport,
    Request,
    Response,
    TransportError,
    loopback_route,
    redirect_target,
)
from tests.patience import PATIENCE


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append({name.lower(): value for name, value in self.headers.items()})
        self.server.answers[self.path](self)

    def log_message(self, *_):
        pass

    def say(self, body, status=200, **headers):
        self.send_response(status)
        named = {"Content_Length": str(len(body)), "Content_Type": "text/html", **headers}
        for name, value in named.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.asked, running.answers, running.over = [], {}, threading.Event()
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield running
        running.over.set()
        running.shutdown()


@pytest.fixture
def ask(server):
    def send(answer, types=("text/html",), **options):
        server.asked.clear()
        server.answers["/page"] = answer
        transport = HttpTransport("tester/1 (+me@a.example)", route=lambda _: server_url(server), **options)
        return transport.send(Request("https://a.example/page", types=types))

    return send


def server_url(server):
    return f"http://127.0.0.1:{server.server_port}/page"


def test_a_request_names_who_asks_and_keeps_its_host(ask, server):
    answer = ask(lambda handler: handler.say(b"<p>hello", Set_Cookie="a=b; Path=/"))
    assert (answer.status, answer.body, answer.content_type) == (200, b"<p>hello", "text/html")
    asked = server.asked[0]
    assert asked["user-agent"] == "tester/1 (+me@a.example)"
    assert asked["host"] == "a.example"
    assert "cookie" not in asked


def test_cookies_are_never_sent_back(server):
    server.asked.clear()
    server.answers["/page"] = lambda handler: handler.say(b"x", Set_Cookie="a=b; Path=/")
    transport = HttpTransport("tester", route=lambda _: server_url(server))
    for _ in range(2):
        transport.send(Request("https://a.example/page"))
    assert all("cookie" not in asked for asked in server.asked)


def test_a_redirect_is_answered_and_not_followed(ask, server):
    assert ask(lambda handler: handler.say(b"", 302, Location="/elsewhere")).status == 302
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [404, 429, 503])
def test_a_status_is_no_failure(ask, status):
    assert ask(lambda handler: handler.say(b"no", status, Content_Type="application/json")).status == status


def failure(ask, answer, **options):
    with pytest.raises(TransportError) as caught:
        ask(answer, **options)
    return caught.value.kind


def test_what_is_no_text_is_not_downloaded(ask):
    assert failure(ask, lambda handler: handler.say(b"%PDF", Content_Type="application/pdf")) == "not text"


def test_too_large_by_its_header_by_its_body_and_unpacked(ask):
    limit = {"most_bytes": 100_000}
    assert failure(ask, lambda handler: handler.say(b"x", Content_Length="100001"), **limit) == "too large"
    endless = {"Content_Length": None, "Connection": "close"}
    assert failure(ask, lambda handler: handler.say(b"x" * 200_000, **endless), **limit) == "too large"
    packed = gzip.compress(b"x" * 5_000_000)
    assert len(packed) < 100_000
    assert failure(ask, lambda handler: handler.say(packed, Content_Encoding="gzip"), **limit) == "too large"


def test_an_answer_that_breaks_off(ask):
    def broken(handler):
        handler.say(b"half", Content_Length="4000")
        handler.close_connection = True

    assert failure(ask, broken) == "cut"


def test_headers_that_make_no_sense(ask):
    def odd(handler):
        handler.say(b"x", Content_Length="many")
        handler.close_connection = True

    assert failure(ask, odd) == "cut"
    assert failure(ask, lambda handler: handler.say(b"not packed", Content_Encoding="gzip")) == "cut"


def test_a_server_that_says_nothing_is_left(ask):
    assert failure(ask, lambda handler: handler.server.over.wait(PATIENCE), timeout_s=0.2) == "timeout"


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
DRIPS = {
    "status": (b"", b"HTTP/1.1 200 OK and on"),
    "head": (b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
    "heads": (b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"),
    "100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "sized body": (HEAD + b"Content-Length: 4000000\r\n\r\n", b"a"),
    "body until the end": (HEAD + b"Connection: close\r\n\r\n", b"a"),
    "one chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3d0900\r\n", b"a"),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "gzip": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"a" * 99)[:12], b"\0"),
}


@pytest.fixture
def drip():
    """Serve one connection that gets a byte a second, on a clock that only these bytes move, until it is closed."""
    listener = socket.create_server(("127.0.0.1", 0))
    now, closed = SimpleNamespace(seconds=0.0), threading.Event()

    def serve(head, pieces):
        connection, _ = listener.accept()
        with connection:
            connection.recv(1 << 16)
            try:
                connection.sendall(head)
                for place in range(4000):
                    connection.sendall(pieces[place % len(pieces)])
                    now.seconds += 1.0
                    time.sleep(0.001)  # the client is to read some of it; how much does not matter
            except OSError:
                closed.set()

    def start(head, piece):
        # Whole lines come whole, whatever else comes byte by byte.
        pieces = [piece] if b"\n" in piece else [bytes([one]) for one in piece]
        threading.Thread(target=serve, args=(head, pieces), daemon=True).start()
        return HttpTransport(
            "tester", timeout_s=30.0, route=loopback_route(listener.getsockname()[1]), monotonic=lambda: now.seconds
        )

    yield start, closed
    listener.close()


@pytest.mark.parametrize("form", DRIPS)
def test_a_drip_has_an_end_that_closes_the_connection(drip, form):
    start, closed = drip
    with pytest.raises(TransportError) as caught:
        start(*DRIPS[form]).send(Request("https://a.example/page"))
    # The hundredth head ends an answer before its time does.
    if form != "heads":
        assert (caught.value.kind, caught.value.detail) == ("too slow", "no whole answer within 120 s")
    assert closed.wait(PATIENCE)


def test_a_host_that_is_not_there():
    with pytest.raises(TransportError) as caught:
        HttpTransport("tester", route=lambda _: "http://127.0.0.1:1/").send(Request("https://a.example/"))
    assert caught.value.kind == "unreachable"


@pytest.mark.parametrize(
    "url", ["nonsense", "https://", "http://[", "ftp://a.example/x", "http://a.example:99999/", ""]
)
def test_an_address_that_is_none_is_a_failure_and_no_crash(url):
    with pytest.raises(TransportError):
        HttpTransport("tester").send(Request(url))


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://a.example/b"),
        ("//b.example/c", "https://b.example/c"),
        ("https://b.example/a b", "https://b.example/a%20b"),
        ("/caf\u00c3\u00a9", "https://a.example/café"),
        ("", ""),
        ("http://[bad", ""),
        ("javascript:alert(1)", ""),
        ("mailto:me@a.example", ""),
        ("http://a.example:port/", ""),
    ],
)
def test_where_a_redirect_leads(location, target):
    answer = Response(302, {"location": location} if location else {}, b"")
    assert redirect_target("https://a.example/a", answer) == target
