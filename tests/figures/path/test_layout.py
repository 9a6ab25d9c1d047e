"""A thousand random phrases: no text overlaps another, is cut, leaves the picture or is too small to read."""

import colorsys
from typing import NamedTuple

import numpy as np
import pytest

from fridaygram import languages
from fridaygram.errors import FigureError
from fridaygram.figures import glyphs
from fridaygram.figures.path import layout, moments, words
from fridaygram.figures.path.captions import Strip
from fridaygram.figures.path.raster import room_of
from fridaygram.figures.path.scene import BLANK, OWN, Line, Prose, SceneBox, face_of, parts
from fridaygram.figures.style import DARK, LIGHT
from fridaygram.languages import speaking
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


@pytest.mark.parametrize("tag", languages.languages())
def test_no_text_overlaps_another_in_any_language(tag):
    with speaking(languages.Languages().of(tag)):
        for number in range(0, 1000, 25):
            made = values(number)
            for width in WIDTHS:
                check(layout.scene(made, width=width))


def test_random_walks_through_a_model_hold_to_it_too():
    for seed in range(60):
        check(layout.scene(generation_path("to be or not to be", 1 + seed % 4, seed, most=6), width=WIDTHS[seed % 2]))


def test_a_wish_for_height_is_kept_and_a_need_for_more_is_met():
    assert layout.scene(remix(), width=728, height=600).height == 600
    assert layout.scene(remix(), width=728, height=900).height == 900
    assert layout.scene(remix(), width=728, height=10).height > 300
    assert layout.scene(remix(), width=300, height=10).height > 300


def prose(scene):
    return [item.look.text for item in scene.items if isinstance(item.look, Prose)]


def rows(scene, step):
    """Return the rows of the dictionary at a step, by where they stand: what each says."""
    return {(piece.x, piece.y): said for piece in pieces(scene.at(step)) if "→" in (said := text_of(piece).split())}


def text_of(piece):
    return " ".join(text for _, _, text in piece.texts)


@pytest.mark.parametrize("width", WIDTHS)
def test_rows_appear_as_they_are_counted_and_never_move(width):
    scene = layout.scene(remix(), width=width)
    shown = [list(rows(scene, step).values()) for step in range(scene.frames)]
    assert shown[0] == []
    assert shown[1] == [["~~", "→", "T", "×1"]]
    first = 1 + next(step for step, said in enumerate(shown) if said and "×" not in str(said))
    assert ["is", "→", "␣", "×2"] in shown[9]
    assert ["s␣", "→", "i", "×1", "t", "×1"] in shown[first - 2]
    assert [len(said) for said in shown[: first - 1]] == sorted(len(said) for said in shown[: first - 1])
    assert all(said == shown[first - 1] for said in shown[first - 1 :])
    assert ["s␣", "→", "i", "0.5", "t", "0.5"] in shown[-1]
    places = {said[0]: place for place, said in rows(scene, scene.frames - 1).items()}
    for step in range(scene.frames):
        assert all(places[said[0]] == place for place, said in rows(scene, step).items()), step


@pytest.mark.parametrize("order", [1, 3, 5])
def test_what_is_counted_is_what_the_model_learnt(order):
    made = generation_path("to be or not to be", order)
    read = moments.readings(made)
    assert len(read) == len(made["phrase"]) + 1
    for row in made["histories"]:
        follows = [character for history, character in read if history == row["history"]]
        assert dict(row["next"]) == {one: follows.count(one) / len(follows) for one in follows}
    # Of a corpus, and of any other texts, the picture does not know what was read.
    assert moments.readings({**made, "corpus": "demo"}) == []
    assert moments.readings({**made, "histories": made["histories"][1:]}) == []


def test_a_model_of_a_corpus_writes_at_once_and_its_numbers_are_explained():
    scene = layout.scene({**remix(), "corpus": "demo"}, width=696)
    assert "1. What it has read: the corpus demo" in prose(scene)
    assert len(rows(scene, 0)) == 17
    said = " ".join(text_of(piece) for piece in pieces(scene.at(0)))
    assert "looking up its last pair. 1 is always." in said
    assert "×1" not in said


