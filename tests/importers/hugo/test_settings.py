from datetime import UTC, datetime

import pytest

from fridaygram_importers.hugo.settings import page_url, sanitized

DAY = datetime(2019, 5, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("", "/blog/2019-notes/a-name/"),
        ("/:year/:month/:day/:title/", "/2019/05/03/the-title/"),
        (":section/:slugorfilename", "/blog/a-name/"),
        ("/:sections[1:]/:filename.html", "/2019-notes/a-name.html"),
        ("/:sections[last]/:slug/", "/2019-notes/the-title/"),
        ("/:monthname/:weekdayname/:yearday/:nothing/", "/may/friday/123/:nothing/"),
    ],
)
def test_a_page_was_where_the_pattern_put_it(pattern, url):
    assert page_url(pattern, ["Blog", "2019 Notes"], "A name", title="The Title!", moment=DAY) == url


# What Hugo 0.168 does with these.
def test_names_become_parts_of_paths():
    assert sanitized("Some File_Näme C++ (x) a+b -- c.d") == "some-file_näme-c++-x-a+b----c.d"
    assert page_url("", ["My Sec"], "s2", slug="A (b) C++ d--e") == "/my-sec/a-b-c++-d--e/"


@pytest.mark.parametrize(
    ("title", "part"),
    [("A+b C# -- d/e", "a-b-c#--d-e"), ("Ärger & C++: a_b (x)", "ärger-c-a_b-x"), ("T: x & y", "t-x-y")],
)
def test_titles_become_parts_of_paths(title, part):
    assert page_url("/:slug/", [], "name", title=title) == f"/{part}/"
