"""A host with the manners of GitHub Pages: base path, gzip, max-age=600, a slash after folders, 404.html.

It is written apart from the preview server on purpose: what judges the site shares no mistake with what previews it.
"""

import gzip
import mimetypes
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

REDIRECT = b'http-equiv="refresh"'
COMPRESSED = ("text/", "image/svg+xml", "application/json", "application/xml", "application/javascript")
TYPES = {".xml": "application/xml", ".ico": "image/x-icon", ".avif": "image/avif", ".webp": "image/webp"}


@dataclass(frozen=True)
class Host:
    """A site being served: its folder, its base path ("/" or "/blog/"), its origin ("http://127.0.0.1:PORT")."""

    folder: Path
    base: str
    origin: str

    @property
    def home(self):
        """The address of the home page."""
        return self.origin + self.base

    def url(self, path):
        """Return the address of a file below the site's folder, as readers write it."""
        return self.home + quote(path.removesuffix("index.html"))

    def pages(self):
        """Return the pages that stay where they are opened, as paths below the folder, sorted."""
        return [path for path in self.files() if REDIRECT not in (self.folder / path).read_bytes()]

    def kinds(self):
        """Return the posts, and of pages that differ in their words alone, as those of tags, the largest; sorted."""
        largest = {}
        for path in self.pages():
            top, *below = path.split("/")
            kind = (top, len(below)) if below and not top.isdigit() else path
            largest[kind] = max(largest.get(kind, path), path, key=lambda one: (self.folder / one).stat().st_size)
        return sorted(largest.values())

    def files(self):
        """Return all HTML files, stubs that redirect included, as paths below the folder, sorted."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))


class Answering(BaseHTTPRequestHandler):
    """Answers GET and HEAD from one folder at one base path."""

    protocol_version = "HTTP/1.1"

    def __init__(self, folder, base, *connection):
        self.folder, self.base = folder, base
        super().__init__(*connection)

    def do_GET(self):
        self.answer(send_body=True)

    def do_HEAD(self):
        self.answer(send_body=False)

    def answer(self, send_body):
        path = unquote(urlsplit(self.path).path)
        if path + "/" == self.base or (path.startswith(self.base) and self.is_folder(path)):
            return self.send(301, b"", send_body, Location=quote(path + "/"))
        file = self.file(path)
        if file is None:
            missing = self.folder / "404.html"
            return self.send(404, missing.read_bytes(), send_body, kind="text/html; charset=utf-8")
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        text = "; charset=utf-8" if kind.startswith(COMPRESSED) else ""
        return self.send(200, file.read_bytes(), send_body, kind=kind + text)

    def is_folder(self, path):
        return not path.endswith("/") and (self.folder / path[len(self.base) :]).is_dir()

    def file(self, path):
        if not path.startswith(self.base) or ".." in path.split("/"):
            return None
        below = path[len(self.base) :]
        file = self.folder / (below + "index.html" if below == "" or below.endswith("/") else below)
        return file if file.is_file() else None

    def send(self, status, body, send_body, kind="text/plain; charset=utf-8", **headers):
        headers |= {"Content-Type": kind, "Cache-Control": "max-age=600", "Vary": "Accept-Encoding"}
        if kind.startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        if send_body:
            with suppress(ConnectionError):  # a window that was closed meanwhile
                self.wfile.write(body)

    def log_message(self, *words):
        """Say nothing: a test's output is its own."""


@contextmanager
def hosted(folder, base):
    """Serve a built site on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Answering, folder, base))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Host(folder, base, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
