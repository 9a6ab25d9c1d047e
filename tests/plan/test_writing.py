"""Documents through the cache, and outlines of pages."""

import msgspec

from fridaygram.pages.page import Page
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build


def test_an_outline_is_a_page_without_its_data():
    made = Page("home", "/", "home.html", {"entries": [1]})
    assert made.outline() == Page("home", "/", "home.html", {})
    assert msgspec.structs.replace(made, kind="alias", data={"source": "a.md", "target": "/a/"}).outline().data == {
        "source": "a.md"
    }


def test_a_post_of_the_first_keeps_its_month_east_of_greenwich(small_blog):
    """Midnight of 1 June in Oslo is still May in UTC; the post's address is of June all the same, twice over."""
    folder = small_blog / "content/posts/2018-06-01-first"
    folder.mkdir()
    (folder / "index.md").write_text("---\ntitle: The first\ndate: 2018-06-01\n---\n\nText.\n")
    for _ in range(2):
        output = build(Blog(small_blog), Options(workers=1, date="2018-06-21")).output
        assert (output / "2018/06/first/index.html").is_file()
        assert not (output / "2018/05").exists()
