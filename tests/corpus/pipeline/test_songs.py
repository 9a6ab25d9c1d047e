"""What services say of songs: when one is left alone, and what of its answers is kept."""

from types import SimpleNamespace

import msgspec
import pytest

from fridaygram.corpus.clients.base import UnansweredError
from fridaygram.corpus.clients.matching import SongQuery
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.pipeline.progress import Meter
from fridaygram.corpus.pipeline.songs import PATIENCE, Waits, _Tally, add_facts, genres_of
from fridaygram.corpus.records import SongFacts
from tests.corpus.worlds import settings_of


def test_a_service_is_left_alone_after_so_many_requests_in_a_row_without_an_answer():
    waits = Waits()
    tally = _Tally(waits)
    for _ in range(2):
        for _ in range(PATIENCE - 1):
            tally.failed(UnansweredError("Spotify gives no answer"))
        assert not tally.stop.is_set()
        tally.succeeded(1)
    for _ in range(PATIENCE):
        tally.failed(UnansweredError("Spotify gives no answer"))
    assert tally.stop.is_set()


@pytest.mark.parametrize(
    ("match", "genres"),
    [(SimpleNamespace(artist_id="a1"), ("genres of a1",)), (SimpleNamespace(artist_id=""), ()), (None, ())],
)
def test_spotify_tells_genres_of_an_artist_that_it_knows(match, genres):
    spotify = SimpleNamespace(artist_genres=lambda artist: (f"genres of {artist}",))
    services = SimpleNamespace(service=lambda name: spotify)
    settings = settings_of(genres=["spotify"])
    assert genres_of(SongQuery(title="Tea", artist="Kettle"), match, services, settings) == genres


@pytest.mark.parametrize(("duration_s", "length"), [(181.5, 181.5), (0.0, 0.0)])
def test_the_length_that_a_source_gives_is_a_fact(tmp_path, duration_s, length):
    state = State(tmp_path / "state.sqlite")
    state.write(("INSERT INTO songs (id, artist, title, duration_s) VALUES ('s', 'Kettle', 'Tea', ?)", (duration_s,)))
    state.write(("INSERT INTO links (url, address, domain, song, posted) VALUES ('u', 'u', 'd', 's', '')", ()))
    services = SimpleNamespace(service=lambda name: SimpleNamespace(facts=lambda query: {"year": 2016}))
    add_facts(state, services, settings_of(facts=["musicbrainz"]), Waits(), Meter(None, lambda: 0.0))
    facts = msgspec.json.decode(state.one("SELECT facts FROM songs")[0], type=SongFacts)
    assert (facts.year, facts.length_s) == (2016, length)
    assert facts.sources == {"year": "musicbrainz", **({"length_s": "hypem"} if length else {})}
    state.close()
