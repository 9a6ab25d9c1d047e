"""Colours and contrast, against values that others computed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.check.colours import colour, contrast

PART = st.floats(0, 1)
RGB = st.tuples(PART, PART, PART)


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
