"""Every kind of figure, drawn and compared with what was looked at and approved: SVG by its bytes, pictures by pixels.

Renew with ``pytest tests/golden --update-goldens``, and look at the figures in a browser, in both schemes, before
committing the difference. Pictures are compared as pixels, so that another compressor changes nothing.
"""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from fridaygram import figures
from fridaygram.figures.gallery import example
from fridaygram.figures.path.raster import animation
from fridaygram.files import digest, json_text
from fridaygram.lm import generation_paths
from tests.figures.examples import EXAMPLES

PIECE = 20
DOCS = Path(__file__).parents[2] / "docs/content/pages/figures"
FOLDER = Path(__file__).parent / "figures"
OF_DOCSTRINGS = ("curated", "playground", "since-last", "song-bits", "song-review", "surprisal")
"""Kinds of text are drawn from the values of their docstring, as in the gallery."""


def frames(data):
    """Return, for every frame that is more than a piece of a step, a digest of its pixels and when it stands."""
    found, elapsed = [], 0
    with Image.open(io.BytesIO(data)) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            stays = image.info.get("duration", 0)
            elapsed += stays
            if stays != PIECE:
                found.append(f"{digest(image.convert('RGB').tobytes())[:8]} until {elapsed} ms")
    return found


def kept(drawing):
    """Return what is compared of a drawing, by file name."""
    pictures = {
        asset.name: [f"{asset.width}x{asset.height}", *frames(asset.data)] if asset.width else "no picture"
        for asset in drawing.assets
    }
    text = drawing.html.replace("><", ">\n<") + "\n"
    rows = [] if drawing.table is None else [list(drawing.table.header), *map(list, drawing.table.rows)]
    told = {"text": drawing.text, "table": rows, "pictures": pictures}
    return {"drawing.html": text, "told.json": json_text(told)}


def drawn(name):
    if name in EXAMPLES:
        kind, values, params = EXAMPLES[name]
        return figures.render(kind, values, params, f"g-{name}")
    return example(next(entry for entry in figures.catalogue() if entry.kind == name), pytest.fail)


@pytest.mark.parametrize("name", [*EXAMPLES, *OF_DOCSTRINGS])
def test_a_figure_is_what_was_approved(name, update_goldens):
    made = kept(drawn(name))
    for file, text in made.items():
        golden = FOLDER / f"{name}.{file}"
        if update_goldens:
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(text, "utf-8")
        assert golden.read_text("utf-8") == text, f"{golden.name}: see the top of this file"


def test_there_is_no_golden_of_what_is_gone():
    named = {f"{name}.{file}" for name in (*EXAMPLES, *OF_DOCSTRINGS) for file in ("drawing.html", "told.json")}
    assert {path.name for path in FOLDER.iterdir()} == named


def test_the_chart_of_the_documentation_is_that_of_this_program():
    values = json.loads((DOCS / "words.json").read_text("utf-8"))
    drawing = figures.render("histogram", values, {"title": "Words a review"}, "figure-")
    assert figures.exported(drawing, ".svg") == (DOCS / "words.svg").read_bytes()


def test_the_animation_of_the_documentation_is_that_of_this_program():
    made = animation(generation_paths("This is the remix.", 2, turns=5), width=728)
    assert frames(made) == frames((DOCS / "remix.gif").read_bytes())
