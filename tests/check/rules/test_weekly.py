"""The weekly rule: its weekday, the days that it skips, the site's time zone."""

import pytest

FIRST = "content/posts/2018-06-15-first/index.md"


def test_a_post_on_its_friday(faulty):
    faulty.post("One.")
    faulty.post("Two.", "2018-06-22-second", "Second")
    assert faulty.found() == []


def test_another_weekday(faulty):
    faulty.post("One.", "2018-06-13-early", "Early")
    faulty.post("Two.")
    assert faulty.found() == [
        "content/posts/2018-06-13-early/index.md:1: warning: Wednesday, 2018-06-13 in Europe/Oslo, is no Friday "
        "[weekly]; the next free day is 2018-06-22"
    ]


def test_a_rule_of_its_own_with_holidays(faulty):
    rule = '[weekly]\nweekday = "wednesday"\nskip = [2018-06-13]\n'
    faulty.write("site.toml", (faulty.root / "site.toml").read_text() + rule)
    faulty.post("One.", "2018-06-06-kept", "Kept")
    faulty.post("Two.", "2018-06-13-holiday", "Holiday")
    found = faulty.found()
    assert len(found) == 1
    assert (
        "2018-06-13 in Europe/Oslo, is skipped by the weekly rule [weekly]; the next free day is 2018-06-20" in found[0]
    )


def test_older_posts_stay_where_they_are(faulty):
    faulty.post("One.", "2018-06-09-past", "Past")
    faulty.post("Two.")
    assert faulty.found() == []
    assert len(faulty.found(date="2018-06-15")) == 1


def test_two_posts_on_one_day(faulty):
    faulty.post("One.")
    faulty.post("Two.", "2018-06-15-second", "Second")
    found = faulty.found()
    assert len(found) == 1
    assert f"has another post already ({FIRST})" in found[0]


@pytest.mark.parametrize(("zone", "found"), [("Europe/Oslo", 0), ("UTC", 1)])
def test_a_day_is_one_of_the_sites_time_zone(faulty, zone, found):
    """Half past midnight on a Friday in Oslo is still Thursday in UTC."""
    faulty.write("site.toml", (faulty.root / "site.toml").read_text().replace("Europe/Oslo", zone))
    faulty.post("One.", "first", date='"2018-06-15T00:30:00+02:00"')
    lines = faulty.found("weekly")
    assert len(lines) == found
    assert all(
        line.startswith("content/posts/first/index.md:3: warning: Thursday, 2018-06-14 in UTC") for line in lines
    )


def test_drafts_have_no_day_yet(faulty):
    faulty.post("One.", "2018-06-13-rough", "Rough", draft="true")
    faulty.post("Two.")
    assert faulty.found() == []
    assert "2018-06-13" in faulty.found(drafts=True)[0]
