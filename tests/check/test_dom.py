"""Pages as trees: what is in them, and what does not fit together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.check.dom import parse


def shape(node):
    """Write a tree as name(children)."""
    inside = " ".join(shape(child) for child in node.children if not isinstance(child, str))
    return f"{node.tag}({inside})" if inside else node.tag


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("<ul><li>a<li>b</ul>", "ul(li li)"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "ul(li(ul(li)) li)"),
        ("<p>a<p>b", "p p"),
        ("<p>a<div>b</div>", "p div"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt dd dt)"),
        ("<table><thead><tr><th>a<th>b<tbody><tr><td>c</table>", "table(thead(tr(th th)) tbody(tr(td)))"),
        ("<svg><path/><g><path/></g></svg><p>x</p>", "svg(path g(path)) p"),
        ("<img src=a><br>b<br/>", "img br br"),
        ("<script>if (a<b) '</p>'</script>", "script"),
    ],
)
def test_what_is_in_what(text, tree):
    parsed = parse(text)
    assert shape(parsed.root) == f"#document({tree})"
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("<p>a\n</div>", 2, "</div> closes nothing"),
        ("\n<div>a", 2, "<div> is never closed"),
        ("<b><i>a</b></i>", 1, "</b> comes before the end of <i>"),
        ("<p>\n<ul><li>a</ul></p>", 2, "</p> closes nothing"),
        ("<br></br>", 1, "<br> has no end tag"),
        ("<div/>", 1, "does not close itself"),
        ("<p a=1\n a=2>", 1, "the attribute a twice"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(text, line, words):
    problems = parse(text).problems
    assert problems[0][0] == line
    assert words in problems[0][1]


def test_text_ids_and_doctype():
    parsed = parse('<!doctype html><p id="a">one <b>t&amp;w</b>\n o<script>no</script></p><p id=b>')
    assert parsed.doctype
    assert parsed.ids == {"a", "b"}
    assert next(parsed.root.all("p")).text == "one t&w o"
    assert [node.tag for node in next(parsed.root.all("b")).up()] == ["p", "#document"]


def test_of_two_attributes_the_first_counts():
    assert next(parse("<a href=x href=y>").root.all("a")).attributes == {"href": "x"}


@given(st.text(alphabet="<>/!-='\" abpuliscrt&;#\n", max_size=80))
def test_whatever_is_written_becomes_a_tree(text):
    parsed = parse(text)
    for node in parsed.root.walk():
        assert all(child.parent is node for child in node.children if not isinstance(child, str))
