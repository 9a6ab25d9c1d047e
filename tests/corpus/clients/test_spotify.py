import base64
from datetime import timedelta

import pytest

from fridaygram.corpus.clients.base import PausedError, RefusedError, UnansweredError
from fridaygram.corpus.clients.matching import SongQuery
from fridaygram.corpus.clients.spotify import numbers
from fridaygram_rehearsal.apis import CLIENT_ID, CLIENT_SECRET, track_id
from fridaygram_rehearsal.model import Answer
from tests.corpus.clients.conftest import answering, says

EXPIRED = says({"error": {"status": 401, "message": "The access token expired"}}, 401)


@pytest.fixture
def song(world):
    return next(song for song in world.songs.values() if song.streamed)


def wanted(song):
    return SongQuery(title=song.title, artist=song.artist, duration_s=song.duration_s)


def tokens(server):
    return [asked for asked in server.asked if asked.host == "accounts.spotify.com"]


def test_the_right_song_is_found_amid_decoys(client, server, song):
    match = client("spotify").api.find(wanted(song))
    assert match.id == track_id(song)
    assert match.score == 100.0
    assert [asked.path for asked in server.asked] == ["/api/token", "/v1/search"]
    basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    assert server.asked[0].headers["authorization"] == f"Basic {basic}"
    assert server.asked[0].body == b"grant_type=client_credentials"
    assert server.asked[1].query["limit"] == "10"


def test_a_song_that_is_not_there_was_sought_by_field_and_freely(client, server):
    assert client("spotify").api.find(SongQuery(title="No Such Song", artist="Nobody")) is None
    queries = [asked.query["q"] for asked in server.asked if asked.path == "/v1/search"]
    assert queries == ['track:"no such song" artist:"nobody"', "no such song nobody"]


def test_the_free_search_finds_what_field_filters_miss(client, server, song):
    def override(asked):
        return says({"tracks": {"items": []}}) if asked.query.get("q", "").startswith("track:") else None

    server.answer = override
    assert client("spotify").api.find(wanted(song)).id == track_id(song)


def test_one_token_serves_until_it_nears_its_end(client, server, world):
    made = client("spotify")
    songs = [song for song in world.songs.values() if song.streamed][:3]
    made.api.find(wanted(songs[0]))
    made.api.find(wanted(songs[1]))
    assert len(tokens(server)) == 1
    made.slept.clear()
    made.api._api.clock.sleep(3600 - 59)
    made.api.find(wanted(songs[2]))
    assert len(tokens(server)) == 2


def test_a_token_that_ends_in_mid_run_is_renewed(client, server, song):
    script = answering(EXPIRED, None)
    server.answer = lambda asked: script(asked) if asked.path == "/v1/search" else None
    assert client("spotify").api.find(wanted(song)).id == track_id(song)
    assert len(tokens(server)) == 2


def test_a_token_that_is_never_accepted_refuses(client, server, song):
    server.answer = lambda asked: EXPIRED if asked.path == "/v1/search" else None
    with pytest.raises(RefusedError):
        client("spotify").api.find(wanted(song))
    assert len(tokens(server)) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says({"error": "invalid_client"}, 400), RefusedError),
        (says({"error": "invalid_client"}, 401), RefusedError),
        (Answer(500, b""), UnansweredError),
        (Answer(cut=True), UnansweredError),
        (Answer(200, b"<html>"), UnansweredError),
        (says({"token_type": "Bearer"}), UnansweredError),
        (says({}, 429, Retry_After="86400"), PausedError),
    ],
)
def test_a_token_that_cannot_be_had(client, server, song, answer, error):
    server.answer = lambda asked: answer if asked.path == "/api/token" else None
    with pytest.raises(error) as caught:
        client("spotify").api.find(wanted(song))
    assert CLIENT_SECRET not in str(caught.value)


def test_a_spent_quota_is_a_day_without_a_header(client, server, song):
    spent = says({"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}, 429)
    server.answer = lambda asked: spent if asked.path == "/v1/search" else None
    made = client("spotify")
    with pytest.raises(PausedError) as caught:
        made.api.find(wanted(song))
    assert caught.value.until - made.now() == timedelta(days=1)
    assert made.slept == []


def test_audio_features_are_closed_to_most(client, server):
    api = client("spotify").api
    assert api.audio_features(["a"]) == {}
    row = {"id": "a", "tempo": 120.5, "key": -1, "mode": 1, "energy": None, "type": "audio_features"}
    server.answer = lambda asked: (
        says({"audio_features": [row, None, {"id": 3}]}) if "audio-features" in asked.path else None
    )
    assert api.audio_features(["a", "b", "c"]) == {"a": {"tempo": 120.5, "mode": 1.0}}


def test_genres_of_an_artist(client, server):
    server.answer = lambda asked: says({"id": "a", "genres": ["slowcore"]}) if "/artists/" in asked.path else None
    assert client("spotify").api.artist_genres("a") == ("slowcore",)
    server.answer = lambda asked: says({}, 404) if "/artists/" in asked.path else None
    assert client("spotify").api.artist_genres("b") == ()


@pytest.mark.parametrize("item", [None, {}, {"id": "x", "artists": None}, {"id": "x", "name": None, "artists": [None]}])
def test_odd_offers_are_passed_over(client, server, song, item):
    server.answer = lambda asked: says({"tracks": {"items": [item]}}) if asked.path == "/v1/search" else None
    assert client("spotify").api.find(wanted(song)) is None


def test_numbers_are_numbers():
    assert numbers({"a": 1, "b": True, "c": "2", "d": None}, ("a", "b", "c", "d", "e")) == {"a": 1.0}
