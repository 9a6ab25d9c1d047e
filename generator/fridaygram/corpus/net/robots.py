"""robots.txt (RFC 9309): 4xx allows, 429 and 503 mean "not now", every other failure forbids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from fridaygram.corpus.net.transport import Response, TransportError

MOST_BYTES = 500 << 10
MOST_DELAY_S = 60.0
LIFE = timedelta(hours=24)
"""How long an answer holds (RFC 9309, section 2.4)."""
NOT_NOW = (429, 503)
VERSIONED = re.compile(r"^([ \t]*user-?agent[ \t]*:[^/\r\n]*)/[^\r\n]*", re.IGNORECASE | re.MULTILINE)
"""A user agent with its version, which is no part of the product token (RFC 9309, section 2.2.1)."""
Access = Literal["rules", "open", "closed"]


@dataclass(frozen=True)
class RobotsText:
    """What a host answered: "rules" with their text, "open" (there are none) or "closed" (the host failed).

    Where it is closed, the text is the reason for dropping its pages: that of the failed request, or "robots".
    """

    access: Access
    text: str = ""

    @classmethod
    def of(cls, answer: Response | TransportError) -> RobotsText:
        """Read an answer that is not "not now": 200 rules, 4xx open, all else (5xx, no answer, a redirect) closed.

        RFC 9309 says to parse at least 500 KiB, and to access nothing where the host fails.
        """
        if isinstance(answer, TransportError):
            return cls("closed", answer.kind)
        if answer.status == 200:
            text = answer.body[:MOST_BYTES].decode("utf-8-sig", "replace")
            return cls("rules", VERSIONED.sub(r"\1", text))
        return cls("open") if 400 <= answer.status < 500 else cls("closed", "robots")


def as_served(url: str) -> str:
    """Return ``url`` with its path as a server resolves it: without dot segments (RFC 3986, 5.2.4) or empty ones."""
    parts = urlsplit(url)
    path = re.sub("%2e", ".", parts.path, flags=re.IGNORECASE)
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    folder = "/" if kept and path.endswith(("/", "/.", "/..")) else ""
    return urlunsplit((parts.scheme, parts.netloc, f"/{'/'.join(kept)}{folder}", parts.query, ""))


class Robots:
    """The rules of one host, for one user agent."""

    def __init__(self, robots: RobotsText, agent: str):
        self._access, self._why = robots.access, robots.text
        self._agent = agent
        self._rules: Any = None
        if robots.access == "rules":
            from protego import Protego

            self._rules = Protego.parse(robots.text)

    def refuses(self, url: str) -> tuple[str, str] | None:
        """Return why ``url`` may not be fetched (reason, detail), None where it may."""
        if self._access == "closed":
            return self._why, "robots.txt could not be read"
        if self._rules is not None and not all(
            self._rules.can_fetch(form, self._agent) for form in (url, as_served(url))
        ):
            return "robots", "robots.txt forbids it"
        return None

    def delay_s(self) -> float | None:
        """Return the host's Crawl-delay in seconds (at most a minute), None where it asks for none."""
        value = self._rules.crawl_delay(self._agent) if self._rules is not None else None
        return None if value is None else min(MOST_DELAY_S, float(value))
