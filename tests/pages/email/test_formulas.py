import pytest

from fridaygram.pages.email.formulas import formula
from fridaygram.pages.email.message import EmailPictures
from fridaygram.pages.html_tree import fragment
from fridaygram.pages.markup.math import mathml


def shown(latex: str, *, block: bool = False, carried: bool = True) -> str:
    (math,) = fragment(mathml(latex, block=block)).css("math")
    return formula(math, EmailPictures(lambda _: None, "example.org", carried))


@pytest.mark.parametrize(
    ("latex", "html"),
    [
        ("n", "<i>n</i>"),
        ("n = 2", "<i>n</i> = 2"),
        ("p(x_i)", "<i>p</i>(<i>x</i><sub><i>i</i></sub>)"),
        ("x_{i-1}^2", "<i>x</i><sub><i>i</i>\u22121</sub><sup>2</sup>"),
        (r"\alpha \leq 1", "<i>\u03b1</i> \u2264 1"),
    ],
)
def test_plain_formulas_are_plain_html(latex: str, html: str) -> None:
    assert shown(latex) == f'<span class="math">{html}</span>'


def test_others_are_drawn_with_their_latex_as_words() -> None:
    html = shown(r"H = -\frac{1}{n} \sum_i \log_2 p(x_i)", block=True)
    assert html.startswith('<img src="cid:')
    assert r'alt="H = -\frac{1}{n} \sum_i \log_2 p(x_i)"' in html
    assert "vertical-align: -" in shown(r"\frac{1}{n}")
    assert html == shown(r"H = -\frac{1}{n} \sum_i \log_2 p(x_i)", block=True)


def test_what_can_neither_be_said_nor_drawn_is_latex() -> None:
    latex = r"\begin{aligned} a &= b \\ c &= d \end{aligned}"
    assert shown(latex).startswith("<code>\\begin{aligned} a &amp;= b")
    assert shown(r"\frac{1}{n}", carried=False) == r"<code>\frac{1}{n}</code>"
