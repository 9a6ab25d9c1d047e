"""Codes of alphabets: complete, prefix-free, short for the frequent, in parts for an alphabet with fewer symbols."""

from hypothesis import given
from hypothesis import strategies as st

from fridaygram.lm import build_index
from fridaygram.lm.models._code import code_for, code_of


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


def test_an_alphabet_with_fewer_symbols_has_its_part_of_the_code():
    whole, part = build_index(["abcdef", "aab"]).alphabet, build_index(["bf"]).alphabet
    code = code_of([2, 3, 2, 1, 1, 1, 1, 0])
    own = code_for(part, whole, code)
    assert own.names.tolist() == [0, 2, 6, 7]
    assert paths(own) == [paths(code)[symbol] for symbol in own.names]
    assert own.leaves.sum() == own.depths.sum() and own.leaves.shape == code.leaves.shape


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=40))
def test_ranks_follow_the_paths_and_middles_divide_them(counts):
    code = code_of(counts)
    ordered = sorted(range(len(counts)), key=lambda symbol: [side for _, side in paths(code)[symbol]])
    assert [ordered.index(symbol) for symbol in range(len(counts))] == code.ranks.tolist()
    for symbol, path in enumerate(paths(code)):
        assert all((code.ranks[symbol] >= code.middles[node]) == side for node, side in path)
