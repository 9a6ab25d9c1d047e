import json
import re

import pytest

from fridaygram.commands.refresh import find_post
from fridaygram.errors import UsageError

POST = "content/posts/2018-06-08-hello"
PAGE = "site/2018/06/hello/index.html"


@pytest.fixture
def published(blog, fridaygram, today):
    """Build a published post as of the day on which it came out."""
    today("2018-06-12")
    assert fridaygram("build").code == 0
    return blog


@pytest.fixture
def stale(published):
    """Change a parameter that decides the values of a published post."""
    post = published / POST / "index.md"
    post.write_text(post.read_text().replace("order: 2", "order: 3"))
    return published


def shown(blog):
    """Return the order that the frozen path shows, of the entries that are not retired."""
    entries = json.loads((blog / POST / "results.json").read_text())["values"].values()
    return [entry["values"]["order"] for entry in entries if "retired" not in entry]


def test_a_published_number_stays_until_it_is_refreshed(stale, fridaygram):
    assert "stale: generation-path: parameters changed: order; renew it" in fridaygram("build").err
    assert shown(stale) == [2]
    said = fridaygram("refresh", "hello", "--reason", "Two letters say too little.")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0].endswith(": generation-path: computed")
    assert "  order: 2 -> 3" in said.out.splitlines()
    assert shown(stale) == [3]
    assert fridaygram("build", "--strict").code == 0


def test_readers_see_what_was_corrected_and_why(stale, fridaygram):
    fridaygram("refresh", "hello", "--reason", "Two letters say <too> little.")
    words = "Corrected on 12 June 2018: order 2, now 3;"
    for path in (PAGE, "site/feed.xml"):
        text = (stale / path).read_text("utf-8")
        assert words in text
        assert re.search(r"Two letters say &(amp;)?lt;too&(amp;)?gt; little\.", text)


def test_a_value_in_a_sentence_is_corrected_below_the_text(corpus, reviews, fridaygram, today):
    today("2018-06-12")
    post = corpus / POST / "index.md"
    post.write_text(post.read_text() + "\nWe have {{ hums.reviews }} texts.\n")
    assert fridaygram("build").code == 0
    reviews.write_text("".join(reviews.read_text().splitlines(keepends=True)[:6]))
    assert fridaygram("corpus", "import", reviews, "--name", "hums", "--replace").code == 0
    assert "stale: hums.reviews" in fridaygram("build").err
    assert "We have 8 texts." in (corpus / PAGE).read_text("utf-8")
    said = fridaygram("refresh", "hello#hums.reviews")
    assert said.err == "readers see what was corrected, but not why: say it with --reason\n"
    assert said.out.splitlines()[:2] == [
        f"{POST}/index.md:{len(post.read_text().splitlines())}: hums.reviews: computed",
        "  value: 8 -> 6",
    ]
    for path in (PAGE, "site/feed.xml"):
        text = (corpus / path).read_text("utf-8")
        assert "We have 6 texts." in text
        assert "hums.reviews" in text
        assert "Corrected on 12 June 2018: 8, now 6." in text


def test_one_figure_is_refreshed_alone(published, fridaygram):
    post = published / POST / "index.md"
    text = post.read_text()
    figure = text[text.index("```figure") :].partition("\n```\n")[0]
    other = figure.replace("order: 2", "order: 4").replace("\n", "\nid: other\n", 1)
    post.write_text(f"{text}\n{other}\n```\n")
    fridaygram("build")
    post.write_text(post.read_text().replace("order: 2", "order: 3").replace("order: 4", "order: 5"))
    said = fridaygram("refresh", "hello#other")
    assert [line.rpartition(": ")[2] for line in said.out.splitlines() if "computed" in line] == ["computed"]
    assert sorted(shown(published)) == [2, 5]
    assert fridaygram("refresh", "hello#othr").problem == "the post has no figure 'othr'; did you mean 'other'?"


