"""The unsmoothed model is the naive one, divided; its samples are draws from it."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

from fridaygram.errors import UsageError
from fridaygram.lm import PAD, build_index, load_model, sample_texts
from fridaygram.lm.base import Taste, choose
from fridaygram.lm.index.context_tree import DEEPEST
from fridaygram.lm.rng import Random
from tests.lm import naive
from tests.lm.strategies import few, texts


@settings(max_examples=80, deadline=None)
@given(texts, few)
def test_bits_are_those_of_a_naive_count(corpus, held_out):
    index = build_index(corpus)
    for order in (0, 1, 3):
        table = naive.counts(corpus, order)
        model = load_model("mle", index, order)
        padded = [None] * order + list(held_out)
        for place, (event, bits) in enumerate(zip([*held_out, ""], model.bits(held_out), strict=True)):
            following = table.get(tuple(padded[place : place + order]), Counter())
            assert bool(model.unseen(held_out)[place]) == (not following)
            if following[event]:
                assert math.isclose(bits, -math.log2(following[event] / following.total()), abs_tol=1e-12)
            else:
                assert bits == math.inf


def test_all_orders_at_once_are_each_order_alone_beyond_the_tree_too():
    held_out = ["abcab" * 80, "xabc", "cx, never seen"]
    index = build_index(["abcab" * 100, "xabcab" * 12])
    for orders in ([0, 2, 5], [2, DEEPEST + 10]):
        for order, bits in load_model("mle", index, 3).bits_by_order(held_out, orders):
            alone = np.concatenate([load_model("mle", index, order).bits(text) for text in held_out])
            assert np.array_equal(bits, alone), order


def test_the_dictionary_of_the_first_post():
    model = load_model("mle", build_index(["This is the remix."]), 2)
    assert model.distribution(PAD + PAD) == model.distribution(PAD) == {"T": 1.0}
    assert model.distribution("s ") == {"i": 0.5, "t": 0.5}
    assert model.distribution("This the remix.") == {"": 1.0}
    assert model.distribution("zz") == {}


def test_samples_are_draws_from_the_distribution():
    model = load_model("mle", build_index(["ab", "ac", "ac", "", "ad"] * 3), 2)
    drawn = Counter(sample.text for sample in sample_texts(model, count=4000, seed=11))
    for text, share in {"ab": 0.2, "ac": 0.4, "": 0.2, "ad": 0.2}.items():
        assert abs(drawn[text] / 4000 - share) < 0.03


def test_a_sample_depends_on_seed_and_index_alone():
    model = load_model("mle", build_index(["the song is the remix of the song", "this is a song"]), 2)
    four, nine = (sample_texts(model, count=count, seed=5, limit=60) for count in (4, 9))
    assert [sample.text for sample in four] == [sample.text for sample in nine[:4]]
    assert len({sample.text for sample in nine}) > 1


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.0])
def test_a_trace_tells_each_step(temperature):
    model = load_model("mle", build_index(["the song is the remix", "this is a song"]), 3)
    sample = model.sample(4, prompt="th", temperature=temperature, trace=True, limit=200)
    assert sample.text == "th" + "".join(step.choice for step in sample.trace)
    text = "th"
    for step in sample.trace:
        assert step.history == ("~~~" + text)[-3:]
        assert step.distribution == model.distribution(PAD + text)
        assert math.isclose(step.probability, step.distribution[step.choice])
        text += step.choice
    assert sample.ended == (sample.trace[-1].choice == "")
    assert sample.text == model.sample(4, prompt="th", temperature=temperature, limit=200).text


def test_the_probability_of_a_step_without_a_history_is_that_of_the_symbol():
    model = load_model("mle", build_index(["abb", "cb"]), 0)
    steps = [step for seed in range(6) for step in model.sample(seed, trace=True, limit=20).trace]
    assert {step.choice: step.probability for step in steps} == {"a": 1 / 7, "b": 3 / 7, "c": 1 / 7, "": 2 / 7}


def test_a_history_that_has_all_rows_but_that_of_a_start_has_its_own_probabilities():
    model = load_model("mle", build_index(["aaa"]), 1)
    steps = [step for seed in range(6) for step in model.sample(seed, trace=True, limit=20).trace]
    found = {(step.history, step.choice): step.probability for step in steps}
    assert found == {("~", "a"): 1.0, ("a", "a"): 2 / 3, ("a", ""): 1 / 3}


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("q", "no text of the corpus begins with the prompt 'q'"),
        ("ba", "the corpus never has the last 2 characters of the prompt 'ba'"),
    ],
)
def test_a_prompt_that_the_corpus_never_has_is_refused(prompt, said):
    with pytest.raises(UsageError, match=said):
        load_model("mle", build_index(["abc"]), 2).sample(1, prompt=prompt)


@pytest.mark.parametrize("taste", [Taste(0.5), Taste(2.0, top_k=2), Taste(top_p=0.7)], ids=str)
def test_a_step_by_a_taste_is_a_choice_from_the_distribution(taste):
    model = load_model("mle", build_index(["ab", "ac", "ac", "", "ad"]), 2)
    distribution = model.distribution(PAD + "a")
    for seed in range(20):
        choice, _, probability = model.step(model.start("a"), Random(seed), taste)
        assert choice == choose(distribution, Random(seed), taste)
        assert probability == distribution[choice]


def test_a_low_temperature_is_cautious():
    model = load_model("mle", build_index(["ab"] * 6 + ["ac"] * 4), 1)
    drawn = Counter(sample.text for sample in sample_texts(model, count=300, seed=1, temperature=0.1))
    assert drawn["ab"] > 290


def test_samples_are_fixed_for_ever():
    model = load_model("mle", build_index(["This is the remix.", "Is this the song?"]), 2)
    assert [sample.text for sample in sample_texts(model, count=3, seed=2018)] == PINNED


PINNED = ["This this the song?", "This the song?", "This the song?"]


def test_a_limit_ends_a_sample_that_does_not_end():
    sample = load_model("mle", build_index(["a" * 500]), 1).sample(1, limit=7)
    assert sample.text == "aaaaaaa" and not sample.ended


@pytest.mark.parametrize("options", [{"prompt": "zz"}, {"temperature": 0.0}, {"temperature": math.nan}, {"seed": -1}])
def test_what_cannot_be_sampled_is_refused(options):
    model = load_model("mle", build_index(["abc"]), 2)
    with pytest.raises(UsageError):
        model.sample(**{"seed": 1, **options})


@pytest.mark.parametrize(("name", "order"), [("mlee", 2), ("mle", -1)])
def test_a_wrong_name_or_order_is_refused(name, order):
    with pytest.raises(UsageError):
        load_model(name, build_index(["abc"]), order)


def test_score_is_honest():
    model = load_model("mle", build_index(["abab", "abac"]), 2)
    score = model.score(["abab", "abaz", "zab"])
    assert score.texts == 3 and score.events == 14
    assert score.bits == math.inf and np.isfinite(score.covered_bits)
    assert score.covered + score.impossible + score.unseen == score.events


def test_without_an_order_a_model_has_its_own():
    index = build_index(["abc"])
    found = {name: load_model(name, index).order for name in ("mle", "kneser-ney", "witten-bell", "ppm")}
    assert found == {"mle": 6, "kneser-ney": 8, "witten-bell": 8, "ppm": None}
