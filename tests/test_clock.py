from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.clock import is_slot, moment, next_slot
from fridaygram.config import WEEKDAYS, Weekly
from fridaygram.errors import UsageError

DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))
RULES = st.builds(Weekly, weekday=st.sampled_from(WEEKDAYS))


def test_a_day_is_built_as_of_its_last_second_in_the_zone():
    there = moment("Pacific/Auckland", "2018-06-08")
    assert there.isoformat() == "2018-06-08T23:59:59+12:00"


def test_without_a_day_the_moment_is_now_in_the_zone():
    here = moment("Pacific/Kiritimati")
    assert here.utcoffset() == timedelta(hours=14)
    assert abs(here - datetime.now(ZoneInfo("UTC"))) < timedelta(minutes=1)


@pytest.mark.parametrize("day", ["tomorrow", "2018-02-30", "2018-6-8", "", "20180608", "2018-W23-5"])
def test_what_is_no_date_is_an_error(day):
    with pytest.raises(UsageError, match="is not a date; write it as YYYY-MM-DD"):
        moment("UTC", day)


@pytest.mark.parametrize("day", ["0001-12-31", "9999-01-01"])
def test_days_at_the_ends_of_the_calendar_are_an_error(day):
    with pytest.raises(UsageError, match=f"'{day}' is too far away; years go from 2 to 9998"):
        moment("UTC", day)


@given(RULES, DAYS, st.data())
def test_the_next_slot_is_the_first_free_one(rule, today, data):
    near = st.integers(0, 40).map(lambda days: today + timedelta(days=days))
    taken, skip = data.draw(st.frozensets(near)), data.draw(st.frozensets(near))
    rule = Weekly(weekday=rule.weekday, skip=tuple(sorted(skip)))
    slot = next_slot(rule, today, taken)
    assert slot >= today
    assert is_slot(rule, slot)
    assert slot not in taken
    between = (today + timedelta(days=days) for days in range((slot - today).days))
    assert not any(is_slot(rule, day) and day not in taken for day in between)


@given(RULES, DAYS)
def test_slots_are_a_week_apart(rule, day):
    assert sum(is_slot(rule, day + timedelta(days=offset)) for offset in range(7)) == 1


def test_a_holiday_is_no_slot():
    rule = Weekly(skip=(date(2018, 6, 8),))
    assert not is_slot(rule, date(2018, 6, 8))
    assert next_slot(rule, date(2018, 6, 8)) == date(2018, 6, 15)


def test_the_next_slot_is_today_unless_it_is_taken():
    friday = date(2018, 6, 1)
    week = timedelta(days=7)
    assert next_slot(Weekly(), friday) == friday
    assert next_slot(Weekly(), friday, frozenset({friday})) == friday + week
    assert next_slot(Weekly(), friday + timedelta(days=1), frozenset({friday})) == friday + week
    assert next_slot(Weekly(skip=(friday,)), friday - timedelta(days=3)) == friday + week
