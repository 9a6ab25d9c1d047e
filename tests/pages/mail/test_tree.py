from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.pages.mail.tree import parse, written


@pytest.mark.parametrize(
    "html",
    [
        '<p class="a">x <em>y</em><br>z &amp; &lt;b&gt;</p>',
        "<!doctype html><html><!--[if mso]><table><![endif]--><style>a > b { c: d }</style></html>",
        '<img src="a?b&amp;c" alt="&quot;it\'s&quot;">',
        "<table><tr><td>1</td><td>2</td></tr></table>",
    ],
)
def test_what_is_read_is_written_again(html: str) -> None:
    assert written(parse(html)) == html


@pytest.mark.parametrize(
    ("html", "meant"),
    [
        ("<p>a<p>b<ul><li>1<li>2</ul>", "<p>a</p><p>b</p><ul><li>1</li><li>2</li></ul>"),
        ("<table><tr><td>1<td>2<tr><td>3</table>", "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>"),
        ("<b>a</i></b></p>c", "<b>a</b>c"),
        ("<em>a", "<em>a</em>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<input checked/>", '<input checked="">'),
    ],
)
def test_what_is_left_out_is_understood(html: str, meant: str) -> None:
    assert written(parse(html)) == meant


class Words(HTMLParser):
    """Gathers the text of HTML as Python's own parser finds it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += data


@given(st.lists(st.sampled_from(["<p>", "</p>", "<li>", "<b>", "</b>", "<td>", "<br>", "a", " b", "&lt;", "<!--x-->"])))
def test_no_text_is_lost_and_writing_twice_changes_nothing_more(pieces: list[str]) -> None:
    html = "".join(pieces)
    once = written(parse(html))
    assert written(parse(once)) == once
    plain = Words()
    plain.feed(html)
    plain.close()
    assert parse(html).text == parse(once).text == plain.words
