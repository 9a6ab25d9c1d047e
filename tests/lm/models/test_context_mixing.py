"""Context mixing: counts that are a dictionary's, of all texts but one; sums of 1; bits that memory brings down."""

import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import UsageError
from fridaygram.lm import END, PAD, UNKNOWN, build_index, evaluate, load_model, sample_texts
from fridaygram.lm.models._contexts import KINDS, ORDERS, contexts_of, hashed
from tests.lm.models.test_mixture import prose
from tests.lm.strategies import few, texts

each = pytest.mark.parametrize("name", ["context-mixing", "context-mixing-cache"])
same_letters = st.lists(st.text("ab ", max_size=9).map("ab ".__add__), min_size=2, max_size=5)


def naive_counts(corpus, order):
    """What followed the last ``order`` characters, of texts that begin with a start sign and are long enough."""
    counts = defaultdict(Counter)
    for text in corpus:
        padded = "^" + text
        for place, event in enumerate([*text, END], 1):
            if place >= order:
                counts[padded[place - order : place]][event] += 1
    return counts


def read(index, contexts, history, numbers=None, without=()):
    """What contexts say followed the history of each kind, counts of 0 and entries in ``without`` left out."""
    query = np.array(index.symbols(history), dtype=np.int32)
    groups = contexts.find(hashed(query, contexts.letters))[-1]
    found = []
    for group in groups:
        entries = range(contexts.begins[group], contexts.begins[group + 1]) if group >= 0 else ()
        kept = [entry for entry in entries if contexts.counts[entry] and not (len(without) and without[entry])]
        shown = contexts.counts if numbers is None else numbers
        found.append({index.name(int(contexts.symbols[entry])): int(shown[entry]) for entry in kept})
    return found


@settings(max_examples=40, deadline=None)
@given(corpus=texts, history=few)
def test_orders_count_as_a_dictionary_does(corpus, history):
    index = build_index(corpus)
    contexts = contexts_of(index)[0]
    for text in (corpus[0], corpus[-1][: len(corpus[-1]) // 2], history):
        found = read(index, contexts, PAD + text)
        for kind, order in enumerate(ORDERS.tolist()):
            tail = ("^" + text)[-order:] if len(text) + 1 >= order else None
            if UNKNOWN not in text:
                assert found[kind] == dict(naive_counts(corpus, order)[tail]) if tail else not found[kind]


@settings(max_examples=40, deadline=None)
@given(corpus=same_letters, number=st.integers(0, 4))
def test_a_text_that_is_left_out_leaves_the_counts_of_the_others(corpus, number):
    number %= len(corpus)
    index, others = build_index(corpus), build_index(corpus[:number] + corpus[number + 1 :])
    assert index.alphabet.characters == others.alphabet.characters
    contexts, _, entries = contexts_of(index)
    before = contexts.counts.copy(), contexts.continuations.copy()
    begin, end = [*index.starts.tolist(), index.rows][number : number + 2]
    contexts.leave(entries[begin:end], -1)
    expected = contexts_of(others)[0]
    for text in corpus:
        for place in range(len(text) + 1):
            assert read(index, contexts, PAD + text[:place]) == read(others, expected, PAD + text[:place])
            history = PAD + text[:place]
            wanted = read(index, contexts, history, contexts.continuations, contexts.starts)
            found = read(others, expected, history, expected.continuations, expected.starts)
            assert all(found[kind][name] == number for kind, kept in enumerate(wanted) for name, number in kept.items())
    contexts.leave(entries[begin:end], 1)
    assert np.array_equal(contexts.counts, before[0])
    assert np.array_equal(contexts.continuations, before[1])


def test_continuations_are_numbers_of_longer_histories():
    index = build_index(["xab", "yab", "zab", "zac", "ab"])
    contexts, groups, _ = contexts_of(index)
    group = groups[index.starts[0] + 2, 0]  # after "a"
    entries = range(contexts.begins[group], contexts.begins[group + 1])
    names = {index.name(int(contexts.symbols[entry])): int(contexts.continuations[entry]) for entry in entries}
    assert names == {"b": 4, "c": 1}  # after x, y, z and the start of a text; after z
    assert groups.shape == (index.rows, KINDS)


@each
@settings(max_examples=15, deadline=None)
@given(corpus=texts, history=few)
def test_probabilities_sum_to_one(name, corpus, history):
    model = load_model(name, build_index(corpus * 2))
    for tail in (history, PAD + history, PAD + corpus[-1], "\ufffe"):
        distribution = model.distribution(tail)
        assert math.isclose(math.fsum(distribution.values()), 1.0, rel_tol=1e-12)
        assert min(distribution.values()) > 0
        assert set(distribution) == {END, UNKNOWN, *"".join(corpus)}


@pytest.fixture(scope="module")
def index():
    return build_index(prose(1, 60, 40))


@each
def test_bits_are_those_of_the_distribution(name, index):
    model = load_model(name, index)
    for text in ("song sings zzz, then song sings zz", index.decode(index.codes[: index.starts[1]])[:40], ""):
        for place, (event, bits) in enumerate(zip([*text, END], model.bits(text), strict=True)):
            distribution = model.distribution(PAD + text[:place])
            shown = event if event in distribution else UNKNOWN
            assert math.isclose(-math.log2(distribution[shown]), bits, rel_tol=1e-9, abs_tol=1e-9)


def test_mixing_and_remembering_bring_bits_down(index):
    models = ("kneser-ney", "context-mixing", "context-mixing-cache")
    rows = evaluate(index, prose(2, 12, 40), models=models, orders=[6]).rows
    bits = {row.model: row.bits_per_character for row in rows}
    assert bits["context-mixing"] < bits["kneser-ney"]
    assert bits["context-mixing-cache"] < 0.97 * bits["context-mixing"]


@each
def test_it_has_no_order_writes_the_same_again_and_learns_the_same_again(name, index):
    model = load_model(name, index, 5)
    assert model.order is None
    written = sample_texts(model, count=2, seed=3, limit=30, trace=True)
    again = sample_texts(load_model(name, build_index(prose(1, 60, 40))), count=2, seed=3, limit=30)
    assert [one.text for one in written] == [one.text for one in again]
    assert all(step.choice in step.distribution for one in written for step in one.trace)


@each
def test_a_corpus_that_would_fill_the_memory_is_refused(name, index, monkeypatch):
    monkeypatch.setattr("fridaygram.lm.models.context_mixing.MOST_CHARACTERS", 100)
    with pytest.raises(UsageError, match=f"characters are too many for {name}; at most 100"):
        load_model(name, index)
