"""What is looked at is told of first and by itself, once, with all that it shows."""

import re

import pytest

from fridaygram.pages.page import all_pages, page_again
from fridaygram.plan.live.memory import Superseded
from fridaygram.plan.live.warm import warm
from tests.plan.edits import edit, override
from tests.plan.live.previewing import Previewing

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
    made.changed()  # the results that the first build has frozen
    return made


def shown_files(page):
    """Return the figures and bundles' files that a page's HTML refers to, as output files."""
    return set(re.findall(r'(?:src|href)="/fridays/((?:figures|2018)/[^"]+\.(?:png|gif|svg|csv))"', page.decode()))


def test_a_text_is_told_by_itself_and_then_what_else_it_changes(preview):
    preview.looked_at = frozenset({FIRST_PAGE})
    edit(preview.root / FIRST, "title: ", "title: Quite ")
    site, news = preview.build()
    assert list(news[0]) == [FIRST_PAGE]
    assert b"Quite" in news[0][FIRST_PAGE]
    later = [path for one in news[1:] for path in one]
    assert "index.html" in later
    assert FIRST_PAGE not in later
    assert site[FIRST_PAGE] == news[0][FIRST_PAGE]


def test_a_page_that_only_shows_another_s_title_is_told_ahead_too(preview):
    preview.looked_at = frozenset({SECOND_PAGE, "index.html"})
    edit(preview.root / FIRST, "title: ", "title: Quite ")
    assert sorted(preview.build()[1][0]) == [SECOND_PAGE, "index.html"]


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


def test_a_chart_is_shown_before_its_picture_for_feeds_is_made(preview):
    # The numbers of a draft follow its data.
    edit(preview.root / SECOND / "index.md", "week: 2\n", "week: 2\ndraft: true\n")
    preview.build()
    preview.looked_at = frozenset({SECOND_PAGE})
    (preview.root / SECOND / "votes.csv").write_text("language,2018\nPython,12345\n")
    site, news = preview.build()
    page = news[0][SECOND_PAGE]
    assert b"12345" in page.replace(b",", b"")
    # All that the page shows is there when it is told of; the PNG of the chart comes with the rest, in the feed.
    assert shown_files(page) <= site.keys()
    assert not [path for path in news[0] if path.endswith(".png")]
    later = [path for one in news[1:] for path in one]
    assert any(path.startswith("figures/") and path.endswith(".png") for path in later)
    assert SECOND_PAGE not in later


def test_a_mistake_is_left_to_the_build(preview):
    preview.looked_at = frozenset({FIRST_PAGE})
    good = (preview.root / FIRST).read_text("utf-8")
    (preview.root / FIRST).write_text(f"{good}\nSee [nothing](nowhere.md).\n", "utf-8")
    error, news = preview.build()
    assert "nowhere.md" in error
    assert news == []
    # After a failure nothing is shown ahead: nobody knows yet whether all is well again.
    (preview.root / FIRST).write_text(f"{good}\nMended.\n", "utf-8")
    site, news = preview.build()
    assert b"Mended." in site[FIRST_PAGE]
    assert FIRST_PAGE in news[0]


def test_a_link_that_breaks_elsewhere_is_a_mistake_that_nothing_shows_ahead(preview):
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


def test_every_page_can_be_made_again_by_itself(preview):
    kept = preview.memory.kept
    pages = {page.output: page for page in all_pages(kept.library, kept.library.site)}
    again = {output: page_again(page, kept.library, kept.library.site) for output, page in kept.pages.items()}
    assert {output for output, page in again.items() if page != pages[output]} == {"sitemap.xml"}
    assert again["sitemap.xml"] is None


def test_warming_changes_nothing_and_can_be_stopped(preview, tree):
    before = tree(preview.root)
    override(preview.root, "post.html", "{% if %}")
    steps = warm(preview.root, preview.memory.kept)
    next(steps)
    assert len(list(steps)) == 2
    (preview.root / "templates/post.html").unlink()
    assert tree(preview.root) == before
