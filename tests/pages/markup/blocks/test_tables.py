from hypothesis import given
from hypothesis import strategies as st

from fridaygram.pages.markup.blocks.tables import arrange_tables
from tests.pages.markup import html, shape

TABLE = "div(table(thead(tr(th th)) tbody(tr(td td))))"


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
def test_no_line_is_lost(lines: list[str]) -> None:
    left = iter(arrange_tables(lines))
    assert all(any(line == other for other in left) for line in lines)
