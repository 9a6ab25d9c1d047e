import pytest

from fridaygram.corpus.clients.base import ClosedError, PausedError, RefusedError, UnansweredError
from tests.corpus.clients.conftest import says


def tags(*rows):
    return says({"toptags": {"tag": [{"name": name, "count": count, "url": ""} for name, count in rows]}})


def test_genres_come_by_count_and_noise_stays_out(client, server):
    rows = (("seen live", 100), ("Indie-Pop", 60), ("dream pop", 90), ("favourites", 50), ("shoegaze", 5), ("folk", 20))
    server.answer = lambda asked: tags(*rows)
    assert client("lastfm").api.artist_genres("Hum") == ("dream pop", "indie pop", "folk")
    assert server.asked[0].query["api_key"] == "demo-key"


def test_the_artists_of_the_miniature_web(client, world):
    song = next(song for song in world.songs.values() if song.streamed and song.genres == ("slowcore", "indie folk"))
    assert set(client("lastfm").api.artist_genres(song.artist)) >= {"slowcore"}


@pytest.mark.parametrize(
    "tag", [{"name": "folk", "count": "31"}, [{"name": "folk", "count": 31}], [None, {"name": "folk", "count": 31}]]
)
def test_a_single_tag_and_counts_as_texts_are_read_too(client, server, tag):
    server.answer = lambda asked: says({"toptags": {"tag": tag}})
    assert client("lastfm").api.artist_genres("Hum") == ("folk",)


@pytest.mark.parametrize("status", [200, 400, 403])
@pytest.mark.parametrize(
    ("number", "end"),
    [(6, ()), (10, RefusedError), (4, RefusedError), (26, RefusedError), (29, PausedError), (8, UnansweredError),
     (16, UnansweredError), (3, ClosedError)],
)  # fmt: skip
def test_its_own_error_numbers_decide_whatever_the_status(client, server, number, end, status):
    server.answer = lambda asked: says({"error": number, "message": "so"}, status)
    api = client("lastfm").api
    if end == ():
        assert api.artist_genres("Hum") == ()
    else:
        with pytest.raises(end):
            api.artist_genres("Hum")
