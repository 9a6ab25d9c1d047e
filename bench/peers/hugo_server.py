"""Hugo's own preview, and a page of it: the reload event over LiveReload's web socket, as a browser gets it."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.peers.web_socket import PATIENCE_SECONDS, WebSocket

STYLES = "h1 { color: teal }\n"


class LiveReload:
    """A page with its web socket."""

    def __init__(self, port: int, path: str):
        self.url = f"http://127.0.0.1:{port}{path}"
        self._talk = WebSocket(port, "/livereload")
        hello = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}
        # Hugo looks for the bytes "command":"hello", without a space.
        self._talk.send(json.dumps(hello, separators=(",", ":")).encode())
        self.wait_for("hello")

    def load(self) -> None:
        """Load the page: Hugo makes only pages anew that have been asked for lately."""
        with urllib.request.urlopen(self.url, timeout=PATIENCE_SECONDS) as answer:
            answer.read()

    def wait_for(self, command: str) -> None:
        """Wait for a message that has this command."""
        while json.loads(self._talk.receive())["command"] != command:
            pass

    def close(self) -> None:
        """Go away."""
        self._talk.close()


def files(root: Path, posts: int) -> dict[str, Path]:
    """Return the file that each kind of change writes, in a blog made by ``hugo_blog``."""
    post = root / "content" / "posts" / f"post-{posts - 1}.md"
    template = root / "layouts" / "_default" / "single.html"
    template.write_text(
        template.read_text("utf-8").replace("</article>", "{{ hugo.Data.survey.B }}</article>"), "utf-8"
    )
    base = template.with_name("baseof.html")
    base.write_text(
        base.read_text("utf-8").replace("</head>", '<link rel=stylesheet href="/site.css"></head>'), "utf-8"
    )
    found = {
        "post": post,
        "template": template,
        "style sheet": root / "static" / "site.css",
        "data file": root / "data" / "survey.json",
    }
    for kind, text in (("style sheet", STYLES), ("data file", '{"A": 40, "B": 35}\n')):
        found[kind].parent.mkdir(parents=True, exist_ok=True)
        found[kind].write_text(text, "utf-8")
    return found


@contextmanager
def previewing(program: str, root: Path, path: str) -> Iterator[LiveReload]:
    """Run ``hugo server`` on a free port and give the page at ``path``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "server", "--bind", "127.0.0.1", "--port", str(port), "--quiet"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            page = _opened(port, path, process)
            yield page
            page.close()
        finally:
            process.terminate()


def _opened(port: int, path: str, process: subprocess.Popen[bytes]) -> LiveReload:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            return LiveReload(port, path)
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("Hugo's server does not answer")
