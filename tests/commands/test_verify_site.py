"""A site that is served on this machine, compared with its checkout."""

import functools
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from fridaygram.check import served
from fridaygram.corpus.net.transport import HttpTransport, loopback_route

URL = "https://you.github.io/blog/"


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder at /blog/, as GitHub Pages does; ``answers`` replaces some paths' statuses."""

    answers: ClassVar[dict[str, int]] = {}

    def do_GET(self):
        status = self.answers.get(self.path)
        if status is not None:
            self.send_response(status)
            self.send_header("Location", "https://elsewhere.example/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.path = self.path.removeprefix("/blog")
        super().do_GET()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site(blog, fridaygram, tmp_path, monkeypatch):
    """Build the blog at URL in a folder, serve it on loopback, and give the folder and the answers."""
    settings = blog / "site.toml"
    settings.write_text(settings.read_text().replace("https://example.org/", URL))
    folder = tmp_path / "served"
    assert fridaygram("build", "--output", folder).code == 0
    monkeypatch.setattr(Handler, "answers", {})
    with serving(folder) as port:
        route = loopback_route(port)
        monkeypatch.setattr(served, "HttpTransport", functools.partial(HttpTransport, route=route))
        yield folder


@contextmanager
def serving(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def test_a_site_that_is_what_the_checkout_builds(site, fridaygram, blog, tree):
    before = tree(blog)
    said = fridaygram("verify-site", URL)
    count = len(tree(site))
    assert (said.code, said.out, said.err) == (0, f"{URL}: {count} files: {count} equal\n", "")
    assert tree(blog) == before


def test_a_changed_a_missing_and_an_extra_file_are_named(site, fridaygram):
    page = site / "2018/06/hello/index.html"
    page.write_text(page.read_text().replace("8 June", "9 June"))
    (site / "robots.txt").unlink()
    (site / "feed.json").write_bytes(b" " * 4_000_000)
    listing = site / "digests.json"
    listing.write_text(listing.read_text().replace('"files": {', '"files": {"extra/\\u001b[31m.html": "0",'))
    said = fridaygram("verify-site", URL, "--json")
    assert said.code == 1
    assert {row["path"]: row["verdict"] for row in said.json["files"]} == {
        "2018/06/hello/index.html": "different",
        "digests.json": "different",
        "feed.json": "different",
        "robots.txt": "missing",
        "'extra/\\x1b[31m.html'": "extra",
    }
    assert (said.json["different"], said.json["missing"], said.json["extra"]) == (3, 1, 1)
    lines = fridaygram("verify-site", URL).out.splitlines()
    assert "robots.txt: missing: answers 404" in lines
    assert lines[-1].endswith("3 different, 1 missing, 1 extra")


def test_a_redirect_is_not_followed(site, fridaygram):
    Handler.answers["/blog/rss.xml"] = 302
    assert fridaygram("verify-site", URL).out.startswith("rss.xml: different: it redirects (302)\n")
    Handler.answers["/blog/digests.json"] = 301
    assert "it redirects to 'https://elsewhere.example/'" in fridaygram("verify-site", URL).problem


def test_a_site_that_stops_answering_gets_no_verdict(site, fridaygram):
    Handler.answers["/blog/rss.xml"] = 503
    assert fridaygram("verify-site", URL).problem.startswith("rss.xml: the site answers 503; try again later")


@pytest.mark.parametrize(
    "listing", ["{", '{"program": "x"}', '{"program":"","base_url":"file:///x/","as_of":"","files":{}}']
)
def test_a_listing_that_is_none_is_one_line(site, fridaygram, listing):
    (site / "digests.json").write_text(listing)
    assert f"{URL}digests.json" in fridaygram("verify-site", URL).problem


def test_another_program_is_named(site, fridaygram):
    listing = site / "digests.json"
    listing.write_text(listing.read_text().replace('"program": "Fridaygram ', '"program": "Fridaygram 99'))
    assert "'Fridaygram 99" in fridaygram("verify-site", URL).err


@pytest.mark.parametrize(
    "url", ["http://you.github.io/", "https://", "you.github.io", "https://a:b@you.github.io/", "https://x/?q"]
)
def test_only_https_addresses_are_asked(blog, fridaygram, url):
    assert "is not the address of a site" in fridaygram("verify-site", url).problem
