"""Contrast of style sheets, in both schemes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.check.rules.contrast import colour, contrast, palette_of, resolved
from fridaygram.pages.style_sheet import read_rules

SHEET = """\
:root { --ink: #111; --text: var(--ink) }
@media (prefers-color-scheme: dark) { :root { --ink: #eee } }
"""
PART = st.floats(0, 1)
RGB = st.tuples(PART, PART, PART)


def own(faulty, css):
    faulty.write("assets/css/90-own.css", css)
    faulty.post("One.")
    return faulty.found("contrast")


@pytest.mark.parametrize(
    "css",
    [
        "p { color: var(--ink) }",
        "p { color: #fff; background: #333 }",
        "p { color: inherit; fill: none; stroke: currentColor }",
        "@media print { p { color: #ccc } }",
        "p::selection { color: #ccc }",
        "p { color: transparent } a { color: rgb(0 0 0 / 10%) }",
    ],
)
def test_what_can_be_read(faulty, css):
    assert own(faulty, css) == []


def test_the_theme_itself_can_be_read(faulty):
    faulty.post("One.")
    assert faulty.found("contrast") == []


def test_what_cannot_is_told_with_its_line_and_scheme(faulty):
    found = own(
        faulty, ".a { color: #777; background: #fff }\n.b {\n  fill: var(--ghost);\n}\n:root { --ghost: #ddd }\n"
    )
    assert [line.partition(", under")[0] for line in found] == [
        "assets/css/90-own.css:1: error: color of .a has 4.48 to 1 in the dark scheme",
        "assets/css/90-own.css:1: error: color of .a has 4.48 to 1 in the light scheme",
        "assets/css/90-own.css:3: error: fill of .b has 1.26 to 1 in the light scheme",
    ]


def test_a_ground_of_its_own_in_one_scheme(faulty):
    found = own(faulty, "@media (prefers-color-scheme: dark) { .c { color: #999; background: #777 } }\n")
    assert len(found) == 1
    assert "in the dark scheme" in found[0]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # The extremes, and the pairs that WebAIM's checker and the W3C's techniques give.
        ("#000", "#fff", 21.0),
        ("#777777", "white", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("rgb(255, 0, 0)", "#fff", 4.0),
        ("hsl(240 100% 50%)", "#fff", 8.59),
    ],
)
def test_known_ratios(one, other, ratio):
    assert contrast(colour(one), colour(other)) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    ("text", "rgb"),
    [
        ("#FFAA00", (1, 2 / 3, 0)),
        ("#fa0", (1, 2 / 3, 0)),
        ("#ffaa00ff", (1, 2 / 3, 0)),
        ("rgb(255 170 0)", (1, 2 / 3, 0)),
        ("rgba(100%, 50%, 0%, 1)", (1, 0.5, 0)),
        ("hsl(120deg, 100%, 25%)", (0, 0.5, 0)),
        (" Teal ", (0, 128 / 255, 128 / 255)),
    ],
)
def test_ways_to_write_a_colour(text, rgb):
    assert colour(text) == pytest.approx(rgb)


@pytest.mark.parametrize(
    "text", ["", "inherit", "currentColor", "#ffaa0080", "rgb(0 0 0 / 50%)", "#12", "var(--x)", "rgb()", "hsl(a, b, c)"]
)
def test_what_is_no_opaque_colour_is_none(text):
    assert colour(text) is None


@given(RGB, RGB)
def test_contrast_lies_between_one_and_twenty_one_either_way(one, other):
    assert 1 <= contrast(one, other) <= 21.0001
    assert contrast(one, other) == contrast(other, one)


@given(st.text(max_size=30) | st.from_regex(r"(rgb|hsl)a?\([0-9,% /.a-z]*\)", fullmatch=True))
def test_no_text_is_too_odd(text):
    found = colour(text)
    assert found is None or len(found) == 3


def test_properties_are_those_of_a_scheme_and_are_followed():
    found = tuple(read_rules(SHEET, "a.css"))
    light, dark = (palette_of(found, scheme).properties for scheme in ("light", "dark"))
    assert resolved("var(--text)", light, "light") == "#111"
    assert resolved("var(--text)", dark, "dark") == "#eee"
    assert resolved("var(--none, blue)", light, "light") == "blue"
    assert resolved("var(--none)", light, "light") == "var(--none)"
    assert resolved("light-dark(var(--ink), rgb(1, 2, 3))", light, "dark") == "rgb(1, 2, 3)"


def test_properties_that_name_themselves_come_to_an_end():
    assert "var(" in resolved("var(--a)", {"--a": "var(--b)", "--b": "var(--a)"}, "light")


def test_an_important_colour_counts(faulty):
    assert len(own(faulty, ".a { color: #777 !important; background: #fff }")) == 2
