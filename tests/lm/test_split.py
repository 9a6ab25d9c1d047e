"""Near-duplicates end on one side; the split depends on the seed and on nothing else."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import UsageError
from fridaygram.lm import split_texts
from fridaygram.lm.split import near_duplicates

WORDS = [
    f"{start}{end}" for start in ("ba", "co", "du", "fe", "gi", "lo") for end in ("nd", "ral", "st", "mpet", "ssa")
]


def prose(source, words):
    return " ".join(source.choice(WORDS) for _ in range(words))


def corpus_with_copies():
    source = random.Random(1)
    texts = [prose(source, 60) for _ in range(80)]
    for number in range(0, 40, 2):
        words = texts[number].split()
        words[source.randrange(60)] = "changed"
        texts.append(" ".join(words).upper())
    return texts


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_near_duplicates_never_straddle(seed):
    texts = corpus_with_copies()
    split = split_texts(texts, 0.3, seed)
    held_out = set(split.held_out)
    for copy, number in enumerate(range(0, 40, 2)):
        assert (number in held_out) == (80 + copy in held_out)
    assert split.groups == 80
    assert len(held_out) == 30


def test_unlike_texts_stay_alone():
    source = random.Random(2)
    assert near_duplicates([prose(source, 50) for _ in range(60)]) == [(number,) for number in range(60)]


def test_equal_short_and_empty_texts_are_duplicates():
    assert near_duplicates(["", "a b", "", "A  b", "c"]) == [(0, 2), (1, 3), (4,)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=15), st.floats(0, 0.99), st.integers(0, 99))
def test_every_text_is_on_one_side(texts, share, seed):
    split = split_texts(texts, share, seed)
    assert sorted(split.train + split.held_out) == list(range(len(texts)))
    assert len(split.held_out) <= share * len(texts) + 0.5
    assert split == split_texts(texts, share, seed)


def shingle_sets(texts):
    """The runs of four words of each text, as a set of tuples."""
    split = [text.casefold().split() for text in texts]
    return [{tuple(words[place : place + 4]) for place in range(max(1, len(words) - 3))} for words in split]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abc"), max_size=9).map(" ".join), max_size=9), st.integers(0, 9))
def test_every_pair_of_near_duplicates_is_found_and_kept_together(texts, seed):
    group_of = {number: group for group in near_duplicates(texts) for number in group}
    sets = shingle_sets(texts)
    held_out = set(split_texts(texts, 0.4, seed).held_out)
    for one in range(len(texts)):
        for other in range(one):
            if len(sets[one] & sets[other]) * 2 >= len(sets[one] | sets[other]):
                assert group_of[one] is group_of[other]
                assert (one in held_out) == (other in held_out)


def test_groups_are_connected_by_near_duplicates_only():
    source = random.Random(4)
    texts = [" ".join(source.choice("ab") for _ in range(7)) for _ in range(60)]
    sets = shingle_sets(texts)
    for group in near_duplicates(texts):
        reached, pending = {group[0]}, [group[0]]
        while pending:
            one = pending.pop()
            near = {other for other in group if len(sets[one] & sets[other]) * 2 >= len(sets[one] | sets[other])}
            pending += near - reached
            reached |= near
        assert reached == set(group)


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_a_share_out_of_range_is_refused(share):
    with pytest.raises(UsageError, match="share"):
        split_texts(["a"], share, 1)
