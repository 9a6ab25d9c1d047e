"""Bits with and without a card: the same texts, the same events, errors with songs as units."""

import math

import pytest

from fridaygram.errors import ModelError
from fridaygram.lm import build_index, load_model, open_index, save_index
from fridaygram.lm.models.song import BASE, SongModel
from fridaygram.lm.song.bits import other_songs, own_names, ratio, song_bits
from fridaygram.lm.song.masking import mask
from tests.lm.song.songs import CARDS, FORMS, SONGS, text

TAUGHT = [(number, form) for number in range(4) for form in range(len(FORMS))]
HELD_OUT = [(number, form) for number in (4, 5) for form in range(len(FORMS))]
TEXTS, OWN = [text(*one) for one in HELD_OUT], [CARDS[number] for number, _ in HELD_OUT]
NAMES = [SONGS[number][1] for number, _ in HELD_OUT]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "songs"
    save_index(folder, build_index([text(*one) for one in TAUGHT]), corpus="songs", corpus_digest="d")
    opened = open_index(folder)
    SongModel.teach(opened, [CARDS[number] for number, _ in TAUGHT])
    return opened


@pytest.fixture(scope="module")
def said():
    return []


@pytest.fixture(scope="module")
def measured(index, said):
    texts, cards, songs = [*TEXTS, "about no song"], [*OWN, OWN[0]], [*NAMES, ""]
    return song_bits(index, texts, cards, songs, seed=3, progress=lambda *step: said.append(step))


def test_every_row_is_of_the_same_events(index, measured):
    assert (measured.texts, measured.songs, measured.seed) == (6, 2, 3)
    assert measured.events == sum(len(mask(text, own_names(card))) + 1 for text, card in zip(TEXTS, OWN, strict=True))
    rows = {row.card: row for row in measured.rows}
    none = sum(load_model(BASE, index).bits(text).sum() for text in TEXTS)
    assert rows["no card"].bits == pytest.approx(none / measured.events)
    true = sum(load_model("song", index).given(card).bits(text).sum() for text, card in zip(TEXTS, OWN, strict=True))
    assert rows["true card"].bits == pytest.approx(true / measured.events)
    assert rows["true card"].difference == pytest.approx((true - none) / measured.events)
    assert (rows["no card"].difference, rows["no card"].difference_error) == (0.0, 0.0)


def test_what_is_told_is_worth_what_it_says(measured):
    none, own, true, other, told = (row.bits for row in measured.rows)
    assert told < true < own < none < other


def test_progress_names_each_row_and_the_end(measured, said):
    names = [*(row.card for row in measured.rows), "measured"]
    assert said == [(done, 5, name) for done, name in enumerate(names)]


def test_fewer_than_two_songs_are_refused(index):
    with pytest.raises(ModelError, match="fewer than two songs"):
        song_bits(index, TEXTS[:3], OWN[:3], NAMES[:3])


def test_another_songs_card_is_drawn_by_the_seed():
    songs = ["a", "a", "b", "c", "c", "c"]
    drawn = other_songs(songs, 1)
    assert all(songs[other] != song for other, song in zip(drawn, songs, strict=True))
    assert drawn == other_songs(songs, 1)
    assert len({tuple(other_songs(songs, seed)) for seed in range(9)}) > 1


def test_the_error_takes_songs_as_units():
    # Two songs of bits 3 and 1 with one event each: mean 2, residuals 1 and -1, error sqrt(2 * 2) / 2 = 1.
    assert ratio([3.0, 1.0], [1, 1], ["a", "b"]) == (2.0, 1.0)
    # The same song's texts count as one: 100 copies of each song's text give the error of two units.
    mean, error = ratio([3.0] * 100 + [1.0] * 100, [1] * 200, ["a"] * 100 + ["b"] * 100)
    assert (mean, error) == (2.0, pytest.approx(1.0))
    assert math.isclose(ratio([4.0, 2.0], [2, 1], ["a", "b"])[1], 0.0)
