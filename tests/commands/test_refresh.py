import json

import pytest

from fridaygram.commands.refresh import find_post

DAY = ("--date", "2018-06-12")
POST = "content/posts/2018-06-08-hello"


@pytest.fixture
def stale(blog, fridaygram):
    """Build a published post, then change a parameter that decides its values."""
    fridaygram("build", *DAY)
    post = blog / POST / "index.md"
    post.write_text(post.read_text().replace("order: 2", "order: 3"))
    return blog


def order(blog):
    return json.loads((blog / POST / "results.json").read_text())["figures"]["generation-path"]["values"]["order"]


def test_a_published_number_stays_until_it_is_refreshed(stale, fridaygram):
    assert "stale" in fridaygram("build", *DAY).err
    assert order(stale) == 2
    said = fridaygram("refresh", "hello", *DAY)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0].endswith(": generation-path: computed")
    assert order(stale) == 3
    assert fridaygram("build", *DAY, "--strict").code == 0


@pytest.mark.parametrize(
    "name", ["hello", "2018-06-08-hello", f"{POST}/index.md", f"{POST}/", "posts/2018-06-08-hello/index.md"]
)
def test_a_post_may_be_named_in_many_ways(name):
    sources = ("content/pages/about.md", f"{POST}/index.md", "content/posts/2018-06-15-one.md")
    assert find_post(name, sources) == [f"{POST}/index.md"]
    assert find_post("one", sources) == ["content/posts/2018-06-15-one.md"]


def test_an_unknown_post_is_one_line_with_the_nearest(stale, fridaygram):
    said = fridaygram("refresh", "helo", *DAY)
    assert said.problem == "no post 'helo'; did you mean 'hello'?"
    assert order(stale) == 2


def test_a_draft_that_this_build_does_not_show_is_told(blog, fridaygram):
    post = blog / POST / "index.md"
    post.write_text(post.read_text().replace("tags:", "draft: true\ntags:"))
    said = fridaygram("refresh", "hello", *DAY)
    assert "is a draft or scheduled" in said.problem
    assert fridaygram("refresh", "hello", *DAY, "--drafts").code == 0
