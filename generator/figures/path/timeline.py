"""From paths to moments: what every frame shows, how long it stays, and its caption."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.errors import FigureError
from generator.figures.path.captions import caption
from generator.figures.path.moment import Moment, Track
from generator.figures.style import MARKS

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
    found = []
    for time in range(count):
        tracks = tuple(_track(values, index, time) for index in range(len(paths)) if _visible(paths[index], time))
        stay = seconds * (4 if time == count - 1 else 2 if time in forks else 1)
        found.append(Moment(tracks, caption(values, tracks, time), stay))
    return found


def _visible(path: Mapping[str, Any], time: int) -> bool:
    fork = path.get("forks_from")
    return fork is None or time > fork["step"]


def _track(values: Mapping[str, Any], index: int, time: int) -> Track:
    path, order, pad = values["paths"][index], values["order"], values.get("pad", "~")
    text, steps = path["text"], path["steps"]
    written = min(time, len(text))
    if time < len(steps):
        return Track(index, written, steps[time]["history"], steps[time]["char"], False)
    ended = bool(steps) and steps[-1]["char"] == ""
    history = "" if ended else (pad * order + text[:written])[-order:]
    return Track(index, written, history, None, ended)
