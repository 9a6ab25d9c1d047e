import re

from hypothesis import given
from hypothesis import strategies as st

from fridaygram_importers.text.traced import Traced, without_blocks


def test_each_line_knows_where_it_came_from():
    body = Traced("one\ntwo\nthree\nfour", 10)
    body.sub(re.compile("two\nthree"), lambda found, line: f"at {line}\nb\nc\nd")
    assert body.text.split("\n") == ["one", "at 11", "b", "c", "d", "four"]
    assert body.lines == [10, 11, 12, 12, 12, 13]
    body.put(body.text.index("at"), body.text.index("d"), "")
    assert (body.text, body.lines) == ("one\nd\nfour", [10, 11, 13])


def test_code_is_not_looked_at():
    body = Traced("x `x`\n\n    x\n\n```\nx\n```\n<!-- x -->")
    body.sub(re.compile("x"), lambda *_: "y")
    assert body.text == "y `x`\n\n    x\n\n```\nx\n```\n<!-- x -->"
    assert without_blocks("a `b`\n\n    c") == "a `b`\n\n     "


@given(st.text(alphabet="ab\n", max_size=30), st.text(alphabet="\nc", max_size=4))
def test_there_is_a_number_for_each_line_always(text, new):
    body = Traced(text)
    body.sub(re.compile(r"a\n?b?"), lambda *_: new)
    assert len(body.lines) == body.text.count("\n") + 1
    assert body.lines == sorted(body.lines)
