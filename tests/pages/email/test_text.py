import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.pages.email.text import WIDTH, plain

OWN = "https://example.org/a/"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a <em>b</em>\nc<br>d</p><p>e</p>", "a *b* c\nd\n\ne"),
        ("<h2>A part</h2><h3>Less</h3><h4>Least</h4>", "A part\n======\n\nLess\n----\n\nLeast"),
        ('<p><a href="https://x.example/">x</a></p>', "x <https://x.example/>"),
        ('<p><a href="https://x.example/">https://x.example/</a></p>', "https://x.example/"),
        (f'<p><a href="{OWN}#b">b</a></p>', "b"),
        (
            f'<p>x<sup><a class="footnote-ref" href="{OWN}#fn">1</a></sup> 2<sup>n</sup> H<sub>2</sub></p>',
            "x[1] 2^n H_2",
        ),
        ("<ul><li>a</li><li>b<ol start=9><li>c</li><li>d</li></ol></li></ul>", "- a\n- b\n  9. c\n  10. d"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n\n- b"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b"),
        ('<p><img src="a" alt="n^2" class="drawn"></p>', "n^2"),
        ("<pre><code>a  b\n  c\n</code></pre>", "    a  b\n      c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<dl><dt>T</dt><dd>D</dd></dl>", "T\n    D"),
        ('<p><img src="a" alt="A desk"><img src="b" role="presentation"></p>', "[A desk]"),
        ("<hr>", "* * *"),
        ("<div><p>a</p>b</div>", "a\n\nb"),
    ],
)
def test_each_element(html: str, text: str) -> None:
    assert plain(html, OWN) == text


def test_tables_are_aligned() -> None:
    head = "<tr><th>n</th><th>bits</th></tr>"
    rows = '<tr><td>one</td><td style="text-align: right">2.5</td></tr><tr><td>x</td><td class="number">10.5</td></tr>'
    assert plain(f"<table>{head}{rows}</table>") == "n    bits\n---  ----\none   2.5\nx    10.5"


def test_a_table_too_wide_is_read_row_by_row() -> None:
    cell = "word " * 10
    text = plain(f"<table><tr><td>{cell}</td><td>{cell}</td></tr></table>")
    assert text.startswith("- word")
    assert text.count("|") == 1
    assert text.count("\n  word") == 1


@given(st.lists(st.text("abc ", max_size=20), max_size=30))
def test_lines_are_short_and_no_word_is_lost(words: list[str]) -> None:
    text = plain(f"<p>{' '.join(words)}</p><ul><li>{' '.join(words)}</li></ul>")
    assert all(len(line) <= WIDTH for line in text.split("\n"))
    assert [word for word in text.split() if word != "-"] == 2 * " ".join(words).split()


def test_addresses_stay_whole() -> None:
    address = f"https://example.org/{'long/' * 30}"
    assert address in plain(f'<p>{"word " * 12}<a href="{address}">there</a></p>')
