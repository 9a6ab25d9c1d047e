import csv
import io
import json

import pytest

from fridaygram.corpus.funnel import Fate, Ledger, StageLabel
from fridaygram.corpus.store import open_corpus, write_corpus


def test_an_import_says_what_it_took_and_what_it_refused(blog, reviews, fridaygram):
    said = fridaygram("corpus", "import", reviews, "--name", "hums", "--note", "my own")
    assert said.code == 0
    assert said.out.splitlines() == [
        f"hums: 8 of 9 reviews taken from {reviews} (jsonl)",
        "  1 refused: no text",
        "Next: fridaygram train hums",
    ]
    assert said.err == "  line 9: no text\n"
    assert open_corpus(blog / "content/corpus/hums").note == "my own"


def test_what_is_in_another_encoding_is_told_with_a_way_out(blog, fridaygram, tmp_path):
    source = tmp_path / "latin.csv"
    source.write_bytes("text\nM\u00f6tley sings\n".encode("latin-1"))
    said = fridaygram("corpus", "import", source, "--name", "hums")
    assert said.problem.endswith("1 not UTF-8 text; no corpus was written; save it as UTF-8")
    source.write_bytes(source.read_bytes() + b"plain words\n")
    said = fridaygram("corpus", "import", source, "--name", "hums")
    assert said.err == (
        "  line 2: not UTF-8 text: 'M\\xf6tley sings'\n"
        "  to have the others too, save them as UTF-8 and import again with --replace\n"
    )


def test_an_import_as_json(blog, reviews, fridaygram):
    report = fridaygram("corpus", "import", reviews, "--name", "hums", "--json").json
    assert (report["read"], report["taken"]) == (9, 8)
    assert report["refused"] == [{"place": "line 9", "reason": "no text", "detail": ""}]


@pytest.mark.parametrize("name", ["../up", "Big", "", ".hidden", "a/b"])
def test_a_name_that_cannot_be_is_refused(blog, reviews, fridaygram, name):
    assert f"'{name}' cannot name a corpus" in fridaygram("corpus", "import", reviews, "--name", name).problem
    assert not (blog / "content/corpus").exists()


def test_a_corpus_is_replaced_only_on_request(corpus, reviews, fridaygram, tree):
    before = tree(corpus / "content/corpus")
    said = fridaygram("corpus", "import", reviews, "--name", "hums")
    assert said.code == 1
    assert "--replace" in said.err
    assert tree(corpus / "content/corpus") == before
    assert fridaygram("corpus", "import", reviews, "--name", "hums", "--replace").code == 0


def test_a_failed_import_leaves_nothing(blog, fridaygram, tmp_path):
    (tmp_path / "empty.jsonl").write_text("{}\n")
    for file in (tmp_path / "empty.jsonl", tmp_path / "none.jsonl"):
        assert fridaygram("corpus", "import", file, "--name", "hums").problem
        assert not (blog / "content/corpus/hums").exists()


def test_stats_to_read_and_as_json(corpus, fridaygram):
    said = fridaygram("corpus", "stats", "hums").out
    assert "reviews       8\n" in said
    report = fridaygram("corpus", "stats", "hums", "--json").json
    assert (report["corpus"], report["reviews"]) == ("hums", 8)
    assert report["digest"] == open_corpus(corpus / "content/corpus/hums").digest
    assert sum(one["count"] for one in report["bins"]) == 8
    assert fridaygram("corpus", "stats", "hums", "--date", "2018-04-30", "--json").json["reviews"] == 4


def test_the_corpora_are_listed(corpus, reviews, fridaygram):
    fridaygram("corpus", "import", reviews, "--name", "again", "--note", "the same")
    assert fridaygram("corpus", "list").out == "again: the same\nhums: no note\n"
    assert [one["name"] for one in fridaygram("corpus", "list", "--json").json] == ["again", "hums"]


def test_no_corpora_are_an_empty_list(blog, fridaygram):
    assert fridaygram("corpus", "list") == (0, "", "")
    assert fridaygram("corpus", "list", "--json").json == []


@pytest.mark.parametrize("action", [["stats"], ["funnel"], ["why", "https://x.example/"], ["drops", "--stage", "x"]])
def test_an_unknown_corpus_is_one_line_with_the_nearest(corpus, fridaygram, action):
    verb, *rest = action
    said = fridaygram("corpus", verb, "humz", *rest)
    assert said.problem == "no corpus 'humz'; did you mean 'hums'?; or import one: fridaygram corpus import"


@pytest.fixture
def funnelled(corpus):
    """Give the corpus a ledger with two dropped links."""
    opened = open_corpus(corpus / "content/corpus/hums")
    rows = opened.reviews()
    fates = [Fate(url=row.url, date=row.date_published, song="Hum - One") for row in rows]
    fates += [
        Fate(url="https://x.example/1", stage="english", reason="French", detail="99 %"),
        Fate(url="https://x.example/2", stage="english", reason="Danish"),
    ]
    labels = (StageLabel("links", "links of all songs"), StageLabel("english", "in English"))
    write_corpus(opened.folder, "hums", rows, ledger=Ledger("hums", labels, fates))
    return corpus


