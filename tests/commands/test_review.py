"""fridaygram review: a song of the corpus, a song from the options, and every error in one line with a way out."""

import shlex
import shutil

import pytest

from fridaygram.lm import open_index, save_index
from fridaygram.lm.index.store import folder_beside
from fridaygram.values.samples.receipts import read_receipts
from tests.lm.song import demo

SONG = "Tilbury Weir - Gauge Board"


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """The demo's model, with the masked index of the kind song but without the mixing, which takes long to learn."""
    from fridaygram.corpus.store import open_corpus
    from fridaygram.lm import train
    from fridaygram.lm.song.masking import mask
    from fridaygram.lm.training import build_index
    from fridaygram.values.cards import cards_of

    reviews, folder = demo.reviews(), tmp_path_factory.mktemp("models") / "demo"
    corpus = open_corpus(demo.DEMO)
    index = train([one.content for one in reviews], held_out=0.2, groups=[one.song.key for one in reviews])
    save_index(folder, index, corpus="demo", corpus_digest=corpus.digest)
    opened, cards = open_index(folder), cards_of(reviews)
    masked = build_index([mask(reviews[number].content, cards[number]) for number in index.numbers])
    save_index(folder_beside(opened, "song"), masked, corpus="demo", corpus_digest=opened.digest)
    return folder.parent


@pytest.fixture
def sung(blog, models):
    """A blog with the demo corpus and its model."""
    shutil.copytree(demo.DEMO, blog / "content" / "corpus" / "demo")
    shutil.copytree(models, blog / "content" / "models", dirs_exist_ok=True)
    return blog


def test_a_song_of_the_corpus_is_reviewed_by_its_card(sung, fridaygram):
    said = fridaygram("review", "demo", "TILBURY WEIR – gauge board")
    assert said.code == 0
    assert "Tilbury Weir" in said.out
    assert "Gauge Board" in said.out
    assert said.err == "slowcore, indie folk; seed 1: the same line writes the same reviews again\n"
    assert fridaygram("review", "demo", SONG).out == said.out
    found = fridaygram("review", "demo", SONG, "--json").json["reviews"]
    assert [one["text"] + "\n" for one in found] == [said.out]
    assert found[0]["card"]["tags"] == ["slowcore", "indie folk"]
    assert found[0]["card"]["numbers"]["tempo"] == 58


def test_several_reviews_have_a_line_above_each_and_begin_as_fewer_do(sung, fridaygram):
    two = fridaygram("review", "demo", SONG, "--count", "2", "--seed", "7").out
    assert two.startswith("--- 1 of 2, seed 7 ---")
    one = fridaygram("review", "demo", SONG, "--seed", "7").out
    assert one in two


def test_a_song_that_the_corpus_lacks_has_a_card_from_the_options(sung, fridaygram):
    found = fridaygram("review", "demo", "Nobody - Never Heard", "--genres", " Slowcore,, Free jazz ", "--json").json
    card, text = found["reviews"][0]["card"], found["reviews"][0]["text"]
    assert card == {
        "slots": {"artist": ["Nobody"], "title": ["Never Heard"]}, "tags": ["slowcore", "free jazz"], "numbers": {}
    }  # fmt: skip
    assert "Nobody" in text
    assert "Never Heard" in text


def test_genres_take_the_place_of_those_of_the_corpus(sung, fridaygram):
    found = fridaygram("review", "demo", SONG, "--genres", "ambient", "--json").json["reviews"][0]["card"]
    assert (found["tags"], found["numbers"]["tempo"]) == (["ambient"], 58)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("demo", "Gauge Board"), "does not name a song; say it as 'ARTIST - TITLE'"),
        (("demo", " - "), "does not name a song"),
        (("demo", "Tilbury Wier - Gauge Bord"), f"has no song 'Tilbury Wier - Gauge Bord'; did you mean '{SONG}'?"),
        (("demo", "Xq Zz - Vv"), "has no song 'Xq Zz - Vv'; say what it is: --genres"),
        (("dmeo", SONG), "no trained model 'dmeo'"),
        (("demo", SONG, "--count", "0"), "0 is less than 1"),
    ],
)
def test_errors_are_one_line_with_a_way_out(sung, fridaygram, words, problem):
    assert problem in fridaygram("review", *words).problem


