"""Lays a generation path out: the text that is read, its dictionary, what the paths write; for a column or a phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fridaygram.figures.path.captions import Strip
from fridaygram.figures.path.dictionary import Dictionary
from fridaygram.figures.path.lines import Lines, Sentence
from fridaygram.figures.path.moments import timeline
from fridaygram.figures.path.scene import FONT, LABEL_SIZE, Prose, Scene, SceneBox, SceneItem, stays
from fridaygram.languages import word

WIDE, NARROW = 696, 272
# A phone gives its width to the letters: the page has a margin of its own.
_MARGIN, _NARROW_MARGIN, _GAP, _HEAD, _APART = 12, 2, 30, 24, 14
_BAR = 4
_DICTIONARY_SHARE = 0.56
_TALL_LINES = 320
_PHONE = 480
# Rows of a dictionary that stand below each other. On a phone, two short columns leave room for the lines.
_TALL, _SHORT = 20, 10


def scene(values: Mapping[str, Any], *, width: int, height: int = 0, seconds: float = 0.75) -> Scene:
    """Lay the animation out on ``width`` pixels and as many as needed, but at least ``height``, downwards.

    On top is what it reads and what happens. Below 480 pixels the lines stand below the dictionary, else beside it.
    Raises FigureError where the values hold nothing to animate.
    """
    moments = timeline(values, seconds)
    phone = width < _PHONE
    made = Scene(width, height, [moment.seconds for moment in moments])
    margin = _NARROW_MARGIN if phone else _MARGIN
    inner = width - 2 * margin
    sentence = Sentence(values, moments, inner)
    said = Strip([moment.caption for moment in moments], inner)
    _heading(made, margin, _MARGIN, f"1. {sentence.heading}")
    made.items += sentence.items(margin, _MARGIN + _HEAD)
    made.items += said.items(margin, _MARGIN + _HEAD + sentence.height + 4)
    top = _MARGIN + _HEAD + sentence.height + 4 + said.height + _APART
    below = _APART + _BAR + _MARGIN
    room = max(0, height - top - _HEAD - below)
    if phone:
        dictionary = Dictionary(values, moments, inner, short=_SHORT, tall=_TALL)
        lines = Lines(values, moments, inner, room=0)
        lines_at = margin, top + _HEAD + dictionary.height + _APART
        bottom = lines_at[1] + _HEAD + lines.height
    else:
        tall = max(_SHORT, room // FONT.height) if height else _TALL
        share = round((inner - _GAP) * _DICTIONARY_SHARE)
        dictionary = Dictionary(values, moments, share, short=tall, tall=tall)
        beside = inner - _GAP - dictionary.width
        lines = Lines(values, moments, beside, room=room or max(_TALL_LINES, dictionary.height))
        lines_at = margin + dictionary.width + _GAP, top
        bottom = top + _HEAD + max(dictionary.height, lines.height)
    made.height = max(height, bottom + below)
    _heading(made, margin, top, f"2. {dictionary.heading}")
    made.items += dictionary.items(margin, top + _HEAD)
    _heading(made, *lines_at, f"3. {word('path-writes')}")
    made.items += lines.items(lines_at[0], lines_at[1] + _HEAD)
    _progress(made, margin, inner)
    made.sort()
    return made


def _heading(made: Scene, x: int, y: int, text: str) -> None:
    made.items.append(SceneItem(0, made.frames, x, y, Prose(text, LABEL_SIZE, "muted")))


def _progress(made: Scene, x: int, inner: int) -> None:
    y, count = made.height - _MARGIN - _BAR, made.frames
    made.items.append(SceneItem(0, count, x, y, SceneBox(inner, _BAR, "rule")))
    for start, end, wide in stays([inner * time // max(1, count - 1) or None for time in range(count)]):
        # Each from the left edge: rectangles that only touch would show seams where an SVG is scaled.
        made.items.append(SceneItem(start, end, x, y, SceneBox(wide, _BAR, "muted"), layer=1))
