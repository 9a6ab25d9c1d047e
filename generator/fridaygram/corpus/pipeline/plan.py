"""The plan of a run: who will be asked how often, and how long politeness will make it take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from fridaygram.corpus.clients import hypem, reccobeats
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.pipeline.progress import duration
from fridaygram.corpus.pipeline.services import SERVICES, needed_services
from fridaygram.corpus.pipeline.settings import PipelineSettings, label_of, source_of, stages_of

LINKS_A_SONG = 8.6
PAGES_A_LINK = 0.459
SONGS_KEPT = 0.6
BIGGEST_HOST = 0.05
JITTER = 1.15
"""Estimates before anything is known: the first project had 86,381 links to 10,000 songs, fetched 45.9% of them,
and its biggest host held one in twenty."""
KEPT_SONGS = "SELECT count(*) FROM songs WHERE id IN (SELECT song FROM links WHERE stage = '')"
KNOWN = {
    "links": "SELECT count(*) FROM links",
    "answers": f"SELECT count(*) FROM answers WHERE key LIKE '{hypem.BASE}%'",
    "unsought": f"{KEPT_SONGS} AND match = '' AND artist != '' AND title != ''",
    "no genres": f"{KEPT_SONGS} AND genres = '' AND artist != ''",
    "no facts": f"{KEPT_SONGS} AND facts = '' AND artist != ''",
    "no sound": f"{KEPT_SONGS} AND features = '' AND match NOT IN ('', '{{}}')",
    "pages": "SELECT count(*) FROM pages",
    "waiting": "SELECT count(*) FROM pages WHERE status = 'waiting'",
    "biggest": "SELECT coalesce(max(n), 0) FROM"
    " (SELECT count(*) AS n FROM pages WHERE status = 'waiting' GROUP BY host)",
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
class RunPlan:
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


def plan_for(corpus: str, settings: PipelineSettings, state_path: Path) -> RunPlan:
    """Return the plan of the next run with ``settings``; nobody is asked anything."""
    stages = tuple((stage, label_of(judge.label, settings)) for stage, judge in stages_of(settings))
    services = needed_services(settings)
    secrets = tuple(secret for service in services for secret in SERVICES[service].secrets)
    known, collected = _known(state_path)
    asked = dict(source_of(settings).requests(_uncollected(settings, collected)))
    links, seek, describe, sound = known["links"], known["unsought"], known["no genres"], known["no sound"]
    tell = known["no facts"]
    if not links:
        seek = asked.get("hypem", 0)
        links = round(seek * LINKS_A_SONG) if seek else 10 * max(1, len(settings.feeds))
        describe = sound = tell = round(seek * SONGS_KEPT)
    steps = [
        _service_step(service, number - (0 if collected else known["answers"]))
        for service, number in sorted(asked.items())
    ]
    if "spotify" in services:
        steps.append(_service_step("spotify", seek))
    steps.append(_page_step(settings, known, links))
    steps += [_service_step(name, 2 * describe if name == "listenbrainz" else describe) for name in settings.genres]
    steps += [_service_step(name, -(-sound // reccobeats.BATCH)) for name in settings.features]
    # What ListenBrainz said of a song's genres says its facts too.
    steps += [_service_step(name, 2 * tell) for name in settings.facts if name not in settings.genres]
    return RunPlan(corpus, tuple(steps), stages, secrets, bool(known["links"]))


def _service_step(service: str, requests: int) -> PlanStep:
    known = SERVICES.get(service)
    most, window_s = (known.module.MOST, known.module.WINDOW_S) if known else (1, 1.0)
    seconds = max(0, requests) * window_s / most
    remark = NEEDS_SAYING.get(service, "") if requests > 0 else ""
    return PlanStep(known.name if known else service, max(0, requests), seconds, remark)


def _page_step(settings: PipelineSettings, known: dict[str, int], links: int) -> PlanStep:
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


def _uncollected(settings: PipelineSettings, collected: str) -> PipelineSettings:
    """Return the settings of what is left of the period; ``collected`` says "FIRST LAST" of the last whole run."""
    first, _, last = collected.partition(" ")
    if first != settings.first.isoformat() or last > settings.end.isoformat():
        return settings
    return msgspec.structs.replace(settings, first=date.fromisoformat(last))


def _known(path: Path) -> tuple[dict[str, int], str]:
    """Return what the state of the last run knows and misses (all 0 where there is none), and what it collected."""
    if not path.exists():
        return dict.fromkeys(KNOWN, 0), ""
    state = State(path)
    try:
        return {name: int((state.one(sql) or (0,))[0]) for name, sql in KNOWN.items()}, state.meta("collected")
    finally:
        state.close()
