"""Hard wraps: lines that were cut near one column become paragraphs again; and texts lose Markdown.

A program that wraps fills a line as far as the next word allows. So a text is wrapped at column W where no line is
longer than W and, at nearly every line break, the next word did not fit: ``len(line) + 1 + len(word) > W``. Verse,
lists and code end their lines earlier, so they fail this test and stay.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

RECIPE = "joined-2"
"""The name of these rules in a corpus's header. Rules that make other texts need another name."""

NARROWEST, WIDEST = 40, 120
SLACK, LONGER = 2, 0.1
"""Columns by which a line may be too short, and the share of lines that may be too long: some programs add or remove
marks after they have wrapped.
"""

FULL_SHARE, LOW_SHARE, PARAGRAPH_SHARE = 0.8, 0.3, 0.6
"""The least share of a text's line breaks at full lines, and before small letters; of a paragraph's, at full lines."""

SHORTEST = 0.6
"""Of the column: shorter lines, as of a verse in an article, say nothing of the article's own."""

FEW, WIDE = 3, 60
"""Fewer line breaks than FEW prove no column: then lines must have WIDE characters, and no sentence may end there."""

_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_BEGINS = re.compile(r"\s*(?:[-*+•]\s|\d{1,3}[.)]\s|#{1,6}\s|>|\||={3,}\s*$)| {4}|\t")
"""A line that begins something of its own: an item, a heading, a quotation, a row, code."""

