"""Near-duplicates end on one side; which side is decided by hashes, and lasts while the corpus grows."""

import hashlib
import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import UsageError
from fridaygram.lm import memorisation, split, split_texts
from fridaygram.lm.index import alphabet, kernels
from fridaygram.lm.split import near_duplicates
from fridaygram.lm.texts import StoredTexts

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
    found = split_texts(texts, 0.3, seed)
    held_out = set(found.held_out)
    for copy, number in enumerate(range(0, 40, 2)):
        assert (number in held_out) == (80 + copy in held_out)
    assert len(near_duplicates(texts)) == 80
    assert 8 <= len(held_out) <= 40


def test_unlike_texts_stay_alone():
    source = random.Random(2)
    assert near_duplicates([prose(source, 50) for _ in range(60)]) == [(number,) for number in range(60)]


def test_equal_short_and_empty_texts_are_duplicates():
    assert near_duplicates(["", "a b", "", "A  b", "c"]) == [(0, 2), (1, 3), (4,)]
    assert near_duplicates(["a", "a a a a a", "b"]) == [(0,), (1,), (2,)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=15), st.floats(0, 0.99), st.integers(0, 99))
def test_every_text_is_on_one_side(texts, share, seed):
    found = split_texts(texts, share, seed)
    assert sorted(found.train + found.held_out) == list(range(len(texts)))
    assert found.train or not texts
    assert found == split_texts(texts, share, seed)


def part_below(name, seed):
    """The share of all hashes that are below the one of a text or a name."""
    return int(hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()[:16], 16) / 2**64


def test_the_side_of_a_text_is_the_documented_hash():
    texts = [f"Text number {number}\n of\tthis   corpus" for number in range(400)]
    found = split_texts(texts, 0.25, 7)
    wanted = tuple(number for number in range(400) if part_below(f"text number {number} of this corpus", 7) < 0.25)
    assert found.held_out == wanted
    assert 70 < len(wanted) < 130
    assert split_texts(texts, 0.25, 8).held_out != wanted


def test_the_name_of_a_group_takes_the_place_of_its_texts():
    source = random.Random(3)
    texts, songs = [prose(source, 30) for _ in range(300)], [f"song {number % 100}" for number in range(300)]
    found = split_texts(texts, 0.3, 1, groups=songs)
    assert found.held_out == tuple(number for number in range(300) if part_below(songs[number], 1) < 0.3)
    assert len(near_duplicates(texts, songs)) == 100
    assert near_duplicates(["a b", "c", "a b", "d"], ["", "x", "y", "x"]) == [(0, 2), (1, 3)]


def test_a_group_is_held_out_only_where_all_of_it_would_be():
    texts = [f"one two three four five six seven {number}" for number in range(9)]
    low, high = (sorted(texts, key=lambda text: part_below(text, 1))[place] for place in (0, -1))
    share = (part_below(low, 1) + part_below(high, 1)) / 2
    assert split_texts([low, high], share, 1).held_out == ()
    assert split_texts([low, "another text"], share, 1, groups=["", high]).held_out == (0,)


def test_where_all_would_be_held_out_none_is():
    assert split_texts(["a", "b"], 0.999999, 1).held_out == ()
    assert split_texts([], 0.5, 1).train == ()


WRITTEN = st.lists(st.sampled_from("abcd"), min_size=1, max_size=9).map(" ".join)
STEP = st.lists(st.tuples(WRITTEN, st.sampled_from(["", "", "x", "y", "z"])), max_size=6)


@settings(max_examples=300, deadline=None)
@given(st.lists(STEP, min_size=2, max_size=5), st.randoms(use_true_random=False), st.floats(0, 0.99), st.integers(0, 9))
def test_a_growing_corpus_keeps_its_split(steps, source, share, seed):
    in_training = next(text for text in (f"text {number}" for number in range(9**9)) if part_below(text, seed) >= share)
    corpus, before = [(in_training, "")], set()
    for step in steps:
        old = len(corpus)
        corpus += step
        order = source.sample(range(len(corpus)), len(corpus))  # where a new text stands says nothing
        texts, names = ([corpus[number][part] for number in order] for part in (0, 1))
        held_out = {order[place] for place in split_texts(texts, share, seed, groups=names).held_out}
        groups = [{order[place] for place in group} for group in near_duplicates(texts, names)]
        joined = {number for group in groups if max(group) >= old for number in group}
        assert before - held_out <= joined, "a held-out text moved, though no new text joined its group"
        assert not {number for number in held_out if number < old} - before, "a training text moved"
        assert held_out >= {order[place] for place in split_texts(texts, share / 2, seed, groups=names).held_out}
        before = held_out


