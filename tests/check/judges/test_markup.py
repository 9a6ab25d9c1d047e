"""HTML that browsers would have to repair."""

import pytest

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
        (' lang="{{ site.language }}"', "", "<html> does not say its language"),
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