_STARTS = re.compile(rf"{_BEGINS.pattern}|{_FENCE.pattern}|\s*[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""A line that never continues the one before: these, and a line in a script without blanks between words."""

_STANDS = re.compile(r" {4}|\t|\s*#{1,6}\s|\s*\|")
"""A line that the next one never continues: code, a heading, a row."""

_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S")
"""A row of a table whose words stand in columns."""

_HYPHEN = re.compile(r"[^\s-](?:-{1,2}|\u2014|\u2013)$")
_SUSPENDED = ("and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o")
"""Words before which a hyphen ends a word ("pre- and post-punk")."""

NESTED = 8
"""Marks around the first word that are removed one after the other, at most."""

_NO_WORDS = re.compile(r"\A(?:(?:[^\w\n]|_)*\n|[ \t]*!\[[^\]\n]*\]\([^)\n]*\)[ \t]*\n?)+")
_MARKERS = re.compile(r"\A(?:\s*(?:#{1,6}\s+|>\s?|[-*+•]\s+))+")
_LINK = re.compile(r"\A\[([^\]\n]+)\]\([^)\s]*\)")
_EMPHASIS = re.compile(r"\A(\*{1,3}|_{1,3})[ \t]*(?=[*_]*[^\s*_])")
_PAIR = re.compile(
    r"`[^`\n]+`|(?<![\w*_\\/@#])(?P<mark>\*\*|_)(?=[^\s*]|\*\*)(?P<words>(?:(?!(?P=mark)).)+?)[ \t]?(?P=mark)(?![\w*])"
)
"""Code in a line, which stays, or words in emphasis. A single asterisk is none: people write so by hand."""


class Break(NamedTuple):
    """A line break between two lines of a paragraph: the number of the line before it, that line's length, and
    whether it has a space; the first word of the next line.
    """

    line: int
    length: int
    spaced: bool
    word: str

    def is_full(self, column: int) -> bool:
        """Return whether the next word did not fit into the line."""
        return self.length + 1 + len(self.word) > column - SLACK


def unwrap(text: str) -> tuple[str, int]:
    """Return the text with its wrapped lines joined, and how many line breaks that took; as it was where none did.

    Lines stay in verse, lists, quotations marked line by line, tables and code, and where a line ends in two blanks or
    a backslash (Markdown's line breaks). In a wrapped text, blanks at the ends of lines go and blank lines become one.
    """
    lines = text.split("\n")
    paragraphs = list(_paragraphs(lines))
    column = _column([one for breaks in paragraphs for one in breaks])
    joined = {
        one.line
        for breaks in paragraphs
        if sum(one.is_full(column) for one in breaks) >= PARAGRAPH_SHARE * len(breaks)
        for one in breaks
        if one.is_full(column)
    }
    if not column or not joined:
        return text, 0
    return _joined(lines, joined), len(joined)


def strip_opening(text: str) -> str:
    """Return the text without Markdown at its start: lines without a word, pictures, and the marks of a heading, an
    item, a quotation, a link or emphasis. Words stay, and so does everything after the first of them that is unmarked.
    """
    for _ in range(NESTED):
        text = _NO_WORDS.sub("", text) or text
        text = _MARKERS.sub("", text) or text
        text = _LINK.sub(r"\1", text)
        if not (opening := _EMPHASIS.match(text)):
            break
        line, end, others = text[opening.end() :].partition("\n")
        closing = rf"[ \t]?{re.escape(opening[1])}(?![\w*])"
        text = re.sub(closing, "", line, count=1) + end + others
    return text


def strip_emphasis(text: str) -> str:
    """Return the text without the marks of emphasis, ``**words**`` and ``_words_``, but in code.

    Marks stay where they are within a word (``f**k``) or lack their other half in the line.
    """
    lines, code = text.split("\n"), False
    for number, line in enumerate(lines):
        fence = bool(_FENCE.match(line))
        code ^= fence
        if not (code or fence or line.startswith(("    ", "\t"))):
            for _ in range(2):  # one pair may stand in another
                lines[number] = _PAIR.sub(lambda found: found["words"] or found[0], lines[number])
    return "\n".join(lines)


def _paragraphs(lines: list[str]) -> Iterator[list[Break]]:
    """Yield the line breaks of each paragraph that might come from wrapping."""
    breaks: list[Break] = []
    code = in_table = False
    for number, (line, after) in enumerate(zip(lines, [*lines[1:], ""], strict=True)):
        fence = bool(_FENCE.match(line))
        code ^= fence
        if not line.strip() or _BEGINS.match(line):
            if breaks and not in_table:
                yield breaks
            breaks, in_table = [], False
        in_table |= _is_row(line)
        ends = line.endswith(("  ", "\\")) or not after.strip() or _STARTS.match(after)
        if not (code or fence or ends or not line.strip() or _STANDS.match(line)):
            breaks.append(Break(number, len(line.rstrip()), " " in line.strip(), after.split(maxsplit=1)[0]))
    if breaks and not in_table:
        yield breaks


def _is_row(line: str) -> bool:
    """Return whether a line is a row of a table, or the rule below its head ("---|---")."""
    return bool(_COLUMNS.search(line)) or {"-", "|"} <= set(line) <= set("-|:+ \t")


def _column(breaks: list[Break]) -> int:
    """Return the column at which a text was wrapped, 0 where it was not."""
    lengths = sorted(one.length for one in breaks if one.spaced and one.length >= NARROWEST)
    column = lengths[math.ceil((1 - LONGER) * (len(lengths) - 1))] if lengths else 0
    if not NARROWEST <= column <= WIDEST:
        return 0
    breaks = [one for one in breaks if one.length >= SHORTEST * column]
    full = sum(one.is_full(column) for one in breaks)
    low = sum(_begins_low(one.word) for one in breaks)
    if full < FULL_SHARE * len(breaks) or low < LOW_SHARE * len(breaks):
        return 0
    few = len(breaks) < FEW
    return 0 if few and (low < len(breaks) or column < WIDE or full < len(breaks)) else column


def _begins_low(word: str) -> bool:
    """Return whether a word's first letter is no capital: sentences and lines of verse seldom begin so."""
    first = next((character for character in word if character.isalnum()), "")
    return first.isalpha() and not (first.isupper() or first.istitle())


def _joined(lines: list[str], joined: set[int]) -> str:
    pieces: list[str] = []
    before = ""
    code = going_on = False
    for number, line in enumerate(lines):
        fence = bool(_FENCE.match(line))
        code ^= fence
        own = line if code or fence else line.rstrip()
        if going_on:
            pieces += [_between(before, own), own.lstrip()]
        elif own or code or before:
            pieces += ["\n", own]
        before, going_on = own, number in joined
    return "".join(pieces).strip("\n")


def _between(line: str, after: str) -> str:
    """Return what stands between two joined lines: nothing after a hyphen inside a word, else a blank."""
    hyphen = _HYPHEN.search(line)
    suspended = hyphen and hyphen[0][1:] == "-" and after.split(maxsplit=1)[0].lower() in _SUSPENDED
    return "" if hyphen and not suspended else " "
