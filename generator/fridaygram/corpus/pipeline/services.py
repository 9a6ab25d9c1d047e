"""The outside services as one run uses them: secrets from the environment, one pace each, one answer cache."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fridaygram.corpus.clients import hypem, lastfm, listenbrainz, musicbrainz, reccobeats, spotify
from fridaygram.corpus.clients.base import ApiClient, usual
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.net.pace import Clock, Limiter
from fridaygram.corpus.net.transport import REDIRECTS, Request, Transport, redirect_target
from fridaygram.corpus.pipeline.settings import PipelineSettings, source_of, stages_of
from fridaygram.errors import NetworkError, UsageError


@dataclass(frozen=True)
class OutsideService:
    """A service: what it is called, the ``module`` with its pace and its judge, its client, and where its secrets are.

    ``secrets`` name variables of the environment. With a ``key``, the only one goes with each request as this
    parameter; else the client gets them.
    """

    name: str
    module: Any
    client: Callable[..., Any]
    secrets: tuple[str, ...] = ()
    key: str = ""


SERVICES = {
    "hypem": OutsideService("Hype Machine", hypem, hypem.HypeMachine, ("HYPEM_KEY",), "key"),
    "spotify": OutsideService("Spotify", spotify, spotify.Spotify, ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET")),
    "lastfm": OutsideService("Last.fm", lastfm, lastfm.LastFm, ("LASTFM_API_KEY",), "api_key"),
    "listenbrainz": OutsideService("ListenBrainz", listenbrainz, listenbrainz.ListenBrainz),
    "musicbrainz": OutsideService("MusicBrainz", musicbrainz, musicbrainz.MusicBrainz),
    "reccobeats": OutsideService("ReccoBeats", reccobeats, reccobeats.ReccoBeats),
}
MOST_NOTES = 20


class StateCache:
    """Answers of services, compressed, in the state file."""

    def __init__(self, state: State):
        self._state = state

    def get(self, key: str) -> bytes | None:
        """Return a kept answer."""
        row = self._state.one("SELECT body FROM answers WHERE key = ?", (key,))
        return zlib.decompress(row[0]) if row else None

    def put(self, key: str, body: bytes) -> None:
        """Keep an answer."""
        self._state.write(("INSERT OR REPLACE INTO answers VALUES (?, ?)", (key, zlib.compress(body))))


def needed_services(settings: PipelineSettings) -> tuple[str, ...]:
    """Return the services that a corpus with these settings asks."""
    names = set(source_of(settings).services)
    if any(stage.needs == "song" for _, stage in stages_of(settings)):
        names.add("spotify")
    return tuple(sorted(names | set(settings.genres) | set(settings.features) | set(settings.facts)))


def read_secrets(
    settings: PipelineSettings, environment: Mapping[str, str], *, links: bool = True
) -> dict[str, tuple[str, ...]]:
    """Return the secrets of each needed service. Raises UsageError that names those that are missing.

    Without ``links``, nothing is needed for the source: only songs are asked about.
    """
    found: dict[str, tuple[str, ...]] = {}
    missing: list[str] = []
    for service in needed_services(settings):
        if not links and service in source_of(settings).services:
            continue
        names = SERVICES[service].secrets
        missing += [name for name in names if not environment.get(name)]
        found[service] = tuple(environment.get(name, "") for name in names)
    if missing:
        raise UsageError(
            f"missing in the environment: {', '.join(missing)}",
            hint="export them, or rehearse without any: fridaygram acquire NAME --demo-web",
        )
    return found


@dataclass
class Services:
    """Clients, made when first asked for. ``pace`` multiplies all limits and pauses: 1, or 0 in a rehearsal."""

    transport: Transport
    state: State
    clock: Clock
    secrets: Mapping[str, tuple[str, ...]]
    pace: float = 1.0
    refresh: bool = False
    notes: list[str] = field(default_factory=list)
    unsaid: int = 0
    _clients: dict[str, Any] = field(default_factory=dict)

    def service(self, name: str) -> Any:
        """Return the client of a service."""
        if name not in self._clients:
            self._clients[name] = self._made(name)
        return self._clients[name]

    def read(self, url: str) -> bytes:
        """Return the body at an address, following up to five redirects. Raises NetworkError."""
        target = url
        for _ in range(6):
            response = self.transport.send(Request(target))
            if response.status in REDIRECTS and (moved := redirect_target(target, response)):
                target = moved
            elif response.status == 200:
                return response.body
            else:
                raise NetworkError(f"{url} answers with status {response.status}")
        raise NetworkError(f"{url} redirects too often")

    def note(self, text: str) -> None:
        """Keep a remark for the report; of many, the first few and how many more there were."""
        if text in self.notes:
            return
        if len(self.notes) < MOST_NOTES:
            self.notes.append(text)
        else:
            self.unsaid += 1

    def _made(self, name: str) -> Any:
        known, secrets = SERVICES[name], self.secrets[name]
        api = ApiClient(
            service=known.name,
            transport=self.transport,
            limiter=Limiter(known.module.MOST, known.module.WINDOW_S * self.pace, self.clock),
            clock=self.clock,
            cache=StateCache(self.state),
            secrets={known.key: secrets[0]} if known.key else {},
            judge=getattr(known.module, "judge", usual),
            pause_scale=self.pace,
        )
        return known.client(api) if known.key else known.client(api, *secrets)
