"""Data statements and model cards: computed, kept, shown, required; and the export for the Hub."""

import json
import re

import pytest
import yaml

POST = "content/posts/2018-06-08-hello"
TEXT = """

We have {{ hums.reviews }} texts.

```figure order-curve
corpus: hums
orders: [1, 2]
```
"""


@pytest.fixture
def published(corpus, fridaygram):
    """Publish a post with numbers of a corpus and of a model."""
    assert fridaygram("train", "hums", "--held-out", "0.25").code == 0
    with (corpus / POST / "index.md").open("a") as stream:
        stream.write(TEXT)
    assert fridaygram("build").code == 0
    return corpus


def statements(blog):
    return json.loads((blog / "content/statements.json").read_text())


def found(said):
    return sorted(re.findall(r"(\S+ \S+) has no (data statement|model card)", said.out))


def test_check_asks_for_them_and_describe_writes_them(published, fridaygram):
    assert found(fridaygram("check")) == [("corpus hums", "data statement"), ("model hums", "model card")]
    said = fridaygram("describe")
    assert said.out == "content/statements.json: 1 data statement and 1 model card\n"
    kept = statements(published)
    corpus, model = kept["corpora"]["hums"], kept["models"]["hums"]
    assert (corpus["texts"], corpus["day"], corpus["first"], corpus["last"]) == (
        8,
        "2018-06-12",
        "2018-04-01",
        "2018-05-01",
    )
    assert (corpus["links"], sum(corpus["drops"].values())) == (9, 1)
    assert model["texts"] + model["held_out"] == 8
    assert model["corpus_digest"] == corpus["digest"]
    assert [order for order, _ in model["bits"]] == list(range(1, 17))
    assert all(0 <= share <= 1 for _, share in model["copied"])
    assert "[statements]" not in fridaygram("check").out


def test_each_one_is_a_page_that_its_posts_link_to(published, fridaygram, tree):
    fridaygram("describe")
    fridaygram("build")
    site = {path: data.decode() for path, data in tree(published / "site").items() if path.endswith((".html", ".xml"))}
    post = site["2018/06/hello/index.html"]
    for path in ("data/hums", "models/hums"):
        assert f'href="/{path}/"' in post
        page = site[f"{path}/index.html"]
        assert "Computed on" in page and ">12 June 2018<" in page
        assert 'href="/2018/06/hello/"' in page
        assert f"/{path}/</loc>" in site["sitemap.xml"]
        assert "<td>not stated</td>" in page
    settings = published / "site.toml"
    settings.write_text(settings.read_text() + '\n[corpora.hums]\nlicence = "CC-BY-4.0"\n')
    fridaygram("build")
    assert "<td>CC-BY-4.0</td>" in (published / "site/models/hums/index.html").read_text()


def test_what_no_shown_post_uses_has_no_page(published, fridaygram):
    fridaygram("describe")
    fridaygram("build", "--date", "2018-06-01")
    assert not (published / "site/data/hums").exists()


def test_a_day_is_that_of_the_last_change(published, fridaygram, today):
    fridaygram("describe")
    before = (published / "content/statements.json").read_bytes()
    today("2018-06-20")
    assert fridaygram("describe", "hums").out.endswith(", as they were\n")
    assert (published / "content/statements.json").read_bytes() == before


def test_another_corpus_is_another_statement(published, fridaygram, reviews):
    fridaygram("describe")
    reviews.write_text("".join(reviews.read_text().splitlines(keepends=True)[:6]))
    fridaygram("corpus", "import", reviews, "--name", "hums", "--replace")
    said = fridaygram("check").out
    assert (
        "the data statement of corpus hums is of another state of it [statements]; write it: fridaygram describe hums"
        in said
    )


def test_the_card_of_a_model_that_no_number_is_from_is_out_of_date(published, fridaygram):
    fridaygram("describe")
    kept = statements(published)
    kept["models"]["hums"]["digest"] = "0" * 32
    (published / "content/statements.json").write_text(json.dumps(kept))
    said = fridaygram("check").out
    assert (
        "the model card of model hums is of another state of it [statements]; write it: fridaygram describe hums"
        in said
    )


