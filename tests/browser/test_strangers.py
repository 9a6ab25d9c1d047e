"""What strangers made, as a browser opens it: it asks nobody for anything."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fridaygram.pages.pictures.svg import sanitised
from tests.pages.pictures.test_svg import ATTACKS, HEAD

pytestmark = pytest.mark.browser


@contextmanager
def listening():
    """Listen on loopback; yield the address and the paths that are asked for."""
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("cleaned", [False, True])
def test_a_picture_of_a_stranger_asks_nobody_for_anything(chromium, tmp_path, cleaned):
    head = HEAD.replace(">", ' xmlns:h="http://www.w3.org/1999/xhtml">')
    with listening() as (address, asked):
        for number, attack in enumerate(ATTACKS):
            raw = f"{head}{attack.replace('//evil.test', address)}<text>x</text></svg>".encode()
            (tmp_path / f"{number}.svg").write_bytes(sanitised("a.svg", raw) if cleaned else raw)
        context = chromium.new_context()
        pages = [context.new_page() for _ in ATTACKS]
        for number, page in enumerate(pages):
            page.goto((tmp_path / f"{number}.svg").as_uri(), wait_until="commit")
        for page in pages:
            page.wait_for_load_state("networkidle")
        context.close()
    # As they came, most of them ask: the listener hears.
    assert not asked if cleaned else len(set(asked)) >= 10
