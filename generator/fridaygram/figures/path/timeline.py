"""From paths to moments: what every frame shows, how long it stays, and its caption."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fridaygram.errors import FigureError
from fridaygram.figures.path.captions import Captions
from fridaygram.figures.path.moment import Moment, SceneTrack
from fridaygram.figures.style import MARKS

MOST_PATHS, MOST_MOMENTS = len(MARKS), 400


def moments(values: Mapping[str, Any], seconds: float) -> list[Moment]:
    """Return the animation's moments, one per character; branches are held twice as long, the end four times.

    Raises FigureError where there is no path, or more than marks or frames can show.
    """
    paths = values["paths"]
    if not paths:
        raise FigureError("there is no path to animate", hint="give a phrase, or paths that the model can write")
    if len(paths) > MOST_PATHS:
        raise FigureError(f"{len(paths)} paths are too many to tell apart", hint=f"choose at most {MOST_PATHS}")
    count = 1 + max(max(len(path["steps"]), len(path["text"])) for path in paths)
    if count > MOST_MOMENTS:
        raise FigureError(
            f"{count} steps are too many to watch", hint=f"choose a phrase of at most {MOST_MOMENTS - 2} characters"
        )
    forks = {path["forks_from"]["step"] for path in paths if path.get("forks_from")}
    captions, found = Captions(values), []
    stories = [_story(values, index, count) for index in range(len(paths))]
    for time in range(count):
        tracks = tuple([story[time - start] for start, story in stories if time >= start])
        stay = seconds * (4 if time == count - 1 else 2 if time in forks else 1)
        found.append(Moment(tracks, captions.at(tracks, time), stay))
    return found


def _story(values: Mapping[str, Any], index: int, count: int) -> tuple[int, list[SceneTrack]]:
    """Return from when on a path is there, and where it stands at each moment from then to the last."""
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
