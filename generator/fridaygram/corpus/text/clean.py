"""Cleaning: mojibake, Unicode form, hard wraps, lines that are only links, paragraphs repeated over a host."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from fridaygram.corpus.text.wraps import unwrap

LINK = re.compile(r"\W*(?:https?://|www\.)\S", re.IGNORECASE)
SHARE_LINE = re.compile(
    r"^\W*(?:share (?:this|on)|like this|like loading|click to (?:share|email)|tweet|pin it|read more|related"
    r"|previous post|next post|leave a (?:comment|reply)|filed under|posted (?:in|by)|tagged(?: with)?)\b.{0,60}$",
    re.IGNORECASE,
)
LINE_STARTS = re.compile(r"(?<=\n)")
PLAIN = re.compile(r"[\t\n\x20-%\x27-~]*")
"""ASCII without control characters (a carriage return is one) and ``&``, which may begin an HTML entity."""
BOILERPLATE_SHARE = 0.3
BOILERPLATE_POSTS, BOILERPLATE_WORDS = 5, 5
"""A host with fewer posts shows no boilerplate, and a paragraph of fewer words may be an author's refrain."""


def clean(text: str) -> str:
    """Return ``text`` mended: paragraphs separated by one blank line, no wrapped lines, no link lines."""
    return drop_lines(tidy(unwrap(fix_unicode(text))[0]))


def fix_unicode(text: str) -> str:
    """Undo mojibake and bring the text to NFC; curly quotes stay. Lines of plain ASCII have nothing to mend."""
    if PLAIN.fullmatch(text):
        return text
    return "".join(line if PLAIN.fullmatch(line) else _fixed(line) for line in LINE_STARTS.split(text))


def _fixed(line: str) -> str:
    from ftfy import TextFixerConfig, fix_text

    fixed = fix_text(line, TextFixerConfig(uncurl_quotes=False, unescape_html=True, explain=False))
    return fixed.replace("\u00ad", "").replace("\ufeff", "").replace("\u200b", "").replace("\u00a0", " ")


def tidy(text: str) -> str:
    """Return the text without blanks around its lines, and with one blank line between its paragraphs."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n\n+", "\n\n", lines).strip("\n")


def drop_lines(text: str) -> str:
    """Drop lines that hold only links, or only the words of a sharing widget."""
    blocks = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if not is_link_line(line) and not SHARE_LINE.match(line)]
        if kept := "\n".join(line for line in lines if re.search(r"\w", line)):
            blocks.append(kept)
    return "\n\n".join(blocks)


def is_link_line(line: str) -> bool:
    """Return whether a line holds links and nothing else but punctuation.

    Word by word, in one pass: a pattern over the whole line would try every way to split it.
    """
    words = line.split()
    others = [word for word in words if not LINK.match(word)]
    return len(others) < len(words) and not any(re.search(r"\w", word) for word in others)


def paragraph_key(paragraph: str) -> str:
    """Return what makes two paragraphs one: their words, without case, digits and punctuation."""
    return " ".join(re.findall(r"[^\W\d_]+", paragraph.casefold()))


def boilerplate(texts: Iterable[str]) -> frozenset[str]:
    """Return the keys of paragraphs that stand on 30% or more of a host's posts."""
    counted: Counter[str] = Counter()
    posts = 0
    for text in texts:
        posts += 1
        keys = {paragraph_key(paragraph) for paragraph in text.split("\n\n")}
        counted.update(key for key in keys if key.count(" ") >= BOILERPLATE_WORDS - 1)
    if posts < BOILERPLATE_POSTS:
        return frozenset()
    return frozenset(key for key, number in counted.items() if number >= BOILERPLATE_SHARE * posts)


def drop_paragraphs(text: str, keys: frozenset[str]) -> str:
    """Return ``text`` without the paragraphs whose keys are given."""
    if not keys:
        return text
    return "\n\n".join(block for block in text.split("\n\n") if paragraph_key(block) not in keys)
