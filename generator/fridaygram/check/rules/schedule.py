"""When posts are shown: nothing of a hidden post is in the site, and posts stand on days of the weekly rule."""

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
from fridaygram.config import FILE
from fridaygram.pages import urls
from fridaygram.pages.directives import prose_of
from fridaygram.pages.document import Document
from fridaygram.pages.entries import tag_path
from fridaygram.pages.library import path_of

# Plain words, which markup, typography and escaping leave as they are.
_PLAIN = re.compile(r"[\w ,;:]{40,}")
MOST_SENTENCES = 25
WEEK = timedelta(days=7)
_DATE = re.compile(r"^date:", re.MULTILINE)


def _check(site: SiteView) -> Iterator[Finding]:
    yield from _leaks(site)
    yield from _weekly(site)


def _leaks(site: SiteView) -> Iterator[Finding]:
    """Yield where an address, title, tag, file or sentence of a draft or scheduled post is in the site.

    ``pages.library.visible`` decides what a build shows. This rule does not use it: it searches every file of the site
    for what the hidden documents say.
    """
    shown = site.look.library.documents
    hidden = [document for document in site.look.documents if document.source not in shown]
    if not hidden:
        return
    said = "\n".join([site.text(FILE), *(site.text(source) for source in shown)])
    tags = {urls.slugify(tag) for document in shown.values() for tag in document.meta.tags}
    marks = {document.source: _marks(site, document, said, tags) for document in hidden}
    found: set[tuple[str, str]] = set()
    for path, text in site.texts():
        for document in hidden:
            mark = next((mark for mark in marks[document.source] if mark in text or mark in f"/{path}"), None)
            if mark is not None and (document.source, path) not in found:
                found.add((document.source, path))
                why = "a draft" if document.meta.draft else "not published yet"
                yield Finding("drafts", f"{why}, but '{mark.strip()}' is in {path}", document.source, 1)
    for path in site.files:
        for document in hidden:
            if f"/{path}".startswith(_address(site, document)) and (document.source, path) not in found:
                yield Finding("drafts", f"not published, but {path} is there", document.source, 1)


def _marks(site: SiteView, document: Document, said: str, tags: set[str]) -> list[str]:
    """Return what only this document says: its address, title, tags of its own, sentences."""
    sentences = [found[0] for found in _PLAIN.finditer(prose_of(document.body))]
    step = max(1, len(sentences) // MOST_SENTENCES)
    own_tags = [tag_path(tag) for tag in document.meta.tags if urls.slugify(tag) not in tags]
    title = [document.title] if len(document.title) >= 8 else []
    marks = [_address(site, document), *own_tags, *title, *sentences[::step]]
    return [mark for mark in marks if mark not in said]


def _address(site: SiteView, document: Document) -> str:
    return urls.encoded(path_of(document, site.config))


def _weekly(site: SiteView) -> Iterator[Finding]:
    """Yield posts of the last seven days and later that are not alone on a day of the weekly rule in site.toml.

    Older posts are not checked: another day would be another address, and they keep theirs.
    """
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
    rules={
        "drafts": Rule("error", "Nothing of a draft or scheduled post is in the site before its time."),
        "weekly": Rule("warning", "This week's and later posts stand on days of the weekly rule, one on each."),
    },
    check=_check,
)
