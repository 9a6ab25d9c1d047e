"""Assertions: a build that shows a number of which an assertion is not true fails, and readers see none of them."""

import re

import pytest

from fridaygram.check.checking import check_site
from fridaygram.errors import ContentError
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from fridaygram.status import blog_status
from tests.plan.test_freezing import SITE, import_texts

FOLDER = "content/posts/2018-06-08-week"
POST = """\
---
title: Week
date: 2018-06-08
---

We have {{ hums.reviews }} texts, {{ assert hums.reviews > 15 }} at
{{ assert hums.reviews >= hums.blogs }}
last. {{ assert hums.reviews < 25 }}

{{ assert hums.mean_words > 3 }} {{ assert hums.reviews != 4 }}

> Quoted
> {{ assert hums.reviews == 20 }}
> words.
"""


@pytest.fixture
def blog(tmp_path, monkeypatch):
    (tmp_path / "site.toml").write_text(SITE)
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "index.md").write_text(POST)
    import_texts(tmp_path, 20)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(root, **options):
    return build(Blog(root), Options(workers=1, **options))


def test_an_assertion_that_holds_leaves_no_trace(blog):
    made(blog)
    page = (blog / "site/2018/06/week/index.html").read_text("utf-8")
    prose = re.search(r'<div class="prose[^"]*">(.*?)</div>', page, re.DOTALL)[1]
    assert (
        " ".join(prose.split()) == "<p>We have 20 texts, at last.</p> <blockquote> <p>Quoted words.</p> </blockquote>"
    )
    for name in ("feed.xml", "rss.xml", "feed.json"):
        assert "assert" not in (blog / "site" / name).read_text("utf-8")


def test_one_that_does_not_hold_fails_the_build_in_one_line_and_freezes_nothing(blog):
    import_texts(blog, 30)
    with pytest.raises(ContentError) as caught:
        made(blog)
    where = f"{FOLDER}/index.md:8: 'hums.reviews < 25' does not hold: hums.reviews is 30; "
    assert str(caught.value) == f"{where}mend what the text says, then the assertion"
    assert not (blog / FOLDER / "results.json").exists()
    assert not (blog / "site").exists()
    assert [where in problem for problem in blog_status(Blog(blog)).problems] == [True]


def test_check_reports_it(blog):
    import_texts(blog, 30)
    found = check_site(Blog(blog), Options(workers=1)).findings
    assert [(one.file, one.line) for one in found] == [(f"{FOLDER}/index.md", 8)]
    assert "'hums.reviews < 25' does not hold: hums.reviews is 30" in str(found[0])


def test_it_speaks_of_what_is_shown_the_frozen_number_of_a_published_post(blog):
    made(blog)
    import_texts(blog, 30)
    made(blog)
    with pytest.raises(ContentError, match=r"hums\.reviews is 30"):
        made(blog, refresh=frozenset({f"{FOLDER}/index.md"}))


def test_it_speaks_of_the_present_number_of_a_draft(blog):
    post = blog / FOLDER / "index.md"
    post.write_text(post.read_text().replace("---\n\nWe", "draft: true\n---\n\nWe"))
    made(blog, drafts=True)
    import_texts(blog, 30)
    made(blog)
    with pytest.raises(ContentError, match=r"hums\.reviews is 30"):
        made(blog, drafts=True)


def test_a_claim_about_a_text_is_an_error_at_its_line(blog):
    post = blog / FOLDER / "index.md"
    post.write_text(POST.replace("hums.mean_words > 3", "hums.first > 3"))
    with pytest.raises(ContentError, match=r"index\.md:10: 'hums\.first' is '2018-05-01', which is no number"):
        made(blog)
