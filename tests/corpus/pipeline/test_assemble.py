"""The end of the pipeline, on a state that is written by hand: which link is kept, what a review and a fate say."""

from datetime import date

import msgspec
import pytest

from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.funnel import Fate
from fridaygram.corpus.pipeline.assemble import ledger, reviews, settle_same_posts
from fridaygram.corpus.records import Song, SongFacts
from fridaygram.corpus.text.extract import PageText
from fridaygram.corpus.text.work import Reading
from tests.corpus.worlds import settings_of

POST, OTHER = "https://a.example/1", "https://a.example/2"


@pytest.fixture
def state(tmp_path):
    opened = State(tmp_path / "state.sqlite")
    yield opened
    opened.close()


def link(state, url, song="", *, posted="", stage="", reason="", detail="", address=""):
    columns = "url, address, domain, song, posted, stage, reason, detail"
    values = (url, address or url, "a.example", song, posted, stage, reason, detail)
    state.write((f"INSERT INTO links ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values))


def song(state, identity, artist, title, *, match="", genres="", features="", facts=""):
    sql = "INSERT INTO songs (id, artist, title, match, genres, features, facts) VALUES (?, ?, ?, ?, ?, ?, ?)"
    state.write((sql, (identity, artist, title, match, genres, features, facts)))


def read(state, url, **changes):
    page = PageText(state="text", text="whole", **{"title": "Tea", "author": "Me", "date": "2016-01-02", **changes})
    analysed = Reading(url, "One song.", "en", 1.0, 2, b"")
    state.write(
        ("INSERT INTO texts VALUES (?, 'text', ?)", (url, msgspec.msgpack.encode(page))),
        ("INSERT INTO readings VALUES (?, '', ?, x'')", (url, msgspec.msgpack.encode(analysed))),
    )


def fates(state):
    return state.rows("SELECT url, song, stage, reason, detail FROM links ORDER BY id")


def test_a_post_kept_for_several_songs_is_kept_for_the_first(state):
    for identity in ("c", "a", "b"):
        link(state, POST, identity)
    link(state, OTHER, "a")
    settle_same_posts(state, "unique")
    assert fates(state) == [
        (POST, "c", "", "", ""),
        (POST, "a", "unique", "same post", "kept for another song"),
        (POST, "b", "unique", "same post", "kept for another song"),
        (OTHER, "a", "", "", ""),
    ]


def test_a_link_that_was_dropped_does_not_stand_in_for_a_post(state):
    link(state, POST, "a", stage="on-spotify", reason="not found", detail="a")
    link(state, POST, "b")
    link(state, POST, "c")
    settle_same_posts(state, "unique")
    assert [row[2] for row in fates(state)] == ["on-spotify", "", "unique"]
    assert fates(state)[0] == (POST, "a", "on-spotify", "not found", "a")


def test_a_review_says_what_is_known_of_post_text_and_song(state):
    song(state, "s", "Kettle", "Tea", match='{"id":"id1"}', genres='["folk","pop"]', features='{"tempo":90.5}')
    link(state, POST, "s", posted="2016-05-11T12:00:00Z", address="http://www.a.example/1/")
    read(state, POST, lead_image_url="https://a.example/1.jpg", excerpt="One.")
    (review,) = reviews(state)
    assert msgspec.structs.asdict(review) == {
        "url": "http://www.a.example/1/", "domain": "a.example", "content": "One song.", "word_count": 2,
        "title": "Tea", "author": "Me", "date_published": "2016-05-11T12:00:00Z", "lang": "en",
        "song": Song(title="Tea", artist="Kettle", genres=("folk", "pop"), characteristics={"tempo": 90.5}, id="id1"),
        "lead_image_url": "https://a.example/1.jpg", "dek": "", "excerpt": "One.", "direction": "ltr",
        "total_pages": 1, "rendered_pages": 1,
    }  # fmt: skip


def test_a_song_has_facts_where_a_service_knew_some_and_else_keeps_its_bytes(state):
    song(state, "s", "Kettle", "Tea", facts='{"album":"Cups","sources":{"album":"musicbrainz"}}')
    song(state, "t", "Kettle", "Pot", facts="{}")
    for place, identity in enumerate("st"):
        link(state, f"{POST}{place}", identity)
        read(state, f"{POST}{place}")
    known, unknown = (review.song for review in reviews(state))
    assert known.facts == SongFacts(album="Cups", sources={"album": "musicbrainz"})
    assert msgspec.json.encode(unknown) == b'{"title":"Pot","artist":"Kettle"}'


@pytest.mark.parametrize(("artist", "title"), [("", "Tea"), ("Kettle", ""), ("", "")])
def test_a_song_without_a_name_is_none(state, artist, title):
    song(state, "s", artist, title)
    link(state, POST, "s")
    read(state, POST)
    (review,) = reviews(state)
    assert review.song is None
    assert review.date_published == "2016-01-02"
    (fate,) = ledger(state, "demo", settings_of()).fates
    assert fate == Fate(url=POST, date="2016-01-02")


def test_a_song_of_which_nothing_else_is_known(state):
    song(state, "s", "Kettle", "Tea")
    link(state, POST, "s")
    read(state, POST)
    (review,) = reviews(state)
    assert review.song == Song(title="Tea", artist="Kettle")


def test_only_kept_links_with_a_text_are_reviews_in_their_order(state):
    link(state, OTHER)
    link(state, POST)
    link(state, "https://a.example/3", stage="unique", reason="duplicate")
    for url in (POST, OTHER, "https://a.example/3"):
        read(state, url)
    assert [review.url for review in reviews(state)] == [OTHER, POST]


def test_a_ledger_has_every_link_with_its_fate_and_the_labels_of_the_stages(state):
    song(state, "s", "Kettle", "Tea")
    link(state, POST, "s", posted="2016-05-11")
    link(state, OTHER, stage="content", reason="not found", detail="status 404")
    found = ledger(state, "demo", settings_of(first=date(2013, 1, 1), least_words=7))
    assert list(found.fates) == [
        Fate(url=POST, date="2016-05-11", song="Kettle - Tea"),
        Fate(url=OTHER, stage="content", reason="not found", detail="status 404"),
    ]
    labels = {one.name: one.label for one in found.stages}
    assert [one.name for one in found.stages] == [
        "hypem", "single-song", "active-blog", "on-spotify", "content", "language", "quality", "unique"
    ]  # fmt: skip
    assert labels["hypem"] == "of a song popular in the last 5 years on Hype Machine"
    assert labels["quality"] == "of 7 words or more that name the song"
    assert found.title == "demo"
    assert [stage.count for stage in found.funnel().stages] == [2, 2, 2, 2, 1, 1, 1, 1]
