"""MusicBrainz: which offer is the song, which release is its first, what stands on its label."""

import pytest

from fridaygram.corpus.clients.matching import SongQuery
from tests.corpus.clients.conftest import says

TEA = SongQuery(title="Tea", artist="Kettle", duration_s=180)
KETTLE = {"name": "Kettle", "joinphrase": ""}
SONG = {"id": "r1", "title": "Tea", "length": 181000, "artist-credit": [KETTLE]}


def release(identity, date="", status="Official", title="Cups"):
    return {"id": identity, "title": title, "date": date, "status": status}


@pytest.fixture
def asked(client, server):
    """Give a function that returns the facts where the search offers ``recordings``, and the paths that were asked."""

    def ask(*recordings, labels=()):
        def answer(request):
            if request.path.endswith("/recording"):
                return says({"recordings": list(recordings)})
            return says({"label-info": [{"label": label} for label in labels]})

        server.answer = answer
        found = client("musicbrainz").api.facts(TEA)
        return found, [request.path for request in server.asked]

    return ask


def test_a_song_of_the_miniature_web_has_its_album_year_and_label(client, world):
    song = next(song for song in world.songs.values() if song.title == "Kerb Appeal")
    found = client("musicbrainz").api.facts(SongQuery(title=song.title, artist=song.artist, duration_s=song.duration_s))
    assert found == {
        "album": "Raised, Flush, Dropped", "label": "Any Other Records", "year": song.facts["year"],
        "guests": ("Bylaw Nine",), "length_s": song.duration_s,
    }  # fmt: skip


def test_the_first_official_release_says_album_year_and_label(asked):
    later, boot, undated = release("b", "2018-01", title="Again"), release("c", "2014", "Bootleg"), release("d")
    first = release("a", "2016-03-01")
    found, paths = asked(
        {**SONG, "releases": [later, boot, undated, first]}, labels=[{"name": "[no label]"}, {"name": "Saucer"}]
    )
    assert found == {"album": "Cups", "label": "Saucer", "year": 2016, "length_s": 181.0}
    assert paths[-1] == "/ws/2/release/a"


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Tea (live)"}, {"length": 240000}, {"artist-credit": [{"name": "Somebody Else", "joinphrase": ""}]},
        {"title": None}, {"artist-credit": "Kettle"},
    ],
)  # fmt: skip
def test_another_song_is_no_answer_and_no_release_is_asked_for(asked, other):
    found, paths = asked({**SONG, "releases": [release("a")], **other})
    assert (found, len(paths)) == ({}, 1)


def test_guests_stand_after_feat(asked):
    credited = [{"name": "Kettle", "joinphrase": " feat. "}, {"name": "Spoon", "joinphrase": ""}]
    found, paths = asked({**SONG, "artist-credit": credited})
    assert found == {"guests": ("Spoon",), "length_s": 181.0}
    assert len(paths) == 1


def test_503_means_too_many_requests(client, server):
    server.answer = lambda request: says({"error": "slow"}, 503, retry_after="2")
    made = client("musicbrainz")
    with pytest.raises(Exception, match="wants no more requests until"):
        made.api.facts(TEA)
    assert len(made.slept) == 4
