"""Words, and minutes to read, in scripts with spaces between words and without them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux import Parser

WORDS_A_MINUTE = 230
"""Brysbaert (2019, doi:10.1016/j.jml.2019.104047) measured 238 for English prose."""
LETTERS_A_MINUTE = {"ja": 357, "zh": 255}
"""Of scripts without spaces: Trauzettel-Klosinski and Dietz (2012, doi:10.1167/iovs.11-8284)."""
OTHER_LETTERS_A_MINUTE = 600
"""Thai, Lao, Khmer and Burmese spell words with as many letters as Arabic, which the same study has at 612."""
# Thai, Lao, Burmese, Khmer; kana and ideographs, with their marks of repetition and length.
_UNSPACED = re.compile(
    "[\u0e01-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_KANA, _THAI, _IDEOGRAPH = re.compile("[\u3041-\u30ff]"), re.compile("[\u0e01-\u0e4e]"), re.compile("[\u3400-\u9fff]")


def counted(text: str, tag: str = "en") -> tuple[int, int]:
    """Return how many words a text has, and how many minutes it takes to read, at least one.

    Where a script has no spaces, words are phrases as BudouX cuts them (Lao, Khmer and Burmese: the whole runs), and
    minutes are counted by letters. ``tag`` tells traditional Chinese from simplified.
    """
    runs = _UNSPACED.findall(text)
    others = _UNSPACED.sub(" ", text).split() if runs else text.split()
    # Between letters without spaces, signs stand alone.
    words = sum(1 for one in others if any(map(str.isalnum, one))) if runs else len(others)
    minutes = words / WORDS_A_MINUTE
    if runs:
        language = _language("".join(runs), tag)
        minutes += sum(map(len, runs)) / LETTERS_A_MINUTE.get(language[:2], OTHER_LETTERS_A_MINUTE)
        parser = _parser(language)
        words += sum(len(parser.parse(run)) for run in runs) if parser else len(runs)
    return words, max(1, round(minutes))


def _language(letters: str, tag: str) -> str:
    """Return the language of letters without spaces: "ja", "zh-hans", "zh-hant", "th" or "" for others."""
    if _KANA.search(letters) or (tag.startswith("ja") and _IDEOGRAPH.search(letters)):
        return "ja"
    if _IDEOGRAPH.search(letters):
        return "zh-hant" if re.match(r"zh-(?:hant|tw|hk|mo)", tag.lower()) else "zh-hans"
    return "th" if _THAI.search(letters) else ""


@cache
def _parser(language: str) -> Parser | None:
    if not language:
        return None
    import budoux

    made = {
        "ja": budoux.load_default_japanese_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
        "th": budoux.load_default_thai_parser,
    }
    return made[language]()
