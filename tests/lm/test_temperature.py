"""Quick powers choose what exact ones choose, and leave to those what they can't decide."""

import math
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.lm import base, build_index, load_model

TEXTS = ["the song is the remix of the song", "this is a song", "a hum in three chords", "thistle"] * 2

chances = st.lists(st.one_of(st.floats(0, 1), st.floats(1e-300, 1e-200), st.just(0.0)), min_size=1, max_size=8)
uniforms = st.floats(0, 1, exclude_max=True)
temperatures = st.one_of(st.floats(0.05, 20), st.sampled_from([1e-3, 1e-320, 1e300, 0.5, 1.0]))


def exact(given_chances, uniform, temperature):
    """The choice by exact powers alone, as a loop."""
    weights = [base.tempered(chance, temperature) for chance in given_chances]
    point, reached = uniform * math.fsum(weights), 0.0
    for place, weight in enumerate(weights):
        reached += weight
        if point < reached:
            return place
    return len(weights) - 1


@settings(max_examples=300, deadline=None)
@given(chances, uniforms, temperatures)
def test_the_choice_is_that_of_exact_powers(some, uniform, temperature):
    assert base.chosen(some, uniform, base.Taste(temperature)) == exact(some, uniform, temperature)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(1e-6, 1), min_size=2, max_size=6), st.data(), st.sampled_from([0.3, 0.7, 1.9]))
def test_a_choice_at_an_edge_is_that_of_exact_powers(some, data, temperature):
    reached = list(accumulate(base.tempered(chance, temperature) for chance in some))
    edge = data.draw(st.sampled_from(reached[:-1])) / reached[-1]
    uniform = min(max(edge + data.draw(st.integers(-4, 4)) * math.ulp(edge), 0.0), 1 - 2**-53)
    assert base.chosen(some, uniform, base.Taste(temperature)) == exact(some, uniform, temperature)


def test_what_is_near_an_edge_is_left_to_exact_powers():
    for uniform in (0.5 - 1e-12, 0.5, 0.5 + 1e-12):
        assert base._chosen_quickly([0.25, 0.25], uniform, 0.7) is None
    assert base._chosen_quickly([0.25, 0.25], 0.5 - 1e-6, 0.7) == 0
    assert base._chosen_quickly([0.25, 0.25], 0.5 + 1e-6, 0.7) == 1
    assert base._chosen_quickly([1e-200, 1e-200], 0.3, 0.1) is None  # both powers are 0


@pytest.mark.parametrize("name", ["mle", "kneser-ney", "witten-bell", "ppm"])
@pytest.mark.parametrize("temperature", [0.4, 1.7])
def test_samples_are_those_of_exact_powers_and_need_them_hardly_ever(monkeypatch, name, temperature):
    model = load_model(name, build_index(TEXTS), 3)
    with monkeypatch.context() as patched:
        patched.setattr(base, "_chosen_quickly", lambda *_: None)
        slow = [model.sample(5, index=number, temperature=temperature, limit=40).text for number in range(6)]
    calls = []
    monkeypatch.setattr(base, "tempered", lambda *given: calls.append(given))
    assert [model.sample(5, index=number, temperature=temperature, limit=40).text for number in range(6)] == slow
    assert not calls


def test_a_tempered_sample_is_fixed_for_ever():
    model = load_model("mle", build_index(TEXTS), 2)
    assert [model.sample(2018, index=number, temperature=0.7, limit=30).text for number in range(3)] == PINNED


PINNED = ["the song in the chords", "a song", "a song in the song"]
