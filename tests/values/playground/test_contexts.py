"""All contexts of a corpus, against counting them in a dictionary; pruning, against its definition."""

import math
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.lm import PAD, build_index, load_model
from fridaygram.values.playground.contexts import all_contexts
from fridaygram.values.playground.packing import pack
from fridaygram.values.playground.pocket import PocketModel, bits_a_character, unpack
from fridaygram.values.playground.pruning import above, fitted, in_enough_texts, losses, telling

TEXTS = ["the drum and the bass", "the bass and then the hum", "a drum, a hum, a bass", "the end"]
CORPORA = st.lists(st.text("abc", min_size=1, max_size=12), min_size=1, max_size=5)


def counted(texts, order):
    """Return {history: followers} and {history: texts that have it}; "^" starts and "$" ends a text."""
    followers, holders = defaultdict(Counter), defaultdict(set)
    for number, text in enumerate(texts):
        events = [*text, "$"]
        for place, event in enumerate(events):
            padded = "^" + text[:place]
            for length in range(min(order, len(padded)) + 1):
                history = padded[len(padded) - length :]
                followers[history][event] += 1
                holders[history].add(number)
    return followers, {history: len(found) for history, found in holders.items()}


def histories(contexts):
    """Return each context's history as a word, "^" standing for the start of a text."""
    names = "^" + contexts.characters
    words = []
    for symbol, parent in zip(contexts.symbol.tolist(), contexts.parent.tolist(), strict=True):
        words.append("" if parent < 0 else names[symbol] + words[parent])
    return words


@given(texts=CORPORA, order=st.integers(0, 5))
def test_every_context_is_there_with_what_follows_it(texts, order):
    contexts = all_contexts(build_index(texts), order)
    followers, holders = counted(texts, order)
    words = histories(contexts)
    assert sorted(words) == sorted(followers)
    names = "$" + contexts.characters
    for place, word in enumerate(words):
        begin, end = contexts.begin[place], contexts.begin[place + 1]
        pairs = zip(contexts.followers[begin:end].tolist(), contexts.counts[begin:end].tolist(), strict=True)
        assert {names[symbol]: count for symbol, count in pairs} == followers[word]
        assert contexts.texts[place] == holders[word]
    assert contexts.totals().tolist() == [sum(followers[word].values()) for word in words]


@given(texts=CORPORA, order=st.integers(1, 5))
def test_the_whole_tree_writes_like_the_unsmoothed_model(texts, order):
    index = build_index(texts)
    pocket = PocketModel(unpack(pack(all_contexts(index, order))), order)
    model = load_model("mle", index, order)
    for text in texts:
        for place in range(len(text) + 1):
            history = PAD + text[:place]
            assert pocket.distribution(history) == pytest.approx(model.distribution(history))


@pytest.mark.parametrize("least", [1, 2, 3, 4])
def test_no_history_of_fewer_texts_is_left(least):
    contexts = all_contexts(build_index(TEXTS), 6)
    kept = contexts.only(in_enough_texts(contexts, least))
    _, holders = counted(TEXTS, 6)
    assert sorted(histories(kept)) == sorted(word for word, count in holders.items() if count >= least or not word)


def test_where_a_parent_is_certain_a_child_tells_nothing():
    contexts = all_contexts(build_index(TEXTS), 6)
    kept = contexts.only(telling(contexts))
    assert len(kept.depth) < len(contexts.depth)
    whole, less = (PocketModel(unpack(pack(one)), 6) for one in (contexts, kept))
    for text in TEXTS:
        assert whole.bits(text) == pytest.approx(less.bits(text))


def test_a_loss_is_the_relative_entropy_to_the_parent():
    contexts = all_contexts(build_index(TEXTS), 3)
    followers, _ = counted(TEXTS, 3)
    everything = sum(followers[""].values())
    for word, loss in zip(histories(contexts), losses(contexts).tolist(), strict=True):
        if not word:
            assert loss == math.inf
            continue
        here, parent = followers[word], followers[word[1:]]
        total, above_it = sum(here.values()), sum(parent.values())
        told = sum(n * math.log2((n / total) / (parent[event] / above_it)) for event, n in here.items())
        assert loss == pytest.approx(told / everything, abs=1e-12)


def test_what_is_kept_has_its_parents_and_what_is_left_out_lost_little():
    contexts = all_contexts(build_index(TEXTS), 5)
    loss = losses(contexts)
    kept = above(contexts, loss, 0.01)
    for place in range(1, len(kept)):
        assert not kept[place] or kept[contexts.parent[place]]
        assert kept[place] or loss[place] <= 0.01


@pytest.mark.parametrize("most", [10_000, 120, 90, 40])
def test_it_fits_and_fuller_is_never_worse(most):
    contexts = all_contexts(build_index(TEXTS), 5)
    kept, data = fitted(contexts, most)
    assert pack(kept) == data
    smallest = len(pack(contexts.only(above(contexts, losses(contexts), math.inf))))
    assert len(data) <= max(most, smallest)
    if most == 10_000:
        assert len(kept.depth) == len(contexts.depth)


def test_smoothed_bits_are_witten_and_bells():
    tree = unpack(pack(all_contexts(build_index(["ab", "ac"]), 1)))
    # Characters a, b, c and the end; "^" is always followed by a, a by b or c, each of these by the end.
    below = 1 / 5
    empty = {"a": (2 + 4 * below) / 10, "b": (1 + 4 * below) / 10, "$": (2 + 4 * below) / 10}
    chances = [(2 + 1 * empty["a"]) / 3, (1 + 2 * empty["b"]) / 4, (1 + 1 * empty["$"]) / 2]
    expected = -sum(map(math.log2, chances)) / 3
    assert bits_a_character(tree, ["ab"], smoothed=True) == pytest.approx(expected)
    assert bits_a_character(tree, ["ab"], smoothed=False) == pytest.approx(1 / 3)
    assert bits_a_character(tree, ["aa"], smoothed=False) == math.inf
    assert bits_a_character(tree, ["aЖ"], smoothed=True) < math.inf
    assert bits_a_character(tree, [], smoothed=True) == 0.0
