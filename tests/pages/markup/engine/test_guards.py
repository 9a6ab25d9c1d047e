from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from fridaygram.pages.markup.engine.blocks import BLOCK_SIGNS, FIRST_STARTS, STARTS, TEXT_SIGNS
from fridaygram.pages.markup.engine.extensions import extensions, extras_of
from fridaygram.pages.markup.engine.guards import Engine
from fridaygram.pages.markup.notes import add_footnotes

PARTS = (
    "word", " ", "\n", "\n\n", "    ", "*", "**", "_", "~~", "`", "``", "[", "]", "(a.md)", "[^1]", "\n\n[^1]: note\n",
    "![x](y.png)", "[r]", "\n\n[r]: http://x.example 'T'\n", "<http://x.example>", "<b>", "</b>", "&amp;", "\\", "  \n",
    "# ", "> ", "| a | b |\n| - | - |\n| 1 | 2 |\n", "\n\n!!! note\n    in\n\n    in too\n", "\n\n??? note\n    in\n",
    "term\n: what\n\n    more\n", "*[word]: Abbreviation\n", "{: .c #i}", "- [ ] a\n- [x] b\n", "1. one\n",
    "===\n", "---\n", "\t\n",
    '<div markdown="1">\n\n!!! note\n    x\n\nt\n: d\n\n</div>\n', "\"'",
)  # fmt: skip


@cache
def stock():
    markdown = Markdown(extensions=extensions(), output_format="html")
    add_footnotes(markdown)
    return markdown


@cache
def quick(extras):
    markdown = Markdown(extensions=extensions(extras), output_format="html")
    markdown.ESCAPED_CHARS = [*markdown.ESCAPED_CHARS, "~"]  # as ours are, with the extension or without
    add_footnotes(markdown)
    Engine(markdown)
    return markdown


def is_same(text):
    """Ours, with no more than the text seems to need, does as Python-Markdown with everything."""
    return quick(extras_of(text)).reset().convert(text) == stock().reset().convert(text)


@given(st.lists(st.sampled_from(PARTS), max_size=14))
def test_guards_change_nothing(parts):
    assert is_same("".join(parts))


@given(st.text("*_~`[]()!<>&\\\"'|#:=+-.1ax{}@ \n\t", max_size=60))
def test_nor_in_a_jumble_of_signs(text):
    assert is_same(text)


@pytest.mark.parametrize("part", PARTS)
def test_each_thing_is_still_found(part):
    assert is_same(f"word {part}\n\n{part}word\n\n{part}")


@pytest.mark.parametrize(
    "text", ["- [\t] a tab", "~~struck~~ and *[a](b.md)*", "??? more\n    inside", "`a|b` | c\n- | -\n\\| | d"]
)
def test_so_are_things_that_a_guess_could_miss(text):
    assert is_same(text)


def test_every_sign_is_of_something_that_there_is():
    kinds = {one.name for one in stock().parser.blockprocessors._priority}
    assert {*STARTS, *FIRST_STARTS, *BLOCK_SIGNS, *TEXT_SIGNS} <= kinds


def test_no_pattern_minds_its_ancestors():
    assert not any(pattern.ANCESTOR_EXCLUDES for pattern in stock().inlinePatterns)
