"""What changed in a corpus and its model between two days: counts by hand, both models on the same texts."""

import random
from datetime import date

import pytest

from fridaygram.corpus.funnel import Fate, Ledger, StageLabel
from fridaygram.corpus.records import Review
from fridaygram.corpus.store import write_corpus
from fridaygram.errors import CorpusError
from fridaygram.lm import build_index, evaluate, save_index, split_texts, train
from fridaygram.values.kinds.changes import PROVIDER
from fridaygram.values.stores import BlogStores, Shelf

DAYS = date(2018, 6, 8), date(2018, 6, 15)
PARAMS = {"corpora": ["hums"], "since": "2018-06-08"}
LABELS = (StageLabel("links", "links of all songs"), StageLabel("english", "in English"))


class TwoDays(BlogStores):
    """The stores of the later day; ``then`` are those of the earlier, which has a corpus and a model of its own."""

    then: BlogStores

    def at(self, day):
        assert day == DAYS[0]
        return self.then


def review(number, text):
    words = len(text.split())
    return Review(url=f"https://b.example/{number}", domain="b.example", content=text, word_count=words)


def write(root, texts, *, ledger=True, held_out=None):
    """Write the corpus ``hums`` of texts by number, and its model where texts are held out."""
    rows = [review(number, text) for number, text in texts.items()]
    fates = [Fate(url=row.url) for row in rows] + [Fate(url="https://x.example/", stage="english", reason="French")]
    corpus = write_corpus(
        root / "content/corpus/hums", "hums", rows, ledger=Ledger("hums", LABELS, fates) if ledger else None
    )
    if held_out:
        index = train([one.content for one in corpus.reviews()], held_out=held_out, seed=1)
        save_index(root / "content/models/hums", index, corpus="hums", corpus_digest=corpus.digest)


def stores(root, day, kind=BlogStores):
    (root / "content/posts/a").mkdir(parents=True, exist_ok=True)
    return kind(root, Shelf(root / "content/corpus", root / "content/models"), root / "content/posts/a", day)


def compared(tmp_path):
    now = stores(tmp_path / "now", DAYS[1], TwoDays)
    now.then = stores(tmp_path / "then", DAYS[0])
    (found,) = PROVIDER.compute(PARAMS, now)["corpora"]
    return found, now


def test_texts_and_funnel_are_counted(tmp_path):
    write(tmp_path / "then", {1: "a hum", 2: "two hums", 3: "gone"})
    write(tmp_path / "now", {1: "a hum", 2: "two new hums", 4: "a fourth", 5: "and a fifth one"})
    found, _ = compared(tmp_path)
    assert found["texts"] == {
        "before": {"texts": 3, "words": 5},
        "now": {"texts": 4, "words": 11},
        "in": 2,
        "out": 1,
        "changed": 1,
    }
    assert found["funnel"] == {
        "steps": [
            {"label": "links of all songs", "before": 4, "now": 5},
            {"label": "in English", "before": 3, "now": 4},
        ]
    }


def test_words_rise_and_fall_by_how_little_chance_explains_it(tmp_path):
    write(tmp_path / "then", {1: "drum " * 5 + "bass " * 90 + "Once, (hum)", 2: "hum"})
    write(tmp_path / "now", {1: "drum " * 60 + "bass " * 38 + "hum", 2: "HUM"})
    words = compared(tmp_path)[0]["words"]
    assert [(one["word"], one["before"], one["now"]) for one in words["rose"]] == [
        ("drum", pytest.approx(10_000 * 5 / 98), 6_000)
    ]
    assert [one["word"] for one in words["fell"]] == ["bass", "once", "hum"]


def test_what_cannot_be_computed_is_said(tmp_path):
    write(tmp_path / "then", {1: "a hum", 2: "two hums"}, ledger=False)
    write(tmp_path / "now", {1: "a hum"}, ledger=False)
    found, _ = compared(tmp_path)
    assert found["cannot"] == {
        "funnel": "only an acquired or imported corpus has a funnel",
        "model": "no trained model 'hums'",
    }
    assert found["texts"]["out"] == 1


def test_a_corpus_that_is_not_here_is_an_error(tmp_path):
    with pytest.raises(CorpusError, match="no corpus 'hums'"):
        compared(tmp_path)


def texts(count):
    dice = random.Random(1)
    return {number: "".join(dice.choices("aeiou nst", k=80)) for number in range(count)}


def test_models_of_both_days_are_measured_on_the_texts_that_both_held_out(tmp_path):
    before, after = texts(30), {number: text for number, text in texts(40).items() if number > 3}
    write(tmp_path / "then", before)
    write(tmp_path / "now", after, held_out=0.4)
    found, now = compared(tmp_path)
    own = [one.content for one in now.then.reviews("hums")]
    split = split_texts(own, 0.4, 1)
    then = {own[number] for number in split.held_out}
    reviews = now.training("hums")
    today = [reviews[number].content for number in now.index("hums").held_out.texts]
    common = [text for text in today if text in then]
    assert 0 < len(common) < len(today)
    model = found["model"]
    assert model["held_out"] == {"before": len(then), "now": len(today), "common": len(common)}
    indexes = {"before": build_index([own[number] for number in split.train]), "now": now.index("hums")}
    for name, index in indexes.items():
        rows = evaluate(index, common, models=("kneser-ney",), orders=(1, 5)).rows
        measured = model["bits"][name]
        assert [measured[0], measured[4]] == pytest.approx([row.bits_per_character for row in rows])
    assert model["sample"]["before"] != model["sample"]["now"]
    assert found["cannot"] == {}


def test_a_corpus_that_stood_still_has_the_same_scores(tmp_path):
    write(tmp_path / "then", texts(30))
    write(tmp_path / "now", texts(30), held_out=0.3)
    model = compared(tmp_path)[0]["model"]
    assert model["bits"]["before"] == model["bits"]["now"]
    assert model["sample"]["before"] == model["sample"]["now"]


def test_scores_on_other_texts_are_not_compared(tmp_path):
    own = texts(60)
    write(tmp_path / "then", {number: own[number] for number in range(30)})
    write(tmp_path / "now", {number: own[number] for number in range(30, 60)}, held_out=0.3)
    cannot = compared(tmp_path)[0]["cannot"]
    assert cannot == {"model": "no text was held out both then and now, so the scores say nothing of each other"}
