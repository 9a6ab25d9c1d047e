"""Reviews by the model beside those by people, with controls."""

import pytest

from fridaygram.errors import ModelError
from fridaygram.lm import build_index
from fridaygram.lm.song.comparison import LABELS, HeldSongs, compare, table
from fridaygram.lm.song.measures import TextMeasures
from fridaygram.values.cards import card_of
from tests.lm.song import demo


@pytest.fixture(scope="module")
def found():
    """The measures of ten held-out songs: to find the nearest of ten takes ten."""
    groups = demo.held_out()[:10]
    held = HeldSongs([card_of(group[0].song) for group in groups], [[one.content for one in group] for group in groups])
    plain = build_index([demo.reviews()[number].content for number in demo.split().train])
    return compare(plain, demo.writer(), demo.cards(), held)


def test_a_card_gives_names_and_genres_and_controls_do_not(found):
    rows = found.rows
    assert (rows["the card"].artist, rows["the card"].title, rows["the card"].opening) == (1, 1, 1)
    assert (rows["the card"].genre_right, rows["the card"].genre_wrong) == (1, 0)
    assert rows["another song's genres and numbers"].genre_wrong > 0.5
    assert rows["names alone"].genre_right == 0
    assert rows["no card"].title < 0.2
    assert rows["people"].texts > rows["the card"].texts == found.songs == 10


def test_every_measure_is_in_the_table_with_a_number(found):
    assert set(LABELS) == set(TextMeasures.__struct_fields__)
    heading, *rows = table(found)
    assert heading[1:] == list(found.rows)
    assert all(all(row) for row in rows)


def test_one_song_is_too_few():
    with pytest.raises(ModelError, match="fewer than two songs"):
        compare(build_index(["A text."]), demo.writer(), demo.cards(), HeldSongs([], []))
