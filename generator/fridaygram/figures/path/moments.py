"""The moments of the animation: where each path stands, how long the frame stays, and its caption in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from fridaygram.errors import FigureError
from fridaygram.figures.path import words
from fridaygram.figures.path.scene import BLANK, Font, Line, Run, SceneItem, Span, advance, cells, spaced, stays
from fridaygram.figures.style import MARKS, series_role

MOST_PATHS, MOST_MOMENTS = len(MARKS), 400
CAPTION_FONT = Font(13, advance(13), 20, 14)
_MOST_CHOICES = 5

Row = list[Span]


class Part(NamedTuple):
    """A piece of a caption: cells, and their colours as in a span; ``tight`` where no blank goes before it."""

    run: Run
    role: str = "ink"
    fill: str = ""
    under: str = ""
    tight: bool = False


@dataclass(slots=True)
class SceneTrack:
    """One path at one moment: ``written`` characters stand; ``history`` is what the model sees, "" when done."""

    path: int
    written: int
    history: str
    character: str | None
    finished: bool


class Moment(NamedTuple):
    """One frame: the tracks that are visible, the caption, and how long it stays, in seconds."""

    tracks: tuple[SceneTrack, ...]
    caption: tuple[Part, ...]
    seconds: float


def timeline(values: Mapping[str, Any], seconds: float) -> list[Moment]:
    """Return the animation's moments, one per character; branches are held twice as long, the end four times.

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
    forks = {path["forks_from"]["step"] for path in paths if path.get("forks_from")}
    captions, found = Captions(values), []
    stories = [_story(values, index, count) for index in range(len(paths))]
    for time in range(count):
        tracks = tuple([story[time - start] for start, story in stories if time >= start])
        stay = seconds * (4 if time == count - 1 else 2 if time in forks else 1)
        found.append(Moment(tracks, captions.at(tracks, time), stay))
    return found


def _story(values: Mapping[str, Any], index: int, count: int) -> tuple[int, list[SceneTrack]]:
    """Return the first moment of a path, and its track at each moment from then to the last."""
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


class Captions:
    """Writes the caption of each moment. Continuations, forks and returns are looked up once."""

    def __init__(self, values: Mapping[str, Any]):
        self._paths: Sequence[Mapping[str, Any]] = values["paths"]
        self._known = {row["history"]: [str(character) for character, _ in row["next"]] for row in values["histories"]}
        self._forks: dict[int, dict[str, int]] = {}
        for index, path in enumerate(self._paths):
            if fork := path.get("forks_from"):
                step = fork["step"]
                self._forks.setdefault(step, {})[path["steps"][step]["char"]] = index
        self._returns = [_first_return(path) for path in self._paths]

    def at(self, tracks: Sequence[SceneTrack], time: int) -> tuple[Part, ...]:
        """Return the caption of a moment: of a fork first, then of a loop, an end, else of the first moving path.

        Raises FigureError where the dictionary lacks a history.
        """
        moving = [track for track in tracks if track.character is not None]
        if forks := self._forks.get(time):
            parent = self._paths[next(iter(forks.values()))]["forks_from"]["path"]
            track = next((track for track in moving if track.path == parent), moving[0])
            return (*self._can_go_to(track, forks), _words(": the paths part"))
        for track in moving:
            if time == self._returns[track.path]:
                return (*self._can_go_to(track), _words("as before:"), _mark(track), _words("is in a loop"))
        for track in moving:
            if track.character == "":
                return (*self._can_go_to(track), _words(":"), _mark(track), _words("ends"))
        if moving:
            return self._ordinary(moving[0], time)
        looping = [track for track in tracks if track.history]
        if looping:
            return (_mark(looping[0]), _words("could go on for ever"))
        return (_words("all paths have ended"),)

    def _ordinary(self, track: SceneTrack, time: int) -> tuple[Part, ...]:
        said = self._can_go_to(track)
        if time == 0:
            return (*said, _words(": the start"))
        if len(self._known[track.history]) > 1:
            taken = _character(track.character or "", track.path)
            return (*said, _words(";"), _mark(track), _words("takes"), taken)
        return said

    def _can_go_to(self, track: SceneTrack, forks: Mapping[str, int] | None = None) -> tuple[Part, ...]:
        """Say where a history can go; characters that paths take are marked with the path's colour."""
        listed = self._known.get(track.history)
        if listed is None:
            raise FigureError(f"the history {words.quoted(track.history)} of a path is missing from the dictionary")
        taken = {**(forks or {}), str(track.character): track.path}
        kept = listed
        if len(listed) > _MOST_CHOICES:
            rest = [character for character in listed[_MOST_CHOICES - 1 :] if character in taken]
            kept = listed[: _MOST_CHOICES - 1] + rest
        parts = [_history(track.history, track.path), _words("can go to")]
        for number, character in enumerate(kept):
            if number:
                parts.append(_words("or" if number == len(listed) - 1 else ","))
            parts.append(_character(character, taken.get(character)))
        if len(kept) < len(listed):
            parts.append(_words(f"or {len(listed) - len(kept)} others"))
        if len(listed) == 1:
            parts.append(_words("only"))
        return tuple(parts)


