"""Markdown as writers know it from GitHub. Each case is our own; the numbers are sections of CommonMark 0.31."""

import re
from xml.etree import ElementTree

import pytest

from tests.pages.markup import converted, html, shape

LINK = '<a href="{0}">{1}</a>'


def inner(text: str) -> str:
    """What stands in the one paragraph of a text."""
    return re.fullmatch(r"<p>(.*)</p>\s*", html(text), re.DOTALL)[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#5 bolt\n\n#hashtag", "p p"),
        ("   ## A\n\n  # B", "h3(a) h2(a)"),
        ("    ## A", "pre(code)"),
        ("##\ttab", "h2(a)"),
        ("text\n## A\nmore", "p h2(a) p"),
        ("> q\n---", "blockquote(p) hr"),
        ("- foo\n---", "ul(li) hr"),
        ("- foo\n-\n- bar", "ul(li li li)"),
        ("1. a\n2.\n3. b", "ol(li li li)"),
        ("text\n-", "h2(a)"),
        ("one\ntwo\n  ===  ", "h2(a)"),
        ("***\n---\n___", "hr hr hr"),
        ("*\t*\t*", "hr"),
        ("# A\n---", "h2(a) hr"),
        ("-\n  words below", "ul(li)"),
        ("-\n\nno item", "ul(li) p"),
        ("- a\n- b\n\n- c", "ul(li(p) li(p) li(p))"),
        ("- a\n- b", "ul(li li)"),
        ("> a\n>\nb", "blockquote(p) p"),
        ("| a |\n| - |", "div(table(thead(tr(th))))"),
        ("| a |\n| - |\n| b |\n> c", "div(table(thead(tr(th)) tbody(tr(td)))) blockquote(p)"),
    ],
)
def test_blocks(text: str, expected: str) -> None:
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\\\nb", "a<br>\nb"),
        ("a     \nb", "a<br>\nb"),
        (r"\, \/ \% \; \= \?", ", / % ; = ?"),
        (r"\a C:\dir", r"\a C:\dir"),
        (r"\&copy;", "&amp;copy;"),
        (r"\<b>", "&lt;b&gt;"),
        ("`` ` ``", "<code>`</code>"),
        ("`  a  `", "<code> a </code>"),
        ("`\ta\tb`", "<code>\ta\tb</code>"),
        ("`` a`", "`` a`"),
        (r"`a\`b", r"<code>a\</code>b"),
        (r"\`a`", "`a`"),
        ('<a title="`">`', '<a title="`">`'),
        ("<tel:112>", LINK.format("tel:112", "tel:112")),
        ("<a@b.example>", LINK.format("mailto:a@b.example", "a@b.example")),
        ("<https://x.example/a b>", "&lt;" + LINK.format("https://x.example/a", "https://x.example/a") + " b&gt;"),
        ("<your name>", "&lt;your name&gt;"),
        ("a <b and c", "a &lt;b and c"),
    ],
)
def test_what_stands_for_itself(text: str, expected: str) -> None:
    assert inner(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](<https://x.example/b c>)", LINK.format("https://x.example/b c", "a")),
        ("[a](https://x.example/b c)", LINK.format("https://x.example/b c", "a")),
        ("[a](https://x.example/b_(c))", LINK.format("https://x.example/b_(c)", "a")),
        ("[a](https://x.example/ (t))", '<a href="https://x.example/" title="t">a</a>'),
        ("[a](https://x.example/\n'it')", '<a href="https://x.example/" title="it">a</a>'),
        ("[a [b](https://x.example/b)](c)", "[a " + LINK.format("https://x.example/b", "b") + "](c)"),
        ("[a]\n(b)", "[a]\n(b)"),
        ("[a][r]\n\n[r]: https://x.example/1\n[r]: https://x.example/2", LINK.format("https://x.example/1", "a")),
        ("[\u00df][]\n\n[SS]: https://x.example/", LINK.format("https://x.example/", "\u00df")),
        ("[a]\n\n[a]:\nhttps://x.example/\n'one\ntwo'", '<a href="https://x.example/" title="one\ntwo">a</a>'),
        ("[`a` b]\n\n[`a` b]: https://x.example/", LINK.format("https://x.example/", "<code>a</code> b")),
        ("[a] [b]\n\n[b]: https://x.example/", "[a] " + LINK.format("https://x.example/", "b")),
        ("[a\\]]\n\n[a\\]]: https://x.example/", LINK.format("https://x.example/", "a]")),
    ],
)
def test_links(text: str, expected: str) -> None:
    assert inner(text) == expected


