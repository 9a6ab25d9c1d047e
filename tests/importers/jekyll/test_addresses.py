from datetime import UTC, datetime

import pytest

from fridaygram_importers.jekyll.addresses import all_urls, page_url, post_url

DAY = datetime(2018, 6, 1, 9, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("style", "url"),
    [
        ("date", "/tea/hot%20cups/2018/06/01/First_cup.html"),
        ("pretty", "/tea/hot%20cups/2018/06/01/First_cup/"),
        ("ordinal", "/tea/hot%20cups/2018/152/First_cup.html"),
        ("weekdate", "/tea/hot%20cups/2018/W22/Fri/First_cup.html"),
        ("none", "/tea/hot%20cups/First_cup.html"),
        ("/:short_year/:i_month/:i_day/:slug", "/18/6/1/first-cup"),
        ("/blog/:year-:month-:day-:title.html", "/blog/2018-06-01-First_cup.html"),
        ("/:hour:minute:second/:title/", "/090507/First_cup/"),
        ("/:unknown/:title", "/:unknown/First_cup"),
    ],
)
def test_posts_were_where_the_style_put_them(style, url):
    assert post_url(style, DAY, "First_cup", ["Tea", "hot cups"]).replace(" ", "%20") == url


@pytest.mark.parametrize(
    ("path", "style", "given", "url"),
    [
        ("about.md", "date", "", "/about.html"),
        ("about.md", "pretty", "", "/about/"),
        ("index.html", "date", "", "/"),
        ("a/b/index.md", "date", "", "/a/b/"),
        ("a/b.md", "date", "/:path/x/:basename", "/a/x/b"),
    ],
)
def test_pages_were_beside_their_sources(path, style, given, url):
    assert page_url(path, style, given) == url


def test_a_server_shows_one_page_at_several_addresses():
    assert all_urls("/a/b/") == ["/a/b/"]
    assert all_urls("/a/b.html") == ["/a/b.html", "/a/b/"]
    assert all_urls("/a/b") == ["/a/b/", "/a/b.html"]
    assert all_urls("/a/b.txt") == ["/a/b.txt"]
