import shutil
from datetime import date

import pytest

from fridaygram.corpus.funnel import Fate, Ledger, StageLabel
from fridaygram.corpus.store import open_corpus, write_corpus
from fridaygram.errors import ContentError, CorpusError, ModelError
from fridaygram.lm import build_index, save_index
from fridaygram.values.base import ValueSource
from fridaygram.values.stores import BlogStores, Shelf

SMALL = ValueSource(kind="corpus", name="small")


def test_a_corpus_is_opened_once(shelf):
    assert shelf.corpus("small") is shelf.corpus("small")


@pytest.mark.parametrize(("name", "hint"), [("smal", "did you mean 'small'"), ("x", "known: plain, small")])
def test_an_unknown_corpus_is_an_error_that_suggests(shelf, name, hint):
    with pytest.raises(CorpusError, match=f"no corpus '{name}'") as caught:
        shelf.corpus(name)
    assert hint in caught.value.hint


def test_a_name_cannot_lead_out_of_the_folder(shelf):
    with pytest.raises(CorpusError, match="cannot name a corpus"):
        shelf.corpus("../corpus/small")


def test_an_untrained_model_is_an_error_that_says_how_to_train(shelf):
    with pytest.raises(ModelError) as caught:
        shelf.index("small")
    assert str(caught.value) == "no trained model 'small'; train it: fridaygram train small"


def test_a_misspelt_model_is_an_error_that_suggests(shelf):
    with pytest.raises(ModelError) as caught:
        shelf.index("smal")
    assert str(caught.value) == "no trained model 'smal'; did you mean 'small'?"


@pytest.mark.parametrize("store", ["corpus", "index"])
def test_no_name_is_an_error_that_says_what_to_write(shelf, store):
    with pytest.raises(CorpusError) as caught:
        getattr(shelf, store)("")
    assert str(caught.value) == "no corpus is named; say which: 'corpus: plain'"


def test_what_comes_later_does_not_move_a_posts_snapshot(blog, shelf, stores):
    rows = open_corpus(blog / "content/corpus/small").reviews()
    before = stores.digest(SMALL), shelf.snapshot_digest("plain", None)
    folder = blog / "content/corpus/plain"
    write_corpus(folder, "plain", rows[:2])
    again = Shelf(shelf.corpora, shelf.models)
    assert again.snapshot_digest("plain", None) == before[1]
    write_corpus(folder, "plain", rows)
    more = Shelf(shelf.corpora, shelf.models)
    assert more.snapshot_digest("plain", None) != before[1]
    assert more.snapshot_digest("plain", date(2018, 5, 2)) == again.snapshot_digest("plain", date(2018, 5, 2))


def test_remembered_snapshots_spare_the_reading(blog, shelf, stores, monkeypatch):
    remembered = {}
    first = Shelf(shelf.corpora, shelf.models, remembered).snapshot_digest("small", None)
    monkeypatch.setattr("fridaygram.corpus.store.Corpus.reviews", lambda *_: pytest.fail("read"))
    assert Shelf(shelf.corpora, shelf.models, remembered).snapshot_digest("small", None) == first


def test_a_run_that_only_drops_links_is_seen_by_a_shelf_that_remembers(blog, shelf):
    folder = blog / "content/corpus/dropping"
    rows = open_corpus(blog / "content/corpus/small").reviews()[:1]
    remembered: dict[str, str] = {}

    def after(links):
        fates = [Fate(url=f"https://a.example/{n}", stage="gate", reason="too short") for n in range(links)]
        fates += [Fate(url=row.url) for row in rows]
        ledger = Ledger("links", (StageLabel("links", "links"), StageLabel("gate", "long enough")), fates)
        write_corpus(folder, "dropping", rows, ledger=ledger)
        return Shelf(shelf.corpora, shelf.models, remembered).snapshot_digest("dropping", None)

    assert after(2) != after(3)
    assert after(2) == after(2)


def test_the_digest_of_what_is_not_here_is_none(blog, shelf, stores):
    absent = [ValueSource(kind=kind, name="none") for kind in ("corpus", "model", "file")]
    assert [stores.digest(source) for source in absent] == [None, None, None]


def test_a_file_beside_the_post_comes_before_a_shared_one(blog, stores):
    shared, own = blog / "content/data/a.csv", blog / "content/posts/a/a.csv"
    shared.write_text("shared")
    assert stores.file("a.csv") == shared.resolve()
    before = stores.digest(ValueSource(kind="file", name="a.csv"))
    own.write_text("own")
    assert stores.file("a.csv") == own.resolve()
    assert stores.digest(ValueSource(kind="file", name="a.csv")) != before


@pytest.mark.parametrize("name", ["../b/secret.csv", "/etc/hostname", "../../../site.toml"])
def test_a_file_elsewhere_is_refused(blog, stores, name):
    (blog / "content/posts/b").mkdir()
    (blog / "content/posts/b/secret.csv").write_text("x")
    with pytest.raises(ContentError, match="is outside the post; keep it beside the post's"):
        stores.file(name)


