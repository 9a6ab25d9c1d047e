"""Codes of alphabets: complete and prefix-free; alike symbols share decisions; by numbers alone, none is shorter."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.lm.models import _code
from fridaygram.lm.models._code import code_of, joins_of

sequences = st.lists(st.one_of(st.integers(0, 3), st.integers(0, 30)), min_size=1, max_size=80)


def paths(code):
    return [
        tuple(zip(code.nodes[symbol, :depth].tolist(), code.sides[symbol, :depth].tolist(), strict=True))
        for symbol, depth in enumerate(code.depths.tolist())
    ]


def least(weights):
    """Length of the shortest code: each merge of the two lightest makes the paths below it longer by one."""
    weights, length = sorted(weights), 0
    while len(weights) > 1:
        merged = weights[0] + weights[1]
        weights, length = sorted([merged, *weights[2:]]), length + merged
    return length


@given(codes=sequences, spare=st.integers(1, 3), frequent=st.integers(0, 40))
def test_a_code_is_complete_whatever_is_joined_by_histories(codes, spare, frequent):
    symbols = max(codes) + 1 + spare
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_code, "FREQUENT", frequent)
        code = code_of(joins_of(np.array(codes), symbols))
    found = paths(code)
    assert code.symbols == symbols
    assert sum(2.0 ** -len(path) for path in found) == 1.0
    assert len({path[:length] for path in found for length in range(len(path))}) == symbols - 1
    assert all(a > b for path in found for (a, _), (b, _) in pairwise(path))  # the root is the last
    assert code.nodes.shape == code.sides.shape == (symbols, max(code.depths))
    assert code.leaves.shape == (symbols - 1, 2)
    assert code.leaves.sum() == sum(len(path) for path in found)


@given(sequences)
def test_by_numbers_alone_no_code_is_shorter(codes):
    counts = np.bincount(codes, minlength=max(codes) + 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_code, "FREQUENT", 0)
        code = code_of(joins_of(np.array(codes), len(counts)))
    assert (counts * code.depths).sum() == least(counts.tolist())


def test_joins_by_numbers_by_hand(monkeypatch):
    monkeypatch.setattr(_code, "FREQUENT", 0)
    # 1 thrice, 2 twice, 0 once, 3 never. Item 4 is 3 and 0, of one; item 5 is it and 2, of three, as 1 is.
    assert joins_of(np.array([1, 1, 1, 2, 2, 0]), 4).tolist() == [[3, 0], [4, 2], [1, 5]]


@pytest.mark.parametrize("between", [0, 1])
def test_the_two_characters_before_tell_which_symbols_are_alike(between):
    # 1 and 5 come after 3, 2 and 6 after 4, straight or with a 7 between; which of the two is drawn each time.
    draws = np.random.default_rng(2)
    first = draws.integers(3, 5, 1500)
    second = np.where(first == 3, 1, 2) + 4 * draws.integers(0, 2, 1500)
    columns = [first, *[np.full(1500, 7)] * between, second]
    found = paths(code_of(joins_of(np.stack(columns, axis=1).ravel(), 9)))

    def shared(one, other):
        return sum(a == b for a, b in zip(found[one], found[other], strict=False))

    assert min(shared(1, 5), shared(2, 6)) > max(shared(1, 2), shared(1, 6), shared(5, 2), shared(5, 6))


def test_where_histories_tell_nothing_the_code_is_short():
    code = code_of(joins_of(np.random.default_rng(3).integers(0, 8, 4000), 8))
    assert code.depths.tolist() == [3] * 8


def test_symbols_that_follow_alike_histories_share_their_first_decision():
    # 1 and 2 come after 3 or 4, and these after 1 or 2: all are as frequent, and each pair is alike.
    draws = np.random.default_rng(1)
    pairs = np.stack([draws.integers(1, 3, 2000), draws.integers(3, 5, 2000)], axis=1)
    code = code_of(joins_of(pairs.ravel(), 5))
    one, two, three, four = (paths(code)[symbol] for symbol in (1, 2, 3, 4))
    assert one[0] == two[0]
    assert three[0] == four[0]
    assert one[0] != three[0]


@pytest.mark.parametrize("joins", [[[0, 1], [2, 2]], [[0, 1], [1, 3]], [[0, 4], [1, 3]], [[0, -1], [2, 3]]])
def test_joins_that_make_no_tree_are_refused(joins):
    with pytest.raises(ValueError, match="joins"):
        code_of(np.array(joins, dtype=np.int32))
