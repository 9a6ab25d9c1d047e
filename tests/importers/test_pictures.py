"""Pictures that are only linked: left and reported, or fetched from a server on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fridaygram.corpus.net.pace import Clock, system_clock
from fridaygram.corpus.net.transport import HttpTransport, loopback_route
from fridaygram_importers import pictures as pictures_module

BODY = """\
![A pot](https://cdn.example/one/pot.png) and <img src="https://cdn.example/two/pot" alt="B">

![Own](/uploads/own.png) ![Gone](https://cdn.example/gone.png) ![Page](https://cdn.example/page.png)
![No](https://cdn.example/private/x.png) ![Busy](https://busy.example/x.png) ![Busy](https://busy.example/y.png)

![Film](https://www.youtube.com/watch?v=abcdefghijk)

`![Code](https://cdn.example/code.png)`
"""
POST = f"---\ntitle: First\ndate: 2019-05-03\nimage: https://cdn.example/cover.png\n---\n{BODY}"
BLOG = {"_config.yml": "url: https://ines.example\n", "_posts/2019-05-03-first.md": POST}
MOVED = {"/two/pot": "https://cdn.example/three/pot.png"}


@pytest.fixture
def server(draw_picture, monkeypatch):
    """Serve all hosts' pictures on loopback; give the list of what was asked for, (host, path), and of the pauses."""
    asked, pauses = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            host = self.headers["Host"]
            asked.append((host, self.path))
            answers = {
                "/robots.txt": (200, "text/plain", b"User-agent: *\nDisallow: /private/\n"),
                "/gone.png": (404, "image/png", draw_picture()),
                "/page.png": (200, "text/html", b"<p>Log in</p>"),
            }
            status, kind, body = answers.get(self.path, (200, "image/png", draw_picture(len(self.path))))
            if host == "busy.example" and self.path != "/robots.txt":
                status, kind, body = 429, "text/plain", b""
            self.send_response(302 if self.path in MOVED else status)
            if self.path in MOVED:
                self.send_header("Location", MOVED[self.path])
            self.send_header("Content-Type", kind)
            self.send_header("Retry-After", "3")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing."""

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    route = loopback_route(web.server_address[1])
    clock = Clock(lambda: 0.0, pauses.append, system_clock().now)
    monkeypatch.setattr(pictures_module, "network", lambda agent: (HttpTransport(agent, route=route), clock))
    yield asked, pauses
    web.shutdown()
    web.server_close()


def test_pictures_come_along_if_asked_for(bring, server):
    asked, pauses = server
    new = bring("jekyll", BLOG, "--fetch-pictures")
    assert new.code == 0, new.err
    assert new.files == [
        f"posts/2019-05-03-first/{name}" for name in ("cover.png", "index.md", "own.png", "pot-2.png", "pot.png")
    ]
    text = new.text("posts/2019-05-03-first")
    assert '![A pot](pot.png) and <img src="pot-2.png" alt="B">' in text
    assert "![Own](own.png)" in text
    assert new.meta("posts/2019-05-03-first").cover == "cover.png"
    for name in ("gone.png", "page.png", "private/x.png", "code.png"):
        assert f"](https://cdn.example/{name})" in text
    problems = sorted(
        {message.partition(": ")[2] for _, _, message in new.notes("todo") if "could not be fetched" in message}
    )
    assert problems == [
        "busy.example asks for a pause: try again later",
        "not text: text/html",
        "robots.txt forbids it",
        "status 404",
    ]
    site = new.build()
    assert (site / "uploads/own.png").is_file(), "its old address answers"
    assert [path.name for path in (new.root / "assets/root").rglob("*") if path.is_file()] == ["own.png"]
    assert ("cdn.example", "/private/x.png") not in asked
    assert ("cdn.example", "/code.png") not in asked
    assert ("busy.example", "/y.png") not in asked
    assert asked.count(("cdn.example", "/robots.txt")) == 1
    assert len(asked) == len(set(asked)) + 1, "only the busy host is asked twice"
    assert 3.0 in pauses
    assert pauses.count(1.0) >= 5


def test_else_they_are_linked_and_reported(bring, server):
    asked, _ = server
    new = bring("jekyll", BLOG)
    assert asked == []
    assert "![A pot](https://cdn.example/one/pot.png)" in new.text("posts/2019-05-03-first")
    told = [note for note in new.report["told"] if "--fetch-pictures brings it" in note["message"]]
    assert [note["line"] for note in told] == [1, 6, 6, 8, 8, 9, 9, 9]
    assert new.about("a picture that is not here; linked to where it was") == ["_posts/2019-05-03-first.md:8"]


def test_a_dry_run_fetches_nothing(bring, server):
    new = bring("jekyll", BLOG, "--fetch-pictures", "--dry-run")
    assert (new.code, server[0]) == (0, [])


def test_addresses_of_this_machine_are_not_asked(bring, monkeypatch):
    clock = Clock(lambda: 0.0, lambda seconds: None, system_clock().now)
    monkeypatch.setattr(pictures_module, "network", lambda agent: (HttpTransport(agent), clock))
    body = "![A](http://127.0.0.1:9/x.png) ![B](http://localhost/x.png) ![C](http://[::1]/x.png)\n"
    new = bring("jekyll", {"_posts/2019-05-03-first.md": body}, "--fetch-pictures")
    assert new.code == 0
    assert {message for _, _, message in new.notes("todo") if "fetched" in message} == {
        "a picture that could not be fetched: robots.txt could not be read"
    }
