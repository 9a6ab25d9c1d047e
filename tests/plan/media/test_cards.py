"""Social cards in a whole blog: who gets one, what it shows, when it is drawn again."""

import io
import re

import pytest
from PIL import Image

from fridaygram.errors import ContentError
from fridaygram.pages.pictures.card import draw_card
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build

PAGE = "2018/06/second-week/index.html"
CARD = re.compile(r'<meta property="og:image" content="https?://[^"]*/(cards/[^"]+)">')


def made(root):
    return build(Blog(root), Options(workers=1, date="2018-06-16"))


def card_of(files, page=PAGE):
    found = CARD.search(files[page].decode())
    return found[1] if found else None


def test_every_post_has_a_card_of_its_own(small_blog, tree):
    files = tree(made(small_blog).output)
    pages = [name for name in files if re.fullmatch(r"2018/\d+/[^/]+/index\.html", name)]
    cards = {card_of(files, page) for page in pages}
    assert None not in cards
    assert len(cards) == len(pages) > 2
    assert cards == {name for name in files if name.startswith("cards/")}
    assert b"og:image:alt" in files[PAGE]
    assert card_of(files, "colophon/index.html") is None


@pytest.mark.parametrize(
    ("old", "new", "redrawn"), [("A second week", "Another second week", True), ("A model of", "One model of", False)]
)
def test_it_is_drawn_again_where_it_would_look_otherwise(small_blog, tree, old, new, redrawn):
    before = card_of(tree(made(small_blog).output))
    post = small_blog / "content/posts/2018-06-08-second-week/index.md"
    text = post.read_text()
    assert old in text
    post.write_text(text.replace(old, new))
    built = made(small_blog)
    assert (card_of(tree(built.output)) != before) is redrawn
    assert (f"card content/posts/{post.parent.name}/index.md" in {ran.name for ran in built.ran}) is redrawn


def test_a_cover_takes_its_place(small_blog, tree):
    post = small_blog / "content/posts/2018-06-08-second-week/index.md"
    post.write_text(post.read_text().replace("---\n", "---\ncover: pictures/squares.png\ncover_alt: Squares\n", 1))
    files = tree(made(small_blog).output)
    assert card_of(files) is None
    assert b'<meta property="og:image:alt" content="Squares">' in files[PAGE]


def test_site_toml_may_want_none(small_blog, tree):
    settings = small_blog / "site.toml"
    settings.write_text("cards = false\n" + settings.read_text())
    files = tree(made(small_blog).output)
    assert not [name for name in files if name.startswith("cards/")]
    assert card_of(files) is None


PATH = """```figure generation-path
phrase: ab ab
order: 2
caption: Round and round.
```
"""
BARS = """```figure bar
data: votes.csv
title: Votes
```
"""


@pytest.mark.parametrize("first", ["path", "bars", "picture"])
def test_a_card_shows_the_first_figure_even_below_a_picture(small_blog, tree, monkeypatch, first):
    post = small_blog / "content/posts/2018-06-08-second-week/index.md"
    head, body = post.read_text().split("---\n\n", 1)
    assert PATH in body
    assert BARS in body
    if first != "path":
        body = body.replace(PATH, "")
    if first == "picture":
        body = body.replace(BARS, "")
    post.write_text(f"{head}---\n\n![Two grey squares](pictures/squares.png)\n\n{body}")
    given = {}

    def noting(text, picture):
        given[text.title] = text, picture
        return draw_card(text, picture)

    monkeypatch.setattr("fridaygram.pages.pictures.card.draw_card", noting)
    files = tree(made(small_blog).output)
    text, picture = given["A second week: paths"]
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.format, opened.width) == ("PNG", {"picture": 4, "bars": 600, "path": 544}[first])
    squares = (post.parent / "pictures/squares.png").read_bytes()
    assert (picture == squares) is (first == "picture")
    assert files[card_of(files)] == draw_card(text, picture) != draw_card(text)


def test_a_post_names_the_figure_that_its_card_shows(small_blog, tree):
    post = small_blog / "content/posts/2018-06-08-second-week/index.md"
    before = card_of(tree(made(small_blog).output))
    text = post.read_text()
    post.write_text(text.replace("---\n", "---\ncard: bar\n", 1))
    after = card_of(tree(made(small_blog).output))
    assert after not in {None, before}
    post.write_text(text.replace("---\n", "---\ncard: bars\n", 1))
    with pytest.raises(ContentError, match="card: the post has no figure 'bars'") as problem:
        made(small_blog)
    assert (problem.value.line, problem.value.hint) == (2, "did you mean 'bar'?")
