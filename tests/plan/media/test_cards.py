"""Social cards in a whole blog: who gets one, what it shows, when it is drawn again."""

import re

import pytest

from generator.plan.blog import Blog, Options
from generator.plan.build import build

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
