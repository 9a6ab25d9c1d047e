"""Rows are the same whichever sorter they come from, and exact common lengths take no quadratic time."""

import random
from unittest.mock import patch

import numpy as np
import pytest

from fridaygram.errors import ModelError
from fridaygram.lm import build_index
from fridaygram.lm.index import suffixes
from fridaygram.lm.index.sorting import rows


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


@pytest.mark.parametrize("size", [3000, 6000])
def test_a_corpus_of_too_many_characters_is_told_whichever_sorter_it_would_have(size):
    corpus = ["".join(random.Random(size).choices("abcdefgh", k=size))]
    with (
        patch.object(suffixes, "MOST_SYMBOLS", 2000),
        patch.object(rows, "MOST_SYMBOLS", 2000),
        pytest.raises(ModelError, match="more than"),
    ):
        build_index(corpus)


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_successors_are_the_same_on_any_number_of_cores(cores):
    source = random.Random(cores)
    corpus = ["".join(source.choices("ab \u0101\U0001f3b5", k=length)) for length in (4000, 0, 1500, 1)]
    with patch("os.cpu_count", return_value=cores):
        index = build_index(corpus)
    row_of = np.argsort(index.positions)
    assert np.array_equal(index.successor[row_of], np.roll(row_of, -1))
