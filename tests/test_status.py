from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fridaygram.config import WEEKDAYS, Weekly
from fridaygram.status import Streak, slots, streak

FRIDAY = date(2018, 6, 1)
WEEK = timedelta(days=7)
RULE = Weekly()


def fridays(*weeks):
    return {FRIDAY + week * WEEK for week in weeks}


def test_a_streak_ends_where_a_friday_was_missed():
    found = streak(RULE, fridays(0, 1, 2, 4, 5), FRIDAY + 5 * WEEK)
    assert found == Streak(kept=5, current=2, longest=3, missed=(FRIDAY + 3 * WEEK,))


def test_today_is_not_missed_before_it_is_over():
    today = FRIDAY + 2 * WEEK
    assert streak(RULE, fridays(0, 1), today) == Streak(2, 2, 2, ())
    assert streak(RULE, fridays(0, 1), today + timedelta(days=1)) == Streak(2, 0, 2, (today,))
    assert streak(RULE, fridays(0, 1, 2), today).current == 3


def test_a_holiday_is_nobodys_fault():
    rule = Weekly(skip=(FRIDAY + WEEK,))
    assert streak(rule, fridays(0, 2), FRIDAY + 2 * WEEK) == Streak(2, 2, 2, ())
    assert streak(rule, fridays(0, 1, 2), FRIDAY + 2 * WEEK).kept == 2, "nor does a post on it count"


def test_posts_of_other_days_do_not_count():
    assert streak(RULE, {FRIDAY, FRIDAY + timedelta(days=8)}, FRIDAY + timedelta(days=9)) == Streak(
        1, 0, 1, (FRIDAY + WEEK,)
    )


def test_a_blog_without_posts():
    assert streak(RULE, set(), FRIDAY) == Streak(0, 0, 0, ())


DAYS = st.dates(date(2018, 1, 1), date(2019, 12, 31))


@given(rule=st.builds(Weekly, weekday=st.sampled_from(WEEKDAYS)), first=DAYS, last=DAYS)
def test_slots_are_the_rules_days(rule, first, last):
    found = slots(rule, first, last)
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    assert found == [day for day in every if WEEKDAYS[day.weekday()] == rule.weekday]


@given(published=st.sets(DAYS, max_size=60), today=DAYS, skip=st.sets(DAYS, max_size=5))
def test_kept_and_missed_are_all_there_is(published, today, skip):
    rule = Weekly(skip=tuple(sorted(skip)))
    found = streak(rule, published, today)
    days = slots(rule, min(published, default=today), today)
    open_today = today in days and today not in published
    assert found.kept + len(found.missed) == len(days) - open_today
    assert 0 <= found.current <= found.longest <= found.kept
    assert not {*found.missed} & published
