"""Emoji by GitHub's short codes: ``:tada:`` becomes the character; what no emoji is called stays as it is."""

from __future__ import annotations

import re
from functools import cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

# What must not stand before the colon is looked at behind it: an expression that begins with a letter is found sooner.
PATTERN = r":(?<![\w:]:)([a-z0-9_+-]+):(?![\w:])"
_CODE = re.compile(PATTERN)


def may_hold_emoji(text: str) -> bool:
    """Return whether the pattern has anything to look for in a text."""
    return ":" in text and _CODE.search(text) is not None


class Emoji(InlineProcessor):
    """Replaces the short codes outside of code."""

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(PATTERN, markdown)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, found: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Return the character and the place of its code, nothing for other words between colons."""
        character = _characters().get(f":{found[1]}:")
        return (None, None, None) if character is None else (character, found.start(0), found.end(0))


@cache
def _characters() -> dict[str, str]:
    from pymdownx import gemoji_db

    known = {code: entry.get("unicode_alt") or entry.get("unicode") for code, entry in gemoji_db.emoji.items()}
    shown = {
        code: "".join(chr(int(part, 16)) for part in points.split("-")) for code, points in known.items() if points
    }
    return shown | {alias: shown[code] for alias, code in gemoji_db.aliases.items() if code in shown}


def _of_points(points: str) -> str:
    """Return the characters with these code points, such as "1f1f3-1f1f4"."""
    return "".join(chr(int(point, 16)) for point in points.split("-"))
