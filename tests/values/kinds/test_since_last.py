"""The comparison with the post before: right numbers, the right post, and none across different held-out sets."""

from datetime import date

import pytest

from fridaygram.corpus.stats import corpus_stats
from fridaygram.errors import ModelError
from fridaygram.lm import evaluate, save_index, train
from fridaygram.values.kinds.order_curve import held_out_texts
from fridaygram.values.kinds.since_last import PROVIDER
from fridaygram.values.results import Entry, Results, write_results
from fridaygram.values.stores import BlogStores
from tests.values.writing import SUNG

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
        "sources": {},
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


def test_another_held_out_set_is_refused(sung):
    one, two = post(sung, "2018-06-01-p"), post(sung, "2018-06-08-p")
    publish(one, PROVIDER.compute(PARAMS, one))
    folder = sung.root / "content" / "models" / "sung"
    save_index(folder, train(SUNG, held_out=0.4, seed=2), corpus="sung", corpus_digest=sung.corpus("sung").digest)
    sung.shelf._indexes.clear()
    sung.shelf._models.clear()
    with pytest.raises(ModelError) as caught:
        PROVIDER.compute(PARAMS, two)
    assert str(caught.value) == (
        "the held-out set of 'sung' is not that of 2018-06-01-p: 2 texts then, 3 now, so the scores say nothing of "
        "each other; train on the corpus of then, or leave the comparison out"
    )


def test_a_model_that_is_never_finite_cannot_be_compared(sung):
    with pytest.raises(ModelError, match="'mle' has infinite bits at every order; compare a smoothed model"):
        PROVIDER.compute({**PARAMS, "model": "mle"}, post(sung, "2018-06-01-p"))
