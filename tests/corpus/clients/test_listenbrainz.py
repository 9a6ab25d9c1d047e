import pytest

from fridaygram.corpus.clients.listenbrainz import MOST, WINDOW_S
from fridaygram.corpus.clients.matching import SongQuery
from fridaygram.corpus.net.pace import Limiter
from fridaygram_rehearsal.apis import mbid, number_of
from tests.corpus.clients.conftest import says
from tests.corpus.worlds import fake_clock


def test_a_recording_and_its_genres(client, server, world):
    song = next(song for song in world.songs.values() if number_of(song.id) % 10 < 7 and len(song.genres) == 2)
    api = client("listenbrainz").api
    assert api.recording(song.artist, song.title) == mbid(song)
    assert api.genres(mbid(song)) == song.genres
    assert all(asked.headers["user-agent"].startswith("fridaygram") for asked in server.asked)


def test_tags_that_are_no_genres_stay_out_and_the_artist_stands_in(client, server):
    genre = {"count": 3, "genre_mbid": "g", "tag": " Slowcore "}
    noise = {"count": 9, "tag": "seen live"}
    server.answer = lambda asked: says({"m": {"tag": {"recording": [noise], "artist": [noise, genre, None]}}})
    assert client("listenbrainz").api.genres("m") == ("slowcore",)


@pytest.mark.parametrize("answer", [{}, {"m": None}, {"m": {}}, {"m": {"tag": []}}, {"m": {"tag": {"recording": 3}}}])
def test_whatever_is_missing_is_no_genre(client, server, answer):
    server.answer = lambda asked: says(answer)
    assert client("listenbrainz").api.genres("m") == ()
    assert client("listenbrainz").api.recording("a", "b") == ""


def test_facts_of_a_recording_with_a_guest(client, server):
    artists = [{"name": "Kettle", "area": "Leith", "join_phrase": " & "}, {"name": "Cup", "join_phrase": " feat. "}]
    entry = {
        "artist": {"artists": [*artists, {"name": "Spoon", "join_phrase": ", "}, {"name": "Fork", "join_phrase": ""}]},
        "release": {"name": "Cups", "year": 2016}, "recording": {"length": 181500},
    }  # fmt: skip
    server.answer = lambda asked: says({"recording_mbid": "m"} if "lookup" in asked.path else {"m": entry})
    assert client("listenbrainz").api.facts(SongQuery(title="Tea", artist="Kettle")) == {
        "album": "Cups", "year": 2016, "place": "Leith", "guests": ("Spoon", "Fork"), "length_s": 181.5,
    }  # fmt: skip


@pytest.mark.parametrize("entry", [None, {}, {"artist": 3, "release": {"year": "2016", "name": " "}}, {"release": []}])
def test_a_fact_of_another_type_is_none(client, server, entry):
    server.answer = lambda asked: says({"recording_mbid": "m"} if "lookup" in asked.path else {"m": entry})
    assert client("listenbrainz").api.facts(SongQuery(title="Tea", artist="Kettle")) == {}


def test_thirty_requests_in_ten_seconds():
    clock, slept = fake_clock()
    pace = Limiter(MOST, WINDOW_S, clock)
    for _ in range(MOST + 1):
        pace.wait()
    assert slept == [WINDOW_S]