def test_without_the_kind_song_it_says_how_to_train_it(sung, fridaygram):
    shutil.rmtree(sung / "content" / "models" / "demo+song")
    problem = fridaygram("review", "demo", SONG).problem
    assert "no model of kind 'song'" in problem
    assert "fridaygram train NAME --model song" in problem


def test_without_the_corpus_it_says_so(sung, fridaygram):
    shutil.rmtree(sung / "content" / "corpus" / "demo")
    assert "no corpus 'demo'" in fridaygram("review", "demo", SONG).problem


def test_a_masked_index_of_another_model_is_refused(sung, fridaygram):
    assert fridaygram("train", "demo", "--held-out", "0.4").code == 0
    problem = fridaygram("review", "demo", SONG).problem
    assert "demo+song: the masked texts are those of another state" in problem


def test_texts_are_measured_beside_peoples(sung, fridaygram, monkeypatch):
    assert "--texts measures what --model song writes" in fridaygram("eval", "demo", "--texts").problem
    monkeypatch.setattr("fridaygram.lm.song.reviews.POOL", 300)
    said = fridaygram("eval", "demo", "--model", "song", "--texts")
    assert said.out.startswith("demo: reviews of 25 held-out songs, by people and by the model told of\n")
    rows = {line[:36].strip(): line[36:].split() for line in said.out.splitlines()[2:]}
    assert rows["texts"] == ["62", "25", "25", "25", "25"]
    assert rows["first sentence names either"][1] == "1.000"
    assert fridaygram("eval", "demo", "--model", "song", "mle", "--texts").code != 0


def test_catalogues_are_asked_about_a_song_that_the_corpus_lacks(sung, fridaygram):
    said = fridaygram("review", "demo", "Nobody - At All", "--ask", "--demo-web")
    assert said.code == 0
    assert "Nobody" in said.out
    assert said.err.startswith("no genre is known, so none is named; seed 1")


def test_a_review_is_kept_for_a_post_with_its_receipt(sung, fridaygram):
    from fridaygram.figures.sample_html import command

    file = "content/posts/2018-06-08-hello/samples.toml"
    words = ("review", "demo", SONG, "--genres", "ambient", "--seed", "7", "--count", "2", "--keep", "2")
    said = fridaygram(*words, "--post", "hello", "--note", "Mine.")
    assert said.code == 0
    assert f"kept in {file}; to show it: ```figure song-review" in said.err
    assert fridaygram(*words, "--json").json["file"] == file  # Kept already: nothing changes, the note neither.
    (placed,) = read_receipts(sung / file)
    kept = placed.receipt
    assert (kept.index, kept.batch, kept.seed, kept.note, kept.card.tags) == (1, 2, 7, "Mine.", ("ambient",))
    assert said.out.endswith(f"\n{kept.text}\n")
    assert fridaygram(*shlex.split(command(kept.fields()))[1:]).out == said.out
    fridaygram(*words, "--note", "Still mine.")
    assert [one.receipt.note for one in read_receipts(sung / file)] == ["Still mine."]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--count", "2", "--keep", "3"), "no review 3 of 2; write more: --count 3"),
        (("--note", "Mine."), "--post and --note go with --keep; say which review to keep: --keep 1"),
        (("--keep", "1", "--post", "helo"), "no post 'helo'; did you mean 'hello'?"),
    ],
)
def test_what_cannot_be_kept_is_said_before_it_is_written(sung, fridaygram, words, problem):
    assert fridaygram("review", "demo", SONG, *words).problem.startswith(problem)
    assert not list((sung / "content" / "posts").rglob("samples.toml"))
