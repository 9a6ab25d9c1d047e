"""The sorter gives the rows of a naive sort and of libdivsufsort, or says that it had better not."""

import random
from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.lm.index.alphabet import symbols_of_texts
from fridaygram.lm.index.kernels import ENOUGH_TO_COMPILE
from fridaygram.lm.index.sorting import deal, rows
from fridaygram.lm.index.suffixes import ALIKE, LONGEST, rows_of, suffix_array
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
twice = regular.map(lambda some: some + some)


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


def both(corpus):
    """The rows of the sorter (None where it gave up) and of libdivsufsort."""
    alphabet, codes, _, counts = symbols_of_texts(corpus)
    return rows.sorted_rows(codes, counts), rows_of(suffix_array(alphabet, codes), codes)


def assert_same(found, expected):
    assert found is not None
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)


@pytest.fixture
def patient():
    """A sorter that never gives up."""
    with patch.object(rows, "_STEPS", 10**6), patch.object(rows, "_LARGEST", 10**6):
        yield


@pytest.mark.usefixtures("patient")
@settings(max_examples=100, deadline=None)
@given(st.one_of(texts, regular, twice))
def test_rows_of_a_naive_sort(corpus):
    _, codes, _, counts = symbols_of_texts(corpus)
    with patch("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 0):
        found = rows.sorted_rows(codes, counts)
    assert [array.tolist() for array in found] == [list(each) for each in naive_rows(codes)]


@pytest.mark.usefixtures("patient")
@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), st.integers(0, 4000), st.sampled_from([32, 128, 0x4E00]), st.randoms(use_true_random=False))
def test_rows_of_libdivsufsort_for_any_alphabet(size, length, first, source):
    weights = [source.random() ** 4 for _ in range(size)]
    characters = [chr(first + number) for number in range(size)]
    assert_same(*both(["".join(source.choices(characters, weights, k=part)) for part in (length, 0, length // 7)]))


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    "corpus", [["abra", "", "cadabra \U0001f600"], ["aaaa" * 30, "b" * 90, "aaaa" * 30], ["\0\0", ""]]
)
def test_compiled_and_interpreted_rows_agree(corpus):
    with patch("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 10**9):
        interpreted, expected = both(corpus)
    with patch("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 0):
        compiled, _ = both(corpus)
    assert_same(interpreted, expected)
    assert_same(compiled, expected)


@pytest.mark.parametrize("cores", [1, 2, 7])
def test_rows_depend_on_no_number_of_cores_and_no_size_of_pieces(cores):
    source = random.Random(8)
    corpus = ["".join(source.choices("abcdefgh ", k=source.randrange(900))) for _ in range(60)]
    found, expected = both(corpus)
    assert_same(found, expected)
    with (
        patch("os.cpu_count", lambda: cores),
        patch.object(rows, "_PIECE", 1000),
        patch.object(deal, "_PARTS", cores),
        patch.object(deal, "_BUCKET_BITS", 8),
    ):
        assert_same(both(corpus)[0], expected)


def test_a_piece_never_begins_behind_the_last_row():
    """No suffix begins with the end of the last symbol's share, so that the last buckets are empty."""
    source = random.Random(1)
    corpus = ["".join(source.choices(["!z", *map(chr, range(34, 80))], [1, *[2] * 46], k=2000))]
    with (
        patch("fridaygram.lm.index.kernels.ENOUGH_TO_COMPILE", 10**9),  # interpreted, no row is written in other memory
        patch.object(deal, "_BUCKET_BITS", 4),
        patch.object(rows, "_PIECE", 1),
    ):
        assert_same(*both(corpus))


@pytest.mark.usefixtures("patient")
def test_long_runs_of_one_symbol_meet_over_the_ends_of_parts():
    assert_same(*both(["ab" * 40 + "a" * 6000, "the end", "b" * 3000]))


@pytest.mark.parametrize(
    "corpus",
    [
        ["ab" * 60_000, "b" * 5000],
        ["a" * 100_000],
        [fibonacci(200_000)],
        ["".join(random.Random(3).choices("abcdefgh ", k=2000))] * 100,
        [""] * 9000,
        ["".join(random.Random(5).choices(list(map(chr, range(0x4E00, 0x53DC))), k=60_000)), "\u53dd" * 20_000],
        ["".join(map(chr, range(0x4E00, 0x4E00 + 17_000)))],
    ],
)
def test_what_takes_too_long_is_given_up(corpus):
    found, _ = both(corpus)
    assert found is None


def test_texts_that_are_copies_now_and_then_are_not_given_up():
    source = random.Random(4)
    corpus = ["".join(source.choices("abcdefgh ", k=400)) for _ in range(60)]
    assert ENOUGH_TO_COMPILE < 400 * 60
    assert_same(*both(corpus + corpus[9::-3]))
