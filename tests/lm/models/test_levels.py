"""Smoothed models equal a dictionary's reading of their formulas, event by event, and their probabilities sum to 1."""

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from fridaygram.errors import UsageError
from fridaygram.lm import END, PAD, UNKNOWN, build_index, load_model, sample_texts
from tests.lm import naive
from tests.lm.strategies import few, texts

REFERENCES = {"kneser-ney": naive.KneserNey, "ppm": naive.PartialMatching, "witten-bell": naive.WittenBell}
each_model = pytest.mark.parametrize("name", sorted(REFERENCES))


# The text "baba", read after "ba" at order 2. END and "b" follow "ba" once each, and they follow "a"; of all 5 events,
# "a" and "b" are 2 each. Below order 0 all four events have 1/4. The columns are END, "a", "b" and UNKNOWN.
BY_HAND = {
    # Before END and "a" one character ever stands, before "b" two do: 1, 1 and 2 of 4. The texts are too few for
    # discounts: they are 1/2 and 1. Kept are (2 * 1/2 + 1) / 4 = 1/2, so p0 = 1/8 + 1/8, the same, 1/4 + 1/8 and 1/8.
    # Orders 1 and 2 keep (1/2 + 1/2) / 2 = 1/2: p1 = 1/4 + p0 / 2 for END and "b", p2 = 1/4 + p1 / 2.
    "kneser-ney": ("7/16", "1/16", "15/32", "1/32"),
    # p0 = (1 + 3/4) / 8, (2 + 3/4) / 8 twice, and 3/4 / 8. Orders 1 and 2 have two followers of 1 each:
    # p1 = (1 + 2 p0) / 4 for END and "b", p2 = (1 + 2 p1) / 4.
    "witten-bell": ("55/128", "11/128", "59/128", "3/128"),
    # (2 * 1 - 1) / 4 each, and 2/4 escapes, past "a", where nothing else follows. END and "b" excluded, "a" counts 1 of
    # 1 at the empty history: 1/2 of what escaped, and 1/2 for UNKNOWN.
    "ppm": ("1/4", "1/4", "1/4", "1/4"),
}


def expected_bits(reference, text):
    symbols = [None, *text]
    return [-math.log2(reference.probability(symbols[: place + 1], event)) for place, event in enumerate([*text, END])]


def prose(seed, number, length):
    """Texts in which some histories are frequent and some occur once, so that all discounts come of the formula."""
    source = random.Random(seed)
    words = ["so", "song", "sings", "the", "then", "an", "and", "a"]
    return [" ".join(source.choice(words[: 2 + source.randrange(7)]) for _ in range(length)) for _ in range(number)]


@each_model
def test_a_distribution_by_hand(name):
    found = load_model(name, build_index(["baba"]), 2).distribution("ba")
    expected = dict(zip([END, "a", "b", UNKNOWN], map(float, map(Fraction, BY_HAND[name])), strict=True))
    assert found == pytest.approx(expected, rel=1e-14)


@each_model
@settings(max_examples=60, deadline=None)
@given(corpus=texts, held_out=few)
def test_bits_are_the_formula(name, corpus, held_out):
    index = build_index(corpus)
    for order in (0, 1, 2, 4, 7):
        reference = REFERENCES[name](corpus, order)
        for text in (held_out, corpus[0]):
            known = "".join(character for character in text if character in index.alphabet.symbol_of)
            found = load_model(name, index, order).bits(known)
            assert np.allclose(found, expected_bits(reference, known), rtol=1e-12, atol=1e-12)


@each_model
@pytest.mark.parametrize("order", [0, 1, 2, 3, 5, 8, 13, 16])
def test_bits_are_the_formula_on_prose(name, order):
    corpus = prose(3, 30, 20)
    held_out = prose(4, 4, 30)
    reference = REFERENCES[name](corpus, order)
    index = build_index(corpus)
    if name == "kneser-ney" and order == 3:
        assert reference.tables[order][1] != (0.5, 1.0, 1.5), "the texts are too few to try the discounts"
    for text in held_out:
        found = load_model(name, index, order).bits(text)
        assert np.allclose(found, expected_bits(reference, text), rtol=1e-12, atol=1e-12)


@each_model
@settings(max_examples=40, deadline=None)
@given(corpus=texts, history=few)
def test_a_distribution_is_the_formula_at_a_start_anywhere_and_after_nothing(name, corpus, history):
    reference = REFERENCES[name](corpus, 3)
    model = load_model(name, build_index(corpus), 3)
    for read, symbols in ((PAD + history, [None, *history]), (history, [*history]), ("", [])):
        for event, probability in model.distribution(read).items():
            assert math.isclose(probability, reference.probability(symbols, event), rel_tol=1e-12)


