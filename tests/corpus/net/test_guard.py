"""No private address is reached: by its number, by a name that leads to it, by a redirect from a public host."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fridaygram.corpus.crawl.crawler import Crawler, CrawlPolicy
from fridaygram.corpus.crawl.pages import enqueue
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.net import guard
from fridaygram.corpus.net.guard import PrivateAddressError, check_literal, is_public
from fridaygram.corpus.net.pace import system_clock
from fridaygram.corpus.net.transport import HttpTransport, Request, TransportError

PUBLIC = ["8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::", "::ffff:0:808:808"]
PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "::127.0.0.1",
    "192.0.0.192", "fec0::1", "feff::1", "::ffff:0:7f00:1", "::ffff:0:c000:c0", "64:ff9b::c000:c0",
    "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_in_all_their_forms(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "localhost",
     "LOCALHOST.", "a.localhost", "169.254.169.254:80"],
)  # fmt: skip
def test_a_private_host_in_a_url_is_refused_before_anything_is_sent(host):
    with pytest.raises(PrivateAddressError):
        check_literal(f"http://{host}/latest/meta-data/")


def test_a_public_host_in_a_url_passes():
    check_literal("https://8.8.8.8/")
    check_literal("https://10.example.com/")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        moved = self.server.moves.get(self.path)
        self.send_response(302 if moved else 200 if self.path == "/latest" else 404)
        if moved:
            self.send_header("Location", moved)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0" if moved else "2")
        self.end_headers()
        self.wfile.write(b"" if moved else b"no")

    def log_message(self, *_):
        pass


@pytest.fixture
def two_hosts(monkeypatch):
    """A 'public' server at 127.0.0.2 and a private one at 127.0.0.1, found by names as on the real web."""
    servers = {}
    for address in ("127.0.0.2", "127.0.0.1"):
        server = ThreadingHTTPServer((address, 0), Handler)
        server.asked, server.moves = [], {}
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers[address] = server
    names = {"public.example": "127.0.0.2", "inner.example": "127.0.0.1"}
    real = socket.getaddrinfo

    def resolve(host, *rest, **options):
        return real(names.get(host, host), *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.2")
    yield servers["127.0.0.2"], servers["127.0.0.1"], names
    for server in servers.values():
        server.shutdown()
        server.server_close()


def test_a_name_that_leads_to_a_private_address_is_refused_on_the_socket(two_hosts):
    _, inner, _ = two_hosts
    with pytest.raises(TransportError) as caught:
        HttpTransport("test").send(Request(f"http://inner.example:{inner.server_port}/latest"))
    assert caught.value.kind == "private address"
    assert inner.asked == []


def test_a_name_that_leads_elsewhere_the_second_time_gains_nothing(two_hosts):
    public, inner, names = two_hosts
    transport = HttpTransport("test")
    assert transport.send(Request(f"http://public.example:{public.server_port}/latest")).status == 200
    names["public.example"] = "127.0.0.1"
    with pytest.raises(TransportError, match="private address"):
        transport.send(Request(f"http://public.example:{inner.server_port}/latest"))
    assert inner.asked == []


@pytest.mark.parametrize("target", ["http://inner.example:{port}/latest", "http://127.0.0.1:{port}/latest"])
def test_a_redirect_from_a_public_host_to_a_private_one_is_not_followed(two_hosts, tmp_path, target):
    public, inner, _ = two_hosts
    public.moves["/post"] = target.format(port=inner.server_port)
    state = State(tmp_path / "state.sqlite")
    address = f"http://public.example:{public.server_port}/post"
    enqueue(state, [(address, address, "2018-06-08")])
    crawler = Crawler(state, HttpTransport("test"), CrawlPolicy(delay_s=0.0, archive=False), system_clock())
    crawler.start()
    crawler.finish()
    assert state.rows("SELECT status, reason FROM pages") == [("failed", "private address")]
    state.close()
    assert public.asked == ["/robots.txt", "/post"]
    assert inner.asked == []
