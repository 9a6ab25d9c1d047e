"""An item as a Markdown file of ours: front matter above, its body below."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from fridaygram.pages.body import Heading
from fridaygram.pages.document import CONTROL, precedes
from fridaygram_importers.base import ImportItem
from fridaygram_importers.frontmatter import when
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.traced import Traced, without_blocks

ORDER = [
    "title",
    "date",
    "permalink",
    "description",
    "tags",
    "series",
    "authors",
    "cover",
    "cover_alt",
    "canonical",
    "language",
    "feed_id",
    "updated",
    "toc",
    "draft",
    "unlisted",
    "aliases",
]
_ATX = re.compile(r"^[ >]{0,6}#{1,6}[ \t]*\S")
_UNDERLINE = re.compile(r"^[ >]{0,6}(?:=+|-+)[ \t]*$")
_ATTRIBUTES = re.compile(r"\{:?[^{}]*\}$")
_NAMES_ID = re.compile(r"\{:?[^{}]*#[^{}]*\}\s*$")
_WRITABLE_ID = re.compile(r"[\w.:-]+")
_PLAIN = re.compile(r"[^\W_]+")


def compose(item: ImportItem, author: str) -> str:
    """Return the file's text."""
    meta: dict[str, Any] = dict(item.meta)
    if item.moment is not None and (item.kind == "page" or item.has_time):
        meta["date"] = item.moment.isoformat() if item.has_time else item.moment.date().isoformat()
    if meta.get("authors") == [author]:
        del meta["authors"]
    lines = [f"{key}: {_yaml(meta[key])}" for key in ORDER if meta.get(key) not in (None, "", [])]
    body = item.body.text.strip("\n")
    return "\n".join(["---", *lines, "---", "", body, ""])


def _yaml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_yaml(one) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    plain = CONTROL.sub("", value) if isinstance(value, str) else value
    return json.dumps(plain, ensure_ascii=False)


def dated(item: ImportItem, zone: str, report: BlogReport) -> None:
    """Write the day of the last change as ISO 8601; one that is no date, or before the item's, goes into the report."""
    written = item.meta.pop("updated", "")
    found = when(written, zone) if written else None
    if found is not None:
        updated = found[0].isoformat() if found[1] else found[0].date().isoformat()
        if item.moment is not None and precedes(updated, item.moment, zone):
            report.note("told", item.file, 1, "the day of its last change is before its date: left out", str(written))
        else:
            item.meta["updated"] = updated
    elif written:
        report.note("changed", item.file, 1, "the day of its last change is no date that can be read", str(written))


def keep_ids(body: Traced, headings: tuple[Heading, ...], old_id: Callable[[str], str]) -> None:
    """Give headings the ids that they had, where ours would differ: links from other sites still work.

    ``old_id`` gives the id of a heading's text; the second heading of one id has ``-1`` behind it. A heading that
    names its id keeps that one.
    """
    lines = body.text.split("\n")
    seen: dict[str, int] = {}
    for heading, place in _matched(headings, _heading_lines(body), lines):
        if any(_NAMES_ID.search(line) for line in _with_attributes(lines, place)):
            continue
        name = old_id(heading.text)
        count = seen.get(name, 0)
        seen[name] = count + 1
        name = f"{name}-{count}" if count else name
        if name == heading.id or not _WRITABLE_ID.fullmatch(name):
            continue
        line = lines[place].rstrip()
        attributes = re.search(r"[ ]*\{:[ ]*([^{}]*?)[ ]*\}$", line)
        if attributes:
            lines[place] = f"{line[: attributes.start()]} {{: #{name} {attributes[1]} }}"
        else:
            lines[place] = f"{re.sub(r'[ ]+#+$', '', line)} {{: #{name} }}"
    body.text = "\n".join(lines)


def _matched(headings: tuple[Heading, ...], places: list[int], lines: list[str]) -> list[tuple[Heading, int]]:
    """Return each heading with its line. Where HTML has headings too, by their letters as far as they agree."""
    if len(headings) == len(places):
        return list(zip(headings, places, strict=True))
    found = []
    pending = list(places)
    for heading in headings:
        agreeing = (number for number in pending if _letters(lines[number]) == _letters(heading.text))
        if (place := next(agreeing, None)) is not None:
            found.append((heading, place))
            pending = [number for number in pending if number > place]
    return found


def _letters(text: str) -> str:
    return "".join(_PLAIN.findall(_ATTRIBUTES.sub("", text).lower()))


def _with_attributes(lines: list[str], place: int) -> list[str]:
    """Return a heading's line and the line of attributes below it, if there is one."""
    below = place + 2 if place + 1 < len(lines) and _UNDERLINE.match(lines[place + 1]) else place + 1
    return [lines[place], *(line for line in lines[below : below + 1] if _ATTRIBUTES.fullmatch(line.strip()))]


def _heading_lines(body: Traced) -> list[int]:
    lines = without_blocks(body.text).split("\n")
    places = []
    for number, line in enumerate(lines):
        if _ATX.match(line):
            places.append(number)
        elif number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1]) and _PLAIN.search(line):
            alone = number == 0 or not lines[number - 1].strip()
            if alone and not re.match(r"[ ]{0,3}(?:[*+-] |\d+\. |\||<)", line):
                places.append(number)
    return places
