"""What GitHub and kramdown make of lists and tables, Python-Markdown makes of the arranged lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.pages.markup.arrange import arrange_lists, arrange_tables
from tests.pages.markup import html, shape

TABLE = "div(table(thead(tr(th th)) tbody(tr(td td))))"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text\n- one\n- two", "p ul(li li)"),
        ("Text\n* one\n* two\n\nafter", "p ul(li li) p"),
        ("Text\n1. one\n2. two", "p ol(li li)"),
        ("The year was\n1984. It rained.", "p"),
        ("- a\n  - b\n    - c\n- d", "ul(li(ul(li(ul(li)))) li)"),
        ("- a\n   - b\n- c", "ul(li(ul(li)) li)"),
        ("- a\n    - b\n        - c", "ul(li(ul(li(ul(li)))))"),
        ("1. a\n   - b\n   - c\n2. d", "ol(li(ul(li li)) li)"),
        ("1. a\n  - b\n2. c", "ol(li(ul(li)) li)"),
        ("1) a\n2) b", "ol(li li)"),
        ("- a\n- b\n\n1. c", "ul(li li) ol(li)"),
        ("- a\n1. b\n2. c", "ul(li) ol(li li)"),
        ("1. a\n- b\n- c\n\nafter", "ol(li) ul(li li) p"),
        ("- a\n1. b\n- c", "ul(li) ol(li) ul(li)"),
        ("- a\n  1. x\n  - y\n- b", "ul(li(ol(li) ul(li)) li)"),
        ("1. a\n   - x\n   1. y\n2. b", "ol(li(ul(li) ol(li)) li)"),
        ("- born in\n1984. In May.", "ul(li)"),
        ("> - a\n> 1. b", "blockquote(ul(li) ol(li))"),
        ("- a\n\n  more of a\n- b", "ul(li(p p) li(p))"),
        ("- a\n\n      code", "ul(li(p pre(code)))"),
        ("- a\n\n        code", "ul(li(p pre(code)))"),
        ("- a\n\n  ```\n  code\n  ```\n- b", "ul(li(p div(pre(code))) li(p))"),
        ("> text\n> - a\n> - b", "blockquote(p ul(li li))"),
        ("> one\n\n> two", "blockquote(p) blockquote(p)"),
        ("> one\n>\n> two", "blockquote(p p)"),
        ("text\n\n    - no list\n", "p pre(code)"),
        ("- - -\ntext", "hr p"),
        ("5 - 3 is\n2", "p"),
        ("- a\n\n\ntext", "ul(li) p"),
        ("## Head\n- a", "h2(a) ul(li)"),
    ],
)
def test_lists_as_readers_expect_them(text: str, expected: str) -> None:
    assert shape(text) == expected


def test_list_items_keep_their_text() -> None:
    lines = ["- a", "  lazy", "- b"]
    assert [line.strip() for line in arrange_lists(lines)] == ["- a", "lazy", "- b"]


@given(st.lists(st.text(alphabet="ab -*+1.)>#\u2019", max_size=10), max_size=14))
def test_no_word_is_lost_and_arranging_twice_changes_nothing_more(lines: list[str]) -> None:
    arranged = arrange_lists(lines)
    kept = [line.strip(" >").replace(")", ".") for line in arranged if line.strip(" >")]
    given_ = [line.strip(" >").replace(")", ".") for line in lines if line.strip(" >")]
    assert ["".join(line.split()) for line in kept] == ["".join(line.split()) for line in given_]
    assert [line for line in arrange_lists(arranged) if line] == [line for line in arranged if line]


def test_a_table_straight_after_a_line() -> None:
    assert shape("Text\n| a | b |\n|---|---|\n| 1 | 2 |") == f"p {TABLE}"
    assert shape("- a\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |") == f"ul(li(p {TABLE}))"


def test_a_table_without_a_header() -> None:
    assert shape("| 1 | 2 |\n| 3 | 4 |\n\ntext") == "div(table(tbody(tr(td td) tr(td td)))) p"


def test_pipes_in_a_sentence_are_no_table() -> None:
    assert shape("a | b\nc | d") == "p"
    assert shape("|x| is a size") == "p"


def test_cells_keep_escaped_pipes_and_alignment() -> None:
    text = html("| a \\| b | c |\n|:--|--:|\n| 1 | 2 |")
    assert '<th style="text-align: left;">a | b</th>' in text
    assert 'style="text-align: right;"' in text


@given(st.lists(st.sampled_from(["| a | b |", "|---|---|", "text", "", "- | x |", "|"]), max_size=8))
def test_tables_lose_no_line(lines: list[str]) -> None:
    left = iter(arrange_tables(lines))
    assert all(any(line == other for other in left) for line in lines)
