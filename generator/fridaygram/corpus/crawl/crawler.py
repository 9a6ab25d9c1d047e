"""The crawler: threads that take jobs from the host queues and settle each with one request at a time."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

from fridaygram.corpus.crawl.hosts import HostQueues, Job
from fridaygram.corpus.crawl.pages import (
    ALL_HOSTS,
    ARCHIVE,
    Share,
    capture_url,
    fail_page,
    load_job,
    move_job,
    store_page,
    waiting_pages,
)
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.net.pace import RETRY_AFTER_MOST_S, Clock, backoff_s, retry_after_s
from fridaygram.corpus.net.robots import LIFE, NOT_NOW, Robots, RobotsText
from fridaygram.corpus.net.transport import REDIRECTS, Request, Response, Transport, TransportError, redirect_target
from fridaygram.corpus.urls import host_of

HTML = ("text/html", "application/xhtml", "text/plain")
HOPELESS = frozenset({"too large", "too slow", "not text", "private address"})
"""What a second try would not mend."""
ARCHIVABLE = frozenset({"not found", "unreachable", "cut", "timeout", "too slow", "server error", "asked to wait"})
ARCHIVE_PAUSE_S = 60.0
PATIENCE = 3
"""So many refusals (429, 503 with Retry-After) in a row leave the rest of a host's pages for a later run."""
MOST_RESTS = 3
"""After so many rests in a row a host's pages are dropped; only the archive is asked again and again."""
REST_LEAST, REST_MOST = timedelta(hours=1), timedelta(days=1)
MOST_HOPS, MOST_ATTEMPTS = 5, 4
ROBOTS_HOPS = 5
AGENT = "fridaygram"
"""The name that robots.txt knows us by."""


@dataclass(frozen=True)
class CrawlPolicy:
    """How politely the crawler asks. ``delay_s`` is the least pause between two requests to a host.

    ``pause_scale`` multiplies every pause, also those a host asks for: 1 on the web, 0 only where all
    hosts are a rehearsal on this machine. Pages of hosts outside of ``share`` are left waiting.
    """

    delay_s: float = 1.5
    threads: int = 16
    archive: bool = True
    pause_scale: float = 1.0
    share: Share = ALL_HOSTS


@dataclass
class CrawlReport:
    """What a crawl did. ``rests`` says of each host that wants a pause when it may be asked again (UTC)."""

    requests: int = 0
    stored: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    rests: dict[str, datetime] = field(default_factory=dict)

    def add(self, other: CrawlReport) -> None:
        """Count what another crawl did."""
        self.requests += other.requests
        self.stored += other.stored
        self.failed += other.failed
        self.rests |= other.rests


