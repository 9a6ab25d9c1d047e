"""How many pages a second the parent process of `acquire` fetches, stores and hands out, when all others take no time.

    python -m bench.parent [--pages 6000] [--threads 16]

Pages of 3.6 KB come by HTTP over loopback from three processes that do nothing else. The pool of readers is a stand-in
that answers at once. Politeness is off, there is no TLS. "by processor" is what one free core would reach: the parent's
threads share one interpreter, so they use one core at most.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from fridaygram.corpus.crawl.crawler import Crawler, CrawlPolicy
from fridaygram.corpus.crawl.pages import enqueue
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.net.pace import system_clock
from fridaygram.corpus.net.transport import HttpTransport
from fridaygram.corpus.pipeline.progress import Meter
from fridaygram.corpus.pipeline.reading import read_while_crawling
from fridaygram.corpus.text.extract import PageText
from fridaygram.corpus.text.work import PageRead, PageWork

HOSTS, SERVERS, ROOM = 300, 3, 3
TEXT = "word song chord kettle " * 150
BODY = f"<html><title>A page</title><body><p>{TEXT}</p></body></html>".encode()
ANSWER = b"HTTP/1.1 %d OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"


class Readers:
    """A pool of readers that has read each page as soon as it is given."""

    def __init__(self) -> None:
        self._done: list[list[PageRead]] = []

    def has_room(self) -> bool:
        """Return whether fewer batches wait than a machine of two cores would hold."""
        return len(self._done) < ROOM

    def outstanding(self) -> int:
        """Return how many batches have not been taken back."""
        return len(self._done)

    def give(self, batch: list[PageWork]) -> None:
        """Read a batch."""
        self._done.append([PageRead(work.url, PageText(state="text", text=TEXT, title="A page")) for work in batch])

    def take(self, patience_s: float | None = None) -> list[PageRead]:
        """Return the pages of a batch."""
        return self._done.pop() if self._done else []


def main() -> None:
    """Print the rate; or be one of the servers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=6000)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        asyncio.run(_serve())
        return
    command = [sys.executable, "-m", "bench.parent", "--serve"]
    servers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(SERVERS)]
    try:
        ports = [int(server.stdout.readline()) for server in servers if server.stdout]
        with tempfile.TemporaryDirectory() as name:
            _measure(Path(name) / "state.sqlite", ports, args.pages, args.threads)
    finally:
        for server in servers:
            server.kill()


def _measure(place: Path, ports: list[int], pages: int, threads: int) -> None:
    def route(url: str) -> str:
        parts = urlsplit(url)
        return urlunsplit(("http", f"127.0.0.1:{ports[len(url) % len(ports)]}", parts.path, parts.query, ""))

    state = State(place)
    urls = [f"https://blog{number % HOSTS}.example/{number}" for number in range(pages)]
    enqueue(state, ((url, url, "2018-05-28") for url in urls))
    clock = system_clock()
    transport = HttpTransport("bench", timeout_s=30.0, route=route, connections=threads)
    crawler = Crawler(state, transport, CrawlPolicy(delay_s=0.0, threads=threads, pause_scale=0.0), clock)
    readers: Any = Readers()
    begun, start = _processor_s(), time.perf_counter()
    read_while_crawling(state, crawler, readers, clock, Meter(None, clock.monotonic))
    seconds, own = time.perf_counter() - start, _processor_s() - begun
    (read,) = state.one("SELECT count(*) FROM texts") or (0,)
    state.close()
    print(f"{read:,} of {pages:,} pages with {threads} threads: {read / seconds:,.0f} a second by the clock,")
    print(f"{read / own:,.0f} a second by processor ({1000 * own / read:.2f} ms a page)")


def _processor_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def _serve() -> None:
    """Answer every request, robots.txt with 404; print the port."""

    class Answers(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self.transport, self.held = transport, b""

        def data_received(self, data: bytes) -> None:
            *requests, self.held = (self.held + data).split(b"\r\n\r\n")
            for request in requests:
                status, body = (404, b"none") if b"/robots.txt" in request[:40] else (200, BODY)
                self.transport.write(ANSWER % (status, len(body), body))

    server = await asyncio.get_running_loop().create_server(Answers, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    main()
