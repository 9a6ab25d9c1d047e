import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ContentError
from generator.pages.pictures.svg import sanitised, size_of

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1">'


def clean(inside: str) -> str:
    return sanitised("a.svg", f"{HEAD}{inside}</svg>".encode()).decode()


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<a xlink:href=" JAVAscript:alert(1)"><text>x</text></a>',
        '<image href="https://example.org/alert"/>',
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>alert</p></foreignObject>",
        '<style>@import "https://example.org/alert.css"; rect { fill: url(https://example.org/alert) }</style>',
        '<rect style="fill: url(https://example.org/alert#a)"/>',
        '<set attributeName="onclick" to="alert(1)"/><animate attributeName="xlink:href" to="alert"/>',
        "<metadata>alert</metadata>",
        '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="alert"/>',
        "<!-- alert -->",
    ],
)
def test_what_could_act_or_tell_goes(inside: str) -> None:
    text = clean(inside)
    assert "example.org" not in text
    assert "javascript" not in text.lower()
    if "attributeName" not in inside:
        assert "alert" not in text
    assert 'attributeName="onclick"' not in text
    assert 'attributeName="xlink:href"' not in text


def test_what_is_drawn_stays() -> None:
    inside = '<defs><g id="a"><path d="M0 0h1" fill="url(#b)"/></g></defs><use href="#a"/>'
    inside += "<style>path { stroke: red }</style>"
    text = clean(inside)
    for part in ('id="a"', 'd="M0 0h1"', 'fill="url(#b)"', 'href="#a"', "stroke: red", 'viewBox="0 0 1 1"'):
        assert part in text
    assert sanitised("a.svg", text.encode()).decode() == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg", "not an SVG"),
        (b"<html/>", "not an SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "entities"),
    ],
)
def test_what_is_no_svg_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ContentError, match=words):
        sanitised("a.svg", data)


@given(st.text(alphabet="<>/ab=\"' :#", max_size=40))
def test_any_inside_is_cleaned_or_refused(inside: str) -> None:
    try:
        clean(inside)
    except ContentError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="640" height="360"', (640, 360)),
        ('width=" 640px" height="3.6e2"', (0, 0)),
        ('width="2in" height="72pt"', (192, 96)),
        ('width="25.4mm" height="2.54cm"', (96, 96)),
        ('width="100%" height="50"', (0, 0)),
        ('width="640"', (0, 0)),
        ('width="0" height="10"', (0, 0)),
        ('width="-3" height="10"', (0, 0)),
        ("", (0, 0)),
    ],
)
def test_the_size_that_an_svg_gives_itself(attributes, size):
    assert size_of("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode()) == size


def test_the_size_of_what_is_no_svg():
    with pytest.raises(ContentError, match="not an SVG picture"):
        size_of("a.svg", b"<html/>")
