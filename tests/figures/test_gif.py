"""The GIF writer: what any decoder reads back is what was written, for random pictures too."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fridaygram.figures import gif

COLOURS = [(255, 255, 255), (0, 0, 0), (200, 30, 30), (30, 200, 30), (30, 30, 200), (120, 120, 120)]


def settled(data):
    """Return the pictures that stay, with the time from one to the next in milliseconds."""
    found, elapsed = [], 0
    with Image.open(io.BytesIO(data)) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            elapsed += image.info["duration"]
            if image.info["duration"] > 20:
                found.append((image.convert("RGB"), elapsed))
                elapsed = 0
    return found


def in_colour(frame, colours=COLOURS):
    copy = frame.copy()
    copy.putpalette(bytes(value for colour in colours for value in colour))
    return copy.convert("RGB")


def noise(width, height, rng, like=None):
    """Return a picture of random blots, on another one where it is given."""
    frame = like.copy() if like else Image.new("L", (width, height), 0)
    for _ in range(rng.randrange(1, 6)):
        left, top = rng.randrange(width), rng.randrange(height)
        colour = rng.randrange(len(COLOURS))
        frame.paste(
            colour, (left, top, min(width, left + rng.randrange(1, 30)), min(height, top + rng.randrange(1, 30)))
        )
    return frame


@given(st.integers(1, 120), st.integers(1, 90), st.integers(1, 5), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_every_frame_reads_back_and_stays_as_long_as_asked(width, height, count, seed):
    rng = random.Random(seed)
    frames = [noise(width, height, rng)]
    for _ in range(count - 1):
        frames.append(noise(width, height, rng, frames[-1]))
    data = gif.encode(frames, [0.5] * count, COLOURS)
    read = settled(data)
    assert [picture.tobytes() for picture, _ in read] == [in_colour(frame).tobytes() for frame in frames]
    assert [time for _, time in read] == [500] * count


@pytest.mark.parametrize("seed", range(3))
def test_long_code_streams_read_back(seed):
    rng = random.Random(seed)
    frame = Image.frombytes("L", (300, 200), bytes(rng.randrange(len(COLOURS)) for _ in range(60000)))
    ((picture, _),) = settled(gif.encode([frame], [1.0], COLOURS))
    assert picture.tobytes() == in_colour(frame).tobytes()


def test_frames_that_do_not_change_are_kept_in_time():
    frame = Image.new("L", (40, 20), 1)
    assert [time for _, time in settled(gif.encode([frame, frame.copy()], [0.5, 0.7], COLOURS))] == [500, 700]


def test_changes_far_apart_follow_each_other_within_the_step():
    first = Image.new("L", (400, 300), 0)
    second = first.copy()
    for corner in ((0, 0), (380, 0), (0, 280), (380, 280)):
        second.paste(2, (*corner, corner[0] + 20, corner[1] + 20))
    data = gif.encode([first, second], [0.5, 0.5], COLOURS)
    with Image.open(io.BytesIO(data)) as image:
        assert image.n_frames == 5
    assert settled(data)[1][0].tobytes() == in_colour(second).tobytes()
    assert settled(data)[1][1] == 500


def test_another_palette_takes_the_same_frames():
    frame = noise(60, 40, random.Random(1))
    other = [(0, 0, 0), (255, 255, 255), *COLOURS[2:]]
    data = gif.encode([frame], [1.0], COLOURS)
    changed = gif.recoloured(data, other)
    assert len(changed) == len(data)
    assert settled(changed)[0][0].tobytes() == in_colour(frame, other).tobytes()


def test_it_loops_for_ever():
    data = gif.encode([Image.new("L", (3, 3), 1)], [1.0], COLOURS)
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["loop"] == 0


def test_it_is_smaller_than_what_pillow_writes():
    rng = random.Random(5)
    frames = [noise(400, 300, rng)]
    for _ in range(8):
        frames.append(noise(400, 300, rng, frames[-1]))
    pictures = []
    for frame in frames:
        picture = frame.copy()
        picture.putpalette(bytes(value for colour in COLOURS for value in colour))
        pictures.append(picture)
    stream = io.BytesIO()
    pictures[0].save(stream, "GIF", save_all=True, append_images=pictures[1:], duration=500, loop=0)
    assert len(gif.encode(frames, [0.5] * 9, COLOURS)) < len(stream.getvalue())
