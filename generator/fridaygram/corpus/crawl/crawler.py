"""The crawler: threads that take jobs from the host queues and settle each with one request at a time."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

from fridaygram.corpus.clients.wayback import HOST as ARCHIVE
from fridaygram.corpus.clients.wayback import capture_url
from fridaygram.corpus.crawl.hosts import HostQueues, Job
from fridaygram.corpus.crawl.pages import fail_page, move_job, store_page, waiting_jobs
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.net.pace import RETRY_AFTER_MOST_S, Clock, backoff_s, retry_after_s
from fridaygram.corpus.net.robots import Robots, RobotsText
from fridaygram.corpus.net.transport import Request, Response, Transport, TransportError, redirect_target
from fridaygram.corpus.urls import host_of

HTML = ("text/html", "application/xhtml", "text/plain")
HOPELESS = frozenset({"too large", "not text", "private address"})
ARCHIVABLE = frozenset({"not found", "unreachable", "cut", "timeout", "server error", "asked to wait"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ARCHIVE_PAUSE_S = 60.0
ARCHIVE_PATIENCE = 3
ROBOTS_HOPS = 5


@dataclass(frozen=True)
class Manners:
    """How the crawler behaves. ``delay_s`` is the least pause between two requests to a host.

    ``pause_scale`` multiplies every pause, also those a host asks for: 1 on the web, 0 only where all
    hosts are a rehearsal on this machine.
    """

    agent: str = "fridaygram"
    delay_s: float = 1.5
    threads: int = 16
    most_hops: int = 5
    most_attempts: int = 4
    archive: bool = True
    pause_scale: float = 1.0


@dataclass
class CrawlReport:
    """What a crawl did. ``until`` says when the archive may be asked again, None where it needs no rest."""

    requests: int = 0
    stored: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    until: datetime | None = None


class Crawler:
    """Fetches what waits in ``state``. Every settled request is in the state before the next begins."""

    def __init__(self, state: State, transport: Transport, manners: Manners, clock: Clock):
        self._state, self._transport, self._manners, self._clock = state, transport, manners, clock
        self._queues = HostQueues(clock.monotonic)
        self._robots: dict[str, Robots] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._archive_refusals = 0
        self._error: BaseException | None = None
        self.report = CrawlReport()

    def start(self, *, offline: bool = False) -> int:
        """Queue what waits (nothing if ``offline``), start the threads, return how many pages wait.

        ``finish`` waits for the threads.
        """
        for job in () if offline else waiting_jobs(self._state):
            self._queues.put(job)
        waiting = self._queues.left()
        number = max(1, min(self._manners.threads, waiting))
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(number)]
        for thread in self._threads:
            thread.start()
        return waiting

    def running(self) -> bool:
        """Return whether a thread is still at work."""
        return any(thread.is_alive() for thread in self._threads)

    def finish(self) -> CrawlReport:
        """Wait for the threads. Raises what went wrong in one of them."""
        for thread in self._threads:
            thread.join()
        if self._error is not None:
            raise self._error
        return self.report

    def stop(self) -> None:
        """Let the threads end after their present requests."""
        self._stop.set()

    def _work(self) -> None:
        while not self._stop.is_set():
            job = self._queues.take()
            if job is None:
                if not self._queues.left():
                    return
                continue
            pause = 0.0
            try:
                pause = self._visit(job)
            except BaseException as error:  # noqa: BLE001 - raised again in finish(), by the caller's thread
                self._error = error
                self._stop.set()
            finally:
                self._queues.done(job, pause * self._manners.pause_scale)

    def _visit(self, job: Job) -> float:
        """Make the one next request for ``job``; return the pause in seconds that its host is due."""
        if job.host != ARCHIVE:
            robots = self._robots.get(job.host)
            if robots is None:
                fetched = self._read_robots(job)
                self._queues.put(job, first=True)
                return self._delay(job.host) if fetched else 0.0
            if refusal := robots.refuses(job.target):
                self._fail(job, *refusal)
                return 0.0
        answer = self._send(job.target, HTML)
        if isinstance(answer, TransportError):
            if answer.kind in HOPELESS:
                self._fail(job, answer.kind, answer.detail)
                return self._delay(job.host)
            return self._try_again(job, answer.kind, answer.detail, None)
        return self._settle(job, answer)

    def _settle(self, job: Job, answer: Response) -> float:
        status = answer.status
        if status == 200:
            store_page(self._state, job, answer.headers.get("content-type", ""), answer.body)
            with self._lock:
                self.report.stored += 1
        elif status in REDIRECTS:
            self._redirect(job, answer)
        elif status == 429 or status >= 500:
            asked = retry_after_s(answer.headers.get("retry-after"), self._clock.now())
            if status == 429 and job.archived:
                return self._rest_archive(job, asked)
            reason = "asked to wait" if status == 429 else "server error"
            return self._try_again(job, reason, f"status {status}", asked)
        elif status in (404, 410):
            self._fail(job, "not found", f"status {status}")
        else:
            self._fail(job, "forbidden" if status in (401, 403, 451) else "odd status", f"status {status}")
        return self._delay(job.host)

    def _redirect(self, job: Job, answer: Response) -> None:
        target = redirect_target(job.target, answer)
        if not target:
            self._fail(job, "odd status", f"status {answer.status} to nowhere")
        elif job.hops >= self._manners.most_hops:
            self._fail(job, "too many redirects", f"{job.hops} redirects")
        else:
            moved = replace(job, target=target, host=host_of(target), hops=job.hops + 1, attempts=0)
            move_job(self._state, moved)
            self._queues.put(moved, first=True)

    def _try_again(self, job: Job, reason: str, detail: str, asked_s: float | None) -> float:
        """Queue a failed job again, or give it up after too many tries or too long a wait."""
        job.attempts += 1
        if job.attempts >= self._manners.most_attempts or (asked_s or 0.0) > RETRY_AFTER_MOST_S:
            tries = "1 try" if job.attempts == 1 else f"{job.attempts} tries"
            self._fail(job, reason, f"{detail} after {tries}")
            return self._delay(job.host)
        move_job(self._state, job)
        self._queues.put(job, first=True)
        return max(asked_s or 0.0, backoff_s(job.attempts), self._delay(job.host))

    def _rest_archive(self, job: Job, asked_s: float | None) -> float:
        """Heed the archive's 429: pause a minute, and after three of them leave the rest for a later run."""
        pause = max(ARCHIVE_PAUSE_S, asked_s or 0.0)
        with self._lock:
            self._archive_refusals += 1
            rests = self._archive_refusals >= ARCHIVE_PATIENCE or pause > RETRY_AFTER_MOST_S
            if rests:
                hour = max(timedelta(hours=1), timedelta(seconds=pause))
                self.report.until = self._clock.now() + hour
        if rests:
            self._queues.drop_host(ARCHIVE)
            return 0.0
        self._queues.put(job, first=True)
        return pause

    def _fail(self, job: Job, reason: str, detail: str) -> None:
        resting = self.report.until is not None
        if self._manners.archive and not job.archived and reason in ARCHIVABLE and job.posted:
            asked = replace(
                job,
                target=capture_url(job.first or job.target, job.posted),
                host=ARCHIVE,
                hops=0,
                attempts=0,
                archived=True,
            )
            move_job(self._state, asked, reason, detail)
            if not resting:
                self._queues.put(asked)
            return
        fail_page(self._state, job, reason, detail)
        with self._lock:
            self.report.failed[reason] += 1

    def _send(self, url: str, types: tuple[str, ...]) -> Response | TransportError:
        with self._lock:
            self.report.requests += 1
        try:
            return self._transport.send(Request(url, types=types))
        except TransportError as failure:
            return failure

    def _read_robots(self, job: Job) -> bool:
        """Learn a host's rules from the state or, where it has none, from the host; say whether it was asked."""
        row = self._state.one("SELECT access, text FROM robots WHERE host = ?", (job.host,))
        if row is not None:
            self._robots[job.host] = Robots(RobotsText(row[0], row[1]), self._manners.agent)
            return False
        answer = self._send(url := urljoin(job.target, "/robots.txt"), ())
        for _ in range(ROBOTS_HOPS):
            if isinstance(answer, TransportError) or answer.status not in REDIRECTS:
                break
            moved = redirect_target(url, answer)
            if not moved:
                break
            url = moved
            answer = self._send(url, ())
        if isinstance(answer, TransportError) or answer.status >= 500:
            self._clock.sleep(backoff_s(1) * self._manners.pause_scale)
            answer = self._send(url, ())
        robots = RobotsText.of(answer)
        self._state.write(("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (job.host, robots.access, robots.text)))
        self._robots[job.host] = Robots(robots, self._manners.agent)
        return True

    def _delay(self, host: str) -> float:
        """Return the pause between two requests to ``host``: ours or the host's, the longer, with jitter."""
        robots = self._robots.get(host)
        asked = robots.delay_s() if robots else None
        return max(self._manners.delay_s, asked or 0.0) * random.uniform(1.0, 1.3)
