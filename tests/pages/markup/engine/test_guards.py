from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from generator.pages.markup.convert import extensions
from generator.pages.markup.engine.blocks import BLOCK_SIGNS, FIRST_STARTS, STARTS, TEXT_SIGNS
from generator.pages.markup.engine.guards import Engine
from generator.pages.markup.notes import add_footnotes

PARTS = (
    "word", " ", "\n", "\n\n", "    ", "*", "**", "_", "~~", "`", "``", "[", "]", "(a.md)", "[^1]", "\n\n[^1]: note\n",
    "![x](y.png)", "[r]", "\n\n[r]: http://x.example 'T'\n", "<http://x.example>", "<b>", "</b>", "&amp;", "\\", "  \n",
    "# ", "> ", "| a | b |\n| - | - |\n| 1 | 2 |\n", "\n\n!!! note\n    in\n\n    in too\n", "\n\n??? note\n    in\n",
    "term\n: what\n\n    more\n", "*[word]: Abbreviation\n", "{: .c #i}", "- [ ] a\n- [x] b\n", "1. one\n",
    "===\n", "---\n", "\t\n",
    '<div markdown="1">\n\n!!! note\n    x\n\nt\n: d\n\n</div>\n', "\"'",
)  # fmt: skip


@cache
def parsers():
    made = []
    for guarded in (False, True):
        markdown = Markdown(extensions=extensions(), output_format="html")
        add_footnotes(markdown)
        if guarded:
            Engine(markdown)
        made.append(markdown)
    return made


def converted(text, number):
    return parsers()[number].reset().convert(text)


@given(st.lists(st.sampled_from(PARTS), max_size=14))
def test_guards_change_nothing(parts):
    text = "".join(parts)
    assert converted(text, 1) == converted(text, 0)


@pytest.mark.parametrize("part", PARTS)
def test_each_thing_is_still_found(part):
    text = f"word {part}\n\n{part}word\n\n{part}"
    assert converted(text, 1) == converted(text, 0)


def test_every_sign_is_of_something_that_there_is():
    kinds = {one.name for one in parsers()[0].parser.blockprocessors._priority}
    assert {*STARTS, *FIRST_STARTS, *BLOCK_SIGNS, *TEXT_SIGNS} <= kinds


def test_no_pattern_minds_its_ancestors():
    assert not any(pattern.ANCESTOR_EXCLUDES for pattern in parsers()[0].inlinePatterns)
