import socket
import threading
import time

import pytest

from fridaygram.serve.web import guard
from fridaygram.serve.web.guard import (
    HEAD_BYTES,
    HeadTooLongError,
    Hosts,
    is_loopback,
    is_same_origin,
    read_body,
    read_head,
)


@pytest.mark.parametrize(
    "header", ["127.0.0.1:8000", "localhost:8000", "LocalHost:8000", "[::1]:8000", "localhost", "127.0.0.2:8000"]
)
def test_loopback_answers_to_its_own_names(header):
    assert Hosts("127.0.0.1", 8000).allow(header)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "evil.example:8000",
        "127.0.0.1.evil.example:8000",
        "localhost.evil.example",
        "evil.example@localhost:8000",
        "localhost:8000@evil.example",
        "127.0.0.1:9000",
        "127.0.0.1:",
        "192.168.1.7:8000",
        "[::1]evil:8000",
        "[::2]:8000",
        "0x7f000001:8000",
        "localhost:8000:8000",
    ],
)
def test_loopback_answers_to_no_other_name(header):
    assert not Hosts("127.0.0.1", 8000).allow(header)


def test_a_name_that_rebinding_could_use_is_refused_off_loopback_too():
    hosts = Hosts("0.0.0.0", 8000)
    assert hosts.allow("192.168.1.7:8000")
    assert hosts.allow(f"{socket.gethostname()}:8000")
    assert not hosts.allow("evil.example:8000")


def test_loopback():
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("example.org")


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_a_head_is_read_and_the_rest_kept(pair):
    ours, theirs = pair
    theirs.sendall(b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next")
    assert read_head(ours) == (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /next")


def test_two_heads_in_one_piece(pair):
    ours, _ = pair
    first, rest = read_head(ours, b"GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n")
    second, rest = read_head(ours, rest)
    assert (first, second, rest) == (b"GET /a HTTP/1.1\r\n\r\n", b"GET /b HTTP/1.1\r\n\r\n", b"")


def test_a_client_that_goes_away_gives_no_head(pair):
    ours, theirs = pair
    theirs.sendall(b"GET / HT")
    theirs.close()
    assert read_head(ours) == (b"", b"")


def test_an_endless_head_is_refused(pair):
    ours, theirs = pair
    theirs.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * (HEAD_BYTES + 10))
    with pytest.raises(HeadTooLongError):
        read_head(ours)


def test_a_long_head_is_refused_even_when_it_ends(pair):
    ours, _ = pair
    with pytest.raises(HeadTooLongError):
        read_head(ours, b"GET / HTTP/1.1\r\nX: " + b"a" * HEAD_BYTES + b"\r\n\r\n")


def test_bytes_that_trickle_do_not_win_time(pair, monkeypatch):
    monkeypatch.setattr(guard, "HEAD_SECONDS", 0.4)
    ours, theirs = pair
    stop = threading.Event()

    def trickle():
        while not stop.wait(0.05):
            theirs.send(b"x")

    thread = threading.Thread(target=trickle)
    thread.start()
    start = time.monotonic()
    try:
        with pytest.raises(TimeoutError):
            read_head(ours)
    finally:
        stop.set()
        thread.join()
    assert time.monotonic() - start < 3


@pytest.mark.parametrize(
    ("origin", "site", "same"),
    [
        ("http://localhost:80", "same-origin", True),
        ("http://LOCALHOST:80", None, True),
        (None, "same-origin", True),
        (None, None, False),
        ("http://localhost:81", "same-origin", False),
        ("http://localhost:80", "cross-site", False),
        ("http://localhost:80", "none", False),
        ("null", None, False),
        ("", "same-origin", False),
    ],
)
def test_forms_are_of_our_own_pages(origin, site, same):
    assert is_same_origin(origin, site, "localhost:80") is same


def test_a_body_is_read_to_its_end_and_no_further(pair):
    ours, theirs = pair
    theirs.sendall(b"cdefGET")
    assert read_body(ours, 6, b"ab") == (b"abcdef", b"GET")
    assert read_body(ours, 2, b"abGET") == (b"ab", b"GET")
    theirs.close()
    with pytest.raises(ConnectionError):
        read_body(ours, 3, b"ab")
