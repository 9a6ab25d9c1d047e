"""The weekly rule looked at backwards: which of its days were kept, which missed, and how many in a row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from fridaygram.clock import is_slot, next_slot
from fridaygram.config import WEEKDAYS, Weekly

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Streak:
    """The days of the rule since the first post: how many were kept, how many in a row now and at best.

    Days that the rule skips count neither as kept nor as missed; ``missed`` are in their order.
    """

    kept: int
    current: int
    longest: int
    missed: tuple[date, ...]


def streak(rule: Weekly, published: Collection[date], today: date) -> Streak:
    """Return how the rule was kept up to ``today``, given the days that have a post.

    Today is not missed before it is over.
    """
    days = slots(rule, min(published, default=today), today)
    kept = [day in published for day in days]
    if days and days[-1] == today and not kept[-1]:
        days, kept = days[:-1], kept[:-1]
    longest = row = 0
    for hit in kept:
        row = row + 1 if hit else 0
        longest = max(longest, row)
    missed = tuple(day for day, hit in zip(days, kept, strict=True) if not hit)
    return Streak(kept=sum(kept), current=row, longest=longest, missed=missed)


def slots(rule: Weekly, first: date, last: date) -> list[date]:
    """Return the days of the rule from ``first`` to ``last``, both included, in their order."""
    day = first + timedelta(days=(WEEKDAYS.index(rule.weekday) - first.weekday()) % 7)
    found = []
    while day <= last:
        if is_slot(rule, day):
            found.append(day)
        day += WEEK
    return found


def coming(rule: Weekly, published: Collection[date], today: date) -> date:
    """Return the next day of the rule that still wants a post: today too, unless it has one."""
    return next_slot(rule, today, frozenset(published))
