"""HTML that browsers would have to repair."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.check.rules.html import TagReader

FIRST = "content/posts/2018-06-15-first/index.md"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<p id="a">One</p>\n<p id="a">Two</p>', "the id 'a' stands 2 times"),
        ('<p id="a b">One</p>', "'a b' is no id"),
        ("<div><span>One</div></span>", "</div> comes before the end of <span>"),
        ("<center>One</center>", "<center> is obsolete"),
        ('<label for="name">Name</label>', 'for="name", but there is no such id'),
        ('<a href="/">one <button>two</button></a>', "<button> inside of <a>"),
        ("<ul><p>One</p></ul>", "<p> right inside of <ul>"),
        ('<iframe src="https://a.example/"></iframe>', "<iframe> without title"),
    ],
)
def test_what_a_post_writes(faulty, html, words):
    faulty.post(f"One.\n\n{html}\n")
    found = faulty.found("html")
    assert any(words in line and line.startswith(f"{FIRST}:") for line in found), found
    assert all(int(line.split(":")[1]) in (7, 8) for line in found), found


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("<!doctype html>", "", "no <!doctype html>"),
        (' lang="{{ language.tag }}"', "", "<html> does not say its language"),
        ('<meta charset="utf-8">', "", "no <meta charset>"),
        ("</main>", "", "<main>"),
    ],
)
def test_what_a_template_leaves_out(faulty, right, wrong, words):
    from fridaygram.pages.theme.roots import theme_root

    base = (theme_root() / "templates" / "base.html").read_text()
    assert right in base
    faulty.write("templates/base.html", base.replace(right, wrong))
    faulty.post("One.")
    found = faulty.found("html")
    assert any(words in line for line in found), found
    assert not any(line.startswith("content/pages") for line in found)


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>a<ul><li>b</ul><li>c</ul>",
        "<p>a<p>b",
        "<dl><dt>a<dd>b<dt>c</dl>",
        "<table><thead><tr><th>a<th>b<tbody><tr><td>c</table>",
        "<svg><path/><g><path/></g></svg><p>x</p>",
        "<img src=a><br>b<br/>",
        "<script>if (a<b) '</p>'</script>",
    ],
)
def test_what_may_be_left_out_is_no_problem(html):
    assert TagReader(html).problems == []


@pytest.mark.parametrize(
    ("html", "line", "words"),
    [
        ("<p>a\n</div>", 2, "</div> closes nothing"),
        ("\n<div>a", 2, "<div> is never closed"),
        ("<b><i>a</b></i>", 1, "</b> comes before the end of <i>"),
        ("<p>\n<ul><li>a</ul></p>", 2, "</p> closes nothing"),
        ("<br></br>", 1, "<br> has no end tag"),
        ("<div/>", 1, "does not close itself"),
        ("<p a=1\n a=2>", 1, "the attribute a twice"),
        ("<a href=x>\n<a href=y></a></a>", 2, "<a> inside of <a>"),
        ("<table><tr>\n<p>a</table>", 2, "<p> right inside of <tr>"),
    ],
)
def test_what_does_not_fit_has_its_line(html, line, words):
    problems = TagReader(html).problems
    assert problems[0][0] == line
    assert words in problems[0][2]


@given(st.text(alphabet="<>/!-='\" abpuliscrt&;#\n", max_size=80))
def test_any_text_can_be_read(html):
    for line, _, _ in TagReader(html).problems:
        assert 1 <= line <= html.count("\n") + 1
