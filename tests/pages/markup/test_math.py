import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from tests.pages.markup import converted, html


def test_inline_and_block() -> None:
    assert html("so $x_1$ is").startswith('<p>so <span class="formula-in-line"><math alttext="x_1" xmlns')
    assert html("$x_1$").startswith("<p><span")
    assert 'display="inline"' in html("so $$x_1$$ is")
    block = html("so\n\n$$\na\n- b_{*}\n= *c*\n$$\n\nend")
    assert block.count("<math") == 1
    assert '<div class="formula" tabindex="0" role="group" aria-label="Formula"><math ' in block
    assert 'display="block"' in block
    assert "<p><div" not in block
    assert "<ul>" not in block
    assert "<em>" not in block


def test_backslashes_and_underscores_are_latex() -> None:
    text = html(r"$p(x_1, \ldots, x_n) = \prod_{i=1}^n p(x_i \mid x_{<i})$")
    assert "<em>" not in text
    assert "<munderover>" in text or "<msubsup>" in text


@pytest.mark.parametrize(
    "text",
    ["it costs $5 and $10", "$5-$10", "US$ 5, CA$ 6", "$HOME/$USER", r"\$x\$", "`$x$`", "a $ b $ c", "100$ or 200$"],
)
def test_money_and_shells_are_no_mathematics(text: str) -> None:
    assert "<math" not in html(text)


def test_code_blocks_keep_their_dollars() -> None:
    assert "<math" not in html("```\n$$x$$\n```")
    assert "<math" not in html("text\n\n    $$x$$\n")


@pytest.mark.parametrize(
    ("latex", "problem"),
    [
        (r"\frac{1}", "an argument is missing"),
        ("x^", "missing super script or subscript"),
        ("x^1^2", "double superscripts"),
        (r"\foo x", r"unknown command \foo"),
        ("a & b", "'&' outside of an alignment"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(latex: str, problem: str) -> None:
    with pytest.raises(ContentError) as caught:
        html(f"one\n\ntwo ${latex}$ three\n")
    assert caught.value.line == 6
    assert f"cannot read the mathematics '{latex}' ({problem})" in str(caught.value)


def test_alignments_become_tables() -> None:
    for name in ("align*", "aligned", "split", "matrix", "cases"):
        assert "<mtable" in html(f"$$\\begin{{{name}}} a &= b \\\\ c &= d \\end{{{name}}}$$")


def test_a_heading_with_mathematics_has_an_id() -> None:
    assert converted("## The case $n=2$ again").facts.headings[0].id == "the-case--again"


@given(st.text(alphabet="$ab\\_^{}1 \n", max_size=30))
def test_any_dollars_are_read_or_refused_in_one_line(text: str) -> None:
    try:
        found = html(text)
    except ContentError as error:
        assert "\n" not in str(error)
        return
    assert found.count("<math") == found.count("</math>")
