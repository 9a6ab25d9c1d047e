"""Codes of alphabets: complete, prefix-free, short for the frequent."""

from hypothesis import given
from hypothesis import strategies as st

from fridaygram.lm.models._code import code_of


def paths(code):
    return [
        tuple(zip(code.nodes[symbol, :depth].tolist(), code.sides[symbol, :depth].tolist(), strict=True))
        for symbol, depth in enumerate(code.depths.tolist())
    ]


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=40))
def test_a_code_is_complete_and_frequent_symbols_have_short_paths(counts):
    code = code_of(counts)
    found = paths(code)
    assert sum(2.0 ** -len(path) for path in found) == 1.0
    assert len({path[:length] for path in found for length in range(len(path))}) == len(counts) - 1
    for count, path in zip(counts, found, strict=True):
        assert all(len(path) <= len(other) for less, other in zip(counts, found, strict=True) if less < count)
    assert code.leaves.sum() == sum(len(path) for path in found)