def test_the_words_of_a_picture_are_plain() -> None:
    assert 'alt="a red desk"' in html("![a *red* desk](https://x.example/a.png) here")
    assert '<img alt="a" src="https://x.example/a.png">' in html("![a][r] here\n\n[r]: https://x.example/a.png")
    assert html("[![a](https://x.example/a.png)](https://x.example/)").startswith(
        '<p><a href="https://x.example/"><img'
    )


@pytest.mark.parametrize(
    ("text", "address", "shown", "after"),
    [
        ("https://x.example/a_b_c.", "", "https://x.example/a_b_c", "."),
        ("www.x.example, then", "http://www.x.example", "www.x.example", ", then"),
        ("(https://x.example/a_(b))", "", "https://x.example/a_(b)", ")"),
        ("https://x.example/?a=1&b=2&c;", "", "https://x.example/?a=1&amp;b=2", "&c;"),
        ("https://x.example/a--b", "", "https://x.example/a--b", ""),
        (r"https://x.example/a\_b", "", "https://x.example/a_b", ""),
        ("https://x.example<b>c</b>", "", "https://x.example", "<b>c</b>"),
        ("http://localhost:8000/", "", "http://localhost:8000/", ""),
        ("ftp://x.example", "", "ftp://x.example", ""),
        ("a.b+c@x.example.", "mailto:a.b+c@x.example", "a.b+c@x.example", "."),
    ],
)
def test_bare_addresses_are_links(text: str, address: str, shown: str, after: str) -> None:
    assert inner(text).endswith(LINK.format(address or shown, shown) + after)


@pytest.mark.parametrize(
    "text",
    [
        "x.example and www. and http://",
        "https://a_b.example/",
        "a@b and a@b_c.example and a@b.example_",
        "`https://x.example/`",
        '<a href="https://x.example/">https://x.example/</a>',
        "[https://x.example/](https://x.example/)",
        "mailhttps://x.example/",
    ],
)
def test_these_are_not(text: str) -> None:
    assert inner(text).count("<a ") == text.count("<a ") + text.count("](")


def test_a_pipe_in_the_code_of_a_table_is_a_pipe() -> None:
    assert "<td><code>a | b</code></td>" in html("| x |\n| - |\n| `a \\| b` |\n")


def test_tabs_in_code_stay() -> None:
    assert "<code>\ta\tb\n</code>" in html("```\n\ta\tb\n```\n")
    assert "<code>a\tb\n</code>" in html("\ta\tb\n")
    assert "<code>  a\n</code>" in html("- x\n\n  ```\n\ta\n  ```\n")
    assert "<code>a\n    ```\n</code>" in html("```\na\n    ```\n```\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<div>\n\n## A\n\n*b*\n\n</div>", "div(h2(a) p(em))"),
        (
            "<details>\n<summary>A</summary>\n\n| a |\n| - |\n| b |\n\n</details>",
            "details(summary div(table(thead(tr(th)) tbody(tr(td)))))",
        ),
        ("<div>\n<p>*a*</p>\n</div>\n*b*", "div(p) p(em)"),
        ("<div>\n  <p>\n\n    <b>a</b>\n\n  </p>\n</div>", "div(p(b))"),
        ('<div>\n<p markdown="1">*a*</p>\n</div>', "div(p(em))"),
        ('<div><p markdown="1">*a*</p></div>', "div(p(em))"),
        ('<div markdown="1">\n\n*a*\n\n<div>*b*</div>\n\n</div>', "div(p(em) div)"),
        ("text\n<div>*a*</div>\nmore", "p div p"),
        ("<img alt='a' src='https://x.example/a.png'>\n*b*", "p(img em)"),
        ("<pre>\n*a*\n\n*b*\n</pre>\n\n*c*", "pre p(em)"),
        ("<!-- a\n\n*b* -->\n*c*", "p(em)"),
        ("- a\n\n  <div>\n\n  *b*\n\n  </div>\n- c", "ul(li(p div(p(em))) li(p))"),
    ],
)
def test_markdown_between_tags_and_blank_lines(text: str, expected: str) -> None:
    def shown(element: ElementTree.Element) -> str:
        inside = " ".join(shown(child) for child in element)
        return f"{element.tag}({inside})" if inside else element.tag

    tree = ElementTree.fromstring(f"<div>{re.sub(r'<img[^>]*>', '<img/>', html(text))}</div>")
    assert " ".join(shown(child) for child in tree) == expected


def test_no_word_of_a_heading_is_lost() -> None:
    for words in ("getset(key) {block}", "sets {a, b}", "Learning C#", "a # b"):
        assert [heading.text for heading in converted(f"## {words}\n").facts.headings] == [words]


def test_code_keeps_its_words_and_takes_attributes_also_where_a_line_begins() -> None:
    assert html("`set x`{: .keep }\nis a command") == '<p><code class="keep">set x</code>\nis a command</p>'