def test_a_funnel_to_read_as_json_and_as_csv(funnelled, fridaygram):
    said = fridaygram("corpus", "funnel", "hums").out.splitlines()
    assert said[0].split() == ["10", "100.0%", "links", "of", "all", "songs", "[links]"]
    assert said[1].split() == ["8", "80.0%", "in", "English", "[english]"]
    assert [line.split() for line in said[2:]] == [["-1", "Danish"], ["-1", "French"]]
    values = fridaygram("corpus", "funnel", "hums", "--json").json
    assert values["stages"][1] == {
        "name": "english", "label": "in English", "count": 8, "drops": {"Danish": 1, "French": 1},
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(fridaygram("corpus", "funnel", "hums", "--csv").out)))
    assert [row["dropped"] for row in rows] == ["", "", "1", "1"]
    assert "not allowed with" in fridaygram("corpus", "funnel", "hums", "--csv", "--json").problem


def test_a_corpus_without_a_ledger_says_so(funnelled, fridaygram):
    folder = funnelled / "content/corpus/plain"
    write_corpus(folder, "plain", open_corpus(funnelled / "content/corpus/hums").reviews())
    assert fridaygram("corpus", "funnel", "plain").problem.startswith("corpus 'plain' has no funnel; ")
    assert "has no ledger" in fridaygram("corpus", "why", "plain", "https://x.example/").problem


def test_why_a_link_was_dropped(funnelled, fridaygram):
    said = fridaygram("corpus", "why", "hums", "https://x.example/1")
    assert said == (0, "https://x.example/1: dropped by english: French (99 %)\n", "")
    kept = fridaygram("corpus", "why", "hums", "https://hum.example/0")
    assert kept.out == "https://hum.example/0 for Hum - One: kept\n"
    never = fridaygram("corpus", "why", "hums", "https://never.example/")
    assert (never.code, never.out) == (1, "https://never.example/ was never linked\n")
    assert fridaygram("corpus", "why", "hums", "https://x.example/1", "--json").json[0]["reason"] == "French"


def test_what_a_stage_drops(funnelled, fridaygram):
    assert len(fridaygram("corpus", "drops", "hums", "--stage", "english").out.splitlines()) == 2
    one = fridaygram("corpus", "drops", "hums", "--stage", "english", "--sample", "1", "--json").json
    assert len(one) == 1
    assert one == fridaygram("corpus", "drops", "hums", "--stage", "english", "--sample", "1", "--json").json
    wrong = fridaygram("corpus", "drops", "hums", "--stage", "englsh").problem
    assert wrong == "unknown stage 'englsh'; did you mean 'english'?"


def test_a_stage_that_dropped_nothing_says_so(corpus, fridaygram):
    said = fridaygram("corpus", "drops", "hums", "--stage", "unique")
    assert said == (0, "", "the stage 'unique' dropped nothing\n")
    assert fridaygram("corpus", "drops", "hums", "--stage", "unique", "--json").json == []


@pytest.mark.parametrize("action", ["stats", "funnel"])
def test_a_wrong_date_is_one_line(funnelled, fridaygram, action):
    assert "'june' is not a date" in fridaygram("corpus", action, "hums", "--date", "june").problem


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_list_outside_a_blog_is_an_error(tmp_path, monkeypatch, fridaygram, form):
    monkeypatch.chdir(tmp_path)
    said = fridaygram("corpus", "list", *form)
    assert (said.code, said.out) == (1, "")
    assert "site.toml" in said.problem


@pytest.mark.parametrize("verb", [("sample", "hums", "--order", "2"), ("memorise", "hums", "site.toml")])
def test_a_model_of_a_corpus_that_was_replaced_is_used_with_stale_only(corpus, reviews, fridaygram, verb):
    assert fridaygram("train", "hums", "--held-out", "0").code == 0
    assert fridaygram(*verb).code == 0
    reviews.write_text(reviews.read_text().splitlines()[0])
    assert fridaygram("corpus", "import", reviews, "--name", "hums", "--replace").code == 0
    said = fridaygram(*verb)
    assert (said.code, said.out) == (1, "")
    assert said.problem.startswith("the model 'hums' is older than its corpus; train it again: fridaygram train hums")
    stale = fridaygram(*verb, "--stale")
    assert stale.code == 0
    assert "the model 'hums' is older than its corpus; train it again: fridaygram train hums\n" in stale.err


def test_an_import_says_what_it_joined_and_how_to_leave_it(blog, fridaygram, tmp_path):
    source = tmp_path / "wrapped.json"
    line = "and then it says the same again, and again, and again, and again,"
    source.write_text(json.dumps([{"content": "**A song**\n\n" + "\n".join([line] * 4)}]))
    said = fridaygram("corpus", "import", source, "--name", "joined")
    assert "  1 unwrapped: 3 line breaks were only a column's\n" in said.out
    assert "  1 without Markdown: that at their start, and emphasis\n" in said.out
    assert "--keep-lines leaves texts as they are" in said.err
    report = fridaygram("corpus", "import", source, "--name", "kept", "--keep-lines", "--json").json
    assert (report["recipe"], report["unwrapped"], report["breaks"], report["stripped"]) == ("kept", 0, 0, 0)
    again = fridaygram("corpus", "import", source, "--name", "kept", "--replace")
    assert "lines kept, as in the import before; --no-keep-lines joins hard-wrapped ones" in again.err
    assert "unwrapped" not in again.out
    joined = fridaygram("corpus", "import", source, "--name", "kept", "--replace", "--no-keep-lines", "--json").json
    assert (joined["unwrapped"], joined["breaks"], joined["stripped"]) == (1, 3, 1)
