"""HTML as a tree, as browsers read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.pages.html_tree import Tree, around, classes, fragment, words


def shape(node):
    """Write a tree as name(children)."""
    inside = " ".join(shape(child) for child in node.iter())
    return f"{node.tag}({inside})" if inside else node.tag


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("<ul><li>a<li>b</ul>", "ul(li li)"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "ul(li(ul(li)) li)"),
        ("<p>a<p>b", "p p"),
        ("<p>a<figure>b</figure></p>", "p figure p"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt dd dt)"),
        ("<table><thead><tr><th>a<th>b<tbody><tr><td>c</table>", "table(thead(tr(th th)) tbody(tr(td)))"),
        ("<svg><path/><g><path/></g></svg><p>x</p>", "svg(path g(path)) p"),
        ("<img src=a><br>b<br/>", "img br br"),
        ("<script>if (a<b) '</p>'</script><style>p > b {}</style>", "script style"),
    ],
)
def test_what_is_in_what(html, tree):
    assert shape(fragment(html)) == f"body({tree})"


def test_text_and_what_is_around():
    tree = Tree('<!doctype html><p class="a b">one <b>t&amp;w</b>\n o<script>no</script></p><p>')
    assert words(tree.css_first("p")) == "one t&w o"
    assert tree.css_first("b").text() == "t&w"
    assert [node.tag for node in around(tree.css_first("b"))] == ["b", "p", "body", "html", "-document"]
    assert classes(tree.css_first("p")) == {"a", "b"}


def test_of_two_attributes_the_first_counts():
    assert fragment("<a href=x href=y checked>").css_first("a").attributes == {"href": "x", "checked": None}


@given(st.text(alphabet="<>/!-='\" abpuliscrt&;#\n", max_size=80))
def test_any_text_becomes_a_tree(html):
    body = fragment(html)
    assert body.tag == "body"
    for node in body.css("*"):
        assert body in list(around(node))
