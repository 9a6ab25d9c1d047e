"""From paths to moments: what every frame shows, how long it stays, and its caption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.errors import FigureError
from generator.figures.path import words
from generator.figures.style import MARKS

MOST_PATHS, MOST_MOMENTS = len(MARKS), 400


@dataclass(frozen=True)
class Track:
    """One path at one moment: ``written`` characters stand; ``history`` is what the model sees, "" when done."""

    path: int
    written: int
    history: str
    character: str | None
    finished: bool


@dataclass(frozen=True)
class Moment:
    """One frame: the tracks that are visible, the caption, and how long it stays, in seconds."""

    tracks: tuple[Track, ...]
    caption: str
    seconds: float


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
        found.append(Moment(tracks, _caption(values, tracks, time), stay))
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


def _caption(values: Mapping[str, Any], tracks: Sequence[Track], time: int) -> str:
    paths = values["paths"]
    for path in paths:
        if path.get("forks_from") and path["forks_from"]["step"] == time:
            history = path["steps"][time]["history"]
            return f"{words.quoted(history)} can go to {words.choices(_next(values, history))}: here the paths part"
    for track in tracks:
        path = paths[track.path]
        back = path.get("loops_to")
        if back is not None and track.history and time == _first_return(path, back):
            return f"{words.quoted(track.history)} again, as {time - back} steps ago: {MARKS[track.path]} is in a loop"
    for track in tracks:
        if track.character == "" and not track.finished:
            return f"{words.quoted(track.history)} can end a text: {MARKS[track.path]} stops here"
    for track in tracks:
        if track.character is not None:
            return _ordinary(values, track, time)
    looping = [track for track in tracks if track.history]
    if looping:
        return f"{MARKS[looping[0].path]} could go on like this for ever"
    return "every path has come to its end"


def _ordinary(values: Mapping[str, Any], track: Track, time: int) -> str:
    listed = _next(values, track.history)
    character = words.shown(track.character or "")
    said = words.quoted(track.history)
    if len(listed) > 1:
        return f"{said} can go to {words.choices(listed)}: {MARKS[track.path]} takes {character}"
    if time == 0:
        return f"{said} stands before every text; it is always followed by {character}"
    return f"{said} is always followed by {character}"


def _next(values: Mapping[str, Any], history: str) -> Sequence[Sequence[Any]]:
    for entry in values["histories"]:
        if entry["history"] == history:
            found: Sequence[Sequence[Any]] = entry["next"]
            return found
    raise FigureError(f"the history {words.quoted(history)} of a path is missing from the dictionary")


def _first_return(path: Mapping[str, Any], back: int) -> int:
    """Return the first step after ``back`` at which the history of ``back`` stands again, -1 if none."""
    history = path["steps"][back]["history"]
    later = (number for number, step in enumerate(path["steps"]) if number > back and step["history"] == history)
    return next(later, -1)
