"""Per-host queues: one request in flight a host, a pause between two, whatever the number of threads."""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Job:
    """A page to be asked for. ``target`` is the address of its next request, after ``hops`` redirects.

    ``first`` is the address that it was linked under, and the one that an archive knows.
    """

    url: str
    target: str
    host: str
    posted: str = ""
    hops: int = 0
    attempts: int = 0
    archived: bool = False
    first: str = ""


@dataclass
class _Host:
    jobs: deque[Job | int] = field(default_factory=deque)
    ready_s: float = 0.0
    busy: bool = False
    queued: bool = False


class HostQueues:
    """Jobs by host. ``monotonic`` gives the time in seconds; all methods may be called from any thread.

    A job that waits in the state is only its id here, for there may be millions. ``owns`` says whether a host's jobs
    are taken.
    """

    def __init__(self, monotonic: Callable[[], float], owns: Callable[[str], bool] = lambda _: True):
        self._monotonic, self._owns = monotonic, owns
        self._hosts: dict[str, _Host] = {}
        self._dropped: set[str] = set()
        self._ready: list[tuple[float, str]] = []
        self._change = threading.Condition()
        self._open = 0

    def put(self, name: str, job: Job | int, *, first: bool = False) -> None:
        """Add a job to the queue of a host, at its head where ``first``; not where it was dropped or is not ours."""
        with self._change:
            if name in self._dropped or not self._owns(name):
                return
            host = self._hosts.setdefault(name, _Host())
            (host.jobs.appendleft if first else host.jobs.append)(job)
            self._open += 1
            self._queue(name, host)

    def take(self, patience_s: float = 0.5) -> tuple[str, Job | int] | None:
        """Return a host that may be asked now, and its next job; None when all is done or after ``patience_s``.

        The host stays busy until ``done`` is called for it.
        """
        with self._change:
            end = self._monotonic() + patience_s
            while self._open:
                now = self._monotonic()
                if self._ready and self._ready[0][0] <= now:
                    name = heapq.heappop(self._ready)[1]
                    host = self._hosts[name]
                    host.queued = False
                    if host.jobs:
                        host.busy = True
                        return name, host.jobs.popleft()
                    continue
                if now >= end:
                    return None
                until = min(end, self._ready[0][0]) if self._ready else end
                self._change.wait(max(0.001, until - now))
            return None

    def done(self, name: str, pause_s: float) -> None:
        """Free a host for its next request after ``pause_s`` seconds."""
        with self._change:
            host = self._hosts[name]
            host.busy = False
            host.ready_s = self._monotonic() + pause_s
            self._open -= 1
            self._queue(name, host)
            if not self._open:
                self._change.notify_all()

    def left(self) -> int:
        """Return how many jobs are waiting or in flight."""
        with self._change:
            return self._open

    def drop_host(self, name: str) -> None:
        """Forget a host that wants no more requests: its jobs that wait and those to come."""
        with self._change:
            self._dropped.add(name)
            host = self._hosts.get(name)
            if host is not None:
                self._open -= len(host.jobs)
                host.jobs.clear()
                self._change.notify_all()

    def _queue(self, name: str, host: _Host) -> None:
        if host.jobs and not host.busy and not host.queued:
            host.queued = True
            heapq.heappush(self._ready, (host.ready_s, name))
            self._change.notify()
