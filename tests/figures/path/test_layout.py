"""A thousand random phrases: no text overlaps another, is cut, leaves the picture or is too small to read."""

import numpy as np
import pytest

from generator.errors import FigureError
from generator.figures import glyphs
from generator.figures.path import captions, layout
from generator.figures.path.raster import room_of
from generator.figures.path.scene import face_of
from tests.figures.naive import generation_path, remix
from tests.figures.path.phrases import WIDTHS, values

LEAST_SIZE = 11


def columns(items):
    return np.array([(i.x, i.y, i.x + i.width, i.y + i.height, i.start, i.end, i.layer) for i in items]).T


def pairs_that_meet(items):
    """Return index pairs of items that share pixels in some frame."""
    x0, y0, x1, y1, start, end, _ = columns(items)
    across = np.minimum.outer(x1, x1) > np.maximum.outer(x0, x0)
    down = np.minimum.outer(y1, y1) > np.maximum.outer(y0, y0)
    together = np.minimum.outer(end, end) > np.maximum.outer(start, start)
    return np.argwhere(np.triu(across & down & together, 1))


def covers(lower, upper):
    """Tell whether a highlight stands on whole characters of a text, so that it cuts none."""
    on_grid = upper.advance == lower.advance and (upper.x - lower.x) % lower.advance == 0
    return upper.layer > lower.layer and bool(upper.fill) and on_grid and upper.y == lower.y


def check(scene):
    texts = [item for item in scene.items if item.cells or item.prose]
    x0, y0, x1, y1, start, end, _ = columns(scene.items)
    assert x0.min() >= 0
    assert y0.min() >= 0
    assert x1.max() <= scene.width
    assert y1.max() <= scene.height
    assert (start < end).all()
    assert end.max() == scene.frames
    assert min(item.size for item in texts) >= LEAST_SIZE
    for one, other in pairs_that_meet(texts):
        lower, upper = sorted((texts[one], texts[other]), key=lambda item: item.layer)
        assert covers(lower, upper), (lower, upper)


@pytest.mark.parametrize("hundred", range(10))
def test_no_text_overlaps_another_or_leaves_the_picture(hundred):
    for number in range(100 * hundred, 100 * hundred + 100):
        made = values(number)
        for width in WIDTHS:
            check(layout.scene(made, width=width))


@pytest.mark.parametrize("number", range(0, 1000, 7))
def test_every_glyph_fits_its_cell_and_has_ink(number):
    for item in layout.scene(values(number), width=WIDTHS[number % 2]).items:
        for cell in item.cells:
            if cell.glyph == " ":
                continue
            room = room_of(cell, item, 2)
            made = glyphs.stamp(cell.glyph, face_of(cell.glyph), 2 * item.size, "ink", "", room)
            assert made is not None, cell.glyph
            width, height = made.image.size
            assert 0 <= made.left <= room.width - width
            assert -room.above <= made.top <= room.below - height


def test_random_walks_through_a_model_hold_to_it_too():
    for seed in range(60):
        check(layout.scene(generation_path("to be or not to be", 1 + seed % 4, seed, most=6), width=WIDTHS[seed % 2]))


def test_a_wish_for_height_is_kept_and_a_need_for_more_is_met():
    assert layout.scene(remix(), width=728, height=284).height == 284
    assert layout.scene(remix(), width=728, height=900).height == 900
    assert layout.scene(remix(), width=300, height=10).height > 300


def test_a_dictionary_that_fits_is_shown_whole_and_a_long_one_near_the_history():
    short = {item.prose for item in layout.scene(remix(), width=696).items}
    assert "its dictionary" in short
    long = generation_path("It was the best of times, it was the worst of times, it was the age of wisdom", 5)
    scene = layout.scene(long, width=696)
    heading = next(item.prose for item in scene.items if item.prose.startswith("its dictionary"))
    assert heading == f"its dictionary, {len(long['histories'])} rows, near the history"
    for step, taken in enumerate(long["paths"][0]["steps"]):
        shown = taken["history"].replace(" ", "␣")
        rows = [item for item in scene.at(step) if item.size == captions.SIZE and item.role == "ink" and item.x < 200]
        assert shown in ["".join(cell.glyph for cell in item.cells) for item in rows], step


def test_every_history_stands_in_caption_dictionary_and_line_at_its_step():
    made = remix()
    scene = layout.scene(made, width=696)
    for step, taken in enumerate(made["paths"][0]["steps"]):
        shown = taken["history"].replace(" ", "␣")
        chips = [item for item in scene.at(step) if item.fill == "1" and item.role == "paper"]
        texts = ["".join(cell.glyph for cell in item.cells) for item in chips]
        # In the dictionary and in the line; in the caption too, unless this tells what another path does.
        assert texts.count(shown) in ({2, 3} if step > 5 else {3}), (step, texts)


def test_progress_grows_with_every_step_to_the_full_width():
    scene = layout.scene(remix(), width=696)
    bars = [[item.width for item in scene.at(step) if item.fill == "muted"] for step in range(scene.frames)]
    longest = [max(widths, default=0) for widths in bars]
    assert longest == sorted(set(longest))
    assert longest[0] == 0
    assert longest[-1] == next(item.width for item in scene.items if item.fill == "rule")


def test_branches_are_held_and_the_end_longer():
    seconds = layout.scene(remix(), width=696, seconds=0.5).seconds
    assert [step for step, stay in enumerate(seconds) if stay == 1.0] == [5, 8]
    assert seconds[-1] == 2.0
    assert len(seconds) == 22


def test_the_caption_strip_is_as_tall_as_the_longest_caption_needs():
    made = generation_path("abacadaeafagahai", 1, most=4)
    scene = layout.scene(made, width=300)
    top = {item.y for item in scene.items if item.cells and item.size == captions.SIZE and item.y > scene.height - 120}
    assert len(top) > 1


def test_what_cannot_be_animated_is_said():
    empty = {**remix(), "paths": []}
    with pytest.raises(FigureError, match="no path to animate"):
        layout.scene(empty, width=696)
    with pytest.raises(FigureError, match="7 paths are too many"):
        layout.scene({**remix(), "paths": remix()["paths"][:1] * 7}, width=696)
    with pytest.raises(FigureError, match="steps are too many"):
        layout.scene(generation_path("ab" * 300, 2), width=696)
