import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.pages.markup.parser import BLOCK_SIGNS, INLINE_SIGNS, TREE_SIGNS, Parser, parser_for
from tests.pages.markup import html, shape

PARTS = (
    "word", " ", "\n", "\n\n", "    ", "*", "**", "_", "~~", "`", "``", "[", "]", "(a.md)", "[^1]", "\n\n[^1]: note\n",
    "![x](y.png)", "[r]", "\n\n[r]: http://x.example 'T'\n", "<http://x.example>", "<b>", "</b>", "&amp;", "\\", "  \n",
    "# ", "> ", "| a | b |\n| - | - |\n| 1 | 2 |\n", "\n\n!!! note\n    in\n\n    in too\n", "\n\n??? note\n    in\n",
    "term\n: what\n\n    more\n", "*[word]: Abbreviation\n", "{: .c #i}", "- [ ] a\n- [x] b\n", "1. one\n",
    "===\n", "---\n", "\t\n", "\n> [!NOTE]\n> text\n", "\n> a\n\n> b\n", ":tada:", "$x$", "\n```py\nx\n```\n",
    '<div markdown="1">\n\n!!! note\n    x\n\nt\n: d\n\n</div>\n', "\"'",
)  # fmt: skip


@cache
def whole() -> Parser:
    """A parser that runs every step on every text."""
    parser = Parser(with_extras=True)
    parser.steps.choose = lambda text: None  # type: ignore[method-assign]
    return parser


def outcome(parser: Parser, text: str) -> str:
    try:
        return parser.run(text)
    except ContentError as error:
        return str(error)


def is_same(text: str) -> bool:
    return outcome(parser_for(text), text) == outcome(whole(), text)


@given(st.lists(st.sampled_from(PARTS), max_size=14))
def test_steps_that_are_left_out_would_change_nothing(parts):
    assert is_same("".join(parts))


@given(
    st.text("*_~`[]()!<>&\\\"'|#:=+-.1ax{}@ \n\t", max_size=60).filter(
        lambda text: "```" not in text and "~~~" not in text
    )
)
def test_nor_in_a_jumble_of_signs(text):
    assert is_same(text)


@pytest.mark.parametrize("part", PARTS)
def test_each_thing_is_still_found(part):
    assert is_same(f"word {part}\n\n{part}word\n\n{part}")


@pytest.mark.parametrize(
    "text",
    [
        "- [\t] a tab",
        "~~struck~~ and *[a](b.md)*",
        "??? more\n    inside",
        "`a|b` | c\n- | -\n\\| | d",
        "x[^1]\n\n[^1]: > a\n\n    > b",
    ],
)
def test_so_are_things_that_a_guess_could_miss(text):
    assert is_same(text)


def test_every_sign_is_of_a_step_that_there_is():
    markdown = whole()._markdown
    for signs, registry in (
        (BLOCK_SIGNS, markdown.parser.blockprocessors),
        (INLINE_SIGNS, markdown.inlinePatterns),
        (TREE_SIGNS, markdown.treeprocessors),
    ):
        assert [name for name in signs if name not in registry] == []


def test_the_converter_comes_without_what_a_text_may_not_need():
    code = """
import sys
import fridaygram.pages.markup.convert
print(*(name for name in ("pymdownx.util", "urllib.request", "http.client", "ssl") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


def test_a_marked_quote_is_a_callout_with_its_kind_as_title() -> None:
    text = html("> [!WARNING]\n> Mind the *gap*.\n>\n> - one\n")
    assert '<div class="admonition warning">' in text
    assert '<p class="admonition-title">Warning</p>' in text
    assert "<p>Mind the <em>gap</em>.</p>" in text
    assert shape("> [!NOTE]\n> a\n") == "div(p p)"


def test_a_title_may_stand_behind_the_mark() -> None:
    text = html("> [!tip] Try `this`\n>\n> Now.\n")
    assert '<p class="admonition-title">Try <code>this</code></p>' in text
    assert text.count("<p") == 2


def test_a_callout_of_another_kind_and_one_that_folds() -> None:
    assert '<div class="admonition shout">' in html("> [!SHOUT]\n> a\n")
    assert shape("> [!NOTE]- More\n> a\n") == "details(summary p)"


def test_a_mark_elsewhere_is_text() -> None:
    assert shape("> a [!NOTE]\n") == "blockquote(p)"
