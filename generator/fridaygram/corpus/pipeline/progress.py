"""What a person wants to know during a run of hours: phase, rate, what remains, what was dropped so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

import msgspec

EVERY_S = 0.25
RECENT = 0.1
"""Weight of the newest interval in the rate (exponential smoothing)."""


class RunProgress(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of a run. ``rate`` is in items a second; ``remaining_s`` is None where nothing can be said.

    ``total`` is 0 where nobody knows how many there will be; ``over`` marks the last moment of a phase.
    """

    phase: str
    done: int
    total: int
    rate: float = 0.0
    remaining_s: float | None = None
    drops: dict[str, int] = {}
    over: bool = False

    def line(self) -> str:
        """Return the moment as one line of a plain log."""
        known = self.total and not (self.over and self.done == self.total)
        parts = [f"{self.phase}: {self.done:,}" + (f" of {self.total:,}" if known else "")]
        if self.rate:
            parts.append(f"{self.rate:,.1f}/s")
        if self.remaining_s is not None and self.done < self.total:
            parts.append(f"{duration(self.remaining_s)} left")
        if self.drops:
            parts.append("dropped " + ", ".join(f"{number:,} {reason}" for reason, number in self.drops.items()))
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a span of time in words of two units at most: "3 h 20 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, hours = round(whole / 60), round(whole / 3600)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{hours // 24} days {hours % 24} h"


@dataclass
class Meter:
    """Makes RunProgress records, a few a second at most, and gives them to ``tell``.

    A moment's rate is that of the last seconds; the one at a phase's end is the mean over the phase.
    """

    tell: Callable[[RunProgress], None] | None
    monotonic: Callable[[], float]
    _phase: str = ""
    _total: int = 0
    _began_s: float = 0.0
    _began_done: int = 0
    _last_s: float = 0.0
    _last_done: int = 0
    _rate: float = 0.0
    _drops: dict[str, int] = field(default_factory=dict)

    def begin(self, phase: str, total: int, done: int = 0) -> None:
        """Begin a phase of ``total`` items, of which ``done`` are behind it."""
        self._phase, self._total, self._last_done = phase, total, done
        self._last_s, self._rate, self._drops = self.monotonic(), 0.0, {}
        self._began_s, self._began_done = self._last_s, done
        self._say(done)

    def step(self, done: int, drops: Mapping[str, int] | None = None, total: int | None = None) -> None:
        """Say how far the phase is, and how long where that is new; most calls say nothing."""
        now = self.monotonic()
        if total is not None:
            self._total = total
        if drops is not None:
            self._drops = dict(sorted(drops.items(), key=lambda item: (-item[1], item[0])))
        span = now - self._last_s
        if span < EVERY_S:
            return
        newest = max(0, done - self._last_done) / span
        self._rate = newest if not self._rate else (1 - RECENT) * self._rate + RECENT * newest
        self._last_s, self._last_done = now, done
        self._say(done)

    def end(self, done: int, drops: Mapping[str, int] | None = None) -> None:
        """Say that the phase is over."""
        self._total = max(self._total, done)
        self._drops = dict(sorted((drops or {}).items(), key=lambda item: (-item[1], item[0])))
        span = self.monotonic() - self._began_s
        self._rate = max(0, done - self._began_done) / span if span > 0 else 0.0
        if done or self._total:
            self._say(done, over=True)

    def _say(self, done: int, *, over: bool = False) -> None:
        if self.tell is not None:
            left = (self._total - done) / self._rate if self._rate > 0 and done < self._total else None
            self.tell(
                RunProgress(
                    phase=self._phase, done=done, total=self._total, rate=self._rate, remaining_s=left,
                    drops=self._drops, over=over,
                )
            )  # fmt: skip


class JointProgress:
    """Adds up the progress of parts that are at work at the same time. Use it as a context manager."""

    def __init__(self, meter: Meter):
        self._meter, self._lock = meter, Lock()
        self._parts: dict[int, RunProgress] = {}
        self._before, self._drops = 0, Counter[str]()
        self._last: RunProgress | None = None

    def __enter__(self) -> JointProgress:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._last is not None:
            self._meter.end(self._last.done, self._last.drops)

    def meter_of(self, place: int) -> Meter:
        """Return the meter of a part that is at work in this process."""
        return Meter(lambda moment: self.tell(place, moment), self._meter.monotonic)

    def tell(self, place: int, moment: RunProgress) -> None:
        """Take a moment of a part; may be called from any thread."""
        with self._lock:
            self._parts[place] = moment
            parts = self._parts.values()
            done = self._before + sum(part.done for part in parts)
            total = max(done, self._before + sum(part.total for part in parts))
            drops = self._drops + sum((Counter(part.drops) for part in parts), Counter())
            if self._last is None:
                self._meter.begin(moment.phase, total)
            self._last = RunProgress(phase=moment.phase, done=done, total=total, drops=dict(drops))
            self._meter.step(done, drops, total)

    def next_round(self) -> None:
        """Begin another round of the same phase: its parts count from 0 again."""
        with self._lock:
            if self._last is not None:
                self._before, self._drops = self._last.done, Counter(self._last.drops)
            self._parts = {}
