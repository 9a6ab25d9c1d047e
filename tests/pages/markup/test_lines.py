from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fridaygram.pages.markup.lines import code_blocks, content


def spans(text: str) -> list[tuple[str, int, int]]:
    return [(code.kind, code.first, code.last) for code in code_blocks(text.split("\n"))]


def test_fences_of_both_kinds_and_any_length() -> None:
    assert spans("```py\na\n```\n~~~~\n```\n~~~\n~~~~") == [("fenced", 0, 2), ("fenced", 3, 6)]


def test_an_open_fence_runs_to_the_end() -> None:
    (code,) = code_blocks(["```", "a", "b"])
    assert not code.closed
    assert content(["```", "a", "b"], code) == ["a", "b"]


def test_backticks_in_the_info_make_no_fence() -> None:
    assert spans("``` a `b`\nc") == []


def test_deep_quotes_are_read_in_one_pass() -> None:
    deep = ["> " * 500 + "x", "- " * 500 + "x", "-  " * 500 + "x", "", "```", "> " * 500 + "x", "```"]
    assert spans("\n".join(deep)) == [("fenced", 4, 6)]


def test_indented_code_needs_a_blank_line_and_four_spaces_beyond_its_item() -> None:
    assert spans("text\n    more text") == []
    assert spans("text\n\n    code\n\n    more\ntext") == [("indented", 2, 4)]
    assert spans("- item\n\n    paragraph\n\n        code") == [("indented", 4, 4)]
    assert spans("1. item\n\n       code") == [("indented", 2, 2)]
    assert spans("!!! note\n\n    paragraph") == []


def test_content_loses_quote_marks_and_the_fences_indent() -> None:
    lines = ["> ```", "> a", ">", ">   b", "> ```"]
    (code,) = code_blocks(lines)
    assert content(lines, code) == ["a", "", "  b"]
    lines = ["- x", "", "  ```", "  a", "    b", "  ```"]
    (code,) = code_blocks(lines)
    assert content(lines, code) == ["a", "  b"]


@given(st.lists(st.text(alphabet="`~> -*1.a\t", max_size=8), max_size=15))
def test_blocks_are_in_order_and_apart(lines: list[str]) -> None:
    blocks = code_blocks(lines)
    assert all(0 <= block.first <= block.last < len(lines) for block in blocks)
    assert all(one.last < two.first for one, two in pairwise(blocks))
    for block in blocks:
        assert len(content(lines, block)) <= block.last - block.first + 1
