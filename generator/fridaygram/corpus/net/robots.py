"""robots.txt (RFC 9309) as the specification of this pipeline reads it: 4xx allows, 5xx and silence forbid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from fridaygram.corpus.net.transport import Response, TransportError

MOST_BYTES = 500 << 10
MOST_DELAY_S = 60.0
Access = Literal["rules", "open", "closed"]


@dataclass(frozen=True)
class RobotsText:
    """What a host answered: rules with their text, "open" (it has none) or "closed" (it could not say; then
    the text says why, in the words of a failed request).
    """

    access: Access
    text: str = ""

    @classmethod
    def of(cls, answer: Response | TransportError) -> RobotsText:
        """Read an answer: 200 rules, 4xx open, everything else (5xx, no answer, a redirect) closed.

        RFC 9309 says to parse at least 500 KiB and lets one forbid all where the host cannot answer.
        """
        if isinstance(answer, TransportError):
            return cls("closed", answer.kind)
        if answer.status == 200:
            return cls("rules", answer.body[:MOST_BYTES].decode("utf-8", "replace"))
        return cls("open") if 400 <= answer.status < 500 else cls("closed", "robots")


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
        if self._rules is not None and not self._rules.can_fetch(url, self._agent):
            return "robots", "robots.txt forbids it"
        return None

    def delay_s(self) -> float | None:
        """Return the host's Crawl-delay in seconds (at most a minute), None where it asks for none."""
        value = self._rules.crawl_delay(self._agent) if self._rules is not None else None
        return None if value is None else min(MOST_DELAY_S, float(value))
