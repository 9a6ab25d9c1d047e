"""The moments of the animation: what has been read, where each path stands, the caption, how long the frame stays.

First the model reads its text, place by place, and counts. Then counts become shares. Then the paths write. A model of
a corpus has read already: there, the paths write at once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fridaygram.errors import FigureError
from fridaygram.figures.path.captions import Captions, Parts, SceneTrack
from fridaygram.figures.style import MARKS

MOST_PATHS, MOST_MOMENTS = len(MARKS), 400
_READ, _MOST_READ = 2, 40  # places that are read one by one after the last surprise, and in all; the rest at once
_QUICK, _EVENT, _LONG, _END = 0.6, 2, 3, 4  # how long a frame stays, in steps
_SHORTEST = 0.02  # seconds; browsers slow shorter frames of a GIF down


class Moment(NamedTuple):
    """One frame, and how long it stays in seconds.

    ``counted`` is how many places of the text have been counted, None once counts are shares; at ``window``, the last
    of them, the model is reading (-1: nowhere). ``tracks`` are the paths that are visible.
    """

    counted: int | None
    window: int
    tracks: tuple[SceneTrack, ...]
    caption: Parts
    seconds: float


_Told = tuple[int | None, int, tuple[SceneTrack, ...], Parts, float]
"""A moment whose caption is () where that of the one before stays; its length in steps."""


def readings(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return each history of the phrase and what follows it ("" is the end), in order, if this is what was learnt.

    Where the dictionary was learnt from other texts, there is nothing to read.
    """
    padded = values.get("pad", "~") * values["order"] + values["phrase"]
    read = [(padded[place : place + values["order"]], char) for place, char in enumerate([*values["phrase"], ""])]
    counts, sums = Counter(read), Counter(history for history, _ in read)
    known = {(row["history"], str(char)): share for row in values["histories"] for char, share in row["next"]}
    alike = counts.keys() == known.keys() and all(
        math.isclose(known[pair], count / sums[pair[0]], abs_tol=1e-6) for pair, count in counts.items()
    )
    return read if alike and not values.get("corpus") else []


def timeline(values: Mapping[str, Any], seconds: float) -> list[Moment]:
    """Return the animation's moments; where something happens a frame stays longer.

    Raises FigureError where there is no path, or more than marks or frames can show.
    """
    paths = values["paths"]
    if not paths:
        raise FigureError("there is no path to animate", hint="give a phrase, or paths that the model can write")
    if len(paths) > MOST_PATHS:
        raise FigureError(f"{len(paths)} paths are too many to distinguish", hint=f"choose at most {MOST_PATHS}")
    count = 1 + max(max(len(path["steps"]), len(path["text"])) for path in paths)
    if count > MOST_MOMENTS:
        raise FigureError(
            f"{count} steps are too many to watch", hint=f"choose a phrase of at most {MOST_MOMENTS - 2} characters"
        )
    read = readings(values)
    captions = Captions(values, read)
    found: list[Moment] = []
    said: Parts = ()
    for counted, window, tracks, event, steps in (*_reading(read, captions), *_writing(values, count, captions)):
        said = event or said
        found.append(Moment(counted, window, tracks, said, max(_SHORTEST, steps * seconds)))
    return found


def _reading(read: Sequence[tuple[str, str]], captions: Captions) -> Iterator[_Told]:
    if not read:
        return
    events = [captions.reading(place) for place in range(len(read))]
    slow = min(_MOST_READ, _READ + max(place for place, event in enumerate(events) if event))
    yield 0, -1, (), captions.signs(), _LONG
    for place in range(min(len(read), slow)):
        yield place + 1, place, (), events[place], _LONG if place == 0 else _EVENT if events[place] else _QUICK
    if len(read) > slow:
        yield len(read), len(read) - 1, (), captions.rest(), _EVENT
    yield None, -1, (), captions.shares(), _LONG


def _writing(values: Mapping[str, Any], count: int, captions: Captions) -> Iterator[_Told]:
    stories = [_story(values, index, count) for index in range(len(values["paths"]))]
    for time in range(count):
        tracks = tuple([story[time - start] for start, story in stories if time >= start])
        event = captions.writing(tracks, time, last=time == count - 1)
        yield None, -1, tracks, event, _END if time == count - 1 else _EVENT if event else 1


def _story(values: Mapping[str, Any], index: int, count: int) -> tuple[int, list[SceneTrack]]:
    """Return at which step a path begins, and its track at each step from then to the last."""
    path, order, padding = values["paths"][index], values["order"], values.get("pad", "~") * values["order"]
    text, steps, fork = path["text"], path["steps"], path.get("forks_from")
    start = fork["step"] + 1 if fork else 0
    longest = len(text)
    told = [
        SceneTrack(index, min(time, longest), step["history"], step["char"], False)
        for time, step in enumerate(steps[start:count], start)
    ]
    ended = bool(steps) and steps[-1]["char"] == ""
    for time in range(start + len(told), count):
        written = min(time, longest)
        history = "" if ended else (padding + text[:written])[-order:]
        told.append(SceneTrack(index, written, history, None, ended))
    return start, told
