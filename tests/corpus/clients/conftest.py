"""Clients over a real connection to a local server that speaks the services' shapes and errors."""

import json
from types import SimpleNamespace

import pytest

from fridaygram.corpus.clients import hypem, lastfm, listenbrainz, musicbrainz, reccobeats, spotify
from fridaygram.corpus.clients.base import ApiClient, usual
from fridaygram.corpus.net.pace import Limiter
from fridaygram_rehearsal.apis import CLIENT_ID, CLIENT_SECRET, KEY
from fridaygram_rehearsal.model import Answer
from fridaygram_rehearsal.server import MiniWeb
from tests.corpus.worlds import fake_clock, tiny_world, transport_to
from tests.patience import PATIENCE

MODULES = {
    "hypem": hypem,
    "spotify": spotify,
    "reccobeats": reccobeats,
    "lastfm": lastfm,
    "listenbrainz": listenbrainz,
    "musicbrainz": musicbrainz,
}
HOSTS = {
    "hypem": "api.hypem.com",
    "spotify": "api.spotify.com",
    "reccobeats": "api.reccobeats.com",
    "lastfm": "ws.audioscrobbler.com",
    "listenbrainz": "api.listenbrainz.org",
    "musicbrainz": "musicbrainz.org",
}
KEYS = {"hypem": {"key": KEY}, "lastfm": {"api_key": KEY}}
MAKERS = {
    "hypem": hypem.HypeMachine,
    "spotify": lambda api: spotify.Spotify(api, CLIENT_ID, CLIENT_SECRET),
    "reccobeats": reccobeats.ReccoBeats,
    "lastfm": lastfm.LastFm,
    "listenbrainz": listenbrainz.ListenBrainz,
    "musicbrainz": musicbrainz.MusicBrainz,
}


class Kept(dict):
    """A cache of answers."""

    def put(self, key, body):
        """Keep an answer."""
        self[key] = body


@pytest.fixture(scope="session")
def world():
    return tiny_world()


@pytest.fixture(scope="session")
def _server(world):
    script = SimpleNamespace(answer=lambda asked: None, asked=[])

    def override(asked):
        script.asked.append(asked)
        return script.answer(asked)

    with MiniWeb(world, override) as server:
        yield server, script


@pytest.fixture
def server(_server):
    """Give the server's script: ``answer(asked)`` may answer instead of the world; ``asked`` lists requests."""
    script = _server[1]
    script.answer, script.asked = (lambda asked: None), []
    return script


@pytest.fixture
def client(_server, server):
    """Give a function that makes the client of a service, with its cache and what it slept beside it."""

    def make(name, secrets=None, timeout_s=float(PATIENCE)):
        clock, slept = fake_clock()
        cache, module = Kept(), MODULES[name]
        limiter = Limiter(module.MOST, 0.0, clock)
        api = ApiClient(
            service=name,
            transport=transport_to(_server[0].port, timeout_s=timeout_s),
            limiter=limiter,
            clock=clock,
            cache=cache,
            secrets=KEYS.get(name, {}) if secrets is None else secrets,
            judge=getattr(module, "judge", None) or usual,
        )
        made = MAKERS[name](api)
        return SimpleNamespace(api=made, cache=cache, slept=slept, now=clock.now)

    return make


def answering(*answers):
    """Return a script for one host: these answers one after another, the last of them for ever."""
    left = list(answers)
    return lambda asked: left.pop(0) if len(left) > 1 else left[0]


def says(value, status=200, **headers):
    """Return a JSON answer."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json", **named})


CUT_SHORT = Answer(200, b'{"half": ', cut=True)
GARBAGE = Answer(200, b"<html>502 behind a 200</html>", {"Content-Type": "text/html"})
