"""HTML as Markdown: what a build makes of it shows what the HTML showed."""

import re
from html import escape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.pages.body import Fills
from fridaygram.pages.document import parse_document
from fridaygram.pages.markup.convert import convert
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.from_html import html_item, to_markdown
from fridaygram_importers.text.mend import mend


def built(html):
    """Return the HTML that a build makes of a document of HTML."""
    report = BlogReport()
    item = html_item("x.html", "page", html, {"title": "X"}, "x", report)
    mend(item, report)
    document = parse_document(f"---\ntitle: X\n---\n\n{item.body.text}", "content/pages/x/index.md", "UTC")
    return convert(document, Fills()).html


def shown(html):
    """Return the words of HTML as a reader sees them; typography is undone."""
    soup = BeautifulSoup(html, "html.parser")
    for one in soup.select("a.permalink, .footnote-backref, nav, svg, button"):
        one.decompose()
    plain = "\n".join(soup.get_text().split())
    for curly, straight in (("\u2019", "'"), ("\u2018", "'"), ("\u201c", '"'), ("\u201d", '"'), ("\u2013", "--"),
                            ("\u2014", "---"), ("\u2026", "...")):  # fmt: skip
        plain = plain.replace(curly, straight)
    return plain.split()


PIECES = (
    "* _ ` # + - = > | ~ [ ] ( ) { } ! : . \\ < & $ ^ \" ' @ 1 a é ** -- ... 1. 1) :a: [x] ]( ``` {{ {: {#a} !!! ???"
    " &amp; &#35; <b> [^1] [TOC] www.a.de https://a.de/b_c_d $x_1$ a_b_c __a__ ~~a~~ ==a=="
)
SIGNS = st.sampled_from([" ", *PIECES.split()])


@given(st.lists(SIGNS, min_size=1, max_size=9).map("".join))
def test_every_sign_of_a_paragraph_is_shown_as_it_was(words):
    html = f"<p>{escape(words, quote=False)}</p>"
    text, notes = to_markdown(html)
    if "$" in words or not words.strip():
        return  # formulas are read as formulas
    assert shown(built(html)) == shown(html), text
    assert not [note for note in notes if note.kind == "lost"]


