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


ATTACKS = r"""
<style>@\69mport "//evil.test/1"; @import url(//evil.test/2); a { fill: u\72l(//evil.test/3) }</style>
<style>rect { background: image-set("//evil.test/4" 1x); --x: url(//evil.test/5) }</style>
<style>rect { mask: -webkit-image-set(url(//evil.test/6) 1x) }</style>
<style>@media all { @import "//evil.test/7"; rect { filter: url("//evil.test/8#f") } }</style>
<style>@font-face { font-family: x; src: url(//evil.test/9) }</style>
<style>@supports (fill: red) { text { font-family: x; cursor: url(//evil.test/10), auto } }</style>
<style>@namespace url(//evil.test/11);</style>
<rect style="fill: u\72l(//evil.test/12)" fill="u\000072l(//evil.test/13)" mask="url( '//evil.test/14' )"/>
<rect clip-path="image(&quot;//evil.test/15&quot;)" cursor="src(&quot;//evil.test/16&quot;)"/>
<image href="//evil.test/17"/><image xlink:href="//evil.test/18"/>
<feImage href="//evil.test/19"/><use href="//evil.test/20#a"/>
<h:meta http-equiv="refresh" content="0;url=//evil.test/21"/><h:img srcset="//evil.test/22 1x" src="//evil.test/23"/>
<h:link rel="stylesheet" href="//evil.test/24"/><h:iframe src="//evil.test/25"/><h:base href="//evil.test/26"/>
<image><set attributeName="href" to="//evil.test/27"/></image>
<rect><animate attributeName="mask" values="none;url(//evil.test/28)" dur="1s"/></rect>
<rect><set attributeName="style" to="mask: url(//evil.test/29)"/></rect>
<g xml:base="//evil.test/30"><use href="#a"/></g><tref xlink:href="//evil.test/31"/><cursor href="//evil.test/32"/>
<switch><foreignObject><h:img src="//evil.test/33"/></foreignObject></switch><a ping="//evil.test/34" href="#a"/>
""".strip().splitlines()


@pytest.mark.parametrize("inside", ATTACKS)
def test_nothing_is_fetched_from_elsewhere(inside: str) -> None:
    text = sanitised("a.svg", f'{HEAD[:-1]} xmlns:h="http://www.w3.org/1999/xhtml">{inside}</svg>'.encode()).decode()
    assert "evil" not in text


def test_what_drawing_programs_write_stays() -> None:
    inside = """<style>@font-face{font-family:Hand;src:url("data:font/woff2;base64,AAAA") format("woff2");}
      @media (prefers-color-scheme: dark) { .a { fill: color-mix(in srgb, red, blue) } }</style>
      <g class="a" style="transform: rotate(4deg); --accent: red" aria-label="rotate(all)" data-name="x(y)">
      <text font-family="Hand" fill="var(--accent)">x</text>
      <path d="M0 0h1" filter="url(#b) blur(2px)"><animate attributeName="d" values="M0 0h1;M0 0h2" dur="1s"/></path>
      </g>"""
    text = clean(inside)
    for part in (
        "data:font/woff2", "color-mix(in srgb, red, blue)", "rotate(4deg)", "--accent: red", 'aria-label="rotate(all)"',
        'data-name="x(y)"', 'fill="var(--accent)"', 'filter="url(#b) blur(2px)"', 'values="M0 0h1;M0 0h2"',
    ):  # fmt: skip
        assert part in text


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
