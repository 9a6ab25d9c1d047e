"""A sheet as a PNG: what is drawn in the SVG is there too."""

import io

import pytest
from PIL import Image

from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import LIGHT, MARKS


def around(x, y, shape):
    """Draw one mark on an empty sheet; return the RGB colours at its centre and 10 pixels right of it."""
    sheet = Sheet(40, narrow=True)
    sheet.height = 40
    sheet.mark(x, y, "1", shape, size=8)
    with Image.open(io.BytesIO(sheet.png(scale=2))) as image:
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
    drawn = sheet.svg("a", "", "", "")
    assert drawn.index("fs-rule") < max(drawn.rfind("ff-1"), drawn.rfind("fs-1"))
    with Image.open(io.BytesIO(sheet.png(scale=2))) as image:
        assert image.convert("RGB").getpixel((40, 40)) == rgb(LIGHT.roles()["1"])
