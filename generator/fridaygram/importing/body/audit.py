"""Nothing is lost in silence: every word of a source is in what was made of it, or the report has it."""

from __future__ import annotations

import html
import re
from collections import Counter
from urllib.parse import unquote

from fridaygram.importing.base import Item
from fridaygram.importing.report import Report

_WORD = re.compile(r"[^\W_]{2,}")
_ADDRESS = re.compile(
    r"\]\([^)\s]*|(?:href|src|style|class|id|width|height|srcset)=(?:\"[^\"]*\"|'[^']*')|https?://\S+"
)


def audit(item: Item, body: str, first: int, made: str, report: Report) -> None:
    """Note the words of a source's ``body`` (from line ``first`` on) that neither ``made`` nor the report has."""
    known = Counter(words(made)) + Counter(words(report.words_about(item.file)))
    missing: dict[int, list[str]] = {}
    wanted: Counter[str] = Counter()
    for number, line in enumerate(body.split("\n"), first):
        for word in words(_ADDRESS.sub(" ", line)):
            wanted[word] += 1
            if word not in known:
                missing.setdefault(number, []).append(word)
    lines = body.split("\n")
    for number in sorted(missing):
        report.person(item.file, number, "words of this line are not in the post as they were", lines[number - first])


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case, entities and percent signs undone."""
    return _WORD.findall(unquote(html.unescape(text)).lower())
