"""A published number moves only where its author asks: whatever happens to posts, files, corpora and the day."""

import json
import shutil
import subprocess

import pytest

from fridaygram.corpus.records import Review
from fridaygram.corpus.store import write_corpus
from fridaygram.errors import ContentError
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build

SITE = 'title = "Own"\nauthor = "A"\nbase_url = "https://own.example/"\n'
POST = """\
---
title: Week
date: 2018-06-08
---

We have {{ hums.reviews }} texts.

```figure histogram
corpus: hums
```
"""
FOLDER = "content/posts/2018-06-08-week"


def import_texts(root, number):
    """Replace the corpus ``hums`` by one of so many texts."""
    rows = [
        Review(
            url=f"https://b.example/{place}",
            domain="b.example",
            content="word " * (place + 3),
            word_count=place + 3,
            date_published="2018-05-01",
        )
        for place in range(number)
    ]
    write_corpus(root / "content/corpus/hums", "hums", rows)


@pytest.fixture
def blog(tmp_path, monkeypatch):
    """A blog of one post, published on 20 texts, whose corpus has been replaced by one of 30."""
    (tmp_path / "site.toml").write_text(SITE)
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "index.md").write_text(POST)
    import_texts(tmp_path, 20)
    made(tmp_path)
    import_texts(tmp_path, 30)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(root, **options):
    return build(Blog(root), Options(workers=1, **options))


def page(root):
    return (root / "site/2018/06/week/index.html").read_text("utf-8")


def totals(built):
    """Return the totals of the histograms that a build showed, and of the texts in its prose."""
    values = [one.entry.values for one in built.settled]
    return [value.get("total", value.get("value")) for value in values]


def rewrite(root, old, new):
    post = root / FOLDER / "index.md"
    text = post.read_text()
    assert old in text
    post.write_text(text.replace(old, new, 1))


def test_naming_a_figure_leaves_its_number(blog):
    rewrite(blog, "corpus: hums\n", "corpus: hums\nid: lengths\n")
    built = made(blog)
    assert totals(built) == [20, 20]
    assert [one.state for one in built.settled] == ["stale", "stale"]


def test_a_figure_of_the_same_kind_above_leaves_the_number_below(blog):
    rewrite(
        blog, "```figure histogram\n", "```figure histogram\ncorpus: hums\nbins: seed\n```\n\n```figure histogram\n"
    )
    assert totals(made(blog)) == [30, 20, 20]


def test_a_copy_of_a_figure_has_its_number(blog):
    rewrite(blog, "```figure histogram\n", "```figure histogram\ncorpus: hums\n```\n\n```figure histogram\n")
    assert totals(made(blog)) == [20, 20, 20]


def test_a_figure_that_was_deleted_and_comes_back_has_its_number(blog):
    post = blog / FOLDER / "index.md"
    whole = post.read_text()
    post.write_text(whole.partition("```figure")[0])
    assert totals(made(blog)) == [20]
    post.write_text(whole)
    assert totals(made(blog)) == [20, 20]


def test_a_lost_file_is_an_error_and_nothing_is_computed_in_its_place(blog):
    (blog / FOLDER / "results.json").unlink()
    with pytest.raises(ContentError) as caught:
        made(blog)
    assert f"git checkout HEAD -- {FOLDER}/results.json" in str(caught.value)
    assert not (blog / FOLDER / "results.json").exists()


def git(root, *words):
    subprocess.run(["git", "-C", root, *words], check=True, capture_output=True)


def test_git_remembers_a_lost_file_too(blog):
    git(blog, "init")
    git(blog, "add", ".")
    shutil.rmtree(blog / ".fridaygram")
    (blog / FOLDER / "results.json").unlink()
    with pytest.raises(ContentError, match=r"results\.json: .*git checkout HEAD -- "):
        made(blog)


def test_a_look_back_writes_nothing(blog):
    before = (blog / FOLDER / "results.json").read_bytes()
    for day in ("2018-06-01", "2018-06-09"):
        built = made(blog, date=day, drafts=True)
        assert totals(built) == [20, 20]
        assert (blog / FOLDER / "results.json").read_bytes() == before


def test_a_number_written_by_hand_is_told(blog):
    results = blog / FOLDER / "results.json"
    import_texts(blog, 20)
    results.write_text(results.read_text().replace('"total": 20', '"total": 999'))
    built = made(blog)
    assert sorted(one.state for one in built.settled) == ["edited", "fresh"]


@pytest.mark.parametrize("broken", ['{"value": 20}', '"values": {\n        "value": 20\n      }'])
def test_a_wrong_shape_is_one_line(blog, broken):
    results = blog / FOLDER / "results.json"
    whole = json.loads(results.read_text())
    for group in whole.values():
        if isinstance(group, dict):
            for entry in group.values():
                entry["values"] = {}
    results.write_text(json.dumps(whole))
    with pytest.raises(ContentError, match=r"git checkout HEAD -- "):
        made(blog)


def test_what_a_merge_left_is_said_to_be_that(blog):
    results = blog / FOLDER / "results.json"
    results.write_text(f"<<<<<<< HEAD\n{results.read_text()}=======\n{{}}\n>>>>>>> other\n")
    with pytest.raises(ContentError, match=r"results.json:1: a merge left conflicts here; .*merge-results"):
        made(blog)


def test_a_refresh_is_kept_where_a_changed_copy_shows_the_same_value(blog):
    copy = "```figure histogram\nid: copy\ncorpus: hums\n```\n\n"
    rewrite(blog, "```figure histogram\n", f"{copy}```figure histogram\n")
    made(blog)
    rewrite(blog, "id: copy\n", "id: copy\nbins: seed\n")
    assert totals(made(blog)) == [20, 20, 20]
    assert totals(made(blog, refresh=frozenset({f"{FOLDER}/index.md#histogram"}))) == [30, 30, 20]
    built = made(blog, drafts=True)
    assert totals(built) == [30, 30, 20]
    assert [one.state for one in built.settled] == ["stale", "fresh", "stale"]
