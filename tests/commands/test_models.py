"""Several models of one corpus, a day each: which one a post takes, and what is said where none is old enough."""

import json
import shutil

import pytest

from tests.values.writing import TEXTS

VALUE = "\nThe best is {{ hums.eval.best_bits }} bits, on {{ hums.eval.held_out_texts }} texts.\n"


def write(root, file, count):
    """Import the first ``count`` texts; those after the 120th are of 12 June, the rest of 1 June 2018."""
    rows = [
        {
            "url": f"https://hum.example/{number:03}",
            "content": text,
            "date_published": "2018-06-01" if number < 120 else "2018-06-12",
        }
        for number, text in enumerate(TEXTS[:count])
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))


def add_post(root, day, body):
    folder = root / "content/posts" / f"{day}-w{day[-2:]}"
    folder.mkdir(exist_ok=True)
    (folder / "index.md").write_text(f"---\ntitle: Week of {day}\ndate: {day}\n---\n{body}")
    return folder


def frozen(folder):
    values = json.loads((folder / "results.json").read_text())["values"]
    return {key: one["values"].get("value") for key, one in values.items()}


@pytest.fixture
def grown(blog, tmp_path, fridaygram, today):
    """A post of 8 June, published on the texts of then; since then the corpus has grown and was trained again."""
    today("2018-06-15")
    shutil.rmtree(blog / "content/posts")
    (blog / "content/posts").mkdir()
    post = add_post(blog, "2018-06-08", VALUE)
    for count in (120, 168):
        write(blog, tmp_path / "texts.jsonl", count)
        assert fridaygram("corpus", "import", tmp_path / "texts.jsonl", "--name", "hums", "--replace").code == 0
        assert fridaygram("train", "hums").code == 0
        if count == 120:
            assert fridaygram("build").code == 0
    return blog, post


def keep_the_first_week(fridaygram):
    said = fridaygram("train", "hums", "--as", "hums-2018-06-08", "--date", "2018-06-08")
    assert said.out.startswith("hums-2018-06-08: every order trained on ")
    assert said.out.splitlines()[0].endswith("; corpus as of 2018-06-08")


def test_a_published_number_stays_quietly_where_only_a_newer_model_is_here(grown, fridaygram):
    _, post = grown
    before = (post / "results.json").read_bytes()
    said = fridaygram("build", "--json")
    assert {one["state"] for one in said.json["values"]} == {"frozen"}
    assert said.json["warnings"] == []
    assert (post / "results.json").read_bytes() == before
    verified = fridaygram("verify")
    assert verified.code == 0
    assert (
        "hums.eval.best_bits: cannot: model hums is not here as of the post's day: "
        "fridaygram train hums --as hums-2018-06-08 --date 2018-06-08\n" in verified.out
    )


def test_the_model_of_the_day_verifies_what_was_published(grown, fridaygram):
    keep_the_first_week(fridaygram)
    assert {one["state"] for one in fridaygram("build", "--json").json["values"]} == {"fresh"}
    assert fridaygram("verify").out == "2 published numbers in 1 post: 2 equal\n"


def test_each_post_takes_the_model_of_its_day_and_may_name_another(grown, fridaygram):
    blog, first = grown
    keep_the_first_week(fridaygram)
    pinned = VALUE.replace("hums.", "hums-2018-06-08.")
    reviews = "Of {{ hums-2018-06-08.reviews }}, now {{ hums.reviews }}.\n"
    later = add_post(blog, "2018-06-15", VALUE + pinned + reviews)
    assert fridaygram("build", "--json").json["warnings"] == []
    then, now = frozen(first), frozen(later)
    assert now["hums-2018-06-08.eval.best_bits"] == then["hums.eval.best_bits"] != now["hums.eval.best_bits"]
    assert (now["hums-2018-06-08.reviews"], now["hums.reviews"]) == (120, 168)
    assert fridaygram("verify").out.endswith(": 8 equal\n")
    assert fridaygram("describe").code == 0
    assert not [one for one in fridaygram("check", "--json").json["findings"] if one["rule"] == "statements"]
    # So it is where neither corpus nor model is, as on a runner; and the post links to the statement of its corpus.
    for name in ("corpus", "models"):
        shutil.rmtree(blog / "content" / name)
    assert not [one for one in fridaygram("check", "--json").json["findings"] if one["rule"] == "statements"]
    kept = (blog / "content/statements.json").read_bytes()
    assert fridaygram("describe").code == 0
    assert (blog / "content/statements.json").read_bytes() == kept
    assert fridaygram("build").code == 0
    page = (blog / "site/2018/06/w15/index.html").read_text()
    assert page.count('href="/data/hums/"') == 1
    assert page.count('href="/models/hums-2018-06-08/"') == 1


