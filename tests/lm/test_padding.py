"""A "~" in a text is a character like any other: the start of a text is a symbol of its own, and only shown as "~"."""

import math
from itertools import product

import pytest

from fridaygram.errors import UsageError
from fridaygram.lm import PAD, build_index, load_model, sample_texts

CORPUS = ["~~x"] * 10 + ["abc"] * 10
MODELS = ("mle", "kneser-ney", "witten-bell", "ppm", "context-mixing", "context-mixing-cache")


@pytest.fixture(scope="module")
def index():
    return build_index(CORPUS)


def model_of(name, index, order):
    return load_model(name, index, order)


@pytest.mark.parametrize(("name", "order"), list(product(MODELS, (1, 3, 6))))
def test_the_score_is_that_of_the_distributions(index, name, order):
    model = model_of(name, index, order)
    for text in ("~~x", "abc", "~abc", "~", "x~~"):
        for place, bits in enumerate(model.bits(text)):
            chance = model.distribution(PAD + text[:place]).get(text[place : place + 1], 0.0)
            assert bits == pytest.approx(-math.log2(chance) if chance else math.inf), (text, place)


@pytest.mark.parametrize("name", MODELS)
def test_every_choice_is_in_the_trace_with_its_probability(index, name):
    for sample in sample_texts(model_of(name, index, 6), count=30, seed=1, limit=12, trace=True):
        for step in sample.trace:
            assert step.distribution[step.choice] == pytest.approx(step.probability)


def test_kneser_ney_writes_no_text_that_only_padding_could_explain(index):
    written = {sample.text for sample in sample_texts(load_model("kneser-ney", index, 6), count=300, seed=1, limit=12)}
    assert {"~~x", "abc"} <= written
    assert "~abc" not in written


@pytest.mark.parametrize("name", ["mle", "kneser-ney"])
def test_a_prompt_of_tildes_is_read(index, name):
    written = [sample.text for sample in sample_texts(model_of(name, index, 3), count=9, seed=1, prompt="~", limit=3)]
    assert "~ab" not in written
    assert max(written, key=written.count) == "~~x"


def test_a_prompt_of_tildes_that_no_text_begins_with_is_refused():
    with pytest.raises(UsageError, match="no text of the corpus begins with the prompt '~'"):
        load_model("mle", build_index(["abc"]), 3).sample(1, prompt="~")


def test_the_start_is_shown_as_a_tilde(index):
    trace = load_model("mle", index, 3).sample(1, prompt="a", trace=True).trace
    assert [step.history for step in trace] == ["~~a", "~ab", "abc"]
    assert load_model("ppm", index).sample(1, prompt="a", trace=True).trace[0].history == "~a"
