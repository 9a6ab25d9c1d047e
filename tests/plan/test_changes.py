"""The page of what changed since an earlier post: the frozen numbers of both, and what was computed beside them."""

import json
import re

import pytest

from fridaygram.errors import ContentError
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.plan.test_freezing import SITE, import_texts

ONE, TWO = "content/posts/2018-06-08-one", "content/posts/2018-06-15-two"
TEXT = """\
---
title: {title}
{more}---

We have {{{{ hums.reviews }}}} texts of {{{{ hums.mean_words }}}} words.

```figure histogram
corpus: hums
```
"""


def write(root, folder, title, more=""):
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / "index.md").write_text(TEXT.format(title=title, more=more))


@pytest.fixture
def blog(tmp_path, today, monkeypatch):
    """A blog of two posts, published on 20 and on 30 texts; the second compares itself with the first."""
    (tmp_path / "site.toml").write_text(SITE)
    today("2018-06-08")
    write(tmp_path, ONE, "One <first>")
    import_texts(tmp_path, 20)
    made(tmp_path)
    today("2018-06-15")
    write(tmp_path, TWO, "Two", "since: one\n")
    import_texts(tmp_path, 30)
    made(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(root, **options):
    return build(Blog(root), Options(workers=1, **options))


def page(root, path="2018/06/two/changes"):
    return (root / "site" / path / "index.html").read_text("utf-8")


def words(root):
    """Return what the page says, as text."""
    main = re.search(r"<main.*?</main>", page(root), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_page_has_the_frozen_numbers_of_both_posts(blog):
    said = words(blog)
    assert said.startswith("What changed since 8 June 2018 Two , beside One &lt;first&gt;")
    assert "hums.reviews 20 30 +10 hums.mean_words 12.5 17.5 +5" in said
    assert "Figure histogram 8 June 2018 15 June 2018 Change mean 12.5 17.5 +5" in said
    assert "Model hums Not known: no trained model" in said
    assert said.endswith("No published number was corrected between the two posts.")


def test_the_post_leads_to_it_and_the_sitemap_lists_it(blog):
    link = '<a href="/2018/06/two/changes/">What changed since One &lt;first&gt;</a>'
    assert link in page(blog, "2018/06/two")
    assert "changes" not in page(blog, "2018/06/one")
    assert "<loc>https://own.example/2018/06/two/changes/</loc>" in (blog / "site/sitemap.xml").read_text()


def test_that_of_an_unlisted_post_is_unlisted(blog):
    assert "noindex" not in page(blog)
    write(blog, TWO, "Two", "since: one\nunlisted: true\n")
    made(blog)
    assert '<meta name="robots" content="noindex' in page(blog)
    assert "changes" not in (blog / "site/sitemap.xml").read_text()


def test_it_is_frozen_with_the_post_and_built_without_the_corpus(blog):
    before = page(blog)
    (blog / "content/corpus/hums").rename(blog / "hums")
    built = made(blog, clean=True)
    assert [one.state for one in built.settled if one.wanted.key == "changes"] == ["frozen"]
    assert page(blog) == before
    (blog / "hums").rename(blog / "content/corpus/hums")
    import_texts(blog, 40)
    made(blog)
    assert page(blog) == before


def test_a_second_build_does_nothing(blog):
    assert made(blog).ran == ()


def test_a_correction_in_between_is_listed(blog, today):
    today("2018-06-08")
    made(blog, refresh=frozenset({f"{ONE}/index.md#hums.mean_words"}), reason="Too early.")
    assert "Too early." in page(blog, "2018/06/one")
    today("2018-06-14")
    made(blog, refresh=frozenset({f"{ONE}/index.md#hums.reviews"}), reason="Ten were lost.")
    today("2018-06-15")
    made(blog)
    assert "One &lt;first&gt;: hums.reviews 14 June 2018 20 30 Ten were lost." in words(blog)
    assert "hums.reviews 30 30 0 " in words(blog)
    assert "Too early." not in words(blog)
    today("2018-06-22")
    import_texts(blog, 40)
    made(blog, refresh=frozenset({f"{TWO}/index.md#hums.mean_words"}), reason="Later.")
    assert "Later." in page(blog, "2018/06/two")
    assert "Later." not in words(blog)


def test_it_can_be_refreshed_by_itself(blog):
    entry = next(one for one in json.loads((blog / TWO / "results.json").read_text())["values"].values()
                 if one["kind"] == "changes")  # fmt: skip
    assert entry["values"]["corpora"][0]["texts"] == {
        "before": {"texts": 30, "words": 525},
        "now": {"texts": 30, "words": 525},
        "in": 0,
        "out": 0,
        "changed": 0,
    }, "the corpus of 20 texts was replaced without a trace, and is not known any more"
    built = made(blog, refresh=frozenset({f"{TWO}/index.md#changes"}))
    assert [one.wanted.key for one in built.settled if one.state == "computed"] == ["changes"]


def test_a_post_that_asks_for_none_has_none(blog, today):
    write(blog, TWO, "Two")
    made(blog)
    assert not (blog / "site/2018/06/two/changes").exists()
    kept = json.loads((blog / TWO / "results.json").read_text())["values"].values()
    assert [one["retired"] for one in kept if one["kind"] == "changes"] == ["2018-06-15"]


@pytest.mark.parametrize(
    ("since", "message"),
    [
        ("onn", "no earlier post with numbers is called 'onn'; did you mean 'one'?"),
        ("two", "no earlier post with numbers is called 'two'"),
        ("bare", "no corpus is behind numbers of both this post and 'bare'"),
    ],
)
def test_a_wrong_since_is_an_error_at_its_line(blog, since, message):
    (blog / "content/posts/2018-06-01-bare.md").write_text("---\ntitle: Bare\n---\n\n{{ original.funnel.last }}\n")
    write(blog, TWO, "Two", f"since: {since}\n")
    with pytest.raises(ContentError) as caught:
        made(blog)
    assert str(caught.value).startswith(f"{TWO}/index.md:3: {message}")


def test_a_draft_that_compares_itself_is_refreshed_unseen(blog):
    write(blog, TWO, "Two", "since: one\ndraft: true\n")
    (blog / TWO / "results.json").unlink()
    built = made(blog, refresh=frozenset({f"{TWO}/index.md"}))
    assert "changes" in {one.wanted.key for one in built.settled if one.state == "computed"}
    assert not (blog / "site/2018/06/two").exists()
