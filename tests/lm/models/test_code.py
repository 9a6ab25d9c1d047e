"""Codes of alphabets: complete, prefix-free, short for the frequent, and none is shorter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.lm.models._code import code_of


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


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Each counts once more than it occurred: 8, 4, 1 and 2. Node 0 is 1 + 2, node 1 is 3 + 4, node 2 is 7 + 8.
        ([7, 3, 0, 1], ["21", "20 11", "20 10 00", "20 10 01"]),
        # All alike: 0 and 1 go first, then 2 and 3, and of the two nodes the older one is to the left.
        ([0, 0, 0, 0], ["20 00", "20 01", "21 10", "21 11"]),
        # 3, 1, 1 and 1: node 0 is 1 + 1, node 1 is 1 + 2, node 2 is 3 + 3, where the symbol goes before the node.
        ([2, 0, 0, 0], ["20", "21 11 00", "21 11 01", "21 10"]),
    ],
)
def test_a_code_by_hand(counts, expected):
    found = [" ".join(f"{node}{side}" for node, side in path) for path in paths(code_of(counts))]
    assert found == expected


@given(st.lists(st.one_of(st.integers(0, 4), st.integers(0, 1000)), min_size=2, max_size=40))
def test_no_code_is_shorter(counts):
    code = code_of(counts)
    weights = [count + 1 for count in counts]
    assert sum(weight * depth for weight, depth in zip(weights, code.depths.tolist(), strict=True)) == least(weights)
    assert code.nodes.shape == code.sides.shape == (len(counts), max(code.depths))
    assert code.leaves.shape == (len(counts) - 1, 2)


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=40))
def test_a_code_is_complete_and_frequent_symbols_have_short_paths(counts):
    code = code_of(counts)
    found = paths(code)
    assert sum(2.0 ** -len(path) for path in found) == 1.0
    assert len({path[:length] for path in found for length in range(len(path))}) == len(counts) - 1
    for count, path in zip(counts, found, strict=True):
        assert all(len(path) <= len(other) for less, other in zip(counts, found, strict=True) if less < count)
    assert code.leaves.sum() == sum(len(path) for path in found)
