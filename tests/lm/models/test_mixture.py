"""Mixtures: Kneser-Ney itself until something was learnt, sums of 1, and bits that learning and memory bring down."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings

from generator.lm import END, PAD, UNKNOWN, build_index, evaluate, load_model
from tests.lm.strategies import few, texts

each_mixture = pytest.mark.parametrize("name", ["mixture", "mixture-cache"])


def prose(seed, number, length):
    """Texts that repeat themselves more than one another: each has a few words of its own."""
    source = random.Random(seed)
    words = ["so", "song", "sings", "the", "then", "an", "and", "a", "of", "slow"]
    out = []
    for _ in range(number):
        own = ["".join(source.choice("abdeiklmnorstu") for _ in range(6)) for _ in range(3)]
        out.append(" ".join(source.choice(words[: 3 + source.randrange(8)] + own) for _ in range(length)))
    return out


@settings(max_examples=50, deadline=None)
@given(corpus=texts, held_out=few)
def test_with_too_few_texts_to_learn_on_it_is_kneser_ney(corpus, held_out):
    index = build_index(corpus[:4])
    for order in (0, 1, 2, 3, 6, 17):
        for text in (held_out, corpus[0]):
            found = load_model("mixture", index, order).bits(text)
            assert np.allclose(found, load_model("kneser-ney", index, order).bits(text), rtol=1e-9, atol=1e-9)


@each_mixture
@settings(max_examples=25, deadline=None)
@given(corpus=texts, history=few)
def test_probabilities_sum_to_one(name, corpus, history):
    index = build_index(corpus * 3)
    model = load_model(name, index, 4)
    for tail in (history, PAD + history, PAD + corpus[-1], "\ufffe"):
        distribution = model.distribution(tail)
        assert math.isclose(math.fsum(distribution.values()), 1.0, rel_tol=1e-12)
        assert min(distribution.values()) > 0
        assert set(distribution) == {END, UNKNOWN, *"".join(corpus)}


@pytest.fixture(scope="module")
def index():
    return build_index(prose(1, 60, 40))


@each_mixture
def test_bits_are_those_of_the_distribution(name, index):
    model = load_model(name, index, 5)
    for text in ("song sings zzz, then song sings zz", index.decode(index.codes[: index.starts[1]])[:40]):
        for place, (event, bits) in enumerate(zip([*text, END], model.bits(text), strict=True)):
            distribution = model.distribution(PAD + text[:place])
            shown = event if event in distribution else UNKNOWN
            assert math.isclose(-math.log2(distribution[shown]), bits, rel_tol=1e-9, abs_tol=1e-9)


def test_learning_and_remembering_bring_bits_down(index):
    held_out = prose(2, 12, 40)
    bits = {row.model: row.bits_per_character for row in evaluate(index, held_out, models=MODELS, orders=[6]).rows}
    assert bits["mixture"] < bits["kneser-ney"]
    assert bits["mixture-cache"] < 0.97 * bits["mixture"]


MODELS = ("kneser-ney", "mixture", "mixture-cache")


def test_weights_are_learnt_once_an_index_and_alike_every_time(index):
    again = build_index(prose(1, 60, 40))
    model = load_model("mixture", index, 6)
    assert model.weights is load_model("mixture", index, 6).weights
    assert np.array_equal(model.weights, load_model("mixture", again, 6).weights)


def test_a_static_mixture_forgets_what_is_beyond_its_order_and_a_cached_one_does_not(index):
    near, far = "the song ", "ditur ditur ditur ditur "
    static, cached = load_model("mixture", index, 5), load_model("mixture-cache", index, 5)
    assert static.distribution(PAD + far + near) == static.distribution(PAD + "so " + near)
    assert cached.distribution(PAD + far + near) != cached.distribution(PAD + "so " + near)
    assert cached.distribution(PAD + far + "ditu")["r"] > 2 * static.distribution(PAD + far + "ditu")["r"]
