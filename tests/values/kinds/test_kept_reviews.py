"""Kept reviews of songs: put together again by every build, shown as recorded without their model, never edited."""

import shutil

import msgspec
import pytest

from fridaygram.corpus.store import write_corpus
from fridaygram.errors import ContentError, ModelError
from fridaygram.figures.kinds.curated import CuratedParams, draw
from fridaygram.lm import open_index, save_index, train
from fridaygram.lm.models.song import SongModel
from fridaygram.values.base import rounded
from fridaygram.values.cards import card_named, cards_of, song_name
from fridaygram.values.kinds import curated, song_review, surprisal
from fridaygram.values.reviews import review_receipts, song_writer
from fridaygram.values.samples.receipts import keep_receipt, read_receipts, write_receipts
from fridaygram.values.stores import BlogStores, Shelf
from tests.lm.song import demo

REVIEWS, POOL, BATCH = 100, 800, 2
PARAMS = {"corpus": "demo", "data": "samples.toml", "pick": None}
WORDS = {**PARAMS, "pick": 1, "other": ""}


@pytest.fixture(autouse=True)
def small_pools(monkeypatch):
    monkeypatch.setattr("fridaygram.lm.song.reviews.POOL", POOL)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A blog with a part of the demo corpus and its model of songs; a post that keeps the second of two reviews."""
    blog = tmp_path_factory.mktemp("kept")
    corpus = write_corpus(blog / "content" / "corpus" / "demo", "demo", demo.reviews()[:REVIEWS])
    reviews = corpus.reviews()
    keys = [review.song.key for review in reviews]
    index = train([review.content for review in reviews], held_out=0.2, seed=1, groups=keys)
    folder = blog / "content" / "models" / "demo"
    last = max(review.date_published for review in reviews)
    save_index(folder, index, corpus="demo", corpus_digest=corpus.digest, last=last)
    index, cards = open_index(folder), cards_of(reviews)
    SongModel.teach(index, [cards[number] for number in index.numbers])

    stores = opened(blog)
    card = card_named("demo", stores, song_name(reviews[0].song))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fridaygram.lm.song.reviews.POOL", POOL)
        writer = song_writer(index, reviews)
        written = [writer.write(card, seed=3, number=number) for number in range(BATCH)]
    stores.bundle.mkdir(parents=True)
    keep_receipt(stores.bundle / "samples.toml", review_receipts("demo", index, written)[1], "The better one.")
    return blog


@pytest.fixture
def kept(trained, tmp_path):
    return opened(shutil.copytree(trained, tmp_path / "blog"))


def opened(blog):
    shelf = Shelf(blog / "content" / "corpus", blog / "content" / "models")
    return BlogStores(blog, shelf, blog / "content" / "posts" / "a", None)


def receipt_of(stores):
    return read_receipts(stores.bundle / "samples.toml")[0].receipt


def change(stores, **changes):
    changed = msgspec.structs.replace(receipt_of(stores), **changes)
    write_receipts(stores.bundle / "samples.toml", [changed])


def test_a_kept_review_is_put_together_again(kept):
    assert len(receipt_of(kept).choices) > 1
    assert curated.PROVIDER.check(PARAMS, kept) == "1 replayed"
    assert song_review.PROVIDER.check(WORDS, kept) == "replayed"


def test_it_is_shown_with_its_batch_its_copies_and_its_receipt(kept):
    values = rounded(curated.PROVIDER.compute(PARAMS, kept))
    (sample,), (batch,) = values["samples"], values["batches"].values()
    assert (sample["state"], sample["note"], sample["index"]) == ("replayed", "The better one.", 1)
    assert len(batch) == BATCH
    assert batch[1] == sample["text"] != batch[0]
    assert sample["copies"]["longest"] > 0
    html = draw(values, CuratedParams(corpus="demo"), "a").html
    assert "2nd of 2, order 10" in html
    assert f"<dt>Sentences</dt><dd>{len(receipt_of(kept).choices)}, of texts of that length</dd>" in html
    assert "fridaygram review demo " in html
    assert "The other 1 of this batch" in html


def test_its_words_are_measured_beside_another_songs_review(kept):
    own, other = song_review.PROVIDER.compute(WORDS, kept)["reviews"]
    assert own["text"] == receipt_of(kept).text
    assert own["song"] != other["song"]
    artist = other["song"].split(" - ")[0]
    assert artist in other["text"]
    assert [word for word in own["words"] if word["slot"] in {"artist", "title"} and word["gain"] > 3]


def test_a_changed_text_is_an_error_with_file_and_line(kept):
    text = receipt_of(kept).text
    change(kept, text=text[:30] + "X" + text[30:])
    path = kept.bundle / "samples.toml"
    line = next(number for number, row in enumerate(path.read_text().splitlines(), 1) if "X" in row)
    for provider, params in ((curated, PARAMS), (song_review, WORDS)):
        with pytest.raises(ContentError, match="the model does not write this: at character 31") as caught:
            provider.PROVIDER.check(params, kept)
        assert str(caught.value).startswith(f"content/posts/a/samples.toml:{line}: ")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"stream": 1}, "the model does not write this"),
        ({"seed": 4}, "the 2 texts of this batch are not those"),
        ({"choices": ((0, -9, -1, ()),)}, "the model does not write this"),
        ({"choices": ((-1, 0, 9, ()),)}, f"a review is chosen from {POOL} texts, counted from 0"),
        ({"choices": ((10**12, 0, 9, ()),)}, f"a review is chosen from {POOL} texts, counted from 0"),
    ],
)
def test_a_changed_receipt_fails(kept, changes, problem):
    change(kept, **changes)
    with pytest.raises(ContentError, match=problem) as caught:
        curated.PROVIDER.compute(PARAMS, kept)
    assert str(caught.value).startswith("content/posts/a/samples.toml:")


def test_without_the_model_it_is_shown_as_recorded(kept):
    shutil.rmtree(kept.root / "content" / "models" / "demo+song")
    (sample,) = curated.PROVIDER.compute(PARAMS, kept)["samples"]
    assert (sample["state"], sample["text"]) == ("recorded", receipt_of(kept).text)
    assert curated.PROVIDER.check(PARAMS, kept) == "1 recorded"
    assert song_review.PROVIDER.check(WORDS, kept) == "recorded"
    with pytest.raises(ModelError, match="fridaygram train demo --model song"):
        song_review.PROVIDER.compute(WORDS, kept)


def test_without_the_corpus_it_is_put_together_but_its_batch_is_not_shown(kept):
    shutil.rmtree(kept.root / "content" / "corpus")
    values = curated.PROVIDER.compute(PARAMS, opened(kept.root))
    assert values["samples"][0]["state"] == "replayed"
    assert values["batches"] == {}


def test_it_has_no_surprisal(kept):
    with pytest.raises(ContentError, match="has no surprisal of its own; leave it out with 'pick'"):
        surprisal.PROVIDER.compute(PARAMS, kept)