def shingle_sets(texts):
    """The runs of four words of each text, as a set of tuples."""
    split = [text.casefold().split() for text in texts]
    return [{tuple(words[place : place + 4]) for place in range(max(1, len(words) - 3))} for words in split]


def connected(texts, contained):
    """Return the groups of texts as the definition has them, by comparing all pairs."""
    sets = shingle_sets(texts)
    group_of = [{number} for number in range(len(texts))]
    for one in range(len(texts)):
        for other in range(one):
            both, smaller = len(sets[one] & sets[other]), min(len(sets[one]), len(sets[other]))
            resemble = 2 * both >= len(sets[one] | sets[other])
            if 2 * both >= smaller and (both >= contained or resemble) and group_of[one] is not group_of[other]:
                group_of[one] |= group_of[other]
                for number in group_of[other]:
                    group_of[number] = group_of[one]
    return sorted({tuple(sorted(group)) for group in group_of})


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["aab", "é"]), max_size=16).map(" ".join), max_size=9),
    st.integers(1, 8),
    st.integers(0, 4),
)
def test_groups_are_those_that_comparing_all_pairs_finds(texts, contained, often):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(split, "CONTAINED", contained)
        patch.setattr(split, "OFTEN", often)
        assert near_duplicates(texts) == connected(texts, contained)


@pytest.mark.parametrize("often", [1, 64])
def test_groups_of_many_texts_are_those_that_comparing_all_pairs_finds(monkeypatch, often):
    """Compiled kernels, copies of passages of all lengths, and a boilerplate that all texts have."""
    monkeypatch.setattr(split, "OFTEN", often)
    source = random.Random(5)
    texts = [prose(source, source.randrange(3, 70)) for _ in range(150)]
    for number in range(100, 150):
        words = texts[source.randrange(100)].split()
        texts[number] += " " + " ".join(words[source.randrange(len(words)) :])
    texts = [f"{text} this was brought to you by our good friends" for text in texts]
    groups = near_duplicates(texts)
    assert groups == connected(texts, 8)
    assert 2 < sum(len(group) > 1 for group in groups) < 60


def test_a_short_text_within_a_long_one_is_its_near_duplicate():
    source = random.Random(6)
    long, other = prose(source, 200), prose(source, 200)
    short = " ".join(long.split()[50:70])
    assert near_duplicates([long, other, short]) == [(0, 2), (1,)]
    assert near_duplicates([long, other, " ".join(long.split()[50:60])]) == [(0,), (1,), (2,)]  # no passage


@pytest.mark.parametrize("part", [900, 3000, 1 << 25])
@pytest.mark.parametrize("often", [1, 64])
def test_groups_of_chosen_texts_are_the_same_whether_other_pairs_are_compared_or_not(monkeypatch, often, part):
    monkeypatch.setattr(split, "OFTEN", often)
    monkeypatch.setattr(split, "PART", part)
    source = random.Random(8)
    pieces = [prose(source, 12) for _ in range(200)]
    texts = [" ".join(source.choices(pieces, k=source.randint(1, 4))) for _ in range(150)]
    groups = near_duplicates(texts)
    for share in (0.9, 0.5, 0.2):
        chosen = np.array([source.random() < share for _ in texts])
        leader = split._leaders(texts, split._lengths(texts), [], chosen)
        found = [tuple(np.flatnonzero(leader == first).tolist()) for first in np.unique(leader)]
        wanted = [group for group in groups if chosen[list(group)].all()]
        assert [group for group in found if chosen[list(group)].all()] == wanted
        assert any(len(group) > 1 for group in wanted)
    assert len(found) > len(groups), "pairs were left out"


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_a_share_out_of_range_is_refused(share):
    with pytest.raises(UsageError, match="share"):
        split_texts(["a"], share, 1)


