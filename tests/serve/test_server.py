"""The attacks that a preview on one's own machine must stand, over real sockets."""

import socket
import threading
import time
from contextlib import ExitStack, suppress

import pytest

from fridaygram.serve import server
from tests.serve.blog import PATIENCE, served, write


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    """A preview's server over a hand-made site, without builds."""
    home = tmp_path_factory.mktemp("home")
    root = home / "site"
    write(root / "index.html", "<!doctype html><title>Home</title><body><p>Home</p></body>")
    write(root / "404.html", "<!doctype html><title>Lost</title><body><p>Lost</p></body>")
    write(root / "feed.xml", "<feed/>")
    write(root / "sub" / "index.html", "<p>No body tag")
    (root / "picture.gif").write_bytes(bytes(range(256)) * 4000)
    write(home / "secret.txt", "secret")
    (root / "out.txt").symlink_to(home / "secret.txt")
    write(root / ".git" / "config", "secret")
    with served(home, root) as talk:
        yield talk


def request(talk, target="/blog/", host=None, more=""):
    host = f"127.0.0.1:{talk.port}" if host is None else host
    return f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n".encode("latin-1")


def test_a_page_comes_with_the_script_and_its_file_without(talk):
    answer, body = talk.get("/blog/")
    assert answer.status == 200
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert body.endswith(b"defer></script></body>")
    assert b"script" not in talk.get("/blog/feed.xml")[1]
    assert talk.get("/blog/sub/")[1].startswith(b"<p>No body tag<script")


def test_the_script_is_served(talk):
    answer, body = talk.get("/__preview/client.js")
    assert answer.getheader("Content-Type").startswith("text/javascript")
    assert b"EventSource" in body


def test_a_missing_page(talk):
    answer, body = talk.get("/blog/nowhere/")
    assert answer.status == 404
    assert b"Lost" in body
    assert b"data-missing" in body


def test_head_has_the_headers_alone(talk):
    whole, body = talk.get("/blog/picture.gif")
    head, nothing = talk.get("/blog/picture.gif", "HEAD")
    assert nothing == b""
    assert head.getheader("Content-Length") == str(len(body))
    assert head.getheader("ETag") == whole.getheader("ETag")


def test_ranges_and_tags(talk):
    answer, body = talk.get("/blog/picture.gif", Range="bytes=1-3")
    assert (answer.status, body) == (206, b"\x01\x02\x03")
    again, nothing = talk.get("/blog/picture.gif", If_None_Match=answer.getheader("ETag"))
    assert (again.status, nothing) == (304, b"")


def test_a_connection_serves_several_requests(talk):
    with socket.create_connection(("127.0.0.1", talk.port), PATIENCE) as connection:
        plain = request(talk).replace(b"Connection: close\r\n", b"")
        connection.sendall(plain + plain + request(talk))
        data = b"".join(iter(lambda: connection.recv(65536), b""))
    assert data.count(b"HTTP/1.1 200 OK") == 3


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"])
def test_only_reading_is_answered(talk, method):
    answer, _ = talk.get("/blog/", method)
    assert (answer.status, answer.getheader("Allow")) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "", "rebind.127.0.0.1.nip.example"]
)
def test_foreign_hosts_are_refused(talk, host):
    data = talk.raw(request(talk, host=host.format(port=talk.port)))
    assert data.startswith(b"HTTP/1.1 421 ")
    assert b"Home" not in data
    events = talk.raw(request(talk, "/__preview/events", host=host.format(port=talk.port)))
    assert events.startswith(b"HTTP/1.1 421 ")


