"""Discounts and counts of counts: those of a dictionary for every order, and by hand where they are few."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings

from fridaygram.lm import build_index
from fridaygram.lm.index.context_tree import build_tree
from fridaygram.lm.models._smoothing import FALLBACK, counts_of_counts, discounts, discounts_of
from tests.lm import naive
from tests.lm.strategies import prose, texts


@pytest.mark.parametrize(
    ("of_counts", "expected"),
    [
        # 4 things counted once, 2 twice, 1 three times, 1 four times: y = 4 / (4 + 2 * 2) = 1/2, so
        # D1 = 1 - 2/2 * 2/4 = 1/2, D2 = 2 - 3/2 * 1/2 = 5/4, D3 = 3 - 4/2 * 1/1 = 1.
        ((9, 4, 2, 1, 1), (0.5, 1.25, 1.0)),
        # y = 1/2 again. D3 = 3 - 4/2 * 3/2 = 0 is still a discount, and one step further it is negative.
        ((0, 4, 2, 2, 3), (0.5, 0.5, 0.0)),
        ((0, 4, 2, 2, 4), FALLBACK),
        # D2 = 2 - 3/2 * 3/2 is negative.
        ((0, 4, 2, 3, 1), FALLBACK),
    ],
)
def test_discounts_by_hand(of_counts, expected):
    assert discounts(of_counts) == (0.0, *expected)


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_where_a_count_never_occurs_the_discounts_are_fixed(missing):
    of_counts = [7, 9, 5, 3, 2]
    assert discounts(of_counts) != (0.0, *FALLBACK)
    of_counts[missing] = 0
    assert discounts(of_counts) == (0.0, *FALLBACK)


def of_counts(table):
    found = Counter(count for following in table.values() for count in following.values())
    return [found[count] for count in range(5)]


@settings(max_examples=40, deadline=None)
@given(corpus=texts)
@example(corpus=["ab" * 20])  # histories that are longer than the tree is deep
@example(corpus=["a", "a", "ab", "ab", "b"])  # histories that a start ends
def test_counts_of_counts_are_those_of_a_dictionary_at_every_order(corpus):
    tree = build_tree(build_index(corpus), 5)
    counts = np.zeros((2, tree.cap + 2, 5), dtype=np.int64)
    nodes = (tree.parent, tree.depth, tree.begin, tree.end, tree.raw, tree.adjusted)
    counts_of_counts.interpreted(nodes, tree.node_of, tree.to_start, counts)
    plain, lower = counts.cumsum(axis=1).tolist()
    tables = naive.KneserNey(corpus, tree.cap + 1).tables
    for order in range(tree.cap + 1):
        assert plain[order] == of_counts(naive.suffixes_of_start(corpus, order)), order
        # The deepest order of a tree is never a lower one: what stands before its histories is not known.
        assert order == tree.cap or lower[order] == of_counts(tables[order][0]), order


def test_an_order_has_discounts_of_its_own_counts():
    corpus = prose(3, 30, 20)
    found = discounts_of(build_tree(build_index(corpus), 4))
    tables = [naive.KneserNey(corpus, order).tables for order in range(5)]
    assert np.allclose(found.lower[:4, 1:], [of_texts for _, of_texts in tables[4][:4]])
    assert np.allclose(found.highest[:, 1:], [of_order[-1][1] for of_order in tables])
    assert len(np.unique(found.lower[:4], axis=0)) > 2, "the texts are too few to try the formula"
