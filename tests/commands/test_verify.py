"""Published numbers, computed again and compared."""

import shutil
from dataclasses import replace

import pytest

from fridaygram import __version__
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


def test_a_number_that_was_set_by_hand_says_why_to_readers(published, fridaygram):
    """Until it does, nothing is verified and nothing is published; then the page says who set it, and why."""
    results = published / POST / "results.json"
    results.write_text(results.read_text().replace('"value": 8', '"value": 999'))
    assert verdicts(fridaygram("verify", "--json"))["hums.reviews"] == "edited"
    assert "[edited]" in fridaygram("check").out
    said = fridaygram("publish", "--because", "Counted in the <old> archive, which is lost.")
    assert said.out.splitlines()[0] == f"{POST}/index.md: hums.reviews: edited"
    assert said.out.splitlines()[1].endswith("commit the results.json, then publish")
    assert "[edited]" not in fridaygram("check").out
    said = fridaygram("verify")
    assert (said.code, said.out.splitlines()[-1]) == (0, "3 published numbers in 1 post: 2 equal, 1 excused")
    assert fridaygram("build").code == 0
    page = (published / "site/2018/06/hello/index.html").read_text()
    told = "Set by hand (12 June 2018): Counted in the &lt;old&gt; archive, which is lost."
    assert told in page
    assert "We have 999 texts" in page
    assert told in (published / "site/feed.xml").read_text()
    # One more edit is one that readers know nothing of.
    results.write_text(results.read_text().replace('"value": 999', '"value": 998'))
    assert "[edited]" in fridaygram("check").out
    # A refresh computes it again, and what was told stays as history.
    assert fridaygram("refresh", "hello#hums.reviews").code == 0
    assert verdicts(fridaygram("verify", "--json"))["hums.reviews"] == "equal"
    assert "Corrected on 12 June 2018: 998, now 8." in (published / "site/2018/06/hello/index.html").read_text()


def test_the_result_is_recorded_where_that_is_asked_for(published, fridaygram):
    """The badge then says what was found, until a number is another one."""
    settings = published / "site.toml"
    settings.write_text("badge = true\n" + settings.read_text())
    said = fridaygram("verify", "--record")
    assert said.err == "content/verified.json: written; commit it; the badge shows it\n"
    assert fridaygram("verify", "hello", "--record").code == 1
    fridaygram("build")
    page = published / "site/index.html"
    assert f"Numbers verified on 12 June 2018 with Fridaygram {__version__}: 3 equal</a>" in page.read_text()
    assert fridaygram("check").out.count("error") == fridaygram("check").out.count("0 errors")
    with (published / POST / "index.md").open("a") as stream:
        stream.write("\nThat is {{ hums.mean_words }} words each.\n")
    fridaygram("build")
    assert "3 equal; some have changed since</a>" in page.read_text()


def test_a_reason_has_words_and_a_number(published, fridaygram):
    assert fridaygram("publish", "--because", " ").code != 0
    before = (published / POST / "results.json").read_bytes()
    said = fridaygram("publish", "--because", "No reason.")
    assert said.out == "no published number was edited or is newer than its post\n"
    assert (published / POST / "results.json").read_bytes() == before


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
