"""The limits of order, against slow and plain ways to the same numbers."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.lm import evaluate, load_model, sample_texts, save_index, train
from fridaygram.values.kinds.limits import LONG, LONGEST, PROVIDER, SHORTEST, loops_of
from fridaygram.values.kinds.order_curve import held_out_texts
from fridaygram.values.samples.copying import AT_LEAST, LENGTH, SAMPLES, SEED, copies_by_name, novelty

PARAMS = {"corpus": "sung", "model": "kneser-ney", "orders": [1, 3, 6], "samples": 4}
REVIEWS = Path(__file__).parents[4] / "shared" / "data" / "reviews_train.jsonl"


def naive_loops(text):
    """Return whether anything of SHORTEST to LONGEST characters, with a letter, stands twice running."""
    return any(
        text[start : start + size] == text[start + size : start + 2 * size]
        and any(character.isalpha() for character in text[start : start + size])
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(len(text) - 2 * size + 1)
    )


@given(st.lists(st.sampled_from(["and then ", "the drum ", "no. ", "1234567 ", "a", "b"]), max_size=14).map("".join))
def test_loops_are_found_where_a_search_of_everything_finds_them(text):
    found = loops_of(text)
    assert bool(found) == naive_loops(text)
    for start, length in found:
        assert length >= 2 * SHORTEST
        assert naive_loops(text[start : start + length])


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("It sounds big on a phone. It sounds big on a phone. It sounds", [(0, 61)]),
        ("ha ha ha ha ha ha ha", [(0, 20)]),
        ("-" * 40, []),
        ("He said no and went.", []),
        ("", []),
    ],
)
def test_what_a_loop_is(text, loops):
    assert loops_of(text) == loops


def test_each_number_is_what_it_says(sung):
    values = PROVIDER.compute(PARAMS, sung)
    index, people = sung.index("sung"), held_out_texts("sung", sung)
    rows = evaluate(index, people, models=("kneser-ney",), orders=[1, 3, 6]).rows
    assert values["bits"] == [row.bits_per_character for row in rows]
    assert values["unseen"] == [row.unseen_share for row in rows]
    copied = copies_by_name("sung", sung)
    for place, order in enumerate((1, 3, 6)):
        assert values["novel"][place] == pytest.approx(1 - copied[str(order)])
        assert values["longest"][place] == copied[f"{order}.longest"]
        texts = [one.text for one in sample_texts(load_model("mle", index, order), count=4, seed=SEED, limit=LONG)]
        assert values["loops"][place] == sum(map(naive_loops, texts)) / 4
        assert bool(values["loop"][place]) == bool(values["loops"][place])
    assert values["people"]["novel"] == pytest.approx(1 - copied["held_out"])
    assert values["measured"] == {"samples": 4, "length": LONG, "copies": SAMPLES, "cut": LENGTH, "seed": SEED}


def test_novelty_is_the_share_in_no_copy(sung):
    index = sung.index("sung")
    (first, *_) = [review.content for review in sung.corpus("sung").reviews() if review.content in _trained(index)]
    assert novelty(index, [first[:AT_LEAST]]) == (0.0, AT_LEAST)
    assert novelty(index, ["Ж" * 30])[0] == 1.0
    assert novelty(index, [first[:AT_LEAST], "Ж" * AT_LEAST])[0] == 0.5
    assert novelty(index, []) == (0.0, 0)


def _trained(index):
    bounds = [*index.starts.tolist(), index.rows]
    return [index.decode(index.codes[low:high]) for low, high in pairwise(bounds)]


@pytest.mark.skipif(not REVIEWS.is_file(), reason="the real reviews are not on this machine")
def test_on_real_reviews_order_trades_novelty_for_copies(sung):
    """The figure's claim on 600 reviews of the first project: unseen rises with order, novelty falls to nothing."""
    from fridaygram.corpus.records import Review
    from fridaygram.corpus.store import write_corpus

    rows = [json.loads(line) for line in REVIEWS.read_text("utf-8").splitlines()[:600]]
    reviews = [
        Review(url=f"https://r.example/{number}", domain="r.example", content=row["content"], word_count=1)
        for number, row in enumerate(rows)
        if row["content"].strip()
    ]
    corpus = write_corpus(sung.root / "content/corpus/real", "real", reviews)
    texts = [review.content for review in sung.corpus("real").reviews()]
    trained = train(texts, held_out=0.2, seed=1)
    save_index(sung.root / "content/models/real", trained, corpus="real", corpus_digest=corpus.digest)
    values = PROVIDER.compute({**PARAMS, "corpus": "real", "orders": [2, 8, 16], "samples": 10}, sung)
    low, middle, high = range(3)
    assert values["bits"][low] > values["bits"][middle]
    assert values["unseen"] == sorted(values["unseen"])
    assert values["novel"] == sorted(values["novel"], reverse=True)
    assert values["novel"][low] > 0.99 > 0.1 > values["novel"][high]
    assert values["people"]["novel"] > values["novel"][middle]