def test_a_source_that_is_not_here_keeps_what_was_said(published, fridaygram):
    fridaygram("describe")
    before = statements(published)
    (published / "content/corpus/hums").rename(published / "elsewhere")
    said = fridaygram("describe")
    assert said.code == 0
    assert said.err.splitlines() == [
        "corpus hums is not here: what was said of it stays",
        "the corpus of model hums is not here: what was said of it stays",
    ]
    assert statements(published) == before


def test_a_model_of_another_state_of_its_corpus_is_not_described_by_halves(published, fridaygram, reviews):
    fridaygram("describe")
    before = (published / "content/statements.json").read_bytes()
    reviews.write_text("".join(reviews.read_text().splitlines(keepends=True)[:6]))
    fridaygram("corpus", "import", reviews, "--name", "hums", "--replace")
    said = fridaygram("describe")
    assert said.code == 1
    assert "fridaygram train hums" in said.err
    assert (published / "content/statements.json").read_bytes() == before


def test_a_name_that_no_post_uses_and_a_damaged_file(published, fridaygram):
    assert "no post uses 'hum'; did you mean 'hums'?" in fridaygram("describe", "hum").problem
    (published / "content/statements.json").write_text("{")
    assert "damaged statements" in fridaygram("build").problem


def licensed(blog, licence):
    settings = blog / "site.toml"
    settings.write_text(settings.read_text() + f'\n[corpora.hums]\nlicence = "{licence}"\n')


def front(folder):
    return yaml.safe_load((folder / "README.md").read_text().split("---\n")[1])


def test_a_corpus_is_exported_in_the_layout_of_the_hub(published, fridaygram, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    licensed(published, "CC-BY-4.0")
    folder = tmp_path / "out" / "hums"
    assert fridaygram("corpus", "export", "hums", "--hugging-face", folder).code == 0
    head = front(folder)
    assert (head["license"], head["size_categories"], head["configs"][0]["data_files"][0]["split"]) == (
        "cc-by-4.0",
        ["n<1K"],
        "train",
    )
    rows = parquet.read_table(folder / "data/train-00000-of-00001.parquet").to_pylist()
    assert len(rows) == 8
    assert rows[0]["text"] == "A hum in three chords, and the third one is shy."
    assert "| Texts | 8 |" in (folder / "README.md").read_text()
    before = sorted(path.name for path in folder.rglob("*"))
    assert "there is something here already" in fridaygram("corpus", "export", "hums", "--hugging-face", folder).problem
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_a_model_is_exported_with_its_card(published, fridaygram, tmp_path):
    from fridaygram.lm import open_index

    licensed(published, "My own words")
    folder = tmp_path / "model"
    assert fridaygram("corpus", "export", "hums", "--model", "--hugging-face", folder).code == 0
    head = front(folder)
    assert (head["license"], head["license_name"]) == ("other", "My own words")
    assert len(head["model-index"][0]["results"][0]["metrics"]) == 16
    assert open_index(folder).digest == open_index(published / "content/models/hums").digest


@pytest.mark.parametrize("more", [(), ("--model",)])
def test_texts_without_a_stated_licence_stay_here(published, fridaygram, tmp_path, more):
    said = fridaygram("corpus", "export", "hums", "--hugging-face", tmp_path / "out", *more)
    assert said.problem == (
        "site.toml: no licence is stated for the texts of 'hums'; "
        'state it in site.toml: [corpora.hums] licence = "cc-by-4.0"'
    )
    assert not (tmp_path / "out").exists()


def test_without_pyarrow_the_way_out_is_told(published, fridaygram, tmp_path, monkeypatch):
    licensed(published, "mit")
    monkeypatch.setattr("fridaygram.registry.missing", lambda extra: ("pyarrow",) if extra == "export" else ())
    said = fridaygram("corpus", "export", "hums", "--hugging-face", tmp_path / "out")
    assert said.problem == "Parquet needs pyarrow; install it with: pip install 'fridaygram[export]'"