class Crawler:
    """Fetches what waits in ``state``. Every settled request is in the state before the next begins."""

    def __init__(self, state: State, transport: Transport, policy: CrawlPolicy, clock: Clock):
        self._state, self._transport, self._policy, self._clock = state, transport, policy, clock
        self._queues = HostQueues(clock.monotonic, policy.share.owns)
        self._robots: dict[str, tuple[Robots, datetime]] = {}
        self._rested: dict[str, int] = {}
        self._hopeless: dict[str, str] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._refusals: Counter[str] = Counter()
        self._error: BaseException | None = None
        self.report = CrawlReport()

    def start(self, *, offline: bool = False) -> int:
        """Queue what waits (nothing if ``offline``), start the threads, return how many pages wait.

        ``finish`` waits for the threads.
        """
        self._heed_rests()
        for host, page in () if offline else waiting_pages(self._state):
            self._queues.put(host, page)
        waiting = self._queues.left()
        number = max(1, min(self._policy.threads, waiting))
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
            taken = self._queues.take()
            if taken is None:
                if not self._queues.left():
                    return
                continue
            host, job = taken
            pause = 0.0
            try:
                pause = self._visit(job if isinstance(job, Job) else load_job(self._state, job))
            except BaseException as error:  # noqa: BLE001 - raised again in finish(), by the caller's thread
                self._error = error
                self._stop.set()
            finally:
                self._queues.done(host, pause * self._policy.pause_scale)

    def _heed_rests(self) -> None:
        """Leave out the hosts that asked, in an earlier run, to be left alone until later than now."""
        now = self._clock.now()
        for host, until, times in self._state.rows("SELECT host, until, times FROM rests ORDER BY host"):
            self._rested[host] = times
            moment = datetime.fromisoformat(until)
            if moment > now:
                self._queues.drop_host(host)
                self.report.rests[host] = moment

    def _visit(self, job: Job) -> float:
        """Make the one next request for ``job``; return the pause in seconds that its host is due."""
        if job.host in self._hopeless:
            self._fail(job, "asked to wait", self._hopeless[job.host])
            return 0.0
        if job.host != ARCHIVE:
            robots, taken = self._robots.get(job.host, (None, None))
            if robots is None or taken is None or self._clock.now() - taken >= LIFE:
                return self._learn_rules(job)
            if refusal := robots.refuses(job.target):
                self._fail(job, *refusal)
                return 0.0
        answer = self._send(job.target, HTML)
        if isinstance(answer, TransportError):
            if answer.kind in HOPELESS:
                self._fail(job, answer.kind, answer.detail)
                return self._delay(job.host)
            return self._try_again(job, answer.kind, answer.detail)
        return self._settle(job, answer)

    def _settle(self, job: Job, answer: Response) -> float:
        status = answer.status
        if status == 429 or (status == 503 and "retry-after" in answer.headers):
            return self._rest(job, answer)
        self._welcome(job.host)
        if status == 200:
            store_page(self._state, job, answer.headers.get("content-type", ""), answer.body)
            with self._lock:
                self.report.stored += 1
        elif status in REDIRECTS:
            self._redirect(job, answer)
        elif status >= 500:
            return self._try_again(job, "server error", f"status {status}")
        elif status in (404, 410):
            self._fail(job, "not found", f"status {status}")
        else:
            self._fail(job, "forbidden" if status in (401, 403, 451) else "odd status", f"status {status}")
        return self._delay(job.host)

    def _redirect(self, job: Job, answer: Response) -> None:
        target = redirect_target(job.target, answer)
        if not target:
            self._fail(job, "odd status", f"status {answer.status} to nowhere")
        elif job.hops >= MOST_HOPS:
            self._fail(job, "too many redirects", f"{job.hops} redirects")
        else:
            moved = replace(job, target=target, host=host_of(target), hops=job.hops + 1, attempts=0)
            move_job(self._state, moved)
            self._queues.put(moved.host, moved, first=True)

    def _try_again(self, job: Job, reason: str, detail: str) -> float:
        """Queue a failed job again, or give it up after too many tries."""
        job.attempts += 1
        if job.attempts >= MOST_ATTEMPTS:
            self._fail(job, reason, f"{detail} after {job.attempts} tries")
            return self._delay(job.host)
        move_job(self._state, job)
        self._queues.put(job.host, job, first=True)
        return max(backoff_s(job.attempts), self._delay(job.host))

    def _rest(self, job: Job, answer: Response) -> float:
        """Heed a host that wants a pause: wait for it, or leave its pages for a later run.

        It is left where it asks for more than a minute, or a third time in a row.
        """
        host, now = job.host, self._clock.now()
        asked = retry_after_s(answer.headers.get("retry-after"), now) or 0.0
        self._refusals[host] += 1
        if self._refusals[host] < PATIENCE and asked <= RETRY_AFTER_MOST_S:
            self._queues.put(job.host, job, first=True)
            least = ARCHIVE_PAUSE_S if host == ARCHIVE else backoff_s(self._refusals[host])
            return max(asked, least, self._delay(host))
        times = self._rested.get(host, 0) + 1
        if times > MOST_RESTS and host != ARCHIVE:
            self._hopeless[host] = f"status {answer.status} after {MOST_RESTS} rests"
            self._fail(job, "asked to wait", self._hopeless[host])
            return 0.0
        until = now + min(REST_MOST, max(REST_LEAST, timedelta(seconds=asked)))
        self._state.write(("INSERT OR REPLACE INTO rests VALUES (?, ?, ?)", (host, until.isoformat(), times)))
        self._queues.drop_host(host)
        with self._lock:
            self.report.rests[host] = until
        return 0.0

    def _welcome(self, host: str) -> None:
        """Forget earlier refusals of a host that answers again."""
        self._refusals.pop(host, None)
        if self._rested.pop(host, 0):
            self._state.write(("DELETE FROM rests WHERE host = ?", (host,)))

    def _fail(self, job: Job, reason: str, detail: str) -> None:
        if self._policy.archive and not job.archived and reason in ARCHIVABLE and job.posted:
            asked = replace(
                job,
                target=capture_url(job.first or job.target, job.posted),
                host=ARCHIVE,
                hops=0,
                attempts=0,
                archived=True,
            )
            move_job(self._state, asked, reason, detail)
            self._queues.put(ARCHIVE, asked)
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

    def _learn_rules(self, job: Job) -> float:
        """Take a host's rules from the state or, where it has none of today, from the host; queue the job again."""
        host, now = job.host, self._clock.now()
        row = self._state.one("SELECT access, text, taken FROM robots WHERE host = ?", (host,))
        if row is not None and now - datetime.fromisoformat(row[2]) < LIFE:
            self._robots[host] = Robots(RobotsText(row[0], row[1]), AGENT), datetime.fromisoformat(row[2])
            self._queues.put(job.host, job, first=True)
            return self._delay(host)  # an earlier crawler may have asked the host a moment ago
        answer = self._ask_robots(urljoin(job.target, "/robots.txt"))
        if isinstance(answer, Response) and answer.status in NOT_NOW:
            return self._rest(job, answer)
        text = RobotsText.of(answer)
        row = (host, text.access, text.text, now.isoformat())
        self._state.write(("INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)", row))
        self._robots[host] = Robots(text, AGENT), now
        self._queues.put(job.host, job, first=True)
        return self._delay(host)

    def _ask_robots(self, url: str) -> Response | TransportError:
        """Ask for a robots.txt, through a few redirects, and once more where the host fails."""
        answer = self._send(url, ())
        for _ in range(ROBOTS_HOPS):
            if isinstance(answer, TransportError) or answer.status not in REDIRECTS:
                break
            moved = redirect_target(url, answer)
            if not moved:
                break
            url = moved
            answer = self._send(url, ())
        if isinstance(answer, TransportError) or (answer.status >= 500 and answer.status not in NOT_NOW):
            self._clock.sleep(backoff_s(1) * self._policy.pause_scale)
            answer = self._send(url, ())
        return answer

    def _delay(self, host: str) -> float:
        """Return the pause between two requests to ``host``: ours or the host's, the longer, with jitter."""
        known = self._robots.get(host)
        asked = known[0].delay_s() if known else None
        return max(self._policy.delay_s, asked or 0.0) * random.uniform(1.0, 1.3)
