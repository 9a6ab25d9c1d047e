"""The weekly rule of site.toml: posts stand on its days, no day has two, and days that it skips have none.

Only posts of the last seven days and later are checked: another day would be another address, and older posts keep
theirs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView
from fridaygram.clock import is_slot, next_slot
from fridaygram.pages.document import Document

WEEK = timedelta(days=7)
_DATE = re.compile(r"^date:", re.MULTILINE)


def _check(site: SiteView) -> Iterator[Finding]:
    rule, zone = site.config.weekly, ZoneInfo(site.config.timezone)
    shown = site.look.library.documents
    days: dict[date, list[Document]] = defaultdict(list)
    for document in site.look.documents:
        # A draft has no day before it is shown; a scheduled post has one.
        counts = not document.meta.draft or document.source in shown
        if document.kind == "post" and document.date is not None and counts:
            days[document.date.astimezone(zone).date()].append(document)
    taken = frozenset(days)
    first = site.now.date() - WEEK
    for day, documents in sorted((day, found) for day, found in days.items() if day > first):
        hint = f"the next free day is {next_slot(rule, day, taken).isoformat()}"
        told = f"{day:%A}, {day.isoformat()} in {site.config.timezone}"
        if not is_slot(rule, day):
            why = "is skipped by the weekly rule" if day in rule.skip else f"is no {rule.weekday.capitalize()}"
            for document in documents:
                yield Finding("weekly", f"{told}, {why}", document.source, _line(site, document), hint)
        for document in documents[1:]:
            problem = f"{told}, has another post already ({documents[0].source})"
            yield Finding("weekly", problem, document.source, _line(site, document), hint)


def _line(site: SiteView, document: Document) -> int:
    """Return the line of the date, the first where only the file's name has it."""
    text = site.text(document.source)
    found = _DATE.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


RULES = RuleSet(
    rules={"weekly": Rule("warning", "This week's and later posts stand on days of the weekly rule, one on each.")},
    check=_check,
)