def passage(number, length=60):
    """Letters that stand nowhere else."""
    return "".join(random.Random(number).choices("abcdefghijklmnopqrstuvwxyz", k=length))


def chosen(begin, length, *, held_out):
    """A text that begins so, has ``length`` characters more, and a hash that holds out half of all texts or not."""
    texts = (f"{begin} {passage(number, length)}" for number in range(1000, 2000))
    return next(text for text in texts if (part_below(text, 1) < 0.5) == held_out)


def test_a_text_that_training_has_more_than_half_of_goes_to_training():
    """It has two sources, so it is no near-duplicate of either."""
    texts = [chosen(passage(number), 300, held_out=False) for number in (1, 2)]
    half, more = (chosen(f"{passage(1)} {passage(2)}", length, held_out=True) for length in (122, 118))
    assert near_duplicates([*texts, half, more])[:2] == [(0,), (1,)]
    assert split_texts([*texts, half], 0.5, 1).held_out == (2,)
    assert split_texts([*texts, more], 0.5, 1).held_out == ()
    assert split_texts([texts[0], more], 0.5, 1).held_out == (1,)


def test_what_goes_to_training_takes_along_its_group_and_what_copies_it():
    one, other = passage(1, 100), passage(2, 70)
    song = next(name for name in map(str, range(99)) if part_below(name, 1) < 0.5)
    copy, mate = f"{one} {other}", passage(3, 80)
    later, alone = chosen(other, 60, held_out=True), chosen("", 100, held_out=True)
    texts, songs = [copy, mate, later, alone], [song, song, "", "", ""]
    unlike, source = chosen(passage(4), 900, held_out=False), chosen(one, 900, held_out=False)
    assert split_texts([*texts, unlike], 0.5, 1, groups=songs).held_out == (0, 1, 2, 3)
    assert split_texts([*texts, source], 0.5, 1, groups=songs).held_out == (3,)


@pytest.mark.parametrize("size", [7, 60, 997])
def test_texts_are_split_alike_in_parts_of_any_size(monkeypatch, size):
    """Near-duplicates, copied passages that lie across the ends of parts, and texts shorter than those."""
    source = random.Random(9)
    texts = [prose(source, source.randrange(90)) for _ in range(60)]
    for number in range(30):
        begin = source.randrange(200)
        texts.append(
            f"{texts[number][begin : begin + source.randrange(40, 300)]} {prose(source, source.randrange(90))}"
        )
    shares = (0.2, 0.5, 0.8)
    at_once = [split_texts(texts, share, 1) for share in shares]
    assert sum(map(sum, (found.copied for found in at_once))) > 500
    monkeypatch.setattr(split, "AT_ONCE", size)
    monkeypatch.setattr(split, "PART", 100 * size)
    monkeypatch.setattr(memorisation, "AT_ONCE", size)
    assert [split_texts(texts, share, 1) for share in shares] == at_once


def test_memory_does_not_grow_with_the_characters(tmp_path, monkeypatch):
    """Twice as many texts take some numbers more for each. Both searches run one after the other: beside each other,
    their peaks meet or not."""
    monkeypatch.setattr(split, "PART", 1 << 15)
    monkeypatch.setattr(split, "AT_ONCE", 1 << 12)
    monkeypatch.setattr(memorisation, "AT_ONCE", 1 << 12)
    monkeypatch.setattr(kernels, "ENOUGH_TO_COMPILE", 0)
    monkeypatch.setattr(alphabet, "_CODE_POINTS", 1 << 7)  # its table would hide the rest

    def searched(texts):
        lengths, chosen = split._lengths(texts), np.arange(len(texts)) % 3 == 0
        leader = split._leaders(texts, lengths, [], chosen)
        assert split._Copies(texts, lengths, chosen).settled(leader)[0].sum() > len(texts) / 4

    def most(count):
        source = random.Random(12)
        texts = StoredTexts(tmp_path, (prose(source, 150) for _ in range(count)))
        searched(texts[:60])  # loads the compiler
        tracemalloc.start()
        searched(texts)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    assert most(1000) - most(500) < 500 * 300 < 500 * len(prose(random.Random(12), 150))
