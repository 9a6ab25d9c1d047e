"""Published numbers, computed again and compared."""

import shutil
from dataclasses import replace

import pytest

from fridaygram.values.kinds import histogram

POST = "content/posts/2018-06-08-hello"
TEXT = """

We have {{ hums.reviews }} texts.

```figure histogram
corpus: hums
```
"""


@pytest.fixture
def published(corpus, fridaygram, today):
    """Publish a post with three numbers: a text's, a chart's, and one that needs no corpus."""
    today("2018-06-12")
    with (corpus / POST / "index.md").open("a") as stream:
        stream.write(TEXT)
    assert fridaygram("build").code == 0
    return corpus


def verdicts(said):
    return {row["key"]: row["verdict"] for row in said.json["values"]}


def test_all_is_equal_and_nothing_is_written(published, fridaygram, tree):
    before = tree(published)
    said = fridaygram("verify")
    assert (said.code, said.out, said.err) == (0, "3 published numbers in 1 post: 3 equal\n", "")
    assert verdicts(fridaygram("verify", "hello", "--json")) == {
        "generation-path": "equal",
        "histogram": "equal",
        "hums.reviews": "equal",
    }
    assert tree(published) == before


def test_another_corpus_is_different_with_both_numbers(published, reviews, fridaygram):
    reviews.write_text("".join(reviews.read_text().splitlines(keepends=True)[:6]))
    assert fridaygram("corpus", "import", reviews, "--name", "hums", "--replace").code == 0
    said = fridaygram("verify")
    assert said.code == 1
    assert ": hums.reviews: different: corpus hums changed since 2018-06-12" in said.out
    assert "  value: published 8, computed 6" in said.out.splitlines()
    assert said.out.splitlines()[-1] == "3 published numbers in 1 post: 1 equal, 2 different"


def test_another_program_is_different_though_no_source_has_moved(published, fridaygram, monkeypatch):
    known = histogram.PROVIDER
    doubled = replace(
        known, compute=lambda params, stores: {**(row := known.compute(params, stores)), "mean": 2 * row["mean"]}
    )
    monkeypatch.setattr(histogram, "PROVIDER", doubled)
    said = fridaygram("verify")
    assert said.code == 1
    assert "histogram: different: the sources are the same: the program computes it differently" in said.out


def test_what_is_missing_is_said_and_is_no_failure(published, fridaygram):
    shutil.rmtree(published / "content/corpus/hums")
    said = fridaygram("verify")
    assert said.code == 0
    assert ": histogram: cannot: corpus hums is not here" in said.out
    assert said.out.splitlines()[-1] == "3 published numbers in 1 post: 1 equal, 2 cannot"


def test_a_number_written_by_hand_is_edited(published, fridaygram):
    results = published / POST / "results.json"
    results.write_text(results.read_text().replace('"value": 8', '"value": 999'))
    said = fridaygram("verify", "--json")
    assert said.code == 1
    assert verdicts(said)["hums.reviews"] == "edited"
    assert (said.json["edited"], said.json["equal"]) == (1, 2)


def test_a_value_that_is_not_frozen_cannot_be_verified(published, fridaygram):
    with (published / POST / "index.md").open("a") as stream:
        stream.write("And {{ hums.words }} words.\n")
    said = fridaygram("verify")
    assert "hums.words: cannot: it is not frozen yet; 'fridaygram build' does that" in said.out


def test_a_draft_has_no_published_numbers(published, fridaygram):
    post = published / POST / "index.md"
    post.write_text(post.read_text().replace("tags:", "draft: true\ntags:"))
    assert fridaygram("verify").out == "0 published numbers in 0 posts\n"
    said = fridaygram("verify", "hello")
    assert said.problem == f"{POST}/index.md is not a published post; its numbers follow their sources"
