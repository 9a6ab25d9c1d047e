from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.pages.pictures.svg import sanitised, size_of

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
        (
            '<?xml version="1.0" encoding="utf-16"?>\n<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'.encode("utf-16"),
            "entities",
        ),
        (b'<!DOCTYPE svg PUBLIC "a" "b>" [<!ENTITY a "b">]><svg/>', "entities"),
        (
            b'<!DOCTYPE svg SYSTEM "file:///etc/hostname"><svg>&a;</svg>',
            "a.svg:1: not an SVG picture: undefined entity",
        ),
        (b'<?xml version="1.0" encoding="foo"?><svg/>', "names an encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><svg/>', "names an encoding"),
    ],
)
def test_what_is_no_svg_is_refused(data: bytes, words: str) -> None:
    for read in (sanitised, size_of):
        with pytest.raises(ContentError, match=words):
            read("a.svg", data)


def test_what_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(ContentError, match="nests its parts too deeply"):
        clean("<g>" * 5000 + "</g>" * 5000)


def test_a_document_type_without_declarations_is_left_out() -> None:
    data = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://example.org/svg11.dtd"><svg width="3" height="4"/>'
    assert b"DOCTYPE" not in sanitised("a.svg", data)
    assert size_of("a.svg", data) == (3, 4)


@given(st.text(alphabet="<>/ab=\"' :#", max_size=40))
def test_any_inside_is_cleaned_or_refused(inside: str) -> None:
    try:
        clean(inside)
    except ContentError as error:
        assert "\n" not in str(error)


SIZES = {
    'width="640" height="360"': (640, 360),
    'width=" 640px" height="3.6e2"': (640, 360),
    'width="2in" height="72pt"': (192, 96),
    'width="25.4mm" height="2.54cm"': (96, 96),
    'width="101.6Q" height="3PC"': (96, 48),
    'width="20em" height="10rem"': (320, 160),
    # The other side follows from the shape, or is the default.
    'width="640" viewBox="0 0 20 10"': (640, 320),
    'height="100" viewBox="0 0 20 10"': (200, 100),
    'width="100%" height="50" viewBox="0 0 20 10"': (100, 50),
    'width="400" height="10" viewBox="0 0 20 10"': (400, 10),
    'width="100%" height="50"': (300, 50),
    'width="640"': (640, 150),
    "": (300, 150),
    'viewBox="0 0 0 10"': (300, 150),
    # A shape alone takes all the room.
    'viewBox="0 0 24 12"': (2112, 1056),
    'width="100%" height="100%" viewBox=" 0,0 , 40 10 "': (2112, 528),
    'viewBox="-5 -5 .5 1e-1"': (2112, 422),
    'width="auto" viewBox="0 0 1e2 +5.5e1"': (2112, 1162),
    # What browsers do not agree on, and what nobody can see.
    'width="0" height="10" viewBox="0 0 20 10"': (0, 0),
    'width="-3" height="10"': (0, 0),
    'width="10ex" height="10"': (0, 0),
    'width="10vw" height="10"': (0, 0),
    'width="calc(1px + 2px)" height="10"': (0, 0),
    'width="1e999" height="10"': (0, 0),
    'width="0.1" height="10"': (0, 0),
    'viewBox="0-5 30 10"': (0, 0),
    'viewBox="0 0 20 10" preserveAspectRatio="none"': (0, 0),
    'viewBox="0 0 1e999 1e999"': (0, 0),
    'viewBox="0 0 1 1e300"': (0, 0),
}


@pytest.mark.parametrize("attributes", SIZES)
def test_the_size_of_an_svg_is_as_browsers_know_it(attributes: str) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode()
    assert size_of("a.svg", data) == SIZES[attributes]


@given(st.text(max_size=12), st.text(max_size=12), st.text(alphabet="0123456789.,+-eE \n", max_size=24))
def test_any_size_is_known_or_left_out(width: str, height: str, box: str) -> None:
    root = ElementTree.Element("svg", {"width": width, "height": height, "viewBox": box})
    try:
        sides = size_of("a.svg", ElementTree.tostring(root))
    except ContentError as error:
        assert "\n" not in str(error)
    else:
        assert sides == (0, 0) or all(0 < side <= 100_000 for side in sides)


def test_the_size_of_what_is_no_svg():
    with pytest.raises(ContentError, match="not an SVG picture"):
        size_of("a.svg", b"<html/>")
