"""Classes of words: alike words share one, no move makes the words less likely, rare words are alike."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.lm.models import _word_classes
from fridaygram.lm.models._word_classes import classes_of

sequences = st.lists(st.integers(0, 9), min_size=2, max_size=60).map(lambda words: np.array(words, dtype=np.uint64))


def likelihood(words, classes):
    """Log-likelihood of a sequence under its class bigrams, but for what words are in their classes."""

    def x_log_x(counts):
        return sum(count * np.log(count) for count in counts if count)

    together = np.zeros((classes.max() + 1,) * 2)
    np.add.at(together, (classes[:-1], classes[1:]), 1)
    return x_log_x(together.ravel()) - x_log_x(together.sum(0)) - x_log_x(together.sum(1))


def of_each(words):
    known, classes = classes_of(words)
    return classes[np.searchsorted(known, words)]


def test_words_that_stand_between_alike_words_share_a_class(monkeypatch):
    monkeypatch.setattr(_word_classes, "CLASSES", 3)
    draws = np.random.default_rng(1)
    # A sentence: 10 or 11, then 20, 21 or 22, then 30 or 31.
    sentences = np.stack(
        [draws.integers(10, 12, 300), draws.integers(20, 23, 300), draws.integers(30, 32, 300)], axis=1
    )
    known, classes = classes_of(sentences.ravel().astype(np.uint64))
    by_word = dict(zip(known.tolist(), classes.tolist(), strict=True))
    groups = [{by_word[word] for word in words} for words in ((10, 11), (20, 21, 22), (30, 31))]
    assert sorted(map(sorted, groups)) == [[1], [2], [3]]


@settings(max_examples=60, deadline=None)
@given(words=sequences, count=st.integers(1, 4), passes=st.integers(1, 3))
def test_no_pass_makes_the_words_less_likely(words, count, passes):
    found = []
    for number in (passes - 1, passes):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_word_classes, "CLASSES", count)
            patch.setattr(_word_classes, "LEAST", 1)
            patch.setattr(_word_classes, "PASSES", number)
            classes = of_each(words)
        assert classes.min() >= 1
        assert classes.max() <= count
        found.append(likelihood(words, classes))
    assert found[1] >= found[0] - 1e-9


@given(words=sequences)
def test_the_tables_are_those_of_the_classes_at_the_end(words):
    size = int(words.max()) + 1
    numbers = words.astype(np.int64)
    pairs, counts = np.unique(numbers[:-1] * size + numbers[1:], return_counts=True)
    firsts, seconds = np.divmod(pairs, size)
    back = np.argsort(seconds, kind="stable")
    after = np.searchsorted(firsts, np.arange(size + 1)), seconds, counts
    before = np.searchsorted(seconds[back], np.arange(size + 1)), firsts[back], counts[back]
    classes, together = np.arange(size) % 3, np.zeros((3, 3), dtype=np.int64)
    np.add.at(together, (classes[firsts], classes[seconds]), counts)
    logs = np.arange(len(words) + 1) * np.log(np.maximum(np.arange(len(words) + 1), 1))
    _word_classes.exchange.on(0)(after, before, classes, together, logs, 2)
    recounted = np.zeros((3, 3), dtype=np.int64)
    np.add.at(recounted, (classes[firsts], classes[seconds]), counts)
    assert np.array_equal(together, recounted)


def test_words_that_occurred_once_share_a_class():
    words = np.array([5, 6, 5, 6, 5, 7, 8, 9], dtype=np.uint64)
    known, classes = classes_of(words)
    by_word = dict(zip(known.tolist(), classes.tolist(), strict=True))
    assert by_word[7] == by_word[8] == by_word[9]
    assert by_word[5] != by_word[6]
