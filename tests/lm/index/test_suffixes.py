"""Rows are those of a naive sort, on any number of cores; exact common lengths take no quadratic time."""

import random
from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import ModelError
from fridaygram.lm import build_index
from fridaygram.lm.index import kernels, suffixes
from fridaygram.lm.index.alphabet import symbols_of_texts
from fridaygram.lm.index.suffixes import ALIKE, LONGEST
from tests.lm.strategies import texts


def fibonacci(length):
    one, other = "a", "ab"
    while len(other) < length:
        one, other = other, other + one
    return other


def periodic(pattern, length):
    return (pattern * length)[:length]


runs = st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 70)), max_size=6).map(
    lambda pairs: "".join(character * times for character, times in pairs)
)
repeats = st.builds(periodic, st.text(alphabet="ab\n", min_size=1, max_size=5), st.integers(0, 300))
regular = st.lists(st.one_of(runs, repeats, st.integers(0, 200).map(fibonacci)), min_size=1, max_size=4)


def naive_rows(codes):
    """Positions by the histories themselves, read leftwards; next symbols; common lengths up to a text's start."""
    symbols, size = codes.tolist(), len(codes)
    histories = [symbols[place::-1] for place in range(size)]
    positions = sorted(range(size), key=histories.__getitem__)
    common = [0]
    for one, other in pairwise(positions):
        length = 0
        while histories[one][length] == histories[other][length] != 0:
            length += 1
        common.append(ALIKE if histories[one][length] == histories[other][length] else min(length, LONGEST))
    return positions, [symbols[(place + 1) % size] for place in positions], common


def assert_same(one, other):
    for name, array in one.arrays.items():
        assert array.dtype == other.arrays[name].dtype
        assert np.array_equal(array, other.arrays[name]), name


@pytest.mark.parametrize("alphabet", [90, 3000, 90_000])
def test_symbols_of_one_two_and_four_bytes(alphabet):
    source = random.Random(alphabet)
    characters = [chr(point) for point in range(32, alphabet) if not 0xD800 <= point < 0xE000]
    long = "".join(source.choices(characters, k=700))
    corpus = ["".join(characters), long, long[5:], "x" + long, long[:300], "".join(source.choices("ab ", k=4000))]
    quick = build_index(corpus)
    assert quick.codes.itemsize == {90: 1, 3000: 2, 90_000: 4}[alphabet]
    assert 255 in quick.common
    with patch("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 10**9):
        assert_same(build_index(corpus), quick)


def test_a_text_that_repeats_itself_without_end_takes_no_quadratic_time():
    index = build_index(["ab" * 60_000, "b" * 5000])
    exact = suffixes.exact_common_lengths(index.codes, index.positions)
    expected = np.where(exact == (1 << 32) - 1, suffixes.ALIKE, np.minimum(exact, suffixes.LONGEST))
    assert np.array_equal(index.common, expected)
    assert int(exact[exact < 1 << 31].max()) > 100_000


def test_a_corpus_of_too_many_characters_is_refused():
    with patch.object(suffixes, "MOST_SYMBOLS", 2000), pytest.raises(ModelError, match="more than"):
        build_index(["abcdefgh" * 400])


@settings(max_examples=100, deadline=None)
@given(st.one_of(texts, regular, regular.map(lambda some: some + some)), st.integers(1, 5), st.integers(1, 9))
def test_rows_are_those_of_a_naive_sort(corpus, cores, at_once):
    """Compiled, in pieces as small as can be, on any number of cores."""
    alphabet, codes, _, _ = symbols_of_texts(corpus)
    with (
        patch("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 0),
        patch("os.cpu_count", return_value=cores),
        patch.object(suffixes, "AT_ONCE", at_once),
        patch.object(kernels, "AT_ONCE", at_once),
    ):
        found = suffixes.rows_of(suffixes.suffix_array(alphabet, codes), codes)
    assert [array.tolist() for array in found] == [list(each) for each in naive_rows(codes)]


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_successors_are_the_same_on_any_number_of_cores(cores):
    source = random.Random(cores)
    corpus = ["".join(source.choices("ab \u0101\U0001f3b5", k=length)) for length in (4000, 0, 1500, 1)]
    with patch("os.cpu_count", return_value=cores):
        index = build_index(corpus)
    row_of = np.argsort(index.positions)
    assert np.array_equal(index.successor[row_of], np.roll(row_of, -1))
