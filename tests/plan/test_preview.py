"""A preview's build: the pages that browsers show, and all that they load, come first and once; the rest follows."""

import re

import pytest

from fridaygram.plan.blog import Superseded
from tests.plan.edits import edit, override
from tests.plan.previewing import Previewing

FIRST = "content/posts/2018-06-01-first-week/index.md"
SECOND = "content/posts/2018-06-08-second-week"
DRAFT = "content/posts/2018-06-07-draft.md"
FIRST_PAGE, SECOND_PAGE = "2018/06/first-week/index.html", "2018/06/second-week/index.html"
SHEET = "assets/site.css"


@pytest.fixture
def preview(small_blog, tree, draw_picture):
    (small_blog / SECOND / "pictures/squares.png").write_bytes(draw_picture())
    made = Previewing(small_blog, tree)
    site, _ = made.build()
    assert isinstance(site, dict), site
    return made


def shown_files(page):
    """Return the figures and bundles' files that a page's HTML refers to, as output files."""
    return set(re.findall(r'(?:src|href)="/fridays/((?:figures|2018)/[^"]+\.(?:png|gif|svg|csv))"', page.decode()))


def test_the_page_of_a_text_comes_before_what_else_it_changes(preview):
    preview.looked_at = frozenset({FIRST_PAGE})
    edit(preview.root / FIRST, "title: ", "title: Quite ")
    site, news = preview.build()
    assert [path for path in news[0] if path.endswith(".html")] == [FIRST_PAGE]
    assert b"Quite" in news[0][FIRST_PAGE]
    later = [path for one in news[1:] for path in one]
    assert "index.html" in later
    assert FIRST_PAGE not in later
    assert site[FIRST_PAGE] == news[0][FIRST_PAGE]


def test_a_page_that_only_shows_another_s_title_comes_first_too(preview):
    preview.looked_at = frozenset({SECOND_PAGE, "index.html"})
    edit(preview.root / FIRST, "title: ", "title: Quite ")
    assert {SECOND_PAGE, "index.html"} <= preview.build()[1][0].keys()


def test_a_template_is_seen_on_the_page_that_is_looked_at_first(preview):
    override(preview.root, "post.html", "<p>x</p>")
    preview.build()
    preview.looked_at = frozenset({FIRST_PAGE})
    override(preview.root, "post.html", "<p>other</p>")
    _, news = preview.build()
    assert list(news[0]) == [FIRST_PAGE]
    assert b"<p>other</p>" in news[0][FIRST_PAGE]


def test_a_style_sheet_needs_no_page(preview):
    (preview.root / "assets/css/90-own.css").write_text("h1 { color: teal }\n")
    _, news = preview.build()
    assert list(news[0]) == [SHEET]
    assert b"color:teal" in news[0][SHEET]


def test_a_page_comes_with_all_that_it_shows(preview):
    # The numbers of a draft follow its data.
    edit(preview.root / SECOND / "index.md", "week: 2\n", "week: 2\ndraft: true\n")
    preview.build()
    preview.looked_at = frozenset({SECOND_PAGE})
    (preview.root / SECOND / "votes.csv").write_text("language,2018\nPython,12345\n")
    site, news = preview.build()
    page = news[0][SECOND_PAGE]
    assert b"12345" in page.replace(b",", b"")
    assert shown_files(page) <= site.keys()
    later = [path for one in news[1:] for path in one]
    assert "feed.xml" in later
    assert SECOND_PAGE not in later
    assert not [path for path in later if path.startswith("figures/")]


def test_a_mistake_writes_nothing(preview):
    preview.looked_at = frozenset({FIRST_PAGE})
    good = (preview.root / FIRST).read_text("utf-8")
    (preview.root / FIRST).write_text(f"{good}\nSee [nothing](nowhere.md).\n", "utf-8")
    error, news = preview.build()
    assert "nowhere.md" in error
    assert news == []
    (preview.root / FIRST).write_text(f"{good}\nMended.\n", "utf-8")
    site, news = preview.build()
    assert b"Mended." in site[FIRST_PAGE]
    assert FIRST_PAGE in news[0]


def test_a_link_that_breaks_elsewhere_is_a_mistake_that_writes_nothing(preview):
    edit(preview.root / FIRST, "---\n\n", "---\n\n## A part\n\n")
    (preview.root / DRAFT).write_text(
        "---\ntitle: D\ndraft: true\n---\n\n[It](2018-06-01-first-week/index.md#a-part)\n"
    )
    preview.build()
    preview.looked_at = frozenset({FIRST_PAGE})
    edit(preview.root / FIRST, "## A part", "## Another")
    error, news = preview.build()
    assert "#a-part" in error
    assert news == []


def test_what_was_written_before_a_build_gave_way_is_not_forgotten(preview):
    preview.looked_at = frozenset({FIRST_PAGE, SECOND_PAGE})
    edit(preview.root / FIRST, "title: ", "title: Quite ")
    with pytest.raises(Superseded):
        preview.build(lambda: True)
    override(preview.root, "404.html", "<p>x</p>")
    edit(preview.root / SECOND / "index.md", "description: ", "description: Rather ")
    site, news = preview.build()
    assert b"Quite" in site["index.html"]
    assert b"Rather" in news[0][SECOND_PAGE]
    assert b"Quite" in news[0][SECOND_PAGE]


def test_cards_keep_their_names(preview):
    before = {path for path in preview.tree(preview.target) if path.startswith("cards/")}
    edit(preview.root / FIRST, "title: ", "title: Quite ")
    site, news = preview.build()
    assert {path for path in site if path.startswith("cards/")} == before
    assert [path for one in news for path in one if path.startswith("cards/")]
