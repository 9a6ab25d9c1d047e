import io
import socket

import pytest

from fridaygram.serve.guard import (
    HEAD_BYTES,
    Hosts,
    RefusedRequestError,
    is_loopback,
    is_same_origin,
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


def test_heads_are_read_one_by_one_and_no_further():
    stream = io.BytesIO(b"\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\n\r\nbody")
    assert read_head(stream) == b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
    assert read_head(stream) == b"GET /b HTTP/1.1\r\n\r\n"
    assert stream.read() == b"body"


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n", b"\r\n\r\n"])
def test_a_client_that_goes_away_gives_no_head(sent):
    assert read_head(io.BytesIO(sent)) == b""


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * (HEAD_BYTES + 10),
        b"GET / HTTP/1.1\r\nX: " + b"a" * HEAD_BYTES + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * HEAD_BYTES,
    ],
)
def test_a_long_head_is_refused_before_it_is_read_to_its_end(sent):
    stream = io.BytesIO(sent + b"rest" * HEAD_BYTES)
    with pytest.raises(RefusedRequestError, match="too long"):
        read_head(stream)
    assert stream.tell() <= HEAD_BYTES * 2


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
