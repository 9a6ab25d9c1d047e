"""The comparison with the post before: right numbers, the right post, and on texts that both weeks held out."""

from datetime import date

import pytest

from fridaygram.corpus.stats import corpus_stats
from fridaygram.errors import ModelError
from fridaygram.lm import build_index, evaluate, split_texts
from fridaygram.values.kinds.order_curve import held_out_texts
from fridaygram.values.kinds.since_last import PROVIDER
from fridaygram.values.results import Entry, Results, write_results
from fridaygram.values.stores import BlogStores, Shelf
from tests.values.writing import TEXTS, write_sung

PARAMS = {"corpus": "sung", "model": "kneser-ney"}


def post(sung, name, day=None):
    """Return the stores as a post of that name sees them."""
    folder = sung.root / "content" / "posts" / name
    folder.mkdir(exist_ok=True)
    (folder / "index.md").write_text("---\ntitle: A\n---\n", "utf-8")
    return BlogStores(sung.root, sung.shelf, folder, day or date(2018, 6, 1))


def publish(stores, values, **changes):
    """Keep a post's values, as a build does."""
    entry = {
        "kind": "since-last",
        "params": PARAMS,
        "sources": {source.label: stores.digest(source) for source in PROVIDER.sources(PARAMS)},
        "computed": "2018-06-01",
        "values": values,
        **changes,
    }
    kept = Entry(**entry)
    write_results(stores.bundle / "results.json", Results(values={kept.key: kept}))


def test_the_first_post_has_nothing_before_it(sung):
    values = PROVIDER.compute(PARAMS, post(sung, "2018-06-01-one"))
    assert (values["before"], values["post"]) == (None, "")
    rows = evaluate(sung.index("sung"), held_out_texts("sung", sung), models=("kneser-ney",), orders=range(1, 17)).rows
    best = min((row.bits_per_character, row.order) for row in rows)
    assert (values["now"]["bits"], values["now"]["order"]) == best
    stats = corpus_stats(sung.corpus("sung").reviews())
    assert (values["now"]["reviews"], values["now"]["words"]) == (stats.reviews, stats.words)


def test_it_is_compared_with_the_latest_post_before(sung):
    one, two, three = (post(sung, f"2018-06-{day:02}-p") for day in (1, 8, 15))
    first = PROVIDER.compute(PARAMS, one)
    publish(one, first)
    publish(three, {**first, "now": {**first["now"], "reviews": -1}})
    second = PROVIDER.compute(PARAMS, two)
    assert (second["before"], second["post"]) == (first["now"], "2018-06-01-p")
    publish(two, second)
    assert PROVIDER.compute(PARAMS, three)["post"] == "2018-06-08-p"


def test_a_draft_is_nothing_to_compare_with(sung):
    one, two, three = (post(sung, f"2018-06-{day:02}-p") for day in (1, 8, 15))
    publish(one, PROVIDER.compute(PARAMS, one))
    publish(two, PROVIDER.compute(PARAMS, two))
    for text in ("---\ntitle: A\ndraft: true\n---\n", "no front matter"):
        (two.bundle / "index.md").write_text(text, "utf-8")
        assert PROVIDER.compute(PARAMS, three)["post"] == "2018-06-01-p"


def test_posts_are_told_apart_by_their_days_not_by_their_names(sung):
    one, two = post(sung, "zero", date(2018, 6, 1)), post(sung, "first", date(2018, 6, 8))
    publish(one, PROVIDER.compute(PARAMS, one))
    assert PROVIDER.compute(PARAMS, two)["post"] == "zero"
    assert PROVIDER.compute(PARAMS, post(sung, "a-before", date(2018, 5, 25)))["post"] == ""


@pytest.mark.parametrize("changes", [{"kind": "limits"}, {"params": {"corpus": "small", "model": "kneser-ney"}}])
def test_other_boxes_and_other_corpora_are_no_comparison(sung, changes):
    one, two = post(sung, "2018-06-01-p"), post(sung, "2018-06-08-p")
    publish(one, PROVIDER.compute(PARAMS, one), **changes)
    assert PROVIDER.compute(PARAMS, two)["before"] is None


