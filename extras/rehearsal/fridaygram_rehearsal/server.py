"""The server of the miniature web: HTTP/1.1 over asyncio, on the loopback interface only.

It speaks just enough of HTTP (RFC 9112): GET and POST with a Content-Length, connections kept alive. All
hosts are told apart by the Host header.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from fridaygram.errors import BuildError
from fridaygram_rehearsal.apis import Apis
from fridaygram_rehearsal.model import Answer, ApiRequest, World
from fridaygram_rehearsal.sites import Sites

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 404: "Not Found"}
MOST_BODY = 1 << 20
STARTED_S = 10.0
Override = Callable[[ApiRequest], Answer | None]


class MiniWeb:
    """A running miniature web. Use it as a context manager; ``port`` is where it listens.

    ``override`` is asked first and may answer in the place of the world: tests use it to break things.
    ``asked`` counts answered requests by (method, host, path with query).
    """

    def __init__(self, world: World, override: Override | None = None, port: int = 0):
        self._apis, self._sites, self._override = Apis(world), Sites(world), override
        self.port = port
        self.asked: Counter[tuple[str, str, str]] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = threading.Event()
        self._stop = asyncio.Event()

    def __enter__(self) -> MiniWeb:
        self._thread.start()
        if not self._started.wait(STARTED_S):
            raise BuildError("the miniature web did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def wait(self) -> None:
        """Serve until the process ends."""
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
            self._loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connection, "127.0.0.1", self.port, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stop.wait()
        server.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, asyncio.CancelledError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Read one request and answer it; return whether the connection goes on."""
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        length = min(int(headers.get("content-length", "0")), MOST_BODY)
        body = await reader.readexactly(length) if length else b""
        parts = urlsplit(target)
        key = (method, headers.get("host", ""), target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked = ApiRequest(method, headers.get("host", ""), parts.path, query, headers, body, self.asked[key])
        answer = self._answer(asked)
        self.asked[key] += 1
        if answer.delay_s:
            await asyncio.sleep(answer.delay_s)
        if answer.silent:
            await reader.read()
            return False
        return await _write(writer, answer)

    def _answer(self, asked: ApiRequest) -> Answer:
        overridden = self._override(asked) if self._override else None
        return overridden or self._apis.answer(asked) or self._sites.answer(asked)


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    if answer.cut:
        if answer.body:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (2 * len(answer.body)) + answer.body)
            await writer.drain()
        return False
    headers = {"Content-Length": str(len(answer.body)), **answer.headers}
    lines = [f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'Status')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body)
    await writer.drain()
    return int(headers["Content-Length"]) == len(answer.body)
