"""Drawings as files: SVG that stands alone, PNG, GIF, HTML."""

import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from fridaygram import figures
from fridaygram.errors import FigureError

from .examples import EXAMPLES


def drawing(name):
    kind, values, params = EXAMPLES[name]
    return figures.render(kind, values, params, "f1")


@pytest.mark.parametrize(
    "name", [name for name in EXAMPLES if name not in {"samples", "generation-path", "explore-ngrams"}]
)
def test_svg_is_well_formed_and_has_its_colours_inside(name):
    text = figures.exported(drawing(name), ".svg").decode()
    # In a page, CSS shows one of two widths; a file alone is seen.
    assert 'display="none"' not in text
    root = ET.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("width")
    assert root.get("height")
    assert "--fig-ink:" in text
    assert "prefers-color-scheme:dark" in text


@pytest.mark.parametrize(("name", "suffix", "form"), [
    ("bar", ".png", "PNG"), ("generation-path", ".gif", "GIF"), ("generation-path", ".png", "PNG"),
])  # fmt: skip
def test_rasters_open(name, suffix, form):
    with Image.open(io.BytesIO(figures.exported(drawing(name), suffix))) as image:
        assert image.format == form


def test_html_is_the_drawings_own():
    made = drawing("samples")
    assert figures.exported(made, ".html").decode() == made.html


@pytest.mark.parametrize(
    ("name", "suffix"), [("bar", ".gif"), ("samples", ".svg"), ("bar", ".pdf"), ("generation-path", ".svg")]
)
def test_a_form_that_is_not_there_is_an_error_with_those_that_are(name, suffix):
    with pytest.raises(FigureError, match=r"possible: .*\.html"):
        figures.exported(drawing(name), suffix)
