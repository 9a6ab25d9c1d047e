"""What is said below the text while it is read, and while the paths write: one caption until something happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from fridaygram.figures.path import words
from fridaygram.figures.path.scene import BLANK, FONT, Line, Run, SceneItem, Span, cells, spaced, stays
from fridaygram.figures.style import MARKS, number, series_role

Row = list[Span]


class Part(NamedTuple):
    """A piece of a caption: cells, and their colours as in a span; ``tight`` where no blank goes before it."""

    run: Run
    role: str = "ink"
    fill: str = ""
    under: str = ""
    tight: bool = False


Parts = tuple[Part, ...]


@dataclass(slots=True)
class SceneTrack:
    """One path at one moment: ``written`` characters stand; ``history`` is what the model sees, "" when done."""

    path: int
    written: int
    history: str
    character: str | None
    finished: bool


class Captions:
    """Writes the captions of a timeline. Where nothing new happens there is none, and the one before stays.

    ``read`` is each history of the text with what follows it, in order; nothing where a corpus was read before.
    """

    def __init__(self, values: Mapping[str, Any], read: Sequence[tuple[str, str]]):
        self._values, self._read = values, read
        self._paths: Sequence[Mapping[str, Any]] = values["paths"]
        self._forks: dict[int, dict[str, int]] = {}
        for index, path in enumerate(self._paths):
            if fork := path.get("forks_from"):
                self._forks.setdefault(fork["step"], {})[path["steps"][fork["step"]]["char"]] = index
        self._returns = [_first_return(path) for path in self._paths]
        order = values["order"]
        self._unit = {1: "character", 2: "pair"}.get(order, f"{order} characters")

    def signs(self) -> Parts:
        """Say what the signs in the text mean."""
        space = ", ␣ a space" if " " in self._values["phrase"] else ""
        return (_words(f"It learns from this alone. {self._values.get('pad', '~')} is nothing yet{space}."),)

    def reading(self, place: int) -> Parts:
        """Say what is counted at a place of the text."""
        history, character = self._read[place]
        before = self._read[:place]
        where, what = _history(history, "ink"), _character(character, "ink")
        if place == 0:
            return (_words(f"What follows each {self._unit}? ×1: once."),)
        if again := before.count((history, character)):
            return where, _words("again, then"), what, _words(f"again: ×{again + 1}.")
        if ways := len({follows for known, follows in before if known == history}):
            return where, _words("again, but then"), what, _words(f": {ways + 1} ways.")
        return ()

    def rest(self) -> Parts:
        """Say that the rest of a text is read at once."""
        return (_words("And so on, to the end."),)

    def shares(self) -> Parts:
        """Say what the numbers mean once counts are divided by the sum of their row."""
        shares = [row["next"][0][1] for row in self._values["histories"] if len(row["next"]) > 1]
        other = f", {words.probability(shares[0])} is {_times(shares[0])}" if shares else ""
        return (_words(f"As shares: 1 is always{other}."),)

    def writing(self, tracks: Sequence[SceneTrack], time: int, *, last: bool) -> Parts:
        """Say what happens at a step of the paths: the start, forks, returns, ends."""
        said: list[Part] = []
        if forks := self._forks.get(time):
            parent = self._paths[next(iter(forks.values()))]["forks_from"]["path"]
            moving = [track for track in tracks if track.character is not None]
            said += _parting(next((track for track in moving if track.path == parent), moving[0]), forks)
        elif time == 0:
            always = "" if self._read else " 1 is always."
            said.append(_words(f"Now it writes, looking up its last {self._unit}.{always}"))
        for track in tracks:
            path = self._paths[track.path]
            if time == self._returns[track.path]:
                said += (_mark(track.path), _words("is back at"), _of_path(track), _words(": a loop."))
            elif track.finished and time == len(path["steps"]):
                said += (_mark(track.path), _words(self._ending(path["text"])))
            elif last and not track.finished:
                looping = path.get("loops_to") is not None
                said += (_mark(track.path), _words("could go on for ever." if looping else "goes on."))
        return tuple(said)

    def _ending(self, text: str) -> str:
        if not self._read:
            return "ends."
        return "ends: a copy." if text == self._values["phrase"] else "ends: it never read this."


def _parting(track: SceneTrack, forks: Mapping[str, int]) -> Iterator[Part]:
    """Say which path goes where from a history; what it takes has a line in its colour."""
    yield from (_words("By chance, after"), _of_path(track), _words(":"))
    for place, (character, path) in enumerate({str(track.character): track.path, **forks}.items()):
        if place:
            yield _words(",")
        yield from (_mark(path), _character(character, series_role(path)))
    yield _words(".")


@lru_cache(256)
def _words(text: str) -> Part:
    return Part(spaced(text), tight=text[0] in ",:.")


@lru_cache(1024)
def _character(text: str, under: str) -> Part:
    """Return a character, or the end, with a line under it in a colour."""
    return Part(cells(text or "end"), under=under)


@lru_cache(1024)
def _history(text: str, role: str) -> Part:
    return Part(cells(text), "paper", role)


def _of_path(track: SceneTrack) -> Part:
    return _history(track.history, series_role(track.path))


@lru_cache(16)
def _mark(path: int) -> Part:
    return Part(spaced(f"{MARKS[path]} {words.colour(path)}"), series_role(path))


def _times(share: float) -> str:
    """Return how often a share is: ``one time in 2``, ``67 times in 100``."""
    return f"1 time in {number(1 / share, 0)}" if abs(1 / share % 1) < 0.001 else f"{100 * share:.0f} times in 100"


def _first_return(path: Mapping[str, Any]) -> int:
    """Return the first step, on the path's own, at which the history that it loops to stands again, -1 if none."""
    back = path.get("loops_to")
    if back is None:
        return -1
    history = path["steps"][back]["history"]
    own = max(back, path["forks_from"]["step"] if path.get("forks_from") else back)
    later = (step for step, taken in enumerate(path["steps"]) if step > own and taken["history"] == history)
    return next(later, -1)


def flow(parts: Sequence[Part], room: int) -> list[Row]:
    """Break a caption into rows of ``room`` columns."""
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
    # A path's mark and its colour stay together.
    for word in map(spaced, whole.text.split(BLANK)) if BLANK in whole.text and role == "ink" else (whole,):
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

    def __init__(self, captions: Sequence[Parts], width: int):
        room = max(4, width // FONT.advance)
        self._flowed = [(start, end, flow(caption, room)) for start, end, caption in stays(captions)]
        self.height = FONT.height * max([len(rows) for _, _, rows in self._flowed], default=0)

    def items(self, x: int, y: int) -> Iterator[SceneItem]:
        """Yield the captions with their top left corner at x, y."""
        for start, end, rows in self._flowed:
            for place, row in enumerate(rows):
                yield SceneItem(start, end, x, y + place * FONT.height, Line(tuple(row), FONT))
