"""What changed between two posts, in the terminal."""

import pytest

TEXT = """\
---
title: {title}
draft: false
---

We have {{{{ hums.reviews }}}} texts.
"""


@pytest.fixture
def two(corpus, reviews, fridaygram, today):
    """Publish a post on all texts, and one a week later on six of them."""
    post(corpus, "2018-06-09-one", "One")
    assert fridaygram("build").code == 0
    today("2018-06-16")
    reviews.write_text("".join(reviews.read_text().splitlines(keepends=True)[:6]))
    assert fridaygram("corpus", "import", reviews, "--name", "hums", "--replace").code == 0
    post(corpus, "2018-06-16-two", "Two")
    assert fridaygram("build").code == 0
    return corpus


def post(blog, name, title):
    folder = blog / "content/posts" / name
    folder.mkdir()
    (folder / "index.md").write_text(TEXT.format(title=title))


def test_the_last_two_posts_are_compared_as_a_table(two, fridaygram, tree):
    before = tree(two)
    said = fridaygram("diff")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "Two, beside One"
    place = lines.index("Numbers that both posts show")
    assert lines[place + 1].split() == ["9", "June", "2018", "16", "June", "2018", "Change"]
    name, old, new, change = lines[place + 2].split()
    assert (name, new, int(old) - 6) == ("hums.reviews", "6", -int(change.replace("−", "-")))
    assert "  Not known: no trained model 'hums'." in lines
    assert max(map(len, lines)) <= 130
    assert tree(two) == before


@pytest.mark.parametrize("names", [("one", "two"), ("2018-06-16", "2018-06-09"), ("2018-06-16-two",)])
def test_posts_are_named_by_slug_day_or_folder_in_any_order(two, fridaygram, names):
    assert fridaygram("diff", *names).out == fridaygram("diff").out


def test_as_data(two, fridaygram):
    found = fridaygram("diff", "--json").json
    assert (found["days"], found["before"][-15:]) == (["2018-06-09", "2018-06-16"], "09-one/index.md")
    assert found["numbers"][0][::2] == ["hums.reviews", 6]
    assert found["titles"][found["now"]] == "Two"
    assert found["corpora"][0]["texts"]["now"]["texts"] == 6


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (("thre",), "no published post with numbers is called 'thre'"),
        (("one", "one"), "there are no two published posts with numbers to compare; name two others"),
        (("one", "two", "one"), "3 posts are named; name two, or one, or none"),
    ],
)
def test_posts_that_cannot_be_compared_are_one_line(two, fridaygram, names, problem):
    assert fridaygram("diff", *names).problem.startswith(problem)


def test_one_post_alone_is_nothing_to_compare(blog, fridaygram):
    assert fridaygram("diff").problem.startswith("there are no two published posts with numbers to compare")