def test_a_missing_file_is_an_error_that_suggests(blog, stores):
    (blog / "content/data/numbers.csv").write_text("x")
    with pytest.raises(ContentError) as caught:
        stores.file("number.csv")
    assert str(caught.value) == (
        "no data file 'number.csv' beside the post or in content/data; did you mean 'numbers.csv'?"
    )


def test_stores_look_as_of_the_posts_day(blog, shelf):
    posts = blog / "content/posts/a"
    early, late = (BlogStores(blog, shelf, posts, day) for day in (date(2018, 5, 2), date(2018, 5, 9)))
    assert (len(early.reviews("small")), len(late.reviews("small"))) == (2, 5)
    assert early.digest(SMALL) != late.digest(SMALL)


@pytest.fixture
def modelled(blog, shelf):
    """A shelf on which ``small`` has several models, and a model of another corpus begins with its name."""

    def keep(name, corpus, **days):
        save_index(shelf.models / name, build_index([name]), corpus=corpus, corpus_digest="d", **days)

    keep("small", "small", last="2018-05-03")
    keep("small-3", "small", as_of="2018-05-03")
    keep("small-2", "small", as_of="2018-05-02", last="2018-05-01")
    keep("small-9", "small", as_of="2018-05-09")
    keep("small-talk", "small-talk", last="2018-05-02")
    (shelf.models / "small+lstm").mkdir()
    return shelf


def test_models_stand_by_their_days_the_plain_one_last_of_its_day(modelled):
    assert modelled.models_of("small") == ["small-2", "small-3", "small", "small-9"]
    assert (modelled.models_of("small-talk"), modelled.models_of("plain")) == (["small-talk"], [])


@pytest.mark.parametrize(
    ("name", "day", "model"),
    [
        ("small", "2018-05-01", "small"),
        ("small", "2018-05-02", "small-2"),
        ("small", "2018-05-03", "small"),
        ("small", "2018-05-08", "small"),
        ("small", "2018-05-09", "small-9"),
        ("small", None, "small"),
        ("small-3", "2018-05-02", "small-3"),
        ("plain", "2018-05-02", "plain"),
    ],
)
def test_a_post_takes_the_newest_model_that_is_not_newer(modelled, name, day, model):
    assert modelled.model_as_of(name, day and date.fromisoformat(day)) == model


@pytest.mark.parametrize(("day", "model"), [("2018-05-01", "small-2"), (None, "small-9")])
def test_without_a_plain_model_one_of_the_others_is_taken(modelled, day, model):
    shutil.rmtree(modelled.models / "small")
    again = Shelf(modelled.corpora, modelled.models)
    assert again.model_as_of("small", day and date.fromisoformat(day)) == model


def test_a_models_name_stands_for_its_corpus_as_of_its_day(modelled, stores):
    assert [len(stores.reviews(name)) for name in ("small-2", "small", "small-3")] == [2, 4, 3]
    assert stores.digest(ValueSource(kind="corpus", name="small-2")) == stores.at(date(2018, 5, 2)).digest(SMALL)
    newer = [stores.is_newer(ValueSource(kind=kind, name="small-9")) for kind in ("model", "corpus")]
    assert (newer, stores.is_newer(ValueSource(kind="model", name="small"))) == ([True, False], False)


def trained_on(shelf, name, digest, as_of=""):
    save_index(shelf.models / name, build_index(["a"]), corpus=name, corpus_digest=digest, as_of=as_of)
    return Shelf(shelf.corpora, shelf.models)


def test_a_model_that_is_older_than_its_corpus_is_refused_or_remarked(shelf):
    assert trained_on(shelf, "small", shelf.corpus("small").digest).check_model_is_current("small", stale=False) == ""
    older = trained_on(shelf, "small", "another")
    with pytest.raises(ModelError) as caught:
        older.check_model_is_current("small", stale=False)
    assert str(caught.value) == (
        "the model 'small' is older than its corpus; train it again: fridaygram train small; or go on with --stale"
    )
    said = older.check_model_is_current("small", stale=True)
    assert said == "the model 'small' is older than its corpus; train it again: fridaygram train small"
    assert trained_on(shelf, "small", "another", "2018-06-08").check_model_is_current("small", stale=False) == ""


@pytest.mark.parametrize("text", [None, "{}", "[]", "no", '{"digest": 1', '{"digest": ""}'])
def test_a_model_without_a_corpus_or_without_a_digest_is_taken(shelf, text):
    header = shelf.corpora / "small" / "corpus.json"
    header.unlink() if text is None else header.write_text(text)
    digest = "another" if text != '{"digest": ""}' else ""
    assert trained_on(shelf, "small", digest).check_model_is_current("small", stale=False) == ""
