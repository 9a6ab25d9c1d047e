"""The plan of a run: who will be asked how often, and how long politeness will make it take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.corpus.clients import hypem, lastfm, listenbrainz, reccobeats, spotify
from generator.corpus.crawl.state import State
from generator.corpus.pipeline.progress import duration
from generator.corpus.pipeline.services import NAMES, SECRETS, needed_services
from generator.corpus.pipeline.settings import Settings, label_of, source_of, stages_of

LINKS_A_SONG = 8.6
PAGES_A_LINK = 0.459
BIGGEST_HOST = 0.05
JITTER = 1.15
"""Estimates before anything is known: the first project had 86,381 links to 10,000 songs, fetched 45.9% of them,
and its biggest host held one in twenty."""
PACES: dict[str, tuple[int, float]] = {
    "hypem": (hypem.MOST, hypem.WINDOW_S),
    "spotify": (spotify.MOST, spotify.WINDOW_S),
    "reccobeats": (reccobeats.MOST, reccobeats.WINDOW_S),
    "lastfm": (lastfm.MOST, lastfm.WINDOW_S),
    "listenbrainz": (listenbrainz.MOST, listenbrainz.WINDOW_S),
}
NEEDS_SAYING = {"spotify": "new apps reach about 1,000 requests a day: the rest is left for the next day's run"}


@dataclass(frozen=True)
class PlanStep:
    """One part of a run. ``requests`` and ``seconds`` are estimates; ``remark`` says what they rest on."""

    what: str
    requests: int
    seconds: float
    remark: str = ""


@dataclass(frozen=True)
class Plan:
    """What a run would do."""

    name: str
    steps: tuple[PlanStep, ...]
    stages: tuple[tuple[str, str], ...]
    secrets: tuple[str, ...]
    known: bool

    @property
    def seconds(self) -> float:
        """The whole run's estimate in seconds."""
        return sum(step.seconds for step in self.steps)

    def lines(self) -> list[str]:
        """Return the plan as lines to be read."""
        lines = [f"corpus '{self.name}'", "stages: " + ", ".join(name for name, _ in self.stages)]
        if self.secrets:
            lines.append("needs in the environment: " + ", ".join(self.secrets))
        for step in self.steps:
            remark = f" ({step.remark})" if step.remark else ""
            lines.append(f"{step.what}: {step.requests:,} requests, {duration(step.seconds)}{remark}")
        basis = "from what the last run left" if self.known else "a guess until the links are known"
        return [*lines, f"together about {duration(self.seconds)}, {basis}"]

    def as_values(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "name": self.name,
            "stages": [{"name": name, "label": label} for name, label in self.stages],
            "secrets": list(self.secrets),
            "steps": [
                {"what": step.what, "requests": step.requests, "seconds": round(step.seconds), "remark": step.remark}
                for step in self.steps
            ],
            "seconds": round(self.seconds),
            "known": self.known,
        }


def plan_for(name: str, settings: Settings, state_path: Path) -> Plan:
    """Return the plan of the next run with ``settings``; nobody is asked anything."""
    stages = tuple((stage, label_of(judge.label, settings)) for stage, judge in stages_of(settings))
    services = needed_services(settings)
    secrets = tuple(secret for service in services for secret in SECRETS[service])
    source = source_of(settings)
    asked = dict(source.requests(settings))
    known = _known(state_path)
    songs, links = known["songs"], known["links"]
    if not links:
        songs = max(asked.get("hypem", 0), 0)
        links = round(songs * LINKS_A_SONG) if songs else 10 * max(1, len(settings.feeds))
    steps = [_service_step(service, requests) for service, requests in sorted(asked.items())]
    if "spotify" in services:
        steps.append(_service_step("spotify", songs - known["matched"]))
    steps.append(_page_step(settings, known, links))
    kept = round(songs * 0.6)
    for service in (*settings.genres, *settings.features):
        number = -(-kept // reccobeats.BATCH) if service == "reccobeats" else kept
        steps.append(_service_step(service, 2 * number if service == "listenbrainz" else number))
    return Plan(name, tuple(steps), stages, secrets, bool(known["links"]))


def _service_step(service: str, requests: int) -> PlanStep:
    most, window_s = PACES.get(service, (1, 1.0))
    seconds = max(0, requests) * window_s / most
    return PlanStep(NAMES.get(service, service), max(0, requests), seconds, NEEDS_SAYING.get(service, ""))


def _page_step(settings: Settings, known: dict[str, int], links: int) -> PlanStep:
    """Pages take as long as the biggest host's queue, or as all pages do over all threads."""
    if known["pages"]:
        pages, biggest = known["waiting"], known["biggest"]
        remark = f"the biggest host has {biggest:,}"
    else:
        pages = round(links * PAGES_A_LINK) if settings.source == "hypem" else links
        biggest = max(1, round(pages * BIGGEST_HOST))
        remark = "the biggest host is guessed to hold one in twenty"
    pause = settings.delay_s * JITTER
    return PlanStep("pages", pages, max(biggest * pause, pages * (pause + 1.0) / settings.threads), remark)


def _known(path: Path) -> dict[str, int]:
    names = ("songs", "links", "matched", "pages", "waiting", "biggest")
    if not path.exists():
        return dict.fromkeys(names, 0)
    state = State(path)
    try:
        queries = (
            "SELECT count(*) FROM songs",
            "SELECT count(*) FROM links",
            "SELECT count(*) FROM songs WHERE match != ''",
            "SELECT count(*) FROM pages",
            "SELECT count(*) FROM pages WHERE status = 'waiting'",
            "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM pages WHERE status = 'waiting' GROUP BY host)",
        )
        return {name: int((state.one(sql) or (0,))[0]) for name, sql in zip(names, queries, strict=True)}
    finally:
        state.close()
