"""The table of evaluation is what a naive count gives, and an infinity is said to be one."""

import math
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import ModelError, UsageError
from fridaygram.lm import build_index, evaluate, load_model, memorise, readability, sample_texts
from tests.lm import naive
from tests.lm.strategies import few, texts


def naive_row(corpus, held_out, order):
    """Shares of unseen and impossible events, and bits of the others, by a dictionary of Counters."""
    table = naive.counts(corpus, order)
    unseen = impossible = events = 0
    bits = []
    for text in held_out:
        padded = [None] * order + list(text)
        for place, event in enumerate([*text, ""]):
            events += 1
            following = table.get(tuple(padded[place : place + order]), Counter())
            if not following:
                unseen += 1
            elif not following[event]:
                impossible += 1
            else:
                bits.append(-math.log2(following[event] / following.total()))
    return unseen / events, impossible / events, len(bits) / events, math.fsum(bits) / len(bits) if bits else None


@settings(max_examples=60, deadline=None)
@given(texts, st.lists(few, min_size=1, max_size=4))
def test_the_unsmoothed_table_is_a_naive_count(corpus, held_out):
    index = build_index(corpus)
    for row in evaluate(index, held_out, models=("mle",), orders=(1, 2, 5, 17)).rows:
        unseen, impossible, covered, bits = naive_row(corpus, held_out, row.order)
        assert (row.unseen_share, row.impossible_share) == (unseen, impossible)
        assert row.covered_share == covered
        assert math.isclose(row.unseen_share + row.impossible_share + row.covered_share, 1.0)
        assert (row.covered_bits is None) == (bits is None)
        if bits is not None:
            assert math.isclose(row.covered_bits, bits, abs_tol=1e-12)
            assert math.isclose(row.seed_perplexity, 2**bits)
        assert (row.bits_per_character is None) == (covered < 1)
        assert (row.perplexity is None) == (covered < 1)


def test_orders_beyond_a_tree_are_counted_too():
    corpus = ["ab" * 200, "b" * 290]
    row = evaluate(build_index(corpus), ["ab" * 150], models=("mle",), orders=[270]).rows[0]
    assert (row.unseen_share, row.impossible_share, row.covered_share) == naive_row(corpus, ["ab" * 150], 270)[:3]


def test_an_impossible_character_makes_the_score_infinite_and_the_flawed_number_hides_it():
    evaluation = evaluate(build_index(["abab", "abac"]), ["abab", "zab"], orders=[2], models=("mle", "kneser-ney"))
    mle, smoothed = evaluation.rows
    assert (evaluation.texts, evaluation.characters) == (2, 7)
    assert mle.bits_per_character is None and mle.perplexity is None
    assert mle.covered_share < 1 and mle.seed_perplexity < 2
    assert smoothed.covered_share == 1.0 and smoothed.impossible_share == 0.0
    assert smoothed.seed_perplexity is None
    assert math.isclose(smoothed.perplexity, 2**smoothed.bits_per_character)
    assert smoothed.unseen_share == mle.unseen_share


def test_bits_are_the_mean_of_the_models_own():
    corpus, held_out = ["the song is the remix", "this is a song"], ["this remix", "song the"]
    index = build_index(corpus)
    for name in ("kneser-ney", "witten-bell"):
        row = evaluate(index, held_out, models=(name,), orders=[3]).rows[0]
        score = load_model(name, index, 3).score(held_out)
        assert math.isclose(row.bits_per_character, score.bits / score.events)


def test_rows_are_by_model_then_order_whatever_was_asked():
    rows = evaluate(build_index(["abc"]), ["ab"], models=("witten-bell", "mle"), orders=[4, 1, 4]).rows
    assert [(row.model, row.order) for row in rows] == [
        ("witten-bell", 1),
        ("witten-bell", 4),
        ("mle", 1),
        ("mle", 4),
    ]


def test_progress_is_told():
    told = []
    evaluate(build_index(["abc"]), ["ab"], orders=[1], progress=lambda *step: told.append(step))
    assert told[0] == (0, 2, "evaluating mle") and told[-1][:2] == (2, 2)


def test_what_cannot_be_evaluated_is_refused():
    index = build_index(["abc"])
    with pytest.raises(ModelError, match="no text to evaluate on"):
        evaluate(index, [])
    with pytest.raises(UsageError, match="unknown model 'kneser'"):
        evaluate(index, ["a"], models=("kneser",))


TRAINING = ["the song hums, and then it stops" * 3, "a hum in three chords", "Don't stop the song"] * 4


def test_unknown_words_and_long_copies_are_counted_one_by_one():
    index = build_index(TRAINING)
    held_out = [TRAINING[0][:60] + " Thistle DON'T stops", "x" * 300 + " " + "y z " * 50, ""]
    people, *rows = readability(index, held_out, models=["mle", "kneser-ney"], orders=[None, 2], top_ps=[0.9, 1.0])
    assert (people.model, people.order, people.texts) == ("people", None, 3)
    known = {word for text in TRAINING for word in words_of(text)}
    shown = [held_out[0], held_out[1][:400].rsplit(None, 1)[0], ""]
    words = [word for text in shown for word in words_of(text)]
    assert people.unknown_words == pytest.approx(sum(word not in known for word in words) / len(words))
    assert people.characters == sum(map(len, shown))
    assert people.copied == pytest.approx(60 / people.characters)
    settings = [(row.model, row.order, row.top_p) for row in rows]
    models = (("mle", 6), ("mle", 2), ("kneser-ney", 8), ("kneser-ney", 2))
    assert settings == [(model, order, top_p) for model, order in models for top_p in (0.9, 1.0)]
    for row in rows:
        model = load_model(row.model, index, row.order)
        found = sample_texts(model, count=50, seed=1, limit=400, until="word", top_p=row.top_p)
        words = [word for sample in found for word in words_of(sample.text)]
        assert row.unknown_words == pytest.approx(sum(word not in known for word in words) / len(words))
        copies = [memorise(index, sample.text, at_least=50) for sample in found]
        inside = sum(one.characters * (1 - one.novel_share) for one in copies)
        assert row.copied == pytest.approx(inside / sum(one.characters for one in copies))
    assert max(row.unknown_words for row in rows) > 0 < max(row.copied for row in rows)


def words_of(text):
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())
