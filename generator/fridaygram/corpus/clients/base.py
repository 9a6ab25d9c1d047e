"""What all API clients share: limits, retries, an answer cache, and the four ways in which asking can end.

An answer is kept in the state as soon as it is whole, so nothing that was answered is asked twice. Keys
and logs know an address without its secrets; no message ever holds more than the service and the path.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol
from urllib.parse import urlencode, urlsplit

from fridaygram.corpus.net.pace import RETRY_AFTER_MOST_S, Clock, Limiter, backoff_s, retry_after_s
from fridaygram.corpus.net.transport import Request, Response, Transport, TransportError
from fridaygram.errors import NetworkError

ATTEMPTS = 5
REST = timedelta(hours=1)
AnswerKind = Literal["ok", "missing", "slow down", "again", "quota", "refused", "closed"]
Judge = Callable[[int, Any], AnswerKind]
Whole = Callable[[Any], bool]
"""Whether an answer has the shape that its call promises; asked of None where the service says 404."""


class PausedError(NetworkError):
    """A service that wants no more requests for long: ``until`` says when to go on (UTC)."""

    def __init__(self, service: str, until: datetime):
        moment = until.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
        super().__init__(f"{service} wants no more requests until {moment}", hint="run the same command again then")
        self.service, self.until = service, until


class RefusedError(NetworkError):
    """A service that does not accept our credentials."""


class ClosedError(NetworkError):
    """A call that this account may not make (any more)."""


class UnansweredError(NetworkError):
    """A request that failed after all retries; the next run asks it again."""


class ResponseCache(Protocol):
    """Answers by key. Keys hold no secrets."""

    def get(self, key: str) -> bytes | None:
        """Return a kept answer."""

    def put(self, key: str, body: bytes) -> None:
        """Keep an answer."""


def record(value: Any) -> bool:
    """Return whether an answer is a JSON object: what most calls promise."""
    return isinstance(value, dict)


def record_or_missing(value: Any) -> bool:
    """Return whether an answer is a JSON object, or a 404 where that means "unknown"."""
    return value is None or isinstance(value, dict)


def rows_or_missing(value: Any) -> bool:
    """Return whether an answer is a JSON array, or a 404 where that means "unknown"."""
    return value is None or isinstance(value, list)


def read_json(body: bytes) -> Any:
    """Return what a JSON body says; halves of surrogate pairs in it become question marks.

    Raises ValueError or RecursionError where it is no JSON (RFC 8259 knows neither NaN nor Infinity).
    """
    value = json.loads(body, parse_constant=_no_constant)
    if b"\\ud" in body.lower():
        return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def number(value: Any) -> float | None:
    """Return a JSON number as a finite float, None for everything else."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def fields(value: Any) -> dict[str, Any]:
    """Return a JSON object, and an empty one for everything else."""
    return value if isinstance(value, dict) else {}


def records(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a JSON array, none for everything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def known(**found: Any) -> dict[str, Any]:
    """Return the facts (see records.SongFacts) that are there and have the type that they should have."""
    kinds = {"year": int, "length_s": float, "guests": tuple}
    cleaned = {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}
    return {name: value for name, value in cleaned.items() if type(value) is kinds.get(name, str) and value}


def usual(status: int, value: Any) -> AnswerKind:
    """Return what an HTTP status means where a service follows the standard (RFC 9110)."""
    if status == 200:
        return "ok"
    if status in (404, 410):
        return "missing"
    if status == 429:
        return "slow down"
    if status in (401, 403):
        return "refused"
    return "again" if status >= 500 or status == 408 else "closed"


@dataclass
class ApiClient:
    """Asks one service. ``secrets`` are query parameters that appear in no key and no message.

    ``pause_scale`` multiplies the pauses of retries (0 in a rehearsal). ``judge`` reads a service's own
    way of saying no.
    """

    service: str
    transport: Transport
    limiter: Limiter
    clock: Clock
    cache: ResponseCache
    secrets: Mapping[str, str] = field(default_factory=dict)
    judge: Judge = usual
    pause_scale: float = 1.0

    def get(
        self,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        *,
        whole: Whole = record,
        fresh: bool = False,
    ) -> Any:
        """Return the JSON answer, from the cache where it is; None where the service knows nothing (404).

        An answer that is not ``whole`` is no answer: it is asked for again and never kept. ``fresh`` asks
        again although the answer is kept. Raises PausedError, RefusedError, ClosedError or UnansweredError.
        """
        key = f"{url}?{urlencode(sorted(params.items()))}"
        kept = None if fresh else self.cache.get(key)
        if kept is not None:
            return json.loads(kept)
        full = f"{url}?{urlencode({**params, **self.secrets})}" if params or self.secrets else url
        value = self.ask(Request(full, headers=headers or {}), whole)
        self.cache.put(key, json.dumps(value, ensure_ascii=False).encode())
        return value

    def ask(self, request: Request, whole: Whole = record) -> Any:
        """Send a request until it is answered as ``get`` says; return its JSON, None for a 404."""
        place = urlsplit(request.url).path
        last, slowed = "", False
        for attempt in range(1, ATTEMPTS + 1):
            self.limiter.wait()
            pause: float | None = None
            try:
                response = self.transport.send(request)
            except TransportError as failure:
                last, slowed = str(failure), False
            else:
                outcome, value = self._read(response)
                if outcome == "ok" and value is not None and whole(value):
                    return value
                if outcome == "missing" and whole(None):
                    return None
                self._stop_or_go_on("closed" if outcome == "missing" else outcome, response, place)
                last = f"status {response.status}" if outcome != "ok" else "not what it promises"
                pause, slowed = self._asked(response), outcome == "slow down"
            if attempt < ATTEMPTS:
                self.clock.sleep(max(pause or 0.0, backoff_s(attempt)) * self.pause_scale)
            elif slowed:
                raise PausedError(self.service, self.clock.now() + REST)
        raise UnansweredError(f"{self.service} gave no usable answer to {place} ({last}, {ATTEMPTS} tries)")

    def post(self, url: str, form: Mapping[str, str], basic: tuple[str, str], whole: Whole = record) -> Any:
        """Send a form with HTTP Basic credentials and return the JSON answer, which is never cached."""
        return self.ask(Request(url, method="POST", form=form, basic=basic), whole)

    def _read(self, response: Response) -> tuple[AnswerKind, Any]:
        try:
            value = read_json(response.body)
        except (ValueError, RecursionError):
            return self.judge(response.status, None), None
        return self.judge(response.status, value), value

    def _asked(self, response: Response) -> float | None:
        return retry_after_s(response.headers.get("retry-after"), self.clock.now())

    def _stop_or_go_on(self, outcome: AnswerKind, response: Response, place: str) -> None:
        """Raise where asking again now is of no use."""
        asked = self._asked(response)
        if outcome == "quota" or (outcome in ("slow down", "again") and (asked or 0.0) > RETRY_AFTER_MOST_S):
            wait = timedelta(seconds=asked) if asked else timedelta(days=1)
            raise PausedError(self.service, self.clock.now() + wait)
        if outcome == "refused":
            hint = "check its key or client secret in the environment"
            raise RefusedError(f"{self.service} refuses our credentials (status {response.status})", hint=hint)
        if outcome == "closed":
            raise ClosedError(f"{self.service} does not allow {place} (status {response.status})")
