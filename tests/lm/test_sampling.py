"""A batch has the very characters of the samples one by one."""

import random

import numpy as np
import pytest
from hypothesis import given, settings

from fridaygram.errors import UsageError
from fridaygram.lm import build_index, load_model, sample_batch, sample_stream, sample_texts
from fridaygram.lm.rng import stream_state
from fridaygram.lm.sampling import stream_states
from tests.lm.strategies import texts


def prose(number):
    source = random.Random(number)
    return [" ".join(source.choice(["so", "song", "sings", "the", "a"]) for _ in range(12)) for _ in range(number)]


@settings(max_examples=40, deadline=None)
@given(texts)
def test_a_batch_is_the_samples_one_by_one(corpus):
    index = build_index(corpus)
    for order in (0, 1, 3):
        batch = sample_batch(index, order, count=9, seed=4, limit=15)
        samples = sample_texts(load_model("mle", index, order), count=9, seed=4, limit=15)
        assert batch.texts() == [sample.text for sample in samples]
        assert batch.ended.tolist() == [sample.ended for sample in samples]


@pytest.mark.parametrize("order", [2, 5])
def test_a_batch_beyond_its_slots_compiled_and_in_threads(order):
    index = build_index(prose(60))
    batch = sample_batch(index, order, count=200, seed=12, limit=40)
    samples = sample_texts(load_model("mle", index, order), count=200, seed=12, limit=40)
    assert batch.texts() == [sample.text for sample in samples]
    assert batch.ended.tolist() == [sample.ended for sample in samples]
    assert 0 < batch.ended.sum() < 200
    assert not any(batch.codes[number, batch.lengths[number] :].any() for number in range(200))


@pytest.mark.parametrize("bits", [1, 3])
@pytest.mark.parametrize("order", [0, 1, 3])
def test_a_size_that_a_word_cannot_hold_is_looked_up(monkeypatch, order, bits):
    index = build_index(prose(40))
    expected = sample_batch(index, order, count=70, seed=2, limit=60).texts(), sample_stream(index, order, 5000)
    index = build_index(prose(40))
    spent = (index.alphabet.size - 1).bit_length() + index.rows.bit_length()
    monkeypatch.setattr("fridaygram.lm.sampling.WORD", spent + bits)
    assert sample_batch(index, order, count=70, seed=2, limit=60).texts() == expected[0]
    assert np.array_equal(sample_stream(index, order, 5000), expected[1])


def test_a_stream_goes_on_through_the_ends_of_texts():
    index = build_index(prose(30))
    codes = sample_stream(index, 4, 6000, seed=3)
    assert np.array_equal(codes[:900], sample_stream(index, 4, 900, seed=3))
    written = "".join(index.name(symbol) or "\n" for symbol in codes.tolist()).split("\n")
    first = sample_texts(load_model("mle", index, 4), seed=3)[0].text
    assert written[0] == first
    assert len(written) > 20
    known = load_model("mle", index, 4)
    for text in written[1:-1]:
        assert np.isfinite(known.bits(text)).all()


def test_states_of_many_streams_are_those_of_each():
    for seed in (0, 7, 2**64 - 1):
        assert stream_states(seed, 5).tolist() == [list(stream_state(seed, number)) for number in range(5)]


def test_an_empty_batch():
    index = build_index(["abc"])
    assert sample_batch(index, 2, count=0).texts() == []
    assert sample_batch(index, 2, count=2, limit=0).texts() == ["", ""]
    assert len(sample_stream(index, 2, 0)) == 0


def test_what_cannot_be_sampled_is_refused():
    index = build_index(["abc"])
    with pytest.raises(UsageError, match="must be 0 or more"):
        sample_batch(index, -1, count=1)
    with pytest.raises(UsageError, match="must be 0 or more"):
        sample_stream(index, 1, -1)


def test_more_samples_than_a_memory_holds_are_refused() -> None:
    model = load_model("mle", build_index(["ab"]), 1)
    with pytest.raises(
        UsageError, match="1,000,000,000 texts are too many at once; at most 100,000; other seeds write"
    ):
        sample_texts(model, count=1_000_000_000)
