"""When to ask again: rate limits and backoff. Time and sleep are passed in, so that tests need none."""

from __future__ import annotations

import random
import re
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

RETRY_AFTER_MOST_S = 60.0
LONGEST_WAIT_S = 30 * 86400.0
BACKOFF_FIRST_S = 1.0
BACKOFF_MOST_S = 60.0


@dataclass(frozen=True)
class Clock:
    """Time as the pipeline sees it: ``monotonic`` and ``sleep`` in seconds, ``now`` in UTC."""

    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    now: Callable[[], datetime]


def system_clock() -> Clock:
    """Return the real clock."""
    import time
    from datetime import UTC

    return Clock(time.monotonic, time.sleep, lambda: datetime.now(UTC))


def backoff_s(attempt: int) -> float:
    """Return how long to wait after failed ``attempt`` (from 1): exponential, with full jitter above one half.

    The jitter follows M. Brooker, "Exponential Backoff and Jitter" (AWS, 2015), equal-jitter form.
    """
    longest = min(BACKOFF_MOST_S, BACKOFF_FIRST_S * float(2 ** (attempt - 1)))
    return longest * random.uniform(0.5, 1.0)


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110: seconds or a date), None where it says nothing.

    What asks for more than thirty days is taken to mean thirty.
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,300}(?:\.[0-9]*)?", text):
        return min(LONGEST_WAIT_S, float(text))
    try:
        return min(LONGEST_WAIT_S, max(0.0, (parsedate_to_datetime(text) - now).total_seconds()))
    except (ValueError, TypeError, OverflowError):
        return None


@dataclass
class Limiter:
    """At most ``most`` requests in any ``window_s`` seconds, over all threads."""

    most: int
    window_s: float
    clock: Clock
    _starts: deque[float] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> None:
        """Sleep until another request may start, and count it."""
        if self.window_s <= 0:
            return
        with self._lock:
            now = self.clock.monotonic()
            while self._starts and now - self._starts[0] >= self.window_s:
                self._starts.popleft()
            pause = self._starts[0] + self.window_s - now if len(self._starts) >= self.most else 0.0
            start = now + max(0.0, pause)
            if len(self._starts) >= self.most:
                self._starts.popleft()
            self._starts.append(start)
        if pause > 0:
            self.clock.sleep(pause)