@each_model
@settings(max_examples=60, deadline=None)
@given(corpus=texts, history=few)
def test_probabilities_sum_to_one(name, corpus, history):
    index = build_index(corpus)
    for order in (0, 1, 3, 6):
        model = load_model(name, index, order)
        for tail in (history, PAD + history, corpus[-1], PAD + corpus[-1], "\ufffe"):
            distribution = model.distribution(tail)
            assert math.isclose(math.fsum(distribution.values()), 1.0, rel_tol=1e-12)
            assert min(distribution.values()) > 0
            assert set(distribution) == {END, UNKNOWN, *"".join(corpus)}


@each_model
@settings(max_examples=40, deadline=None)
@given(corpus=texts, text=few)
def test_bits_are_those_of_the_distribution(name, corpus, text):
    index = build_index(corpus)
    model = load_model(name, index, 3)
    for place, (event, bits) in enumerate(zip([*text, END], model.bits(text), strict=True)):
        distribution = model.distribution(PAD + text[:place])
        shown = event if event in distribution else UNKNOWN
        assert math.isclose(-math.log2(distribution[shown]), bits, rel_tol=1e-12, abs_tol=1e-12)


@each_model
@pytest.mark.parametrize("orders", [[0, 2, 9], [9, 0, 4, 0]], ids=["ascending", "in any sequence"])
def test_all_orders_at_once_are_each_order_alone(name, orders):
    index = build_index(prose(5, 20, 15))
    held_out = prose(6, 3, 15)
    together = list(load_model(name, index, 9).bits_by_order(held_out, orders))
    assert [order for order, _ in together] == orders
    for order, bits in together:
        alone = np.concatenate([load_model(name, index, order).bits(text) for text in held_out])
        assert np.array_equal(bits, alone)


@each_model
def test_events_in_pieces_have_the_bits_of_all_at_once(name, monkeypatch):
    model = load_model(name, build_index(prose(5, 20, 15)), 6)
    held_out = "".join(prose(6, 3, 15))
    at_once = model.bits(held_out)
    monkeypatch.setattr("fridaygram.lm.models._levels.PIECE", 50)
    assert np.array_equal(model.bits(held_out), at_once)


@each_model
def test_compiled_and_interpreted_probabilities_agree(name, monkeypatch):
    corpus, held_out = prose(7, 25, 15), prose(8, 12, 40)
    compiled = load_model(name, build_index(corpus), 6).bits("".join(held_out))
    monkeypatch.setattr("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 10**12)
    interpreted = load_model(name, build_index(corpus), 6).bits("".join(held_out))
    assert np.array_equal(compiled, interpreted)


@each_model
def test_orders_beyond_a_tree(name):
    corpus = ["abcab" * 40, "xabcab" * 12]
    index = build_index(corpus)
    reference = REFERENCES[name](corpus, 40)
    found = load_model(name, index, 40).bits("abcab" * 12)
    assert np.allclose(found, expected_bits(reference, "abcab" * 12), rtol=1e-12, atol=1e-12)
    with pytest.raises(UsageError, match="order 255 is beyond 254"):
        load_model(name, index, 255)


@each_model
def test_a_tree_of_as_many_levels_as_there_can_be(name, monkeypatch):
    # Compiled code would not notice that it writes past the end of a room.
    monkeypatch.setattr("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 10**12)
    corpus, held_out = ["a" * 40, "a" * 20], "a" * 30
    found = load_model(name, build_index(corpus), 16).bits(held_out)
    assert np.allclose(found, expected_bits(REFERENCES[name](corpus, 16), held_out), rtol=1e-12, atol=1e-12)


@each_model
def test_samples_are_texts_of_the_corpus_characters(name):
    model = load_model(name, build_index(["the song is the remix", "this is a song"]), 3)
    samples = sample_texts(model, count=20, seed=3, limit=80)
    assert {*"".join(sample.text for sample in samples)} <= {*"the song is the remix", *"this is a song"}
    assert [sample.text for sample in samples[:4]] == [
        sample.text for sample in sample_texts(model, count=4, seed=3, limit=80)
    ]
    assert sum(sample.ended for sample in samples) > 5


def test_without_an_order_every_history_is_consulted():
    corpus = ["x" + "abcab" * 40 + "q", "abcab" * 12 + "r"]
    model = load_model("ppm", build_index(corpus))
    assert model.order is None
    unbounded = model.bits("abcab" * 12 + "r")
    assert np.array_equal(unbounded, load_model("ppm", build_index(corpus), 254).bits("abcab" * 12 + "r"))
    assert unbounded[-2] < load_model("ppm", build_index(corpus), 5).bits("abcab" * 12 + "r")[-2]
    sample = model.sample(1, limit=90)
    assert sample.order is None
