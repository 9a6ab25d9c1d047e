"""A thousand random phrases: no text overlaps another, is cut, leaves the picture or is too small to read."""

from typing import NamedTuple

import numpy as np
import pytest

from fridaygram.errors import FigureError
from fridaygram.figures import glyphs
from fridaygram.figures.path import layout, moments
from fridaygram.figures.path.raster import room_of
from fridaygram.figures.path.scene import BLANK, OWN, Line, Prose, SceneBox, face_of, parts
from tests.figures.naive import generation_path, remix
from tests.figures.path.phrases import WIDTHS, values

LEAST_SIZE = 11


class Piece(NamedTuple):
    """A part of an item as the checks see it; ``texts`` are its spans as role, fill and text."""

    x: int
    y: int
    look: object
    start: int
    end: int
    layer: int
    texts: tuple = ()

    @property
    def fills(self):
        return [fill for _, fill, _ in self.texts]


def pieces(items):
    """Return all parts of items, their own colours resolved."""
    found = []
    for item in items:
        for x, y, look in parts(item):
            spans = look.spans if isinstance(look, Line) else ()
            roles = {OWN: item.role}
            texts = tuple((roles.get(role, role), roles.get(fill, fill), run.text) for _, run, role, fill, _ in spans)
            found.append(Piece(x, y, look, item.start, item.end, item.layer, texts))
    return found


def columns(pieces):
    return np.array([(p.x, p.y, p.x + p.look.width, p.y + p.look.height, p.start, p.end, p.layer) for p in pieces]).T


def pairs_that_meet(pieces):
    """Return index pairs of pieces that share pixels in some frame."""
    x0, y0, x1, y1, start, end, _ = columns(pieces)
    across = np.minimum.outer(x1, x1) > np.maximum.outer(x0, x0)
    down = np.minimum.outer(y1, y1) > np.maximum.outer(y0, y0)
    together = np.minimum.outer(end, end) > np.maximum.outer(start, start)
    return np.argwhere(np.triu(across & down & together, 1))


def covers(lower, upper):
    """Tell whether a highlight stands on whole characters of a text, so that it cuts none."""
    advance = upper.look.font.advance
    on_grid = lower.look.font.advance == advance and (upper.x - lower.x) % advance == 0
    return upper.layer > lower.layer and all(upper.fills) and on_grid and upper.y == lower.y


def check(scene):
    found = pieces(scene.items)
    texts = [piece for piece in found if isinstance(piece.look, Line | Prose)]
    x0, y0, x1, y1, start, end, _ = columns(found)
    assert x0.min() >= 0
    assert y0.min() >= 0
    assert x1.max() <= scene.width
    assert y1.max() <= scene.height
    assert (start < end).all()
    assert end.max() == scene.frames
    assert min(piece.look.font.size if piece.texts else piece.look.size for piece in texts) >= LEAST_SIZE
    for piece in texts:
        assert_spans_follow_each_other(piece.look)
    for one, other in pairs_that_meet(texts):
        lower, upper = sorted((texts[one], texts[other]), key=lambda piece: piece.layer)
        assert covers(lower, upper), (lower, upper)


def assert_spans_follow_each_other(look):
    at = 0
    for column, run, *_ in look.spans if isinstance(look, Line) else ():
        assert column >= at
        at = column + run.columns
    if at:
        assert look.spans[0][0] == 0
        assert look.width == at * look.font.advance


@pytest.mark.parametrize("hundred", range(10))
def test_no_text_overlaps_another_or_leaves_the_picture(hundred):
    for number in range(100 * hundred, 100 * hundred + 100):
        made = values(number)
        for width in WIDTHS:
            check(layout.scene(made, width=width))


@pytest.mark.parametrize("number", range(0, 1000, 7))
def test_every_glyph_fits_its_cell_and_has_ink(number):
    looks = [piece.look for piece in pieces(layout.scene(values(number), width=WIDTHS[number % 2]).items)]
    lines = {(run, look.font) for look in looks if isinstance(look, Line) for _, run, *_ in look.spans}
    for run, font in lines:
        for cell in run.cells:
            if cell.glyph == BLANK:
                continue
            room = room_of(cell, font, 2)
            made = glyphs.stamp(cell.glyph, face_of(cell.glyph), 2 * font.size, "ink", "", room)
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


def prose(scene):
    return [item.look.text for item in scene.items if isinstance(item.look, Prose)]


def test_a_dictionary_that_fits_is_shown_whole_and_a_long_one_near_the_history():
    assert "its dictionary" in prose(layout.scene(remix(), width=696))
    long = generation_path("It was the best of times, it was the worst of times, it was the age of wisdom", 5)
    scene = layout.scene(long, width=696)
    heading = next(text for text in prose(scene) if text.startswith("its dictionary"))
    assert heading == f"its dictionary, {len(long['histories'])} rows, near the history"
    for step, taken in enumerate(long["paths"][0]["steps"]):
        shown = taken["history"].replace(" ", "␣")
        rows = [piece for piece in pieces(scene.at(step)) if len(piece.texts) > 1 and piece.x < 200]
        assert shown in [row.texts[0][2] for row in rows if row.texts[0][:2] == ("ink", "")], step


def test_every_history_stands_in_caption_dictionary_and_line_at_its_step():
    made = remix()
    scene = layout.scene(made, width=696)
    for step, taken in enumerate(made["paths"][0]["steps"]):
        shown = taken["history"].replace(" ", "␣")
        told = [span for piece in pieces(scene.at(step)) for span in piece.texts]
        texts = [text for role, fill, text in told if (role, fill) == ("paper", "1")]
        # In the dictionary and in the line; in the caption too, unless this tells what another path does.
        assert texts.count(shown) in ({2, 3} if step > 5 else {3}), (step, texts)


def test_progress_grows_with_every_step_to_the_full_width():
    scene = layout.scene(remix(), width=696)
    boxes = [[item.look for item in scene.at(step) if isinstance(item.look, SceneBox)] for step in range(scene.frames)]
    bars = [[box.width for box in shown if box.fill == "muted"] for shown in boxes]
    longest = [max(widths, default=0) for widths in bars]
    assert longest == sorted(set(longest))
    assert longest[0] == 0
    assert longest[-1] == next(box.width for box in boxes[0] if box.fill == "rule")


def test_branches_are_held_and_the_end_longer():
    seconds = layout.scene(remix(), width=696, seconds=0.5).seconds
    assert [step for step, stay in enumerate(seconds) if stay == 1.0] == [5, 8]
    assert seconds[-1] == 2.0
    assert len(seconds) == 22


def test_the_caption_strip_is_as_tall_as_the_longest_caption_needs():
    made = generation_path("abacadaeafagahai", 1, most=4)
    scene = layout.scene(made, width=300)
    lines = [item for item in scene.items if isinstance(item.look, Line) and item.look.font == moments.CAPTION_FONT]
    assert len({item.y for item in lines if item.y > scene.height - 120}) > 1


def test_what_cannot_be_animated_is_said():
    empty = {**remix(), "paths": []}
    with pytest.raises(FigureError, match="no path to animate"):
        layout.scene(empty, width=696)
    with pytest.raises(FigureError, match="7 paths are too many"):
        layout.scene({**remix(), "paths": remix()["paths"][:1] * 7}, width=696)
    with pytest.raises(FigureError, match="steps are too many"):
        layout.scene(generation_path("ab" * 300, 2), width=696)
