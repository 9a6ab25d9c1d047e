"""The palette: contrast by WCAG, difference by colour vision, and numbers as they are written."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram import registry
from fridaygram.figures import style

STYLES = Path(__file__).parents[2] / "assets" / "css"
CSS, TOKENS = STYLES / "figures.css", STYLES / "1-tokens.css"
PALETTES = [pytest.param(style.LIGHT, id="light"), pytest.param(style.DARK, id="dark")]

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour):
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]


def luminance(colour):
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    """Return CIE L*a*b* (D65) of linear RGB."""
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(a * b for a, b in zip(row, rgb, strict=True)) for row in rows]
    x, y, z = (
        value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
        for value in (xyz[0] / 0.9505, xyz[1], xyz[2] / 1.089)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour, vision):
    rgb = linear(colour)
    return lab([min(1, max(0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in VISION[vision]])


@pytest.mark.parametrize("palette", PALETTES)
def test_all_text_colours_reach_the_contrast_of_level_aa(palette):
    for role, colour in palette.roles().items():
        if role not in {"paper", "rule"}:
            assert contrast(colour, palette.paper) >= 4.5, role


@pytest.mark.parametrize("palette", PALETTES)
def test_text_on_a_chip_reaches_the_contrast_of_level_aa(palette):
    assert all(contrast(palette.paper, colour) >= 4.5 for colour in palette.series)


@pytest.mark.parametrize("opacity", [0.03, 0.25, style.FULLEST])
@pytest.mark.parametrize("palette", PALETTES)
def test_ink_is_legible_on_the_tinted_cells_of_heatmap_and_calendar(palette, opacity):
    mixed = "#" + "".join(
        f"{round(int(palette.main[i : i + 2], 16) * opacity + int(palette.paper[i : i + 2], 16) * (1 - opacity)):02x}"
        for i in (1, 3, 5)
    )
    assert contrast(palette.ink, mixed) >= 4.5


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("palette", PALETTES)
def test_series_differ_for_every_kind_of_colour_vision(palette, vision):
    for one, other in combinations(palette.series, 2):
        first, second = seen(one, vision), seen(other, vision)
        distance = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5
        assert distance >= 12, (one, other)


def test_every_model_has_a_look_of_its_own():
    assert sorted(style.MODELS) == sorted(registry.names("fridaygram.lm.models"))
    for one, other in combinations(style.MODELS.values(), 2):
        assert one.role != other.role or (one.mark != other.mark and one.dash != other.dash)


def test_a_model_keeps_its_look_beside_whatever_else():
    alone = style.looks([{"name": "Kneser-Ney"}])
    beside = style.looks([{"name": "a", "model": "mle"}, {"name": "people"}, {"name": "b", "model": "kneser-ney"}])
    assert alone == [style.MODELS["kneser-ney"]] == beside[2:]
    assert beside[0] == style.MODELS["mle"]
    assert beside[1].role not in {beside[0].role, beside[2].role}


@given(st.lists(st.sampled_from([*style.MODELS, "held out", "training", "people"]), max_size=20))
def test_any_series_have_looks(names):
    found = style.looks([{"name": name} for name in names])
    assert len(found) == len(names)
    assert all(found[n] == style.MODELS[name] for n, name in enumerate(names) if name in style.MODELS)


def test_marks_tell_the_paths_apart_without_colour():
    assert len(set(style.MARKS)) == len(style.MARKS) >= 6


@pytest.mark.parametrize(("palette", "place"), [(style.LIGHT, 0), (style.DARK, 1)])
def test_the_style_sheet_takes_the_same_colours_from_the_theme(palette, place):
    block, tokens = (
        re.findall(r":root \{(.*?)\}", file.read_text("utf-8"), re.DOTALL)[place] for file in (CSS, TOKENS)
    )
    declared = {
        role: (token, colour) for role, token, colour in re.findall(r"--fig-(\w+): var\(--([\w-]+), (#\w+)\)", block)
    }
    of_theme = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", tokens))
    assert {role: colour for role, (_, colour) in declared.items()} == palette.roles()
    assert {role: of_theme[token] for role, (token, _) in declared.items()} == palette.roles()


def test_the_style_sheet_paints_every_role():
    text = CSS.read_text("utf-8")
    for role in style.LIGHT.roles():
        assert f".ff-{role} {{ fill: var(--fig-{role}) }}" in text
        assert f".fs-{role} {{ stroke: var(--fig-{role}) }}" in text


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (1234.5, 1, "1,234.5"),
        (-3.0, 1, "−3"),
        (0.0, 2, "0"),
        (-0.001, 1, "0"),
        (None, 1, "–"),
        (2.104, 2, "2.1"),
        (1000000, 0, "1,000,000"),
        (100.0, 0, "100"),
    ],
)
def test_numbers_have_thousands_and_a_real_minus_sign(value, digits, written):
    assert style.number(value, digits) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"), [(1, 4, "25%"), (1, 300, "0.3%"), (0, 5, "0%"), (3, 0, "–"), (5, 5, "100%")]
)
def test_shares_are_written_in_per_cent(part, whole, written):
    assert style.percent(part, whole) == written


def test_units_follow_their_numbers():
    assert style.with_unit(12.5, "%") == "12.5%"
    assert style.with_unit(3, "bits") == "3\N{NO-BREAK SPACE}bits"
    assert style.with_unit(None, "bits") == "–"


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_written_number_reads_back(value, digits):
    text = style.number(value, digits)
    assert abs(float(text.replace(",", "").replace("−", "-")) - value) <= 0.5 * 10**-digits + 1e-6


@given(st.integers(-(10**12), 10**12))
def test_a_written_integer_reads_back(value):
    assert int(style.integer(value).replace(",", "").replace("−", "-")) == value
