from datetime import timedelta, timezone
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from fridaygram.pages.theme import filters

ZONES = st.integers(-14 * 3600, 14 * 3600).map(lambda seconds: timezone(timedelta(seconds=seconds)))


def test_dates_in_words() -> None:
    assert filters.long_day("2018-06-08") == "8 June 2018"
    assert filters.short_day("2018-06-08T17:30:00+01:00") == "8 Jun"
    assert filters.full_day("2018-06-08T00:00:00+01:00") == "Friday 8 June 2018"
    assert filters.weekday_name("friday") == "Friday"
    assert filters.iso_day("2018-06-08T00:00:00+01:00") == "2018-06-08"
    assert filters.rfc822("2018-06-08T00:00:00+01:00") == "Fri, 08 Jun 2018 00:00:00 +0100"
    assert filters.number(1584) == "1,584"


@given(st.datetimes(timezones=ZONES))
def test_moments_in_feeds_are_those_of_mail(moment) -> None:
    assert filters.rfc822(moment.isoformat()) == format_datetime(moment)
