"""Frames painted by their changes are those painted whole, and the last one stays as the poster."""

import io

import pytest
from PIL import Image

from fridaygram.figures import gif, glyphs
from fridaygram.figures.path import layout, raster
from fridaygram.figures.path.raster import animation
from fridaygram.figures.style import DARK, LIGHT
from tests.figures.naive import remix
from tests.figures.path.phrases import WIDTHS, values


def whole(scene, scale):
    painter = raster.Painter(scene, scale)
    for number in range(scene.frames):
        painter.whole(number)
        yield painter.image.copy()


@pytest.mark.parametrize("number", range(0, 1000, 31))
def test_painting_only_what_changes_gives_the_same_frames(number):
    scene = layout.scene(values(number), width=WIDTHS[number % 2])
    for step, (quick, slow) in enumerate(zip(raster.frames(scene, 1), whole(scene, 1), strict=True)):
        assert quick.tobytes() == slow.tobytes(), step


def test_the_gif_shows_every_step_for_as_long_as_it_should():
    scene = layout.scene(remix(), width=728)
    frames = list(raster.frames(scene, 2))
    data = gif.encode(frames, scene.seconds, glyphs.colours(LIGHT))
    assert data == animation(remix(), width=728)
    shown, stayed = [], 0
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (1456, 2 * scene.height)
        for number in range(image.n_frames):
            image.seek(number)
            stayed += image.info["duration"]
            if image.info["duration"] > 20:
                shown.append((image.convert("RGB"), stayed))
                stayed = 0
    table = bytes(value for colour in glyphs.colours(LIGHT) for value in colour)
    assert [stay for _, stay in shown] == [round(1000 * seconds) for seconds in scene.seconds]
    for (picture, _), frame in zip(shown, frames, strict=True):
        wanted = frame.copy()
        wanted.putpalette(table)
        assert picture.tobytes() == wanted.convert("RGB").tobytes()


def test_the_remix_keeps_to_its_budget():
    for width in (layout.WIDE, layout.NARROW, 728):
        assert len(animation(remix(), width=width)) <= 60_000


def test_light_and_dark_differ_in_their_palette_only():
    light, dark = animation(remix()), animation(remix(), dark=True)
    table = slice(13, 13 + 3 * len(glyphs.colours(LIGHT)))
    assert light[table] != dark[table]
    assert light[: table.start] + light[table.stop :] == dark[: table.start] + dark[table.stop :]
    assert dark[table] == bytes(value for colour in glyphs.colours(DARK) for value in colour)