def test_reviews_of_a_later_day_are_not_counted(sung):
    assert PROVIDER.compute(PARAMS, post(sung, "2018-04-06-p", date(2018, 4, 6)))["now"]["reviews"] == 0


@pytest.fixture
def weeks(blog, shelf):
    """Two weeks of a corpus that grows: the stores of a post of 8 June, when it had 120 texts, and of 15 June, 169.

    The last of those is nearly a text that was held out on 8 June, and takes it to training.
    """
    grow(blog, TEXTS[:120])
    first = post_of(blog, shelf, "2018-06-08")
    publish(first, PROVIDER.compute(PARAMS, first))
    held_out = held_out_texts("sung", first)[0]
    grow(blog, [*TEXTS[:168], f"{held_out} And again."])
    return first, post_of(blog, Shelf(shelf.corpora, shelf.models), "2018-06-15")


def grow(blog, texts):
    """Write the corpus ``sung`` with these texts, the first 120 of 1 June 2018, and train on it."""
    write_sung(blog, texts, days=["2018-06-01" if number < 120 else "2018-06-12" for number in range(len(texts))])


def post_of(blog, shelf, day):
    folder = blog / "content" / "posts" / f"{day}-p"
    folder.mkdir(exist_ok=True)
    (folder / "index.md").write_text("---\ntitle: A\n---\n", "utf-8")
    return BlogStores(blog, shelf, folder, date.fromisoformat(day))


def test_a_growing_corpus_is_compared_on_what_both_weeks_held_out(weeks):
    values = PROVIDER.compute(PARAMS, weeks[1])
    found, first = values["on_shared"], values["before"]
    early, late = ([text.content for text in stores.reviews("sung")] for stores in weeks)
    held_early, held_late = ([texts[n] for n in split_texts(texts, 0.2, 1).held_out] for texts in (early, late))
    both = [text for text in held_late if text in held_early]
    assert (first["reviews"], values["now"]["reviews"]) == (120, 169)
    assert first["held_out"]["texts"] == len(held_early)
    assert len(held_early) > found["texts"] == len(both) > 0
    assert (found["before"]["left_out"], found["now"]["left_out"]) == (
        len(held_early) - len(both),
        len(held_late) - len(both),
    )
    for week, texts, held_out in (("before", early, held_early), ("now", late, held_late)):
        index = build_index([text for text in texts if text not in held_out])
        rows = evaluate(index, both, models=("kneser-ney",), orders=range(1, 17)).rows
        best = min((row.bits_per_character, row.order) for row in rows)
        assert (found[week]["bits"], found[week]["order"]) == best


def test_a_week_whose_corpus_cannot_be_had_again_is_one_line(weeks, blog, shelf):
    write_sung(blog, TEXTS[4:168], days=["2018-06-01"] * 164)
    with pytest.raises(ModelError) as caught:
        PROVIDER.compute(PARAMS, post_of(blog, Shelf(shelf.corpora, shelf.models), "2018-06-15"))
    assert str(caught.value) == (
        "the corpus 'sung' as of 2018-06-08 is not what 2018-06-08-p was computed from, so the weeks cannot be "
        "compared; compute that number again: fridaygram refresh 2018-06-08-p#since-last; or leave this comparison out"
    )


def test_weeks_that_held_out_no_common_text_are_one_line(weeks, monkeypatch):
    monkeypatch.setattr("fridaygram.values.kinds.since_last.shared", lambda *_: [])
    with pytest.raises(ModelError, match=r"no text of 'sung' was held out both for 2018-06-08-p and now: "):
        PROVIDER.compute(PARAMS, weeks[1])


def test_a_model_that_is_never_finite_cannot_be_compared(sung):
    with pytest.raises(ModelError, match="'mle' has infinite bits at every order; compare a smoothed model"):
        PROVIDER.compute({**PARAMS, "model": "mle"}, post(sung, "2018-06-01-p"))
