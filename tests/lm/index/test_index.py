"""Every history of several orders has exactly the counts that a dictionary of Counters has."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import ModelError
from fridaygram.lm import build_index
from fridaygram.lm.index.alphabet import BOUNDARY
from tests.lm import naive
from tests.lm.strategies import texts


def symbols(index, history):
    """The symbols of a tuple of characters and None; the index wants one boundary for any number of starts."""
    tail = [character for character in history if character is not None]
    return [BOUNDARY] * (len(tail) < len(history)) + index.alphabet.encode("".join(tail))


def assert_counts(index, corpus, order):
    expected = naive.counts(corpus, order)
    assert len(index.runs(order)) - 1 == len(expected)
    for history, following in expected.items():
        low, high = index.find(symbols(index, history))
        assert index.counts(low, high) == dict(following)
        assert high in index.runs(order) and low in index.runs(order)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_counts_equal_a_naive_count(corpus):
    index = build_index(corpus)
    for order in (0, 1, 2, 3, 5, 9):
        assert_counts(index, corpus, order)


def test_orders_beyond_what_a_byte_of_common_length_holds():
    repeated = "abcab" * 120
    corpus = [repeated, repeated[7:], "x" + repeated]
    index = build_index(corpus)
    for order in (253, 254, 255, 256, 300, 700):
        assert_counts(index, corpus, order)


@pytest.mark.parametrize("size", [200, 700, 3000])
def test_more_characters_than_a_byte_holds(size):
    source = random.Random(size)
    corpus = ["".join(chr(0x4E00 + int(size * source.random() ** 3)) for _ in range(900)) for _ in range(3)]
    index = build_index(corpus)
    for order in (1, 2, 4):
        assert_counts(index, corpus, order)


def test_compiled_and_interpreted_builds_agree(monkeypatch):
    source = random.Random(5)
    corpus = ["".join(source.choice("abc \n") for _ in range(source.randrange(300))) for _ in range(40)]
    compiled = build_index(corpus)
    monkeypatch.setattr("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 10**9)
    interpreted = build_index(corpus)
    assert compiled.rows > 4000
    for name, array in compiled.arrays.items():
        assert np.array_equal(array, interpreted.arrays[name]), name


def test_successor_is_the_row_one_character_on():
    index = build_index(["abra", "", "cadabra"])
    row_of = {int(place): row for row, place in enumerate(index.positions)}
    for row in range(index.rows):
        after = (int(index.positions[row]) + 1) % index.rows
        assert int(index.successor[row]) == row_of[after]
        assert index.codes[after] == index.following[row]


def test_ranks_count_what_follows_the_rows_before_a_block():
    source = random.Random(6)
    index = build_index(["".join(source.choice("abcde") for _ in range(700)) for _ in range(3)])
    block = 1 << index.rank_bits
    assert len(index.ranks) == -(-index.rows // block) + 1 > 3
    for number, counts in enumerate(index.ranks):
        before = np.bincount(index.following[: number * block], minlength=index.alphabet.size)
        assert counts.tolist() == before.tolist()


def test_a_lone_surrogate_is_refused_with_its_place():
    with pytest.raises(ModelError, match=r"text 1 has a lone surrogate \(U\+D83D\) at character 2"):
        build_index(["fine", "ab\ud83dc"])


def test_nothing_to_train_on_is_refused():
    with pytest.raises(ModelError, match="no text"):
        build_index([])


def test_histories_of_characters_that_the_corpus_lacks_are_not_found():
    index = build_index(["abc"])
    assert index.find(index.symbols("z")) == (0, 0)
    assert index.find(index.symbols("cb")) == (0, 0)
    assert index.counts(0, 0) == {}


@settings(max_examples=60, deadline=None)
@given(texts, st.text())
def test_symbols_of_a_text_as_a_list_and_as_an_array(corpus, text):
    alphabet = build_index(corpus).alphabet
    for one in (text, "".join(corpus)):
        assert alphabet.encode_array(one).tolist() == alphabet.encode(one)
