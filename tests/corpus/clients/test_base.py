"""Every client before each of its errors: it ends as the service's rules say, and never as "there is none"."""

from datetime import timedelta

import pytest

from fridaygram.corpus.clients.base import ATTEMPTS, ClosedError, PausedError, RefusedError, UnansweredError
from fridaygram.corpus.clients.matching import SongQuery
from fridaygram_rehearsal.model import Answer
from tests.corpus.clients.conftest import CUT_SHORT, GARBAGE, HOSTS, answering, says

CALLS = {
    "hypem": lambda api: api.posts("2aq57"),
    "spotify": lambda api: api.find(SongQuery(title="A Song", artist="Somebody")),
    "reccobeats": lambda api: api.audio_features(["x"]),
    "lastfm": lambda api: api.artist_genres("Somebody"),
    "listenbrainz": lambda api: api.recording("Somebody", "A Song"),
    "musicbrainz": lambda api: api.facts(SongQuery(title="A Song", artist="Somebody")),
}
NOTHING = {"hypem": [], "lastfm": (), "listenbrainz": "", "musicbrainz": {}}
WELL = {
    "hypem": says([]),
    "spotify": says({"tracks": {"items": []}}),
    "reccobeats": says({"content": []}),
    "lastfm": says({"toptags": {"tag": []}}),
    "listenbrainz": says({}),
    "musicbrainz": says({"recordings": []}),
}
DAY = "86400"
each_service = pytest.mark.parametrize("name", CALLS)


@pytest.fixture
def call(client, server):
    """Give a function that makes a service answer so, and returns (client, how its call ended, requests)."""

    def make(name, *answers, **options):
        script = answering(*answers)
        server.answer = lambda asked: script(asked) if asked.host == HOSTS[name] else None
        made = client(name, **options)
        try:
            ended = CALLS[name](made.api)
        except (PausedError, RefusedError, ClosedError, UnansweredError) as error:
            ended = error
        return made, ended, [asked for asked in server.asked if asked.host == HOSTS[name]]

    return make


@each_service
def test_an_answer_is_taken_and_kept(call, name):
    made, ended, asked = call(name, WELL[name])
    assert not ended
    assert made.cache
    before = len(asked)
    assert not CALLS[name](made.api)
    assert len(asked) == before


@each_service
def test_401_refuses_our_credentials(call, name):
    _, ended, asked = call(name, says({"error": {"status": 401, "message": "no"}}, 401))
    assert isinstance(ended, RefusedError)
    assert "check" in str(ended)
    assert len(asked) == (2 if name == "spotify" else 1)


@each_service
def test_403_is_a_rate_limit_at_hype_machine_and_a_closed_door_elsewhere(call, name):
    made, ended, asked = call(name, Answer(403, b"no"))
    assert isinstance(ended, {"hypem": PausedError, "spotify": ClosedError}.get(name, RefusedError))
    assert len(asked) == (ATTEMPTS if name == "hypem" else 1)
    assert not made.cache


@each_service
def test_404_is_nothing_only_where_the_service_says_so_by_it(call, name):
    _, ended, _ = call(name, says({"error": "not found"}, 404))
    if name in NOTHING:
        assert ended == NOTHING[name]
    else:
        assert isinstance(ended, ClosedError)
        assert "404" in str(ended)


@each_service
def test_429_with_a_short_wait_is_heeded_and_asked_again(call, name):
    made, ended, asked = call(name, says({}, 429, Retry_After="7"), WELL[name])
    assert not ended
    assert made.slept[0] >= 7
    assert len(asked) >= 2


@each_service
def test_429_for_a_day_is_never_slept_through(call, name):
    made, ended, asked = call(name, says({}, 429, Retry_After=DAY))
    assert isinstance(ended, PausedError)
    assert ended.until - made.now() == timedelta(days=1)
    assert (made.slept, len(asked)) == ([], 1)
    assert "2018-06-09 12:00 UTC" in str(ended)


@each_service
def test_429_again_and_again_pauses_for_an_hour(call, name):
    made, ended, asked = call(name, says({}, 429))
    assert isinstance(ended, PausedError)
    assert ended.until - made.now() == timedelta(hours=1)
    assert len(asked) == ATTEMPTS


@pytest.mark.parametrize("answer", [Answer(500, b"oops"), CUT_SHORT, GARBAGE, says("text"), says(None)], ids=repr)
@each_service
def test_trouble_is_asked_again_and_then_left_for_the_next_run(call, name, answer):
    made, ended, asked = call(name, answer)
    assert isinstance(ended, UnansweredError)
    assert len(asked) == ATTEMPTS
    assert not made.cache
    assert made.slept == sorted(made.slept)


@pytest.mark.parametrize("answer", [Answer(500, b"oops"), CUT_SHORT, GARBAGE], ids=repr)
@each_service
def test_trouble_that_passes_is_forgotten(call, name, answer):
    made, ended, _ = call(name, answer, WELL[name])
    assert not ended
    assert len(made.slept) == 1


def test_silence_has_an_end(call):
    made, ended, asked = call("hypem", Answer(silent=True), WELL["hypem"], timeout_s=5.0)
    assert (ended, len(asked), len(made.slept)) == ([], 2, 1)


@each_service
def test_no_secret_is_in_a_key_an_answer_or_a_message(call, name):
    made, ended, _ = call(name, WELL[name])
    _, failed, _ = call(name, Answer(500, b""))
    assert "demo-" not in repr(dict(made.cache)) + repr(ended) + str(failed)
