"""A review of a song, word by word, against the model's own bits; what a build does with and without the model."""

import math
import shutil

import msgspec
import pytest

from fridaygram.errors import ContentError, ModelError, UsageError
from fridaygram.lm import load_model
from fridaygram.lm.song.masking import Card
from fridaygram.values.cards import card_named
from fridaygram.values.kinds.song_review import PROVIDER, bits_by_place, facts_of_card, words_of
from fridaygram.values.samples.receipts import read_receipts, write_receipts
from tests.values.writing import review_of, write_songs

PARAMS = {"corpus": "songs", "data": "reviews.toml", "pick": 1, "other": ""}
ADA = "Ada Pell - Slow Lamp"


@pytest.fixture
def songs(stores):
    write_songs(stores)
    return stores


def test_words_and_names_are_found_where_they_stand():
    card = Card(slots={"artist": ("Ada Pell",), "title": ("Low",)})
    text = "Ada Pell sings Low, below\ue001 it all. ADA PELL!"
    found = [(text[at : at + length], slot) for at, length, slot in words_of(text, card)]
    names = [("Ada Pell", "artist"), ("Low", "title"), ("ADA PELL", "artist")]
    assert [one for one in found if one[1]] == names
    assert ("sings", "") in found
    assert "".join(word for word, _ in found) == "".join(text.split()).replace("AdaPell", "Ada Pell").replace(
        "ADAPELL", "ADA PELL"
    )


def test_the_bits_of_all_places_are_the_models(songs):
    model, card = load_model("song", songs.index("songs")), card_named("songs", songs, ADA)
    text = "Ada Pell made Slow Lamp at Studio A."
    for given in (card, Card()):
        bits = bits_by_place(model, given, text)
        assert len(bits) == len(text) + 1
        assert math.fsum(bits) == pytest.approx(math.fsum(model.given(given).bits(text)))
    assert bits_by_place(model, card, text)[1:8].tolist() == [0] * 7


def test_a_word_is_named_for_what_it_would_lose_most_without(songs):
    own, other = PROVIDER.compute({**PARAMS, "other": "Celia Moor - Red Kite"}, songs)["reviews"]
    assert (own["song"], other["song"]) == (ADA, "Celia Moor - Red Kite")
    named = [word for word in own["words"] if word["slot"]]
    assert named
    for word in named:
        assert word["gain"] > 3
        assert own["card"][word["by"]]["kind"] == word["slot"]


def test_a_card_without_a_fact_has_all_others():
    card = Card(slots={"guest": ("Bo", "Cy"), "artist": ("Ada",)}, tags=("folk",), numbers={"tempo": 90.0})
    found = {(kind, value): rest for kind, value, rest in facts_of_card(card)}
    assert list(found) == [("artist", "Ada"), ("guest", "Bo"), ("guest", "Cy"), ("genre", "folk")]
    assert found["artist", "Ada"].slots == {"guest": ("Bo", "Cy")}
    assert found["guest", "Bo"].slots == {"guest": ("Cy",), "artist": ("Ada",)}
    assert found["genre", "folk"] == msgspec.structs.replace(card, tags=())


def test_another_song_is_drawn_by_the_seed_and_never_the_same_one(songs):
    found = [PROVIDER.compute(PARAMS, songs)["reviews"][1]["song"] for _ in range(2)]
    assert found[0] == found[1] != ADA
    with pytest.raises(UsageError, match=r"no song 'Celia Mor - Red Kite'; did you mean 'Celia Moor"):
        PROVIDER.compute({**PARAMS, "other": "Celia Mor - Red Kite"}, songs)


def test_a_build_replays_the_review_and_refuses_an_edited_one(songs):
    path = songs.bundle / "reviews.toml"
    assert PROVIDER.check(PARAMS, songs) == "replayed"
    receipt = review_of(songs)
    assert read_receipts(path)[0].receipt == receipt
    write_receipts(path, [msgspec.structs.replace(receipt, text=receipt.text.replace("a", "o"))])
    with pytest.raises(ContentError, match="the model does not write this"):
        PROVIDER.check(PARAMS, songs)


def test_a_receipt_keeps_the_card_so_a_corpus_that_learns_more_changes_nothing(songs):
    path = songs.bundle / "reviews.toml"
    card = Card(slots={"artist": ("Ada Pell",)})
    receipt = msgspec.structs.replace(review_of(songs), card=card)
    write_receipts(path, [receipt])
    with pytest.raises(ContentError, match="the model does not write this"):
        PROVIDER.check(PARAMS, songs)


def test_without_the_model_of_songs_the_review_is_recorded_and_values_need_it(songs):
    for folder in (songs.root / "content" / "models").glob("songs+*"):
        shutil.rmtree(folder)
    assert PROVIDER.check(PARAMS, songs) == "recorded"
    with pytest.raises(ModelError, match="is not here; train it: fridaygram train songs --model song"):
        PROVIDER.compute(PARAMS, songs)


def test_a_kind_of_model_that_takes_no_song_says_so(songs):
    write_receipts(songs.bundle / "reviews.toml", [msgspec.structs.replace(review_of(songs), model="mle", order=3)])
    (songs.root / "content" / "models" / "songs+mle").mkdir()
    with pytest.raises(ContentError, match="a model of kind 'mle' cannot be given a song"):
        PROVIDER.check(PARAMS, songs)


def test_a_pick_beyond_the_reviews_says_how_to_keep_one(songs):
    with pytest.raises(ContentError, match="no review 2 of a song among 1; keep one: fridaygram review"):
        PROVIDER.compute({**PARAMS, "pick": 2}, songs)
