"""Mixtures: each expert is its formula, Kneser-Ney itself until something was learnt, sums of 1, and bits that learning
and memory bring down.
"""

import math
import random
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings

from fridaygram.lm import END, PAD, UNKNOWN, build_index, evaluate, load_model
from fridaygram.lm.models import _experts, _mixture, _wide
from fridaygram.lm.models._experts import DISCOUNT, THETA
from fridaygram.lm.models._mixture import LEVELS
from fridaygram.lm.models._words import KINDS
from tests.lm import naive
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


def test_a_text_of_many_characters_is_read_by_its_wide_lists():
    """400 followers of one history: with too few texts to learn on, the mixture is still Kneser-Ney."""
    source = random.Random(3)
    signs = [chr(0x4E00 + number) for number in range(400)]
    corpus = ["".join(source.sample(signs, 400)) + "".join(f"x{sign}" for sign in signs[::step]) for step in (1, 2)]
    index = build_index(corpus)
    for order in (1, 3):
        for text in (corpus[0][:300] + "x" + signs[7], "x" + signs[1] + "x?"):
            found = load_model("mixture", index, order).bits(text)
            assert np.allclose(found, load_model("kneser-ney", index, order).bits(text), rtol=1e-9, atol=1e-9)
    distribution = load_model("mixture", index, 3).distribution("x")
    assert math.isclose(math.fsum(distribution.values()), 1.0, rel_tol=1e-12)


