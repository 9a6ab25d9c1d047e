"""Drafts and scheduled posts reach no surface before their time."""

from datetime import UTC, datetime

import pytest

from fridaygram import clock
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build

MARKS = (b"quetzal", b"zeitgeber")


def surfaces(tree, output, mark):
    """Return every file of a site in whose name or content, pictures too, a mark stands."""
    return [name for name, data in tree(output).items() if mark in data.lower() or mark in name.encode()]


def made(root, **options):
    return build(Blog(root), Options(workers=1, **options))


def test_neither_draft_nor_scheduled_post_is_anywhere(small_blog, tree):
    output = made(small_blog, date="2018-06-21").output
    assert [surfaces(tree, output, mark) for mark in MARKS] == [[], []]


def test_lists_have_no_page_for_them(small_blog, tree):
    settings = small_blog / "site.toml"
    settings.write_text(f"posts_per_page = 1\n{settings.read_text()}")
    built = made(small_blog, date="2018-06-21")
    assert [surfaces(tree, built.output, mark) for mark in MARKS] == [[], []]
    pages = [name for name in tree(built.output) if name.startswith("page/")]
    assert pages == [f"page/{number}/index.html" for number in range(2, built.posts + 1)]
    assert f"Page 1 of {built.posts}".encode() in tree(built.output)["index.html"]


def test_their_numbers_are_not_computed_either(small_blog):
    made(small_blog, date="2018-06-21")
    assert not (small_blog / "content/posts/2018-06-22-scheduled-week/results.json").exists()


def test_a_scheduled_post_appears_everywhere_on_its_day(small_blog, tree):
    made(small_blog, date="2018-06-21")
    built = made(small_blog, date="2018-06-22")
    found = surfaces(tree, built.output, b"zeitgeber")
    assert {"2018/06/scheduled-week/index.html", "feed.xml", "index.html", "archive/index.html"} <= {*found}
    assert any(name.startswith("tags/zeitgeber") for name in found)
    assert b"scheduled-week" in tree(built.output)["sitemap.xml"]
    assert surfaces(tree, built.output, b"quetzal") == []


def test_drafts_are_shown_on_request_and_gone_again_after(small_blog, tree):
    before = tree(made(small_blog, date="2018-06-21").output)
    output = made(small_blog, date="2018-06-21", drafts=True).output
    assert all(surfaces(tree, output, mark) for mark in MARKS)
    assert tree(made(small_blog, date="2018-06-21").output) == before


class At(datetime):
    """The clock, stopped at a moment."""

    stopped: datetime

    @classmethod
    def now(cls, tz=None):
        """Return the moment at which the clock stands."""
        return cls.stopped.astimezone(tz)


@pytest.fixture
def at(monkeypatch):
    """Give a function that stops the clock at a moment (ISO 8601, UTC)."""

    def stop(moment):
        stopped = type("Stopped", (At,), {"stopped": datetime.fromisoformat(moment).replace(tzinfo=UTC)})
        monkeypatch.setattr(clock, "datetime", stopped)

    return stop


def test_a_day_begins_at_midnight_in_the_sites_zone(small_blog, tree, at):
    """Oslo is two hours ahead of UTC in June: the post of the 22nd comes at 22:00 UTC of the 21st."""
    at("2018-06-21T21:59:59")
    assert made(small_blog).posts == 3
    assert made(small_blog).posts == 3
    at("2018-06-21T22:00:00")
    built = made(small_blog)
    assert built.posts == 4
    assert surfaces(tree, built.output, b"zeitgeber")


def test_a_moment_is_waited_for_too(small_blog, at):
    early = small_blog / "content/posts/2018-06-01-first-week/index.md"
    early.write_text(early.read_text().replace("../2018-06-08-second-week/index.md", "/archive/"))
    at("2018-06-08T07:29:00")
    assert made(small_blog).posts == 1
    at("2018-06-08T07:30:00")  # 09:30 in Oslo
    assert made(small_blog).posts == 2


def test_a_quick_build_knows_that_time_has_passed(small_blog, at):
    """Nothing is touched, but the day has come: looking at files alone would miss it."""
    at("2018-06-20T12:00:00")
    for _ in range(3):
        assert made(small_blog).posts == 3
    at("2018-06-22T12:00:00")
    assert made(small_blog).posts == 4
    at("2018-06-20T12:00:00")  # a clock set back
    assert made(small_blog).posts == 3


def test_a_notebook_comes_and_goes_with_its_post(small_blog, tree):
    folder = small_blog / "content/posts/2018-06-08-second-week"
    (folder / "count.ipynb").write_text('{"cells": [{"cell_type": "markdown", "source": "# Wombats"}]}')
    (small_blog / "content/posts/2018-06-01-first-week/index.md").write_text("---\ntitle: A first week\n---\nAlone.\n")
    shown = tree(made(small_blog, date="2018-06-16").output)
    assert "2018/06/second-week/count/index.html" in shown
    post = folder / "index.md"
    post.write_text(post.read_text().replace("---\n", "---\ndraft: true\n", 1))
    output = made(small_blog, date="2018-06-16").output
    assert surfaces(tree, output, b"wombats") == surfaces(tree, output, b"count.ipynb") == []