def test_no_host_and_two_hosts_are_refused(talk):
    assert b" 421 " in talk.raw(b"GET /blog/ HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert b" 421 " in talk.raw(b"GET /blog/ HTTP/1.0\r\n\r\n")
    twice = request(talk, more=f"Host: 127.0.0.1:{talk.port}\r\n")
    assert b" 421 " in talk.raw(twice)


@pytest.mark.parametrize(
    "target",
    [
        "/blog/../../secret.txt",
        "/blog/%2e%2e/secret.txt",
        "/blog/..%2fsecret.txt",
        "/blog/%252e%252e/secret.txt",
        "/blog/..%5csecret.txt",
        "/../secret.txt",
        "//secret.txt",
        "/blog/out.txt",
        "/blog/.git/config",
        "/blog/%2egit/config",
        "/blog/index.html%00.gif",
    ],
)
def test_traversal_finds_nothing(talk, target):
    data = talk.raw(request(talk, target))
    assert data.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 400 "))
    assert b"secret" not in data.partition(b"\r\n\r\n")[2]


def test_it_is_no_proxy(talk):
    data = talk.raw(request(talk, f"http://127.0.0.1:{talk.port}/blog/"))
    assert data.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("more", ["Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: x\r\n"])
def test_a_body_ends_the_connection(talk, more):
    smuggled = request(talk, more=more).replace(b"Connection: close\r\n", b"") + request(talk)
    data = talk.raw(smuggled)
    assert data.startswith(b"HTTP/1.1 400 ")
    assert data.count(b"HTTP/1.1") == 1


def test_oversize_heads_are_refused(talk):
    assert b" 431 " in talk.raw(request(talk, more=f"X: {'a' * 20_000}\r\n"))
    assert b" 431 " in talk.raw(request(talk, "/" + "a" * 20_000))
    assert b" 431 " in talk.raw(request(talk, more="X: a\r\n" * 3_000))
    assert b" 431 " in talk.raw(request(talk, more="X: a\r\n" * 200))


@pytest.mark.parametrize(
    "noise", [b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\r\n\r\n"]
)
def test_noise_is_refused(talk, noise):
    data = talk.raw(noise)
    assert data == b"" or data.split(b" ")[1] in (b"400", b"421", b"505")
    assert talk.get("/blog/")[0].status == 200


def test_slow_clients_keep_nobody_waiting_and_are_dropped(talk, monkeypatch):
    monkeypatch.setattr(server, "HEAD_SECONDS", 3600)
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(talk)) for _ in range(10)]
        for connection in slow:
            connection.sendall(b"GET /blog/ HTTP/1.1\r\nHost: ")
        assert talk.get("/blog/")[0].status == 200
        assert not any(closed_by_now(connection) for connection in slow)
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.1)
    with connected(talk) as connection:
        connection.sendall(b"GET /blog/ HTTP/1.1\r\nHost: ")
        assert connection.recv(100) == b""


def test_bytes_that_trickle_do_not_win_time(talk, monkeypatch):
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.3)
    with connected(talk) as connection:
        end = time.monotonic() + PATIENCE
        with suppress(ConnectionError):
            while not closed_by_now(connection):
                assert time.monotonic() < end
                connection.sendall(b"x")
                time.sleep(0.02)


def test_a_client_that_does_not_read_is_dropped(talk, monkeypatch):
    monkeypatch.setattr(server, "SEND_SECONDS", 0.2)
    dropped = threading.Event()
    close = server.PreviewServer.shutdown_request
    monkeypatch.setattr(server.PreviewServer, "shutdown_request", lambda *args: (close(*args), dropped.set()))
    with connected(talk) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain = request(talk, "/blog/picture.gif").replace(b"Connection: close\r\n", b"")
        deaf.sendall(plain * 50)
        assert dropped.wait(PATIENCE)
    assert talk.get("/blog/")[0].status == 200


def test_there_is_an_end_to_connections(talk, monkeypatch):
    monkeypatch.setattr(server, "HEAD_SECONDS", 3600)
    with ExitStack() as stack:
        for _ in range(server.CONNECTIONS):
            # The places of earlier tests are free as soon as their threads have ended.
            connection = until(lambda: answered(talk))
            stack.enter_context(connection)
        for _ in range(6):
            assert answered(talk) is None
    assert until(lambda: answered(talk))


def connected(talk):
    return socket.create_connection(("127.0.0.1", talk.port), PATIENCE)


def closed_by_now(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    finally:
        connection.settimeout(PATIENCE)


def answered(talk):
    """Return a connection that stays open after its first answer, None where it is closed unanswered."""
    connection = connected(talk)
    with suppress(ConnectionError):
        connection.sendall(request(talk).replace(b"Connection: close\r\n", b""))
        if connection.recv(65536):
            return connection
    connection.close()
    return None


def until(condition):
    """Return what a condition gives as soon as it is true; the clock only guards against hanging."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def test_events_carry_what_is_published(talk):
    with socket.create_connection(("127.0.0.1", talk.port), PATIENCE) as connection:
        connection.sendall(request(talk, "/__preview/events?page=/blog/&build=nonsense"))
        stream = connection.makefile("rb")
        assert stream.readline() == b"HTTP/1.1 200 OK\r\n"
        headers = b"".join(iter(stream.readline, b"\r\n"))
        assert b"text/event-stream" in headers
        assert b'"changed":null' in stream.readline(), "a page of an unknown build reloads"
        assert talk.hub.open_pages() == {"/blog/"}
        talk.hub.publish(("/blog/",))
        stream.readline()
        assert b'"changed":["/blog/"]' in stream.readline()