def test_of_a_long_dictionary_a_row_stays_until_another_needs_its_place():
    long = generation_path("It was the best of times, it was the worst of times, it was the age of wisdom", 5)
    scene = layout.scene(long, width=696)
    assert f"2. Its dictionary, {len(long['histories'])} rows" in prose(scene)
    assert "2. Its dictionary" in prose(layout.scene(remix(), width=696))
    written = scene.frames - 1 - len(long["paths"][0]["steps"])
    before = {}
    for step in range(scene.frames):
        here = rows(scene, step)
        changed = [place for place, said in before.items() if here[place][0] != said[0]]
        assert len(changed) <= len(long["paths"]), step
        before = here
        if step >= written and step - written < len(long["paths"][0]["steps"]):
            history = long["paths"][0]["steps"][step - written]["history"].replace(" ", "␣")
            assert history in [said[0] for said in here.values()], step


def test_every_history_is_highlighted_in_its_line_and_marked_in_the_dictionary():
    made = remix()
    scene = layout.scene(made, width=696)
    first = scene.frames - 22
    for step, taken in enumerate(made["paths"][0]["steps"]):
        shown = taken["history"].replace(" ", "␣")
        found = pieces(scene.at(first + step))
        chips = [(role, fill, text) for piece in found for role, fill, text in piece.texts]
        assert ("paper", "1", shown) in chips, step
        [mark] = [piece for piece in found if piece.texts == (("1", "", "●"),)]
        row = next(said for (_, y), said in rows(scene, first + step).items() if y == mark.y)
        assert row[0] == shown, step


def test_a_probability_is_said_of_a_finished_text_and_else_how_far_it_is():
    scene = layout.scene(remix(), width=696)
    names = {f"{mark} {name}" for mark, name in (("●", "green: happy"), ("◆", "blue: branch"), ("▲", "red: loop"))}
    ends = {}
    for step in range(scene.frames):
        for item in scene.at(step):
            if isinstance(item.look, Prose) and item.look.text.split(" · ")[0] in names:
                name, _, odds = item.look.text.partition(" · ")
                ends.setdefault(name, {}).setdefault(odds, step)
    last = scene.frames - 1
    assert {name: list(odds) for name, odds in ends.items()} == {
        "● green: happy": ["", "probability 0.5 × 0.5 = 0.25"],
        "◆ blue: branch": ["", "probability 0.5"],
        "▲ red: loop": ["", "probability so far 0.02"],
    }
    first = scene.frames - 22
    assert ends["● green: happy"]["probability 0.5 × 0.5 = 0.25"] == first + 19
    assert ends["◆ blue: branch"]["probability 0.5"] == first + 16
    assert ends["▲ red: loop"]["probability so far 0.02"] == last


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_path_has_the_colour_that_its_label_names(palette):
    wanted = {"red": (345, 35), "green": (100, 170), "blue": (200, 240), "violet": (290, 320)}
    for index, colour in enumerate(palette.series):
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
        name = words.colour(index)
        if name == "grey":
            assert saturation < 0.2
        else:
            low, high = wanted[name]
            assert low <= 360 * hue <= high or (low > high and not high < 360 * hue < low), (name, colour)


def test_progress_grows_with_every_step_to_the_full_width():
    scene = layout.scene(remix(), width=696)
    boxes = [[item.look for item in scene.at(step) if isinstance(item.look, SceneBox)] for step in range(scene.frames)]
    bars = [[box.width for box in shown if box.fill == "muted"] for shown in boxes]
    longest = [max(widths, default=0) for widths in bars]
    assert longest == sorted(set(longest))
    assert longest[0] == 0
    assert longest[-1] == next(box.width for box in boxes[0] if box.fill == "rule")


def test_branches_are_held_and_the_end_longer():
    seconds = layout.scene(remix(), width=696, seconds=0.5).seconds[-22:]
    # The start, both forks, the loop, and where blue and green end.
    assert [step for step, stay in enumerate(seconds) if stay == 1.0] == [0, 5, 8, 11, 16, 19]
    assert seconds[-1] == 2.0


def test_the_caption_strip_is_as_tall_as_the_longest_caption_needs():
    captions = [one.caption for one in moments.timeline(generation_path("abacadaeafagahai", 1, most=4), 0.75)]
    strip = Strip(captions, 276)
    assert strip.height == max(item.y + item.look.height for item in strip.items(0, 0))
    assert len({item.y for item in strip.items(0, 0)}) > 1


def test_what_cannot_be_animated_is_said():
    empty = {**remix(), "paths": []}
    with pytest.raises(FigureError, match="no path to animate"):
        layout.scene(empty, width=696)
    with pytest.raises(FigureError, match="7 paths are too many"):
        layout.scene({**remix(), "paths": remix()["paths"][:1] * 7}, width=696)
    with pytest.raises(FigureError, match="steps are too many"):
        layout.scene(generation_path("ab" * 300, 2), width=696)
