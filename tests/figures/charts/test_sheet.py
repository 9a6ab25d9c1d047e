"""A sheet as a PNG: what is drawn in the SVG is there too."""

import io
import re

import pytest
from PIL import Image

from fridaygram.figures.charts.chart import to_png
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.charts.svg import to_svg
from fridaygram.figures.style import LIGHT, MARKS


def around(x, y, shape):
    """Draw one mark on an empty sheet; return the RGB colours at its centre and 10 pixels right of it."""
    sheet = Sheet(40, narrow=True)
    sheet.height = 40
    sheet.mark(x, y, "1", shape, size=8)
    with Image.open(io.BytesIO(to_png(sheet))) as image:
        pixels = image.convert("RGB")
        return pixels.getpixel((round(2 * x), round(2 * y))), pixels.getpixel((round(2 * x + 20), round(2 * y)))


def rgb(colour):
    return tuple(bytes.fromhex(colour.removeprefix("#")))


@pytest.mark.parametrize("shape", MARKS)
@pytest.mark.parametrize(("x", "y"), [(10, 20), (10.25, 20.5), (11.3, 20.99), (9.499, 19.7)])
def test_a_mark_is_seen_wherever_it_stands(shape, x, y):
    centre, beside = around(x, y, shape)
    assert centre == rgb(LIGHT.roles()["1"])
    assert beside == rgb(LIGHT.paper)


@pytest.mark.parametrize("shape", MARKS)
def test_a_mark_hides_the_rule_that_it_stands_on(shape):
    sheet = Sheet(40, narrow=True)
    sheet.height = 40
    sheet.line([(0, 20), (40, 20)], "rule")
    sheet.mark(20, 20, "1", shape, size=8)
    drawn = to_svg(sheet, scope="a", title="", text="", classes="")
    assert drawn.index("fs-rule") < max(drawn.rfind("ff-1"), drawn.rfind("fs-1"))
    with Image.open(io.BytesIO(to_png(sheet))) as image:
        assert image.convert("RGB").getpixel((40, 40)) == rgb(LIGHT.roles()["1"])


def test_noise_of_the_last_bits_decides_no_digit():
    sheet = Sheet(40, narrow=True)
    sheet.height = 40
    sheet.rect(0.1 + 0.2 - 0.05, 0.25, 10.05, 10.05 + 1e-12, "rule", opacity=0.5)
    assert 'd="M0.2 0.2H10.3V10.3H0.2z"' in to_svg(sheet, scope="a", title="", text="", classes="")


def test_neighbours_of_one_look_are_one_path_but_none_that_shines_through():
    sheet = Sheet(40, narrow=True)
    sheet.height = 40
    for x in (0, 10):
        sheet.rect(x, 0, 5, 5, "1")
    for x in (0, 10):
        sheet.rect(x, 20, 5, 5, "1", opacity=0.5)
    sheet.text(0, 10, "a < b & c", anchor="end", bold=True, size=12)
    drawn = to_svg(sheet, scope="a", title="", text="", classes="")
    assert drawn.count("<path") == 3
    assert '<text x="0" y="10" text-anchor="end" font-weight="700" class="ff-ink">a &lt; b &amp; c</text>' in drawn


def test_a_pale_area_is_as_pale_as_it_was_asked_for():
    sheet = Sheet(40, narrow=True)
    for opacity in (0.03, 0.14, 0.55):
        sheet.rect(0, 0, 10, 10, "main", opacity=opacity)
    drawn = to_svg(sheet, scope="a", title="", text="", classes="")
    assert re.findall(r'fill-opacity="([^"]+)"', drawn) == ["0.03", "0.14", "0.55"]
