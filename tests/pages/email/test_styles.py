import re

import pytest

from fridaygram.errors import ContentError
from fridaygram.pages.email.styles import move_in, parse_sheet
from fridaygram.pages.theme.roots import theme_root

SHEET = (theme_root() / "templates/mail.css").read_text("utf-8")


def styled(html: str, css: str) -> str:
    page = move_in(html, parse_sheet(css, "mail.css"))
    return page.removeprefix("<html><head></head><body>").removesuffix("</body></html>")


@pytest.mark.parametrize(
    ("css", "styles"),
    [
        ("p { color: red }", 'style="color: red"'),
        ("p { color: red } p { color: blue; margin: 0 }", 'style="color: blue; margin: 0"'),
        (".a { color: red }", 'style="color: red"'),
        ("p.a { color: red } p.b { color: blue }", 'style="color: red"'),
        ("div p, h1 { color: red }", 'style="color: red"'),
        (".x .a { color: red }", 'style="color: red"'),
        ("section p { color: red }", ""),
        (".x .x p { color: red }", ""),
        ("div > p, h1 > p { color: red }", 'style="color: red"'),
        ("p:not(.b) { color: red !important }", 'style="color: red !important"'),
        ("/* p { color: blue } */ p { color : red ; }", 'style="color: red"'),
    ],
)
def test_rules_reach_the_elements_that_they_mean(css: str, styles: str) -> None:
    paragraph = re.search(r"<p ?(.*?)>", styled('<div class="x"><p class="a">t</p></div>', css))
    assert paragraph is not None
    assert paragraph[1] == styles


def test_an_elements_own_style_wins() -> None:
    assert styled('<p style="color: blue">', "p { color: red; margin: 0 }") == '<p style="color: blue; margin: 0"></p>'


def test_media_rules_stay_a_sheet_and_keep_the_classes_that_they_name() -> None:
    css = "p { margin: 0 }\n@media (prefers-color-scheme: dark) {\n  .a { color: red !important }\n}\n"
    assert parse_sheet(css, "").kept == "@media (prefers-color-scheme: dark) { .a { color: red !important } }"
    assert styled('<b class="a b">', css) == '<b class="a"></b>'


@pytest.mark.parametrize(
    ("css", "words"),
    [
        ("p { margin: 0 }\na:hover { color: red }", "mail.css:2: 'a:hover' cannot be moved"),
        ("p::first-line { margin: 0 }", "mail.css:1: 'p::first-line' cannot be moved"),
        ("p { margin: 0\nh1 { margin: 0 } }", "mail.css:1: a block of styles has no end"),
        ("p { margin: 0 } /*", "mail.css:1: a block of styles has no end"),
        ("/*\n*/ p { margin: 0", "mail.css:2: a block of styles has no end"),
        ("p { margin: 0 }\n\nstray", "mail.css:3: this is no rule"),
    ],
)
def test_what_cannot_be_moved_is_told_with_its_line(css: str, words: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_sheet(css, "mail.css")
    assert str(caught.value).startswith(words)


def test_emails_have_the_colours_of_the_theme() -> None:
    tokens = (theme_root() / "assets/css/1-tokens.css").read_text("utf-8")
    light, dark = tokens.split("@media")
    moved, kept = SHEET.split("\n@media")
    for css, scheme in ((moved, light), (kept, dark)):
        colours = re.findall(r"#[0-9a-f]{3,6}", css)
        assert colours
        assert set(colours) <= set(re.findall(r"#[0-9a-f]{3,6}", scheme))
