"""The events that open pages get: each build's changes, or the error that stopped it."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from fridaygram.serve.messages import Problem

REMEMBERED = 100
BEAT_SECONDS = 15.0


class PageEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event: the number of the build, the URL paths it changed (None: any may have), its error."""

    build: int
    changed: tuple[str, ...] | None = ()
    error: Problem | None = None


class Hub:
    """Passes events from the builds to every open page, and knows which pages are open.

    Builds are counted from ``first``. Give a number above all those of earlier runs: a page that was left open then
    is not known here, and reloads.
    """

    def __init__(self, first: int = 0) -> None:
        self.first = first
        self._lock = threading.Lock()
        self._listeners: dict[queue.SimpleQueue[PageEvent | None], str] = {}
        self._history: deque[PageEvent] = deque(maxlen=REMEMBERED)
        self._last = PageEvent(build=first)
        self._closed = False

    @property
    def build(self) -> int:
        """The number of the last build that changed something, or failed, or was mended."""
        return self._last.build

    def publish(self, changed: tuple[str, ...] | None, error: Problem | None = None) -> PageEvent:
        """Send every open page what a build changed, or why it failed."""
        with self._lock:
            self._last = PageEvent(build=self._last.build + 1, changed=changed, error=error)
            self._history.append(self._last)
            for listener in self._listeners:
                listener.put(self._last)
            return self._last

    def open_pages(self) -> frozenset[str]:
        """Return the URL paths of the pages that listen."""
        with self._lock:
            return frozenset(self._listeners.values())

    @contextmanager
    def listening(self, page: str, since: int) -> Iterator[Iterator[PageEvent | None]]:
        """Give the events for a page that shows build ``since``: first one for all that it missed, then the new ones.

        None comes after BEAT_SECONDS without an event, to find out whether the page is still there.
        """
        listener: queue.SimpleQueue[PageEvent | None] = queue.SimpleQueue()
        with self._lock:
            listener.put(self._missed(since))
            if self._closed:
                listener.put(None)
            self._listeners[listener] = page
        try:
            yield self._messages(listener)
        finally:
            with self._lock:
                self._listeners.pop(listener, None)

    def close(self) -> None:
        """End every stream."""
        with self._lock:
            self._closed = True
            for listener in self._listeners:
                listener.put(None)

    def _missed(self, since: int) -> PageEvent:
        """Return one event for all builds after ``since``."""
        later = [message for message in self._history if message.build > since]
        known = since <= self._last.build and len(later) == self._last.build - since
        changed: set[str] | None = set() if known else None
        for message in later:
            changed = None if changed is None or message.changed is None else changed | set(message.changed)
        paths = None if changed is None else tuple(sorted(changed))
        return PageEvent(build=self._last.build, changed=paths, error=self._last.error)

    def _messages(self, listener: queue.SimpleQueue[PageEvent | None]) -> Iterator[PageEvent | None]:
        while True:
            try:
                message = listener.get(timeout=BEAT_SECONDS)
            except queue.Empty:
                yield None
                continue
            if message is None:
                return
            yield message


def event(message: PageEvent) -> bytes:
    """Return an event as its bytes in the stream (HTML Standard, section 9.2)."""
    return b"data: " + msgspec.json.encode(message) + b"\n\n"


def url_path(base: str, output: str) -> str:
    """Return the URL path of a file below the output folder, as a page asks for it."""
    return base + output.removesuffix("index.html") if output.rpartition("/")[2] == "index.html" else base + output
