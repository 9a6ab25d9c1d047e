"""Copied pieces are those that a naive search finds, in all texts that have them."""

import random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.lm import build_index, copied, memorise, train
from fridaygram.lm.index.matches import joined, matched
from tests.lm.strategies import few, odd, texts


def naive_lengths(corpus, text):
    """For each character, the length of the longest piece that ends with it and is in a text of the corpus."""
    found = []
    for end in range(1, len(text) + 1):
        lengths = (length for length in range(end, 0, -1) if any(text[end - length : end] in one for one in corpus))
        found.append(next(lengths, 0))
    return tuple(found)


@settings(max_examples=150, deadline=None)
@given(texts, st.one_of(few, odd))
def test_lengths_are_those_of_a_naive_search(corpus, text):
    assert memorise(build_index(corpus), text, at_least=1).lengths == naive_lengths(corpus, text)


@settings(max_examples=80, deadline=None)
@given(texts, st.one_of(few, odd), st.integers(1, 3))
def test_lengths_do_not_depend_on_pieces_and_lanes(corpus, text, lanes):
    with patch("fridaygram.lm.index.matches.LANES", lanes), patch("fridaygram.lm.index.matches.PIECE", 3):
        assert memorise(build_index(corpus), text, at_least=1).lengths == naive_lengths(corpus, text)


@settings(max_examples=80, deadline=None)
@given(texts, few, st.integers(1, 4))
def test_spans_are_all_maximal_pieces_and_their_sources_all_texts(corpus, text, at_least):
    found = memorise(build_index(corpus), text, at_least=at_least)
    pieces = {
        (start, end)
        for start in range(len(text))
        for end in range(start + at_least, len(text) + 1)
        if any(text[start:end] in one for one in corpus)
    }
    maximal = {
        (start, end) for start, end in pieces if (start - 1, end) not in pieces and (start, end + 1) not in pieces
    }
    assert {(span.start, span.start + span.length) for span in found.spans} == maximal
    for span in found.spans:
        assert span.text == text[span.start : span.start + span.length]
        assert list(span.sources) == [number for number, one in enumerate(corpus) if span.text in one]
    copied = {place for start, end in pieces for place in range(start, end)}
    assert found.novel_share == (1 - len(copied) / len(text) if text else 0.0)


def test_a_copy_is_found_with_its_source_as_the_corpus_counts_it():
    corpus = [f"Review {number} says that song {number * 7919} is fine." for number in range(40)]
    index = train(corpus, held_out=0.3, seed=2)
    assert index.held_out.texts
    source = int(index.numbers[7])
    found = memorise(index, "Somebody wrote: " + corpus[source])
    assert found.longest == len(corpus[source])
    assert found.spans[-1].text == corpus[source]
    assert found.spans[-1].sources == (source,)
    hidden = corpus[index.held_out.texts[0]]
    assert all(hidden != span.text for span in memorise(index, hidden).spans)


def test_copies_longer_than_a_byte_of_common_length():
    source = random.Random(9)
    long = "".join(source.choice("abc ") for _ in range(900))
    index = build_index([long, "b" + long[5:], "zz"])
    found = memorise(index, "y" + long[3:800] + "y", at_least=300)
    assert [(span.start, span.length, span.sources) for span in found.spans] == [(1, 797, (0,))]
    assert memorise(index, long[20:700]).spans[0].sources == (0, 1)


def test_matches_go_on_beyond_a_byte_of_common_length():
    source = random.Random(10)
    long = "".join(source.choice("abc ") for _ in range(600))
    corpus = [long[200:] + "x", long[100:] + "y", long + "z", long[50:] + "x", "q" + long[350:] + "w"]
    for text in ("p" + long[40:] + end + start for end in "wxyz" for start in (long[:9], long[150:])):
        assert memorise(build_index(corpus), text, at_least=1).lengths == naive_lengths(corpus, text)


@pytest.mark.slow
def test_a_long_text_is_matched_in_pieces_and_compiled_as_it_would_be_whole(monkeypatch):
    source = random.Random(3)
    corpus = ["".join(source.choice("ab c") for _ in range(300)) for _ in range(10)]
    index = build_index(corpus)
    text = "".join(piece[100 : 100 + source.randrange(60)] + source.choice("abz") for piece in corpus * 3)
    whole = memorise(index, text).lengths
    assert whole == naive_lengths(corpus, text)
    monkeypatch.setattr("fridaygram.lm.index.matches.PIECE", 70)
    assert memorise(index, text).lengths == whole


def test_an_empty_text_copies_nothing():
    found = memorise(build_index(["abc"]), "")
    assert (found.characters, found.longest, found.mean_match, found.novel_share, found.spans) == (0, 0, 0.0, 0.0, ())


@settings(max_examples=100, deadline=None)
@given(texts, st.lists(few, min_size=1, max_size=3))
def test_matches_of_texts_count_their_start(corpus, query):
    index = build_index(corpus)
    rows, lengths, own = matched(index, joined(index, query))
    events = [(text, place) for text in query for place in range(len(text) + 1)]
    assert len(rows) == len(events)
    for (text, place), row, length, whole in zip(events, rows, lengths, own, strict=True):
        assert whole == place + 1
        histories = [(None, *one)[: end + 1] for one in corpus for end in range(len(one) + 1)]
        history = (None, *text)[: place + 1]
        best = max(next((n for n in range(len(history), 0, -1) if h[-n:] == history[-n:]), 0) for h in histories)
        assert length == best
        if best:
            here = int(index.positions[row])
            codes = index.codes[here - best + 1 : here + 1].tolist()
            assert codes == [0 if c is None else index.alphabet.symbol_of[c] for c in history[-best:]]


def most_in_a_row(found):
    """The most characters in a row that lie in copies."""
    inside = {place for span in found.spans for place in range(span.start, span.start + span.length)}
    rows = "".join("x" if place in inside else " " for place in range(found.characters))
    return max(map(len, rows.split()), default=0)


@settings(max_examples=60, deadline=None)
@given(texts, texts, st.integers(1, 6))
def test_what_many_texts_copy_is_what_each_copies(corpus, others, at_least):
    index = build_index(corpus)
    inside, longest = copied(index, [*others, *corpus], at_least=at_least)
    alone = [memorise(index, text, at_least=at_least) for text in [*others, *corpus]]
    assert inside == [round((1 - one.novel_share) * one.characters) for one in alone]
    assert longest == max(map(most_in_a_row, alone))


def test_what_is_copied_from_a_long_corpus_is_found_across_its_parts(monkeypatch):
    """Compiled, with pieces that lie in two of the parts in which training is read."""
    monkeypatch.setattr("fridaygram.lm.memorisation.AT_ONCE", 500)
    source = random.Random(4)
    corpus = ["".join(source.choices("abcdefgh ", k=900)) for _ in range(20)]
    index, texts = build_index(corpus), []
    for number in range(40):
        text, begin = corpus[number % 20], source.randrange(800)
        texts.append("x" + text[begin : begin + source.randrange(20, 60)] + "y" + "".join(source.choices("abc", k=40)))
    inside, longest = copied(index, texts, at_least=30)
    alone = [memorise(index, text, at_least=30) for text in texts]
    assert inside == [round((1 - one.novel_share) * one.characters) for one in alone]
    assert longest == max(map(most_in_a_row, alone)) >= 50
    assert inside.count(0) > 5
