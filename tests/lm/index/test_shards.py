"""An index made from shards is the index of all texts at once; one of 2^32 rows or more counts in eight bytes."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import ModelError
from fridaygram.lm import (
    build_index,
    generation_paths,
    load_model,
    memorise,
    open_index,
    sample_batch,
    save_index,
    train,
)
from fridaygram.lm.index import shards
from fridaygram.lm.training import Sharding
from tests.lm.strategies import few, odd, prose, texts

again = st.lists(st.integers(0, 5), max_size=8)


def with_repeats(corpus, numbers):
    """Texts with some of them again, so that whole texts and their beginnings are alike."""
    return [*corpus, *(corpus[number % len(corpus)] for number in numbers)]


def assert_same(one, other):
    assert (one.alphabet, one.digest) == (other.alphabet, other.digest)
    assert set(one.arrays) == set(other.arrays)
    for name, array in one.arrays.items():
        assert np.array_equal(array, other.arrays[name]), name


@settings(max_examples=150, deadline=None)
@given(texts, again, st.integers(1, 9), st.integers(1, 9))
def test_any_number_of_shards_gives_the_same_index(corpus, numbers, count, piece):
    corpus = with_repeats(corpus, numbers)
    whole = build_index(corpus)
    with TemporaryDirectory() as folder, patch.object(shards, "_PIECE", piece):
        parts = build_index(corpus, shards=Sharding(count, Path(folder)))
        assert {array.dtype for array in parts.arrays.values()} == {array.dtype for array in whole.arrays.values()}
        assert_same(whole, parts)


@settings(max_examples=25, deadline=None)
@given(texts, again, st.integers(1, 4), st.one_of(few, odd))
def test_bits_samples_paths_and_copies_are_the_same_with_eight_bytes(corpus, numbers, count, text):
    corpus = with_repeats(corpus, numbers)
    whole = build_index(corpus)
    with TemporaryDirectory() as folder:
        with (
            patch("fridaygram.lm.index.alphabet.MOST_SHORT", 1),
            patch("fridaygram.lm.index.context_tree.MOST_SMALL", 1),
        ):
            parts = build_index(corpus, shards=Sharding(count, Path(folder)))
            assert parts.positions.dtype == parts.starts.dtype == np.int64
            found = all_of(parts, text)
        assert_same(whole, parts)
    assert found == all_of(whole, text)


def all_of(index, text):
    """What models say of a text and write, and what of it stands in training."""
    said = []
    for name in ("mle", "witten-bell", "kneser-ney", "ppm"):
        model = load_model(name, index, 3)
        said += [model.bits(text).tolist(), model.distribution(text), model.sample(7, limit=30)]
    said += [
        generation_paths(one, 1, index=index)
        for one in [index.decode(np.split(index.codes, index.starts[1:])[0])]
        if one
    ]
    said += [memorise(index, text, at_least=1), index.find(index.symbols(text, 2))]
    return said


def test_shards_of_compiled_code_with_many_alike_texts():
    source = random.Random(3)
    corpus = prose(3, 60, 40)
    corpus = [text + source.choice(["", " again", corpus[0]]) for text in corpus] + corpus[10:30] + ["\u4e00\U0001f600"]
    whole = build_index(corpus)
    assert whole.rows > 10_000
    for count in (2, 5):
        with TemporaryDirectory() as folder:
            assert_same(whole, build_index(corpus, shards=Sharding(count, Path(folder))))


def test_compiled_code_counts_in_eight_bytes_too(tmp_path):
    corpus = prose(4, 60, 30)
    whole = build_index(corpus)
    assert whole.rows > 8000
    with (
        patch("fridaygram.lm.index.alphabet.MOST_SHORT", 1),
        patch("fridaygram.lm.index.context_tree.MOST_SMALL", 1),
    ):
        parts = build_index(corpus, shards=Sharding(3, tmp_path))
        found = all_of(parts, corpus[3][:50] + "the songs")
        batch = sample_batch(parts, 3, count=200, limit=100).texts()
    assert found == all_of(whole, corpus[3][:50] + "the songs")
    assert batch == sample_batch(whole, 3, count=200, limit=100).texts()


def test_a_stored_index_of_eight_bytes_opens(tmp_path):
    with patch("fridaygram.lm.index.alphabet.MOST_SHORT", 20):
        parts = build_index(["abra", "cadabra", "simsalabim"], shards=Sharding(2, tmp_path / "shards"))
        save_index(tmp_path / "model", parts, corpus="c", corpus_digest="d")
        opened = open_index(tmp_path / "model")
        assert_same(parts, opened)
        assert opened.successor.dtype == np.int64
        written = sum(file.stat().st_size for file in (tmp_path / "model").glob("*.bin"))
        assert opened.size_bytes == written
    with pytest.raises(ModelError, match="does not fit"):
        open_index(tmp_path / "model")


def test_what_is_held_out_is_the_same(tmp_path):
    corpus = prose(5, 30, 30)
    whole = train(corpus, held_out=0.3, seed=2)
    parts = train(corpus, held_out=0.3, seed=2, shards=Sharding(3, tmp_path))
    assert whole.held_out == parts.held_out and whole.held_out.texts
    assert_same(whole, parts)


def test_a_lone_surrogate_is_named_by_the_number_of_its_text(tmp_path):
    with patch.object(shards, "_PIECE", 4), pytest.raises(ModelError, match=r"text 2 has .* at character 1"):
        build_index(["abcdef", "ghijkl", "m\ud800"], shards=Sharding(2, tmp_path))