@lru_cache(256)
def _words(text: str) -> Part:
    return Part(spaced(text), tight=text[0] in ",:;")


@lru_cache(1024)
def _character(text: str, path: int | None) -> Part:
    """Return a character, or the end, underlined where a path takes it."""
    return Part(cells(text or "end"), under="" if path is None else series_role(path))


@lru_cache(1024)
def _history(text: str, path: int) -> Part:
    return Part(cells(text), "paper", series_role(path))


def _mark(track: SceneTrack) -> Part:
    return _words(MARKS[track.path])


def _first_return(path: Mapping[str, Any]) -> int:
    """Return the first step, on the path's own, at which the history that it loops to stands again, -1 if none."""
    back = path.get("loops_to")
    if back is None:
        return -1
    history = path["steps"][back]["history"]
    own = max(back, path["forks_from"]["step"] if path.get("forks_from") else back)
    later = (number for number, step in enumerate(path["steps"]) if number > own and step["history"] == history)
    return next(later, -1)


def flow(parts: Sequence[Part], width: int) -> list[Row]:
    """Break a caption into rows of ``width`` pixels."""
    room = max(4, width // CAPTION_FONT.advance)
    row: Row = []
    rows, column = [row], 0
    for part in parts:
        run, role, fill, under, tight = part
        at = column if tight or not column else column + 1
        if at + run.columns <= room:
            row.append((at, run, role, fill, under))
            column = at + run.columns
        else:
            column = _broken(part, rows, column, room)
            row = rows[-1]
    return rows


def _broken(part: Part, rows: list[Row], column: int, room: int) -> int:
    """Add a part that the last row does not hold, word by word; return where the last row then ends."""
    whole, role, fill, under, tight = part
    for word in map(spaced, whole.text.split(BLANK)) if BLANK in whole.text else (whole,):
        run = word
        at = column if tight or not column else column + 1
        if column and at + run.columns > room:
            rows.append([])
            at = 0
        while run.columns > room:
            head, run = _cut(run, room)
            rows[-1].append((0, head, role, fill, under))
            rows.append([])
        rows[-1].append((at, run, role, fill, under))
        column = at + run.columns
        tight = False
    return column


def _cut(run: Run, room: int) -> tuple[Run, Run]:
    """Return as many cells as a row holds, and the rest."""
    count = 1
    while sum(cell.columns for cell in run.cells[: count + 1]) <= room:
        count += 1
    return Run(run.cells[:count]), Run(run.cells[count:])


class Strip:
    """All captions in one place, ``width`` pixels wide and as high as the longest; each is shown for its moments."""

    def __init__(self, moments: Sequence[Moment], width: int):
        said = stays([moment.caption for moment in moments])
        self._flowed = [(start, end, flow(caption, width)) for start, end, caption in said]
        self.height = CAPTION_FONT.height * max([len(rows) for _, _, rows in self._flowed])

    def items(self, x: int, y: int) -> Iterator[SceneItem]:
        """Yield the captions with their top left corner at x, y."""
        for start, end, rows in self._flowed:
            for number, row in enumerate(rows):
                yield SceneItem(start, end, x, y + number * CAPTION_FONT.height, Line(tuple(row), CAPTION_FONT))
