"""What is said below the text while it is read, and while the paths write: one caption until something happens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fridaygram.figures.path import words
from fridaygram.figures.path.scene import (
    BLANK,
    FONT,
    Line,
    Run,
    SceneItem,
    Span,
    cells,
    columns,
    spaced,
    stays,
    the_end,
)
from fridaygram.figures.style import MARKS, number, series_role
from fridaygram.languages import spoken, word

# Pieces of a sentence that stay on one line: all of it, which is broken at its blanks; words and what follows them;
# letters with the signs that close them.
_WHOLE = re.compile(r"\s*\S.*")
_RTL = re.compile(r"\s*(?:[^\s.:،؟]+(?:[.,]\d+)*|[.:،؟])")
_WIDE = re.compile(r"\s*(?:[!-~×]+|[^\s、。：？）][、。：？）]*|[、。：？）])")

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
        self._unit = {1: "character", 2: "pair"}.get(values["order"], "characters")

    def signs(self) -> Parts:
        """Say what the signs in the text mean."""
        name = "path-signs-space" if " " in self._values["phrase"] else "path-signs"
        return _said(name, pad=str(self._values.get("pad", "~")), space=words.visible(" "))

    def reading(self, place: int) -> Parts:
        """Say what is counted at a place of the text."""
        history, character = self._read[place]
        before = self._read[:place]
        named = {"history": (_history(history, "ink"),), "character": (_character(character, "ink"),)}
        if place == 0:
            return _said(f"path-follows-{self._unit}", order=str(self._values["order"]))
        if again := before.count((history, character)):
            return _said("path-again", **named, times=str(again + 1))
        if ways := len({follows for known, follows in before if known == history}):
            return _said("path-another", **named, ways=str(ways + 1))
        return ()

    def rest(self) -> Parts:
        """Say that the rest of a text is read at once."""
        return _said("path-and-so-on")

    def shares(self) -> Parts:
        """Say what the numbers mean once counts are divided by the sum of their row."""
        shares = [row["next"][0][1] for row in self._values["histories"] if len(row["next"]) > 1]
        if not shares:
            return _said("path-shares")
        return _said("path-shares-of", share=words.probability(shares[0]), times=_times(shares[0]))

    def writing(self, tracks: Sequence[SceneTrack], time: int, *, last: bool) -> Parts:
        """Say what happens at a step of the paths: the start, forks, returns, ends."""
        said: Parts = ()
        if forks := self._forks.get(time):
            parent = self._paths[next(iter(forks.values()))]["forks_from"]["path"]
            moving = [track for track in tracks if track.character is not None]
            said += _parting(next((track for track in moving if track.path == parent), moving[0]), forks)
        elif time == 0:
            always = () if self._read else ("path-always",)
            said += _said(f"path-starts-{self._unit}", *always, order=str(self._values["order"]))
        for track in tracks:
            path, mark = self._paths[track.path], (_mark(track.path),)
            if time == self._returns[track.path]:
                said += _said("path-is-back", path=mark, history=(_of_path(track),))
            elif track.finished and time == len(path["steps"]):
                said += _said(self._ending(path["text"]), path=mark)
            elif last and not track.finished:
                said += _said("path-goes-on" if path.get("loops_to") is None else "path-for-ever", path=mark)
        return said

    def _ending(self, text: str) -> str:
        if not self._read:
            return "path-ends"
        return "path-ends-copy" if text == self._values["phrase"] else "path-ends-new"


def _parting(track: SceneTrack, forks: Mapping[str, int]) -> Parts:
    """Say which path goes where from a history; what it takes has a line in its colour."""
    choices: Parts = ()
    for character, path in {str(track.character): track.path, **forks}.items():
        if choices:
            choices += tuple(part._replace(tight=True) for part in _said("comma"))
        choices += (_mark(path), _character(character, series_role(path)))
    return _said("path-parting", history=(_of_path(track),), choices=choices)


def _said(*names: str, **values: str | Parts) -> Parts:
    """Return sentences of the catalogue; values that are parts stand in them as they are."""
    parts = {name: value for name, value in values.items() if not isinstance(value, str)}
    marked = {**values, **{name: f"\0{name}\0" for name in parts}}
    text, found = BLANK.join(word(name, **marked) for name in names), list[Part]()
    tight = False
    for place, piece in enumerate(text.split("\0")):
        if place % 2:
            first, *others = parts[piece]
            found += (first._replace(tight=bool(found) and tight), *others)
        else:
            found += _words(piece, begins=not found)
        tight = not piece.endswith(BLANK)
    return tuple(found)


def _words(text: str, *, begins: bool) -> list[Part]:
    """Return words as one part; where lines may end between any letters or run from the right, in many."""
    found: list[Part] = []
    pieces = _RTL if spoken().direction == "rtl" else _WIDE if any(columns(one) > 1 for one in text) else _WHOLE
    for piece in pieces.finditer(text):
        apart = piece[0].startswith(BLANK) or (begins and not found)
        found.append(Part(spaced(piece[0].strip()), tight=not apart))
    return found


def _character(text: str, under: str) -> Part:
    """Return a character, or the end, with a line under it in a colour."""
    return Part(cells(text) if text else the_end(), under=under)


def _history(text: str, role: str) -> Part:
    return Part(cells(text), "paper", role)


def _of_path(track: SceneTrack) -> Part:
    return _history(track.history, series_role(track.path))


def _mark(path: int) -> Part:
    named = MARKS[path], words.colour(path)
    return Part(spaced(BLANK.join(reversed(named) if words.right_to_left(named[1]) else named)), series_role(path))


def _times(share: float) -> str:
    """Return how often a share is: ``one time in 2``, ``67 times in 100``."""
    if abs(1 / share % 1) < 0.001:
        return word("path-one-time", number=number(1 / share, 0))
    return word("path-some-times", number=f"{100 * share:.0f}")


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
    for one in map(spaced, whole.text.split(BLANK)) if BLANK in whole.text and role == "ink" else (whole,):
        run = one
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
        self._room, self._rtl = max(4, width // FONT.advance), spoken().direction == "rtl"
        self._flowed = [(start, end, flow(caption, self._room)) for start, end, caption in stays(captions)]
        self.height = FONT.height * max([len(rows) for _, _, rows in self._flowed], default=0)

    def items(self, x: int, y: int) -> Iterator[SceneItem]:
        """Yield the captions with their top left corner at x, y."""
        for start, end, rows in self._flowed:
            for place, row in enumerate(rows):
                spans = _mirrored(row, self._room) if self._rtl else row
                left, shown = spans[0][0], tuple((span[0] - spans[0][0], *span[1:]) for span in spans)
                yield SceneItem(start, end, x + left * FONT.advance, y + place * FONT.height, Line(shown, FONT))


def _mirrored(row: Row, room: int) -> Row:
    """Return a row of ``room`` columns that begins at the right."""
    return [(room - span[0] - span[1].columns, *span[1:]) for span in reversed(row)]
