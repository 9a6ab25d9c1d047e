import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus.clients.matching import SongQuery, mix_of, plain, query_terms, same_song

SONG = SongQuery(title="Silver Weir (feat. Somebody)", artist="Culvert Sisters", duration_s=232)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Silver Weir (feat. Somebody)", "silver weir"),
        ("Silver Weir ft. A & B", "silver weir"),
        ("Silver Weir w/ Somebody", "silver weir"),
        ("Silver Weir [prod. by Them]", "silver weir"),
        ("Silver Weir prod. by Them", "silver weir"),
        ("Silver Weir (Official Video)", "silver weir"),
        ("Silver Weir (Them Remix)", "silver weir them remix"),
        ("Silver Weir (Radio Edit)", "silver weir radio edit"),
        ("Ünïcode & Sóns", "unicode and sons"),
        ("Don't, Stop!", "dont stop"),
        ("Swift", "swift"),
        ("Draft Beer", "draft beer"),
        ("", ""),
    ],
)
def test_a_plain_name(name, expected):
    assert plain(name) == expected


@given(st.text(max_size=40))
def test_a_plain_name_is_plain_already(name):
    once = plain(name)
    assert once == once.strip()
    assert not set(once) & set("()[]!?&,;")


def test_a_name_of_punctuation_only_is_sought_as_it_is():
    assert query_terms(SongQuery(title="!!!", artist="(a)")) == ("!!!", "(a)")


@pytest.mark.parametrize(
    ("title", "artist", "duration_s"),
    [
        ("Silver Weir", "Culvert Sisters", 232),
        ("Silver Weir", "Culvert Sisters, Somebody", 240),
        ("Silver Wier", "The Culvert Sisters", 0),
        ("Silver Weir (feat. Somebody)", "Culvert Sisters", 222),
    ],
)
def test_the_same_song(title, artist, duration_s):
    assert same_song(SONG, title, artist, duration_s) >= 75


@pytest.mark.parametrize(
    ("title", "artist", "duration_s"),
    [
        ("Silver Weir", "Somebody Else Entirely", 232),
        ("Golden Gate", "Culvert Sisters", 232),
        ("Silver Weir - Live", "Culvert Sisters", 232),
        ("Silver Weir (Them Remix)", "Culvert Sisters", 232),
        ("Silver Weir", "Culvert Sisters", 243),
        ("", "", 0),
    ],
)
def test_another_song(title, artist, duration_s):
    assert same_song(SONG, title, artist, duration_s) == 0.0


def test_a_remix_is_sought_as_a_remix():
    remix = SongQuery(title="Silver Weir (Them Remix)", artist="Culvert Sisters")
    assert same_song(remix, "Silver Weir - Them Remix", "Culvert Sisters", 0) > 90
    assert same_song(remix, "Silver Weir", "Culvert Sisters", 0) == 0.0
    assert mix_of("Silver Weir (Them Remix) - Live") == {"remix", "live"}
