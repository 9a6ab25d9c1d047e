"""Asks links to other sites: one at a time for each host, and not again for days.

Answers are kept in ``.fridaygram/links.json``: {address: {"asked": seconds since 1970, "problem": words,
"moved": address}}.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec

from fridaygram import __version__
from fridaygram.corpus.net.pace import Clock, Limiter, system_clock
from fridaygram.corpus.net.transport import HttpTransport, Request, Transport, TransportError
from fridaygram.files import json_text, write_atomic

FILE = "links.json"
DAY_S = 86_400
GOOD_FOR_S, BAD_FOR_S = 14 * DAY_S, DAY_S
HOSTS_AT_ONCE = 8
PAUSE_S = 1.0
MOST_REDIRECTS = 5
AGENT = f"Fridaygram/{__version__} (checks the links of a blog)"
# A page that refuses programs may be there for readers. Only these say that it is gone.
GONE = (404, 410, 451)
# No page has this type, so no body is read.
UNREAD = ("application/x-unread",)
_ALIVE = ("not text", "too large")


class RemoteAnswer(msgspec.Struct, frozen=True):
    """The answer of an address: when (seconds since 1970), what is wrong ("" for nothing), where it moved."""

    asked: float
    problem: str = ""
    moved: str = ""


class Remote:
    """Asks addresses and keeps the answers. Tests give a ``transport`` and a ``clock`` of their own."""

    def __init__(self, file: Path, transport: Transport | None = None, clock: Clock | None = None) -> None:
        self._file = file
        self._transport = transport or HttpTransport(AGENT, timeout_s=15)
        self._clock = clock or system_clock()

    def ask(self, urls: Iterable[str]) -> dict[str, RemoteAnswer]:
        """Return the answers of addresses; those without a recent answer are asked."""
        now = self._clock.now().timestamp()
        known = {url: answer for url, answer in self._kept().items() if _is_recent(answer, now)}
        wanted = sorted(set(urls))
        hosts = defaultdict(list)
        for url in wanted:
            if url not in known:
                hosts[urlsplit(url).netloc].append(url)
        with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
            for answers in pool.map(self._ask_host, [hosts[host] for host in sorted(hosts)]):
                known.update(answers)
        if hosts:
            write_atomic(self._file, json_text(msgspec.to_builtins(known)))
        return {url: known[url] for url in wanted}

    def _ask_host(self, urls: list[str]) -> dict[str, RemoteAnswer]:
        limiter = Limiter(1, PAUSE_S, self._clock)
        return {url: self._ask_one(url, limiter) for url in urls}

    def _ask_one(self, url: str, limiter: Limiter) -> RemoteAnswer:
        now = self._clock.now().timestamp()
        here, moved = url, ""
        for _ in range(MOST_REDIRECTS):
            limiter.wait()
            try:
                response = self._transport.send(Request(here, types=UNREAD))
            except TransportError as error:
                return RemoteAnswer(now, "" if error.kind in _ALIVE else str(error), moved)
            if response.status in GONE or response.status >= 500:
                return RemoteAnswer(now, f"answers {response.status}", moved)
            if response.status not in (301, 302, 303, 307, 308) or "location" not in response.headers:
                return RemoteAnswer(now, "", moved)
            here = urljoin(here, response.headers["location"])
            if response.status in (301, 308):
                moved = here
        return RemoteAnswer(now, f"redirects more than {MOST_REDIRECTS} times")

    def _kept(self) -> dict[str, RemoteAnswer]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, RemoteAnswer])
        except (OSError, msgspec.DecodeError):
            # No file yet, or a damaged one: asking again costs time only.
            return {}


def _is_recent(answer: RemoteAnswer, now: float) -> bool:
    return 0 <= now - answer.asked < (BAD_FOR_S if answer.problem else GOOD_FOR_S)