@given(
    st.lists(SIGNS, min_size=1, max_size=5).map("".join),
    st.sampled_from(["li", "td", "h2", "blockquote", "em", "a", "dd"]),
)
def test_and_of_other_elements(words, tag):
    inside = f"<{tag} href='/x'>{escape(words, quote=False)}</{tag}>"
    html = {
        "li": f"<ul>{inside}\n<li>z</li></ul>", "td": f"<table><tr><th>a</th></tr>\n<tr>{inside}</tr></table>",
        "dd": f"<dl><dt>a</dt>\n{inside}</dl>", "em": f"<p>a {inside} b</p>", "a": f"<p>a {inside} b</p>",
    }.get(tag, inside)  # fmt: skip
    if "$" in words or not words.strip():
        return
    assert shown(built(html)) == shown(html), to_markdown(html)[0]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p>", "One  \ntwo"),
        ("<p>Text<strong> bold </strong>and<em>it</em>alic</p>", "Text **bold** and*it*alic"),
        ("<ol start=3><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "3. a\n   - b\n4. c"),
        ("<ul><li><p>a</p><pre><code class='language-js'>x\n\ny</code></pre></li></ul>",
         "- a\n\n  ```js\n  x\n\n  y\n  ```"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<table><tr><th align=right>a</th></tr><tr><td>b|c<br>d</td></tr></table>", "| a |\n| --: |\n| b\\|c<br>d |"),
        ("<h2 id=part>A part</h2><h3 id='b'>B</h3>", "## A part {: #part }\n\n### B"),
        ("<pre class='brush: python'>a\n  b</pre>", "```python\na\n  b\n```"),
        ("<div><pre>a \n\n\n\nb</pre><p>c</p></div>", "```\na \n\n\n\nb\n```\n\nc"),
        ("<p><a href='#x'>go</a></p><p id=x>here</p>", '[go](#x)\n\n<a id="x"></a>here'),
        ("<table><tr><td colspan=2>a</td></tr></table>",
         '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>'),
        ("<p>a<code>b `c`</code></p>", "a`` b `c` ``"),
        ("<p><a href='/a b(c)'>x</a> <a href='https://y.de'>https://y.de</a></p>", "[x](/a%20b%28c%29) <https://y.de>"),
        ("<p><a href='javascript:x()'>x</a> <img src='https://[x/y' alt='A'></p>", "x ![A](https://%5Bx/y)"),
        ("<p><a href='/p-big.jpg'><img src='/p-300x200.jpg' alt='A'></a></p>", "![A](/p-big.jpg)"),
        ("<p>H<sub>2</sub>O <kbd>K</kbd></p>", "H<sub>2</sub>O <kbd>K</kbd>"),
        ("<ul><li><input type=checkbox checked> a</li></ul>", "- [x] a"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n:   b"),
        ("<details><summary>S</summary><p>a</p></details>", '??? note "S"\n\n    a'),
        ("<p>&nbsp;</p><p>a</p>", "a"),
        ("<img data-src='/a.png' src='data:image/gif;base64,x' alt='A'>", "![A](/a.png)"),
        ("<p>a<span class='katex'><math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x</annotation>"
         "</semantics></math><span>x</span></span></p>", "a$x$"),
        ("<p>a<sup id='r1'><a href='#n1'>1</a></sup></p><hr><ol><li id='n1'><p>b <a href='#r1'>↩</a></p></li></ol>",
         "a[^1]\n\n---\n\n[^1]: b"),
        ("<p>a<a id='r1' href='#n1'>1</a> b<a id='r2' href='#n1'>1</a></p><p id='n1'>c <a href='#r1'>^</a></p>",
         "a[^1] b[^1]\n\n[^1]: c"),
        ("<video><source src='/a.mp4'></video>", "![Film](/a.mp4)"),
        ("<figure><pre>x</pre><figcaption>c</figcaption></figure>", "```\nx\n```\n\nc"),
    ],
)  # fmt: skip
def test_elements(html, text):
    assert to_markdown(html)[0].strip() == text


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td><ul><li>c</li></ul></td></tr></table>",
        "<ul><li>a<table><tr><th>b</th></tr><tr><td>c</td></tr></table></li></ul>",
        "<p>a<p>b<div>c<p>d</div>e",
        "<b>a<i>b</b>c</i>",
        "<ol><li><ol><li><ol><li>a</li></ol></li></ol></li></ol>",
        "<blockquote><ul><li>a<blockquote>b</blockquote></li></ul></blockquote>",
        "<h2>a<br>b</h2><h3><a href=/x>c</a></h3>",
        "<details><summary>a</summary>b<pre>c\n\nd</pre></details>",
        "<ul><li><p>a</p><p>b</p></li><li>c</li></ul><p>d</p>",
        "<dl><dt>a<dd>b<dd>c<dt>d<dd><p>e<p>f</dl>",
        "<p>a <strong>b</strong><em>c</em> <em>d<strong>e</strong></em></p>",
    ],
)
def test_letters_stay_in_their_order(html):
    assert "".join(shown(built(html))) == "".join(shown(html)), to_markdown(html)[0]


def test_what_cannot_be_kept_is_said():
    html = "<script src=/a.js></script><form><input name=q><button>Go now</button></form><iframe src='https://e.example/x'></iframe>"
    notes = [(note.kind, note.message) for note in to_markdown(html)[1]]
    assert notes == [
        ("lost", "a script: not imported"),
        ("lost", "a form or a button: not imported"),
        ("told", "an embedded frame: readers load it from there"),
    ]


def test_words_that_are_not_in_the_markdown_are_said():
    notes = to_markdown("<p>a <svg><title>words that only</title></svg> b</p>")[1]
    assert [(note.kind, note.text) for note in notes] == [("lost", "words that only")]


def test_html_that_is_nested_without_end_stays_html():
    report = BlogReport()
    item = html_item("x.html", "page", "<div><em>" * 3000 + "deep", {"title": "X"}, "x", report)
    assert item.is_html
    assert re.search("nested too deeply", "".join(note.message for note in report.notes))
