from fridaygram.corpus.clients.reccobeats import BATCH
from fridaygram_rehearsal.apis import track_id
from tests.corpus.clients.conftest import says


def test_features_of_the_miniature_web(client, world):
    songs = [song for song in world.songs.values() if song.characteristics][:3]
    found = client("reccobeats").api.audio_features([track_id(song) for song in songs])
    assert found == {track_id(song): {k: float(v) for k, v in song.characteristics.items()} for song in songs}


def test_answers_are_joined_on_href_never_by_position(client, server):
    def row(track, tempo):
        return {"id": "r", "href": f"https://open.spotify.com/track/{track}", "tempo": tempo, "key": -1}

    rows = [row("c", 3), {"id": "no href"}, "odd", row("a?si=1", 1), row("unasked", 9)]
    server.answer = lambda asked: says({"content": rows})
    assert client("reccobeats").api.audio_features(["a", "b", "c"]) == {"a": {"tempo": 1.0}, "c": {"tempo": 3.0}}


def test_at_most_forty_ids_a_request(client, server):
    client("reccobeats").api.audio_features([f"t{number}" for number in range(2 * BATCH + 1)])
    assert [len(asked.query["ids"].split(",")) for asked in server.asked] == [BATCH, BATCH, 1]
