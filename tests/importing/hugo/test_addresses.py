from datetime import UTC, datetime

import pytest

from generator.importing.hugo.addresses import page_url, sanitized

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


def test_names_become_parts_of_paths():
    assert sanitized(" C# & Über  so? ") == "c#-über-so"
