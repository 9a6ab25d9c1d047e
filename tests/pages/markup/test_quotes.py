import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pages.markup import html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"quoted"', "“quoted”"),
        ('"*word*"', "“<em>word</em>”"),
        ('a *"word"* b', "a <em>“word”</em> b"),
        ('*"word*"', "<em>“word</em>”"),
        ("it's 'single' and the '90s", "it’s ‘single’ and the ’90s"),
        ("'tis rock 'n' roll", "’tis rock ’n’ roll"),
        ('("in brackets")', "(“in brackets”)"),
        ("he said: \"'yes', then\"", "he said: “‘yes’, then”"),
        ("a -- b --- c...", "a – b — c…"),
        (r"straight \"quotes\"", 'straight "quotes"'),
        ('`"code"` and "text"', '<code>"code"</code> and “text”'),
        ('"`code`"', "“<code>code</code>”"),
        ('<code>"raw"</code> "x"', '<code>"raw"</code> “x”'),
        ('"[link](https://example.org)"', '“<a href="https://example.org">link</a>”'),
        ("the dogs' bowl", "the dogs’ bowl"),
        ("6\" and 5'", "6” and 5’"),
    ],
)
def test_quotes_dashes_and_dots(text: str, expected: str) -> None:
    assert html(text) == f"<p>{expected}</p>"


def test_code_blocks_stay_straight() -> None:
    assert 'x = "a" -- b' in html('    x = "a" -- b')
    assert '"a"' in html('```\n"a"\n```')


@given(st.text(alphabet="ab \"'", min_size=1, max_size=30))
def test_signs_are_replaced_one_by_one(text: str) -> None:
    plain = "x" + " ".join(text.split())
    turned = html(plain).removeprefix("<p>").removesuffix("</p>")
    assert len(turned) == len(plain)
    assert not set(turned) & {'"', "'"}
