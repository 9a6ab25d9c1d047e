"""A small blog to preview, and a browser's part of the talk with the preview, in plain sockets."""

import json
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode

from fridaygram.plan.blog import Blog
from fridaygram.serve.answers import PreviewView
from fridaygram.serve.hub import Hub
from fridaygram.serve.preview import Preview, PreviewOptions
from fridaygram.serve.server import PreviewServer
from fridaygram.serve.sessions import SessionUI
from tests.patience import PATIENCE

SITE = """\
title = "Small"
author = "A. Uthor"
base_url = "https://example.org/blog/"
timezone = "Europe/Oslo"
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def post(title, text="Some words.", **front):
    head = "".join(f"{key}: {value}\n" for key, value in front.items())
    return f'---\ntitle: "{title}"\ndescription: "About {title}"\n{head}---\n\n{text}\n'


def small_blog(root):
    """A post, a draft, a post of the far future, a page."""
    posts = root / "content" / "posts"
    write(root / "site.toml", SITE)
    write(posts / "2018-06-08-first" / "index.md", post("First", "Words of the first.\n\n## A part\n\nMore.\n"))
    write(posts / "2018-06-15-rough" / "index.md", post("Rough", draft="true"))
    write(posts / "2999-06-07-coming" / "index.md", post("Coming"))
    write(
        root / "content" / "pages" / "about.md", post("About", "See [the first](../posts/2018-06-08-first/index.md).")
    )
    return root


@dataclass
class Talk:
    """A running preview and what it printed."""

    preview: Preview
    port: int
    lines: list = field(default_factory=list)

    def get(self, path, method="GET", **headers):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def raw(self, data):
        """Send bytes as they are; return everything that comes back until the preview closes."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    @contextmanager
    def watching(self, page, build=None):
        """Give a function that waits for a message that a condition holds for, for a page that shows ``build``."""
        build = self.preview.hub.build if build is None else build
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as connection:
            query = urlencode({"page": page, "build": build})
            request = f"GET /__preview/events?{query} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n"
            connection.sendall(request.encode())
            stream = connection.makefile("rb")

            def until(condition):
                end = time.monotonic() + PATIENCE
                seen = []
                for line in stream:
                    if line.startswith(b"data: "):
                        seen.append(json.loads(line.removeprefix(b"data: ")))
                        if condition(seen[-1]):
                            return seen[-1]
                    assert time.monotonic() < end, seen
                raise AssertionError(seen)

            yield until
            stream.close()

    def says(self, words):
        """Wait until the terminal shows ``words``."""
        end = time.monotonic() + PATIENCE
        while not any(words in line for line in self.lines):
            assert time.monotonic() < end, self.lines
            time.sleep(0.02)
        return True

    def built(self):
        """Wait until the site is there and nothing is left to build."""
        end = time.monotonic() + PATIENCE
        while self.preview.busy or not (self.preview.output / "index.html").exists():
            assert time.monotonic() < end, self.lines
            time.sleep(0.02)
        return self


@contextmanager
def previewing(root, port=0, **options):
    """Run a preview of the blog at ``root``, on a free port where none is given."""
    talk = Talk(None, 0)
    talk.preview = Preview(Blog(root), PreviewOptions(port=port, **options), talk.lines.append)
    talk.port = talk.preview.server.port
    with talk.preview.running():
        yield talk


@contextmanager
def served(root, site, base="/blog/", talk=Talk):
    """Serve a hand-made site of the blog at ``root``, without builds."""
    hub = Hub()
    view = PreviewView(site, base, 1, {})
    server = PreviewServer("127.0.0.1", 0, lambda: view, hub, SessionUI(Blog(root)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        found = talk(None, server.port)
        found.hub, found.server = hub, server
        yield found
    finally:
        hub.close()
        server.shutdown()
        server.server_close()
        thread.join()