def test_a_model_that_is_older_than_its_corpus_is_used_with_stale_only(corpus, reviews, fridaygram):
    assert fridaygram("train", "hums", "--held-out", "0").code == 0
    post = corpus / POST / "index.md"
    post.write_text(post.read_text() + "\n```figure samples\ncorpus: hums\norder: 2\n```\n\n{{ hums.reviews }}\n")
    assert fridaygram("build").code == 0
    assert fridaygram("refresh", "hello").code == 0
    reviews.write_text("".join(reviews.read_text().splitlines(keepends=True)[:6]))
    assert fridaygram("corpus", "import", reviews, "--name", "hums", "--replace").code == 0
    before = (post.parent / "results.json").read_bytes()
    line = post.read_text().splitlines().index("```figure samples") + 1
    assert fridaygram("refresh", "hello").problem == (
        f"{POST}/index.md:{line}: the model 'hums' is older than its corpus; "
        "train it again: fridaygram train hums; or go on with --stale"
    )
    assert (post.parent / "results.json").read_bytes() == before
    assert fridaygram("refresh", "hello#hums.reviews").code == 0
    said = fridaygram("refresh", "hello", "--stale")
    assert said.code == 0
    older = f"note: {POST}/index.md: the model 'hums' is older than its corpus; train it again: fridaygram train hums\n"
    assert said.err.count(older) == 1
    post.write_text(post.read_text() + "\n```figure samples\ncorpus: hums\norder: 3\n```\n")
    said = fridaygram("build")
    assert (said.code, said.err.count(older)) == (0, 1), "a build goes on with it, and says so"


def test_a_refresh_is_of_today(stale, fridaygram):
    said = fridaygram("refresh", "hello", "--date", "2018-06-20")
    assert said.problem == "a build as of another day only looks, and a refresh writes; leave --date out"
    assert shown(stale) == [2]


@pytest.fixture
def posts(tmp_path):
    """Write documents of several names and slugs, and return their sources."""
    names = {f"{POST}/index.md": "", "content/posts/2018-06-15-of-w.md": "slug: other\n", "content/pages/about.md": ""}
    names["content/pages/some-thing-w.md"] = ""
    for name, front in names.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: T\n{front}---\n\nText.\n")
    return tuple(names)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("hello", f"{POST}/index.md"),
        ("2018-06-08-hello", f"{POST}/index.md"),
        (f"{POST}/index.md", f"{POST}/index.md"),
        (f"{POST}/", f"{POST}/index.md"),
        ("posts/2018-06-08-hello/index.md", f"{POST}/index.md"),
        ("other", "content/posts/2018-06-15-of-w.md"),
        ("2018-06-15-of-w", "content/posts/2018-06-15-of-w.md"),
        ("about", "content/pages/about.md"),
    ],
)
def test_a_post_may_be_named_in_many_ways(tmp_path, posts, name, source):
    assert find_post(name, posts, tmp_path, "UTC") == source
    assert find_post(str(tmp_path / source), posts, tmp_path, "UTC") == source


@pytest.mark.parametrize("name", ["w", "of-w", "thing-w", "elsewhere/2018-06-08-hello", "llo", ""])
def test_a_name_that_is_not_exact_names_no_post(tmp_path, posts, name):
    with pytest.raises(UsageError, match=f"no post '{name}'"):
        find_post(name, posts, tmp_path, "UTC")


def test_a_slug_of_two_posts_names_neither(tmp_path, posts):
    (tmp_path / "content/posts/2018-06-29-x.md").write_text("---\ntitle: T\nslug: other\n---\n\nText.\n")
    with pytest.raises(UsageError, match=r"'other' means 2 posts: .*; name one by its path"):
        find_post("other", (*posts, "content/posts/2018-06-29-x.md"), tmp_path, "UTC")


def test_an_unknown_post_is_one_line_with_the_nearest(stale, fridaygram):
    said = fridaygram("refresh", "helo")
    assert said.problem == "no post 'helo'; did you mean 'hello'?"
    assert shown(stale) == [2]


@pytest.mark.parametrize("line", ["date: 2018-06-08\ndraft: true", "date: 2018-06-29"])
def test_a_draft_and_a_scheduled_post_are_refreshed_and_stay_unseen(blog, fridaygram, tree, line):
    post = blog / POST / "index.md"
    if "29" in line:
        post = post.parent.rename(blog / "content/posts/2018-06-29-hello") / "index.md"
    post.write_text(post.read_text().replace("date: 2018-06-08", line))
    assert fridaygram("build").code == 0
    before = tree(blog / "site")
    for order in (2, 3):
        post.write_text(post.read_text().replace("order: 2", f"order: {order}"))
        said = fridaygram("refresh", "hello")
        assert (said.code, said.err) == (0, "")
        assert said.out.splitlines()[0].endswith(": generation-path: computed")
        entries = json.loads((post.parent / "results.json").read_text())["values"].values()
        assert order in [entry["values"]["order"] for entry in entries]
        assert tree(blog / "site") == before
