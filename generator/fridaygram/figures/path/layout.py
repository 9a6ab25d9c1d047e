"""Lays a generation path out: dictionary, generated lines, caption and progress, for a column or a phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fridaygram.figures.path.dictionary import HEADING, Dictionary
from fridaygram.figures.path.lines import Lines
from fridaygram.figures.path.moments import Strip, timeline
from fridaygram.figures.path.scene import Prose, Scene, SceneBox, SceneItem, stays

WIDE, NARROW = 696, 300
_MARGIN, _GAP, _HEAD = 12, 30, 24
_BAR = 4
_DICTIONARY_SHARE = 0.56
_TALL_LINES = 320
_MOST_BESIDE = 18  # rows: beside the lines there is room to show more of them whole


def scene(values: Mapping[str, Any], *, width: int, height: int = 0, seconds: float = 0.75) -> Scene:
    """Lay the animation out on ``width`` pixels and as many as needed, but at least ``height``, downwards.

    Below 480 pixels the lines stand above the dictionary, else beside it.
    Raises FigureError where the values hold nothing to animate.
    """
    moments = timeline(values, seconds)
    made = Scene(width, height, [moment.seconds for moment in moments])
    inner = width - 2 * _MARGIN
    said = Strip(moments, inner)
    strip = said.height + 12 + _BAR
    if width < 480:
        lines = Lines(values, moments, inner, room=0)
        below = _MARGIN + _HEAD + lines.height + 14
        dictionary = Dictionary(values, moments, inner, room=max(0, height - below - _HEAD - strip - 2 * _MARGIN))
        made.height = max(height, below + _HEAD + dictionary.height + 14 + strip + _MARGIN)
        _place(made, lines, dictionary, (_MARGIN, _MARGIN), (_MARGIN, below))
    else:
        room = max(0, height - strip - 2 * _MARGIN - _HEAD - 10)
        dictionary = Dictionary(
            values, moments, round((inner - _GAP) * _DICTIONARY_SHARE), room=room, most=_MOST_BESIDE
        )
        lines = Lines(
            values, moments, inner - _GAP - dictionary.width, room=room or max(_TALL_LINES, dictionary.height)
        )
        body = max(dictionary.height, lines.height)
        made.height = max(height, _MARGIN + _HEAD + body + 10 + strip + _MARGIN)
        _place(made, lines, dictionary, (_MARGIN + dictionary.width + _GAP, _MARGIN), (_MARGIN, _MARGIN))
    made.items += said.items(_MARGIN, made.height - _MARGIN - _BAR - 8 - said.height)
    _progress(made, inner)
    made.sort()
    return made


def _place(
    made: Scene, lines: Lines, dictionary: Dictionary, lines_at: tuple[int, int], dictionary_at: tuple[int, int]
) -> None:
    _heading(made, *lines_at, "what it writes")
    made.items += lines.items(lines_at[0], lines_at[1] + _HEAD)
    _heading(made, *dictionary_at, dictionary.heading)
    made.items += dictionary.items(dictionary_at[0], dictionary_at[1] + _HEAD)


def _heading(made: Scene, x: int, y: int, text: str) -> None:
    made.items.append(SceneItem(0, made.frames, x, y, Prose(text, HEADING, "muted")))


def _progress(made: Scene, inner: int) -> None:
    y, count = made.height - _MARGIN - _BAR, made.frames
    made.items.append(SceneItem(0, count, _MARGIN, y, SceneBox(inner, _BAR, "rule")))
    for start, end, wide in stays([inner * time // max(1, count - 1) or None for time in range(count)]):
        # Each from the left edge: rectangles that only touch would show seams where an SVG is scaled.
        made.items.append(SceneItem(start, end, _MARGIN, y, SceneBox(wide, _BAR, "muted"), layer=1))