@each_mixture
def test_wide_lists_say_what_a_look_at_each_follower_says(monkeypatch, name):
    monkeypatch.setattr("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 10**12)
    corpus, found = prose(3, 12, 6), []
    for wide in (256, 2):
        monkeypatch.setattr(_experts, "WIDE", wide)
        monkeypatch.setattr(_wide, "WIDE", wide)
        model = load_model(name, build_index(corpus), 3)
        found.append([*model.bits("song sings a zz"), *model.distribution("then a").values()])
    assert np.allclose(found[0], found[1], rtol=1e-9)
    assert found[0] != found[1], "no list was wide"


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
    for one, other in zip(model.weights, load_model("mixture", again, 6).weights, strict=True):
        assert np.array_equal(one, other)


@each_mixture
def test_orders_that_learn_and_read_together_have_the_numbers_of_each_alone(name, index, monkeypatch):
    held_out, orders, readings = prose(2, 4, 40), [2, 3, 6, 9], []
    whole = _mixture.folds
    monkeypatch.setattr(_mixture, "folds", lambda texts: readings.append(1) or whole(texts))
    together = dict(load_model(name, build_index(prose(1, 60, 40)), 9).bits_by_order(held_out, orders))
    assert len(readings) == 1, "training is read once for all orders"
    for order in orders:
        alone = load_model(name, index, order)
        assert np.allclose(together[order], np.concatenate([alone.bits(text) for text in held_out]), 1e-12, 1e-12)


def test_orders_may_come_unsorted_and_twice(index):
    model = load_model("mixture", index, 6)
    found = [(order, bits.sum()) for order, bits in model.bits_by_order(["so the song"], [6, 2, 6])]
    assert [order for order, _ in found] == [6, 2, 6] and found[0] == found[2] != found[1]


def test_a_static_mixture_forgets_what_is_beyond_its_order_and_a_cached_one_does_not(index):
    near, far = "and then the slow song ", "ditur ditur ditur ditur "
    static, cached = load_model("mixture", index, 5), load_model("mixture-cache", index, 5)
    assert static.distribution(PAD + far + near) == static.distribution(PAD + "so " + near)
    assert cached.distribution(PAD + far + near) != cached.distribution(PAD + "so " + near)
    assert cached.distribution(PAD + far + "ditu")["r"] > 2 * static.distribution(PAD + far + "ditu")["r"]


def only(model, expert, text, monkeypatch):
    """Bits where one expert has all the weight."""
    rows, sums = (array.copy() for array in model.weights)
    rows[0], sums[0] = np.eye(rows.shape[2])[expert], 1 / sums.shape[1]
    monkeypatch.setitem(_mixture._WEIGHTS[model.index], (model.order, model.cached), (rows, sums))
    return model.bits(text)


@each_mixture
def test_experts_of_orders_are_kneser_ney(name, index, monkeypatch):
    text = prose(7, 1, 30)[0] + " zzz"
    model = load_model(name, index, 8)
    assert model.panel.experts == [(1, 2, 3, 4, 6, 8)]
    for expert, order in enumerate(model.panel.experts[0]):
        found = only(model, expert, text, monkeypatch)
        assert np.allclose(found, load_model("kneser-ney", index, order).bits(text), rtol=1e-9, atol=1e-9)


def words_before(text, place):
    """The histories of words that end before a place, as tuples; None is the start of the text."""
    words = "".join(one.lower() if one.isalnum() or one == "'" else " " for one in text[:place]).split(" ")
    here, before = words[-1], [None, None, None, *filter(None, words[:-1])][::-1]
    here = (here, None if here else text[:place][-1:])
    one, two, three = before[:3]
    return [(0, here), (1, here, one), (2, here, one, two), (3, here, two), (4, here, three)]


def test_experts_of_words_are_their_formula(monkeypatch):
    corpus = [text.replace("song", "Song, it's") for text in prose(3, 12, 12)]
    text = "so  the Song's an then so the song, it's slow"
    counts = defaultdict(Counter)
    for one in corpus:
        for place, event in enumerate([*one, END]):
            for history in words_before(one, place):
                counts[history][event] += 1
    reference = naive.KneserNey(corpus, 4)
    model = load_model("mixture", build_index(corpus), 4)
    expected = []
    for place, event in enumerate([*text, END]):
        chances = [reference.probability([None, *text[:place]], event)]
        for history, below in zip(words_before(text, place), (0, 1, 2, 1, 1), strict=True):
            own, under = counts[history], chances[below]
            kept = DISCOUNT * len(own) * under + max(own[event] - DISCOUNT, 0) if own else under
            chances.append(kept / max(own.total(), 1))
        expected.append(-np.log2(chances[1:]))
    for kind, bits in enumerate(np.array(expected).T):
        found = only(model, len(model.panel.experts[0]) + kind, text, monkeypatch)
        assert np.allclose(found, bits, rtol=1e-9, atol=1e-9)


def test_experts_of_the_cache_are_their_formula(index, monkeypatch):
    text = "ditur song ditur slow ditur song zz ditur song zz"
    known = set("".join(prose(1, 60, 40)))
    model = load_model("mixture-cache", index, 5)
    under = 2.0 ** -load_model("kneser-ney", index, 5).bits(text)
    for level, length in enumerate(LEVELS):
        for place, event in enumerate([*text, END]):
            tail = text[max(0, place - length) : place]
            met = [at for at in range(length, place) if text[at - length : at] == tail and set(tail) <= known]
            names = [text[at] if text[at] in known else UNKNOWN for at in met]
            own = names.count(event if event in known or event == END else UNKNOWN)
            if met:
                under[place] = (own + THETA * under[place]) / (len(met) + THETA)
        found = only(model, len(model.panel.experts[0]) + KINDS + level, text, monkeypatch)
        assert np.allclose(found, -np.log2(under), rtol=1e-9, atol=1e-9)


def test_the_cache_does_no_more_for_an_event_the_longer_the_text_is(monkeypatch):
    monkeypatch.setattr("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 10**12)
    model, calls = load_model("mixture-cache", build_index(prose(3, 9, 8)), 2), []
    plain = _experts.add
    monkeypatch.setattr(_experts, "add", lambda *given: calls.append(1) or plain(*given))
    work = []
    for length in (150, 300, 600):
        calls.clear()
        model.bits("so " * (length // 3))
        work.append(len(calls))
    assert work[2] - work[1] < 2.2 * (work[1] - work[0])


def test_compiled_and_interpreted_mixtures_agree(monkeypatch):
    corpus, text = prose(3, 9, 8), "so the song then"
    compiled = load_model("mixture-cache", build_index(corpus), 4).bits(text * 30)
    monkeypatch.setattr("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 10**12)
    interpreted = load_model("mixture-cache", build_index(corpus), 4).bits(text * 30)
    assert np.allclose(compiled, interpreted, rtol=1e-12, atol=1e-12)


def test_near_duplicates_are_never_learnt_from_with_their_like():
    corpus = prose(5, 30, 30)
    for rest, chosen in _mixture.folds([*corpus, *(text + " so" for text in corpus)]):
        assert len(rest) + len(chosen) == 60 and chosen
        assert not {text.removesuffix(" so") for text in rest} & {text.removesuffix(" so") for text in chosen}
    assert not [*_mixture.folds(corpus[:9])]