def test_a_model_that_is_newer_than_its_post_is_told_once_with_the_way_out(grown, fridaygram):
    blog, first = grown
    (first / "results.json").unlink()
    shutil.rmtree(blog / ".fridaygram")
    way_out = "train one of that day: fridaygram train hums --as hums-2018-06-08 --date 2018-06-08; then refresh"
    for state in ("computed", "future"):
        said = fridaygram("build", "--json").json
        assert {one["state"] for one in said["values"]} == {state}
        (warning,) = said["warnings"]
        assert "model hums reaches to 2018-06-12, and the post is of 2018-06-08" in warning
        assert way_out in warning
        assert warning.endswith(" (1 more of this post)")
    keep_the_first_week(fridaygram)
    assert {one["state"] for one in fridaygram("build", "--json").json["values"]} == {"stale"}
    assert fridaygram("refresh", "2018-06-08-w08", "--reason", "The model was a week too young.").code == 0
    assert {one["state"] for one in fridaygram("build", "--json").json["values"]} == {"fresh"}


def test_verbs_take_a_model_by_its_name(grown, fridaygram, tmp_path):
    _, first = grown
    keep_the_first_week(fridaygram)
    bits = {row["order"]: row["bits_per_character"] for row in _rows(fridaygram, "hums-2018-06-08")}
    assert round(min(bits.values()), 5) == round(frozen(first)["hums.eval.best_bits"], 5)
    assert bits != {row["order"]: row["bits_per_character"] for row in _rows(fridaygram, "hums")}
    assert fridaygram("sample", "hums-2018-06-08", "--seed", "3").code == 0
    (tmp_path / "text.txt").write_text(TEXTS[3])
    told = fridaygram("memorise", "hums-2018-06-08", tmp_path / "text.txt").out
    assert ": https://hum.example/" in told
    listed = fridaygram("corpus", "list").out.splitlines()
    assert [line.partition(", ")[0] for line in listed[1:]] == [
        "  model hums-2018-06-08: as of 2018-06-08",
        "  model hums: as of 2018-06-12",
    ]
    (plain,) = fridaygram("corpus", "list", "--json").json
    assert [one["name"] for one in plain["models"]] == ["hums-2018-06-08", "hums"]


def _rows(fridaygram, name):
    return fridaygram("eval", name, "--model", "kneser-ney", "--json").json["rows"]


def test_a_model_of_another_state_of_its_corpus_cannot_be_measured(grown, fridaygram, tmp_path):
    blog, _ = grown
    keep_the_first_week(fridaygram)
    write(blog, tmp_path / "texts.jsonl", 100)
    assert fridaygram("corpus", "import", tmp_path / "texts.jsonl", "--name", "hums", "--replace").code == 0
    for name, of_day in (("hums", ""), ("hums-2018-06-08", " --as hums-2018-06-08 --date 2018-06-08")):
        assert fridaygram("eval", name).problem == (
            f"model '{name}' was trained on another state of its corpus; "
            f"train it again: fridaygram train hums{of_day} --held-out 0.2"
        )


def test_a_model_of_a_day_is_trained_once(grown, fridaygram):
    keep_the_first_week(fridaygram)
    again = fridaygram("train", "hums", "--as", "hums-2018-06-08", "--date", "2018-06-08", "--if-missing")
    assert again == (0, "", "The model 'hums-2018-06-08' is there already.\n")
    other = fridaygram("train", "hums", "--as", "hums-2018-06-08", "--date", "2018-06-14", "--if-missing")
    assert "corpus as of 2018-06-14" in other.out


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("2018-06-08", "'2018-06-08' does not say which corpus it is of; begin with it: --as hums-2018-06-08"),
        ("hums/../x", "'hums/../x' cannot name a corpus"),
        ("hums-two", "'hums-two' is a corpus; choose another name for the model"),
    ],
)
def test_a_models_name_begins_with_its_corpus(grown, fridaygram, tmp_path, name, problem):
    if name == "hums-two":
        assert fridaygram("corpus", "import", tmp_path / "texts.jsonl", "--name", name).code == 0
    assert fridaygram("train", "hums", "--as", name).problem.startswith(problem)


def test_the_samples_of_an_old_post_are_of_the_model_of_its_day(grown, fridaygram):
    blog, _ = grown
    keep_the_first_week(fridaygram)
    assert fridaygram("curate", "hums", "--post", "2018-06-08-w08", "--order", "3", "--keep", "2").code == 0
    add_post(blog, "2018-06-08", f"{VALUE}\n```figure curated\ncorpus: hums\n```\n")
    checked = [one["checked"] for one in fridaygram("build", "--json").json["values"] if one["key"] == "curated"]
    assert checked == ["1 replayed"]
