from datetime import timedelta

import msgspec
import pytest

from fridaygram.errors import ContentError
from fridaygram.pages.document import Document, parse_document, read_document
from tests.pages.builder import BLOG

ZONE = "Europe/London"
POST = "content/posts/2018-06-08-week-1/index.md"


def fails(text: str, source: str = POST) -> ContentError:
    with pytest.raises(ContentError) as caught:
        parse_document(text, source, ZONE)
    return caught.value


def test_a_post_takes_day_and_slug_from_its_name() -> None:
    document = parse_document("---\ntitle: A\n---\nText\n", POST, ZONE)
    assert (document.kind, document.slug) == ("post", "week-1")
    assert document.date is not None
    assert document.date.isoformat() == "2018-06-08T00:00:00+01:00"


def test_a_time_is_of_the_sites_zone_unless_it_says_otherwise() -> None:
    local = parse_document("---\ntitle: A\ndate: 2018-06-08T17:30:00\n---\n", POST, ZONE).date
    utc = parse_document("---\ntitle: A\ndate: 2018-06-08T17:30:00Z\n---\n", POST, ZONE).date
    assert local is not None
    assert utc is not None
    assert utc - local == timedelta(hours=1)
    assert utc.isoformat() == "2018-06-08T18:30:00+01:00"


def test_a_page_needs_no_date() -> None:
    page = parse_document("---\ntitle: About\n---\n", "content/pages/about.md", ZONE)
    assert (page.kind, page.slug, page.date) == ("page", "about", None)
    assert parse_document("---\ntitle: A\n---\n", "content/pages/about/index.md", ZONE).slug == "about"


def test_wrong_dates_and_names() -> None:
    assert "a post needs a date" in str(fails("---\ntitle: A\n---\n", "content/posts/week-1.md"))
    assert "index.md:3: date is 2018-06-09, but the name says" in str(fails("---\ntitle: A\ndate: 2018-06-09\n---\n"))
    assert "is not a date" in str(fails("---\ntitle: A\n---\n", "content/posts/2018-02-30-a.md"))
    assert "'9999-12-31' in the file's name is too far" in str(
        fails("---\ntitle: A\n---\n", "content/posts/9999-12-31-a.md")
    )
    assert ":3: no slug" in str(fails('---\ntitle: A\nslug: "!"\n---\n'))
    assert ":4: no page can be named after the tag '!'; give" in str(fails('---\ntitle: A\n\ntags: ["!"]\n---\n'))
    assert ":3: no page can be named after the series '!'" in str(fails('---\ntitle: A\nseries: "!"\n---\n'))


@pytest.mark.parametrize(
    ("written", "updated", "is_wrong"),
    [
        ("2018-06-08", "2018-06-07", True),
        ("2018-06-08", "2018-06-08", False),
        ("2018-06-08T09:30", "2018-06-08", False),
        ("2018-06-08T09:30", "2018-06-07", True),
        ("2018-06-08T09:30", "2018-06-08T09:29", True),
        ("2018-06-08T09:30", "2018-06-08T09:30", False),
        # In the site's time zone, London's in summer, it is still the day before, or already the day.
        ("2018-06-08", "2018-06-07T22:59:00Z", True),
        ("2018-06-08", "2018-06-07T23:00:00Z", False),
    ],
)
@pytest.mark.parametrize("source", [POST, "content/pages/about.md"])
def test_nothing_changes_before_it_is_there(source: str, written: str, updated: str, is_wrong: bool) -> None:
    text = f"---\ntitle: A\ndate: {written}\nupdated: {updated}\n---\n"
    if is_wrong:
        said = f"{source}:4: updated: {updated} is before the date, {written}; say when it was last changed, or drop "
        assert str(fails(text, source)).startswith(said)
    else:
        assert parse_document(text, source, ZONE).meta.updated == updated


def test_a_page_without_a_date_may_change_whenever_it_does() -> None:
    text = "---\ntitle: About\nupdated: 2000-01-01\n---\n"
    assert parse_document(text, "content/pages/about.md", ZONE).meta.updated == "2000-01-01"


def test_a_document_survives_the_cache() -> None:
    document = read_document(BLOG, POST, ZONE)
    again = msgspec.json.decode(msgspec.json.encode(document), type=Document)
    assert again == document
    assert document.figures[0].key == "funnel"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\uffff"])
def test_a_character_that_no_feed_can_hold_is_an_error_at_its_line(character):
    with pytest.raises(ContentError, match="a control character") as caught:
        parse_document(
            f"---\ntitle: T\ndate: 2018-06-08\n---\n\nOne.\n\nT{character}wo.\n", "content/posts/a.md", "UTC"
        )
    assert caught.value.line == 8


def test_a_document_has_remarks_on_what_looks_like_a_directive() -> None:
    document = parse_document("---\ntitle: A\n---\n\nWe have {{ reviews of it.\n", POST, ZONE)
    hint = "write '{{ reviews }}', or '\\{{' for two braces"
    assert document.remarks == (f"{POST}:5: '{{{{ reviews' has no end and is shown as text; {hint}",)
