"""Smoothed models equal a dictionary's reading of their formulas, event by event, and their probabilities sum to 1."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings

from fridaygram.errors import UsageError
from fridaygram.lm import END, PAD, UNKNOWN, build_index, load_model, sample_texts
from tests.lm import naive
from tests.lm.strategies import few, texts

REFERENCES = {"kneser-ney": naive.KneserNey, "ppm": naive.PartialMatching, "witten-bell": naive.WittenBell}
each_model = pytest.mark.parametrize("name", sorted(REFERENCES))


def expected_bits(reference, text):
    symbols = [None, *text]
    return [-math.log2(reference.probability(symbols[: place + 1], event)) for place, event in enumerate([*text, END])]


def prose(seed, number, length):
    """Texts in which some histories are frequent and some occur once, so that all discounts come of the formula."""
    source = random.Random(seed)
    words = ["so", "song", "sings", "the", "then", "an", "and", "a"]
    return [" ".join(source.choice(words[: 2 + source.randrange(7)]) for _ in range(length)) for _ in range(number)]


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
def test_all_orders_at_once_are_each_order_alone(name):
    index = build_index(prose(5, 20, 15))
    held_out = prose(6, 3, 15)
    together = dict(load_model(name, index, 9).bits_by_order(held_out, [0, 2, 9]))
    for order, bits in together.items():
        alone = np.concatenate([load_model(name, index, order).bits(text) for text in held_out])
        assert np.array_equal(bits, alone)


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
