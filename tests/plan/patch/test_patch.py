"""After an edit of words the site is what a clean build gives, though only what shows the text was looked at."""

import shutil

import pytest

from fridaygram.graph.cache import Cache
from fridaygram.plan import build as plan_build
from fridaygram.plan import quick
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from fridaygram.plan.whole import planning
from tests.plan.edits import FIRST, SECOND, edit

DAY = "2018-06-16"
PLAIN = "content/posts/2018-06-10-plain.md"
TEXT = """\
---
title: Plain
tags: [counting, n-grams]
---

A text without figures, after the [first week](2018-06-01-first-week/index.md).

## Only a part

```python
print("words")
```
"""


@pytest.fixture(autouse=True)
def trusted(monkeypatch):
    """Trust stamps at once: no file here is written twice within a tick of the clock."""
    monkeypatch.setattr(quick, "GRAIN_NS", -(10**18))


@pytest.fixture(autouse=True)
def finished(monkeypatch):
    """Keep the program as it is, though somebody may be writing it."""
    monkeypatch.setattr(plan_build, "source_tree", list)
    monkeypatch.setattr(planning, "program_digest", lambda index: "p" * 32)


def made(root, **options):
    return build(Blog(root), Options(**{"date": DAY, "workers": 1, **options}))


@pytest.fixture
def blog(small_blog):
    """A blog that was built, and built again, so that a note of it is kept."""
    (small_blog / PLAIN).write_text(TEXT, "utf-8")
    made(small_blog)
    made(small_blog)
    return small_blog


@pytest.fixture
def whole(monkeypatch):
    """Record whole builds."""
    seen = []
    real = plan_build._remembering
    monkeypatch.setattr(plan_build, "_remembering", lambda *given: seen.append(given) or real(*given))
    return seen


def clean(root, tree):
    """Build a copy from nothing; return its site and what is kept of its pages."""
    copy = root.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".fridaygram", "site"))
    return tree(made(copy).output), kept(copy)


def kept(root):
    cache = Cache(Blog(root).cache)
    rows = cache.connection.execute("SELECT name, data FROM kept WHERE name != 'mark'").fetchall()
    cache.close()
    return dict(rows)


def append(path, text):
    path.write_text(path.read_text("utf-8") + text, "utf-8")


EDITS = {
    "a sentence": lambda blog: append(blog / PLAIN, "\nOne sentence more.\n"),
    "a long text": lambda blog: append(blog / PLAIN, "\n" + "Many words more, and *some* of them loud. " * 80 + "\n"),
    "a footnote": lambda blog: append(blog / PLAIN, "\nA thought.[^thought]\n\n[^thought]: And another.\n"),
    "code": lambda blog: append(blog / PLAIN, "\n```python\nfor week in weeks:\n    pass\n```\n"),
    "a page": lambda blog: append(blog / "content/pages/colophon.md", "\nOne sentence more.\n"),
    "two texts": lambda blog: (
        append(blog / PLAIN, "\nOne.\n"),
        append(blog / "content/pages/colophon.md", "\nTwo.\n"),
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_words_are_patched(blog, tree, whole, name):
    EDITS[name](blog)
    built = made(blog)
    assert whole == []
    assert {ran.name.split()[0] for ran in built.ran} == {"read", "body", "write"}
    assert built.changed
    site, pages = clean(blog, tree)
    assert tree(built.output) == site
    assert kept(blog) == pages
    assert len(whole) == 1
    again = made(blog)
    assert (again.ran, again.reused, len(whole)) == ((), len(built.ran) + built.reused, 1)
    assert made(blog, workers=2).posts == built.posts


def test_a_patch_follows_a_patch(blog, tree, whole):
    for number in range(3):
        append(blog / PLAIN, f"\nSentence {number}.\n")
        made(blog)
    assert whole == []
    assert tree(blog / "site") == clean(blog, tree)[0]
    edit(blog / PLAIN, "title: ", "title: Not ")
    made(blog)
    assert len(whole) == 2
    assert tree(blog / "site") == clean(blog, tree)[0]


OTHERS = {
    "a title": lambda blog: edit(blog / PLAIN, "title: ", "title: Not "),
    "a heading": lambda blog: append(blog / PLAIN, "\n## Another part\n"),
    "a link": lambda blog: append(blog / PLAIN, "\nSee [another](2018-06-08-second-week/index.md).\n"),
    "a value": lambda blog: append(blog / PLAIN, "\nOf {{ hums.reviews }} reviews.\n"),
    "a text with figures": lambda blog: append(blog / SECOND / "index.md", "\nOne sentence more.\n"),
    "a file beside a text": lambda blog: (blog / FIRST / "notes.txt").write_text("more"),
    "a text and a style": lambda blog: (
        append(blog / PLAIN, "\nOne sentence more.\n"),
        (blog / "assets/css/90-own.css").write_text(".own { order: 1 }\n"),
    ),
    "a text and an output": lambda blog: (
        append(blog / PLAIN, "\nOne sentence more.\n"),
        (blog / "site/index.html").write_text("meddled"),
    ),
    "a draft": lambda blog: append(blog / "content/posts/2018-06-07-draft.md", "\nOne sentence more.\n"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_anything_else_is_left_to_a_whole_build(blog, tree, whole, name):
    OTHERS[name](blog)
    made(blog)
    assert len(whole) == 1
    assert tree(blog / "site") == clean(blog, tree)[0]


def test_an_error_is_told_as_ever(blog, tree):
    before = tree(blog / "site")
    append(blog / PLAIN, "\nA note.[^lost]\n")
    with pytest.raises(Exception, match=r"plain\.md:\d+: footnote \[\^lost\] has no definition"):
        made(blog)
    assert tree(blog / "site") == before


def test_what_another_build_remembered_meanwhile_is_no_base(blog, tree, whole):
    """The results of tasks are shared: a site built elsewhere knows the new text, this one does not."""
    append(blog / PLAIN, "\n" + "Many words more. " * 300 + "\n")
    made(blog, output=blog.with_name("elsewhere"))
    whole.clear()
    made(blog)
    assert whole == []
    assert tree(blog / "site") == clean(blog, tree)[0]


def test_a_site_built_as_something_else_in_between_is_no_base(blog, tree, whole):
    made(blog, drafts=True)
    append(blog / PLAIN, "\nOne sentence more.\n")
    made(blog)
    assert len(whole) == 2
    assert tree(blog / "site") == clean(blog, tree)[0]


@pytest.mark.parametrize("query", ["DELETE FROM kept", "DELETE FROM result", "DELETE FROM output"])
def test_what_is_kept_may_be_lost(blog, tree, query):
    cache = Cache(Blog(blog).cache)
    cache.connection.execute(query)
    cache.close()
    append(blog / PLAIN, "\nOne sentence more.\n")
    made(blog)
    assert tree(blog / "site") == clean(blog, tree)[0]


def test_folders_that_are_gone_are_forgotten(blog):
    elsewhere = blog.with_name("elsewhere")
    made(blog, output=elsewhere)
    shutil.rmtree(elsewhere)
    append(blog / PLAIN, "\n## Another part\n")
    made(blog)
    cache = Cache(Blog(blog).cache)
    assert cache.kept_targets() == [str(blog / "site")]
    cache.close()
