"""The model kind song: sums of 1 whatever the card, masks that cost what they do, names that only a card brings."""

import math

import pytest

from fridaygram.errors import ModelError, UsageError
from fridaygram.lm import END, PAD, UNKNOWN, build_index, load_model, open_index, save_index
from fridaygram.lm.models.song import SongModel
from fridaygram.lm.song.masking import MASKS, Card, mask
from tests.lm.song.songs import CARDS, FORMS, SONGS, text

TAUGHT, NEW = range(len(SONGS) - 1), len(SONGS) - 1
TEXTS = [text(number, form) for number in TAUGHT for form in range(len(FORMS))]
OWN = [CARDS[number] for number in TAUGHT for _ in FORMS]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "songs"
    save_index(folder, build_index(TEXTS), corpus="songs", corpus_digest="d")
    opened = open_index(folder)
    assert SongModel.teach(opened, OWN) > 0
    return opened


@pytest.fixture(scope="module")
def model(index):
    return load_model("song", index)


@pytest.mark.parametrize("card", [CARDS[NEW], CARDS[0], Card(), Card(slots={"title": ("Slow Lamp",)})])
@pytest.mark.parametrize("history", ["", PAD, PAD + 'With "', PAD + "Ada Pell made ", "heard "])
def test_a_distribution_sums_to_one_and_has_only_what_the_card_can_spell(model, card, history):
    found = model.given(card).distribution(history)
    assert math.fsum(found.values()) == pytest.approx(1.0, abs=1e-9)
    assert min(found.values()) > 0
    assert not set(found) & set(MASKS)
    names = {event for event in found if len(event) > 1 and event != UNKNOWN}
    slots = [name for spellings in card.slots.values() for name in spellings] + list(card.tags)
    assert all(any(part in name.casefold() for name in map(str.casefold, slots)) for part in map(str.casefold, names))


@pytest.mark.parametrize("number", [NEW, 0])
def test_bits_are_those_of_the_distribution_event_by_event(model, number):
    given = model.given(CARDS[number])
    whole = text(number, 1)
    places, names = [0], [*CARDS[number].slots["artist"], *CARDS[number].slots["title"], *CARDS[number].slots["name"]]
    while places[-1] < len(whole):
        name = next((name for name in names if whole.startswith(name, places[-1])), " ")
        places.append(places[-1] + len(name))
    bits = given.bits(whole)
    assert len(bits) == len(places) == len(mask(whole, CARDS[number])) + 1
    for event, place in enumerate(places):
        following = END if place == len(whole) else whole[place : places[event + 1]]
        assert bits[event] == pytest.approx(-math.log2(given.distribution(PAD + whole[:place])[following]), abs=1e-6)
    assert given.score([whole]).events == len(bits)


def test_each_order_has_the_bits_of_the_texts(model):
    given, whole = model.given(CARDS[NEW]), [text(NEW), text(NEW, 1)]
    alone = [bits for each in whole for bits in given.bits(each).tolist()]
    assert [(order, bits.tolist()) for order, bits in given.bits_by_order(whole, [2, 5])] == [(2, alone), (5, alone)]


def test_a_pad_is_the_start_of_a_text_and_without_one_a_history_stands_anywhere(model):
    given = model.given(CARDS[NEW])
    for history in ("", "heard "):
        assert given.distribution(PAD + PAD + history) == given.distribution(PAD + history)
        assert given.distribution(history) != given.distribution(PAD + history)


def test_the_true_card_tells_more_than_another_and_than_none(model):
    true, other, none = (model.given(card).bits(text(NEW)).sum() for card in (CARDS[NEW], CARDS[0], Card()))
    assert true < other - 20
    assert true < none - 20


def test_a_name_that_the_card_lacks_is_spelt(model):
    whole = text(NEW)
    assert len(model.given(CARDS[0]).bits(whole)) == len(mask(whole, CARDS[0])) + 1 > len(mask(whole, CARDS[NEW])) + 1


def test_a_sample_names_the_song_of_its_card(model):
    given = model.given(CARDS[NEW])
    samples = [given.sample(3, index=number, temperature=0.5, limit=120, trace=True) for number in range(6)]
    assert [given.sample(3, index=number, temperature=0.5, limit=120).text for number in range(6)] == [
        sample.text for sample in samples
    ]
    assert any("Glass Eel" in sample.text for sample in samples)
    assert not any(title in sample.text for sample in samples for _, title, _ in SONGS[:NEW])
    assert not any(character in MASKS for sample in samples for character in sample.text)
    step = next(step for sample in samples for step in sample.trace if step.choice == "Glass Eel")
    assert step.distribution["Glass Eel"] == pytest.approx(step.probability)


def test_a_given_card_leaves_the_model_as_it_was(model):
    before = model.bits(text(NEW)).tolist()
    model.given(CARDS[NEW]).bits(text(NEW))
    assert model.card == Card()
    assert model.bits(text(NEW)).tolist() == before


def test_a_model_of_another_index_is_refused(index, tmp_path):
    folder = tmp_path / "songs"
    save_index(folder, build_index(TEXTS), corpus="songs", corpus_digest="d")
    with pytest.raises(ModelError, match="no model of kind 'song'"):
        load_model("song", open_index(folder))
    SongModel.teach(open_index(folder), OWN)
    save_index(folder, build_index(TEXTS[:-1]), corpus="songs", corpus_digest="d")
    with pytest.raises(ModelError, match="another state of the model"):
        load_model("song", open_index(folder))
    with pytest.raises(UsageError, match="in memory only"):
        SongModel.teach(build_index(TEXTS), OWN)


def test_a_text_without_a_card_of_its_own_is_not_learnt(tmp_path):
    save_index(tmp_path / "songs", build_index(TEXTS), corpus="songs", corpus_digest="d")
    with pytest.raises(ValueError, match="shorter"):
        SongModel.teach(open_index(tmp_path / "songs"), OWN[:-1])
