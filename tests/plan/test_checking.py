"""What the author says is checked by every build that could find it wrong, and by no other."""

import shutil

import pytest

from fridaygram.errors import ContentError
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from fridaygram.values.samples.receipts import write_receipts
from fridaygram.values.stores import BlogStores, Shelf
from tests.values.writing import receipts_of, write_sung

POST = """\
---
title: Sung
date: 2018-06-08
---

```figure curated
corpus: sung
```
"""


@pytest.fixture
def blog(tmp_path, today):
    """A blog with one post that shows two kept samples."""
    today("2018-06-12")
    (tmp_path / "site.toml").write_text('title = "Own"\nauthor = "A"\nbase_url = "https://own.example/"\n')
    bundle = tmp_path / "content" / "posts" / "2018-06-08-sung"
    bundle.mkdir(parents=True)
    (bundle / "index.md").write_text(POST)
    write_sung(tmp_path)
    shelf = Shelf(tmp_path / "content" / "corpus", tmp_path / "content" / "models")
    write_receipts(bundle / "samples.toml", receipts_of(BlogStores(tmp_path, shelf, bundle, None)))
    return tmp_path


def made(blog, **options):
    return build(Blog(blog), Options(workers=1, date="2018-06-12", **options))


def samples(blog):
    return blog / "content" / "posts" / "2018-06-08-sung" / "samples.toml"


def test_a_build_says_what_was_replayed_and_does_so_once(blog):
    first = made(blog)
    assert [one.checked for one in first.settled] == ["2 replayed"]
    assert "check content/posts/2018-06-08-sung/index.md#curated" in [ran.name for ran in first.ran]
    again = made(blog, output=blog / "elsewhere")
    assert [one.checked for one in again.settled] == ["2 replayed"]
    assert "check content/posts/2018-06-08-sung/index.md#curated" not in [ran.name for ran in again.ran]


def test_a_published_post_follows_its_samples_and_refuses_edited_ones(blog):
    made(blog)
    site = (blog / "site" / "2018" / "06" / "sung" / "index.html").read_bytes()
    text = samples(blog).read_text()
    samples(blog).write_text(text.replace("version = ", 'note = "the best"\nversion = ', 1))
    assert [one.state for one in made(blog).settled] == ["computed"]
    assert "the best" in (blog / "site" / "2018" / "06" / "sung" / "index.html").read_text()
    samples(blog).write_text(text.replace('text = """\n', 'text = """\nOh! ', 1))
    line = text.splitlines().index('text = """') + 2
    with pytest.raises(ContentError, match=f"samples.toml:{line}: the model does not write this: at character 1 "):
        made(blog)
    samples(blog).write_text(text)
    made(blog)
    assert (blog / "site" / "2018" / "06" / "sung" / "index.html").read_bytes() == site


def test_a_program_that_writes_otherwise_is_found_though_no_source_has_moved(blog, monkeypatch):
    made(blog)
    monkeypatch.setattr("fridaygram.lm.base.LanguageModel.sample", lambda self, *_, **__: other)
    monkeypatch.setattr("fridaygram.plan.blog.program_digest", lambda index: "another program")
    from fridaygram.lm import Sample

    other = Sample(text="No.", order=3, model="mle", seed=3, index=0, batch=5, temperature=1.0, prompt="", ended=True)
    with pytest.raises(ContentError, match="the model does not write this"):
        made(blog)


def test_without_the_model_the_page_stays_as_it_was(blog):
    made(blog)
    site = (blog / "site" / "2018" / "06" / "sung" / "index.html").read_bytes()
    shutil.rmtree(blog / "content" / "models")
    built = made(blog)
    assert [(one.state, one.checked) for one in built.settled] == [("frozen", "2 recorded")]
    assert (blog / "site" / "2018" / "06" / "sung" / "index.html").read_bytes() == site


def test_another_language_changes_the_words_of_figures_and_no_value(blog):
    made(blog)
    results = blog / "content" / "posts" / "2018-06-08-sung" / "results.json"
    frozen = results.read_bytes()
    settings = blog / "site.toml"
    settings.write_text(settings.read_text() + 'language = "de"\n')
    assert made(blog).warnings == ()
    assert results.read_bytes() == frozen
    page = (blog / "site" / "2018" / "06" / "sung" / "index.html").read_text("utf-8")
    assert "<summary>Beleg</summary>" in page
    assert ", Ordnung " in (blog / "site" / "index.html").read_text("utf-8").partition("front-sample")[2][:3000]
