"""The paths of a phrase through a model: the happy one, its branches and its loops.

An unsmoothed model of order n is a graph: its nodes are histories, its edges are continuations with their
probabilities. The happy path writes the phrase. Where a history on it has more than one continuation, a branch takes
another one and then, at every step, the most probable that leads somewhere new; a loop takes one that leads back to
a history where the path has been.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fridaygram.errors import UsageError
from fridaygram.lm import END, PAD, SHOWN_PAD

if TYPE_CHECKING:
    from fridaygram.lm.index.index import Index

Successors = Callable[[str], dict[str, float]]

_PADS = (SHOWN_PAD, "¬", "^", "|", "·", "¤", "§", "\N{SYMBOL FOR START OF TEXT}")
_MOST_FORKS = 12
_MOST_HISTORIES = 400
"""How many forks and, for each, histories a search opens: a corpus has too many to look at all."""


@dataclass(frozen=True)
class PathStep:
    """One continuation taken: ``char`` is END at the end of the text."""

    history: str
    char: str
    p: float
    choices: int

    def values(self, pad: str) -> dict[str, Any]:
        """Return the step as plain JSON."""
        return {"history": self.history.replace(PAD, pad), "char": self.char, "p": self.p, "choices": self.choices}


@dataclass(frozen=True)
class Path:
    """A way through the graph. ``fork`` is where it leaves the happy path, ``loops_to`` the step it returns to."""

    kind: str
    steps: tuple[PathStep, ...]
    fork: int | None = None
    loops_to: int | None = None

    @property
    def text(self) -> str:
        """What the path writes."""
        return "".join(step.char for step in self.steps)

    @property
    def probability(self) -> float:
        """Probability that the model takes all these steps."""
        return math.prod(step.p for step in self.steps)

    def values(self, name: str, pad: str) -> dict[str, Any]:
        """Return the path as plain JSON."""
        return {
            "name": name,
            "kind": self.kind,
            "text": self.text,
            "probability": self.probability,
            "steps": [step.values(pad) for step in self.steps],
            "forks_from": None if self.fork is None else {"path": 0, "step": self.fork},
            "loops_to": self.loops_to,
        }


@dataclass(frozen=True)
class HistoryGraph:
    """The model as a graph: what may follow each history of ``order`` characters."""

    order: int
    successors: Successors
    _seen: dict[str, dict[str, float]] = field(default_factory=dict)

    def following(self, history: str) -> dict[str, float]:
        """Return the continuations of a history and their probabilities."""
        if history not in self._seen:
            self._seen[history] = self.successors(history)
        return self._seen[history]

    def after(self, history: str, char: str) -> str:
        """Return the history that ``char`` leads to."""
        return (history + char)[-self.order :] if self.order else ""

    def step(self, history: str, char: str) -> PathStep:
        """Return the step that writes ``char``."""
        following = self.following(history)
        return PathStep(history, char, following[char], len(following))


def generation_paths(
    phrase: str,
    order: int,
    *,
    index: Index | None = None,
    corpus: str | None = None,
    branches: int = 1,
    loops: int = 1,
    turns: int = 3,
) -> dict[str, Any]:
    """Return the values of a generation-path figure for a phrase.

    Without ``index`` the model is trained on the phrase alone and ``histories`` is its whole dictionary; with it,
    ``histories`` are those on the paths. At most ``branches`` and ``loops`` are given, the most tempting forks first;
    a branch in a corpus is cut when it is half as long again as the phrase, a loop goes round ``turns`` times.
    The pad is "~" unless the phrase or a path has one.

    Raises UsageError for an order below 1, an empty phrase, and a phrase that the corpus cannot write.
    """
    if order < 1 or not phrase:
        raise UsageError("a generation path needs a phrase and an order of 1 or more")
    dictionary = _dictionary(phrase, order)
    graph = HistoryGraph(order, dictionary.__getitem__ if index is None else _successors_in(index))
    happy = _happy(graph, phrase)
    limit = 2 * len(phrase) + 1 if index is None else len(phrase) + max(10, len(phrase) // 2)
    found = [happy, *_branches(graph, happy, branches, limit), *_loops(graph, happy, loops, turns)]
    shown = dict.fromkeys(step.history for path in found for step in path.steps) if index else dictionary
    written = phrase + "".join(path.text for path in found)
    pad = next((pad for pad in _PADS if pad not in written), None)
    if pad is None:
        raise UsageError(f"the phrase has every padding character ({' '.join(_PADS)})")
    return {
        "phrase": phrase,
        "order": order,
        "pad": pad,
        "corpus": corpus,
        "histories": [
            {
                "history": history.replace(PAD, pad),
                "next": [[char, p] for char, p in graph.following(history).items()],
            }
            for history in shown
        ],
        "paths": [path.values(name, pad) for name, path in zip(_names(found), found, strict=True)],
    }


def _names(paths: list[Path]) -> list[str]:
    """Name paths by kind, with a number from the second of a kind on."""
    names: list[str] = []
    for place, path in enumerate(paths):
        earlier = sum(other.kind == path.kind for other in paths[:place])
        names.append(path.kind if not earlier else f"{path.kind} {earlier + 1}")
    return names


def _dictionary(phrase: str, order: int) -> dict[str, dict[str, float]]:
    """Train on a phrase alone: histories and continuations in order of first occurrence."""
    counts: dict[str, dict[str, int]] = {}
    padded = PAD * order + phrase
    for place, char in enumerate([*phrase, END]):
        following = counts.setdefault(padded[place : place + order], {})
        following[char] = following.get(char, 0) + 1
    return {
        history: {char: count / sum(following.values()) for char, count in following.items()}
        for history, following in counts.items()
    }


def _successors_in(index: Index) -> Successors:
    """Look histories up in an index; the most probable continuation comes first."""

    def successors(history: str) -> dict[str, float]:
        low, high = index.find(index.symbols(history))
        counts = index.counts(low, high)
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return {char: count / (high - low) for char, count in ranked}

    return successors


def _happy(graph: HistoryGraph, phrase: str) -> Path:
    """Return the path that writes the phrase, and ends where the model can end there."""
    history, steps = PAD * graph.order, []
    for place, char in enumerate(phrase):
        if char not in graph.following(history):
            before = history.lstrip(PAD)
            where = f"never follows '{before}'" if before else "begins no text"
            raise UsageError(
                f"character {place + 1} of '{phrase}': in the corpus '{char}' {where}",
                # No order lets a phrase begin otherwise than texts do.
                hint="try a lower order, or a phrase from the corpus" if before else "begin as one of its texts does",
            )
        steps.append(graph.step(history, char))
        history = graph.after(history, char)
    if END in graph.following(history):
        steps.append(graph.step(history, END))
    return Path("happy", tuple(steps))


def _forks(graph: HistoryGraph, happy: Path) -> list[tuple[int, PathStep]]:
    """Return other continuations along the happy path, most probable first: where each leaves, and its step."""
    forks = [
        (place, graph.step(step.history, char))
        for place, step in enumerate(happy.steps)
        for char in graph.following(step.history)
        if char not in (step.char, END)
    ]
    return sorted(forks, key=lambda fork: (-fork[1].p, fork[0], fork[1].char))


def _branches(graph: HistoryGraph, happy: Path, most: int, limit: int) -> list[Path]:
    """Return branches from the most probable forks, each text once."""
    found: dict[str, Path] = {}
    for place, step in _forks(graph, happy):
        if len(found) == most:
            break
        steps = _onwards(graph, (*happy.steps[:place], step), limit)
        if steps is not None:
            path = Path("branch", steps, fork=place)
            found.setdefault(path.text, path)
    return list(found.values())


def _onwards(graph: HistoryGraph, steps: tuple[PathStep, ...], limit: int) -> tuple[PathStep, ...] | None:
    """Go on by the most probable continuations to new histories until an end or ``limit``; None from a dead end."""
    way = list(steps)
    been = {step.history for step in way}
    history = graph.after(way[-1].history, way[-1].char)
    while len(way) < limit:
        if history in been:
            return None
        been.add(history)
        following = graph.following(history)
        fresh = [char for char in following if char == END or graph.after(history, char) not in been]
        if not fresh:
            return None
        way.append(graph.step(history, max(fresh, key=following.__getitem__)))
        if way[-1].char == END:
            break
        history = graph.after(history, way[-1].char)
    return tuple(way)


def _loops(graph: HistoryGraph, happy: Path, most: int, turns: int) -> list[Path]:
    """Return loops from the most probable forks, each cycle of histories once, each gone round ``turns`` times."""
    found: dict[frozenset[str], Path] = {}
    for place, step in _forks(graph, happy)[:_MOST_FORKS]:
        if len(found) == most:
            break
        been = {earlier.history: number for number, earlier in reversed(list(enumerate(happy.steps[: place + 1])))}
        back = _back(graph, graph.after(step.history, step.char), been)
        if back is None:
            continue
        last = back[-1] if back else step
        home = been[graph.after(last.history, last.char)]
        cycle = (*happy.steps[home:place], step, *back)
        path = Path("loop", happy.steps[:home] + cycle * max(1, turns), fork=place, loops_to=home)
        found.setdefault(frozenset(part.history for part in cycle), path)
    return list(found.values())


def _back(graph: HistoryGraph, start: str, been: dict[str, int]) -> tuple[PathStep, ...] | None:
    """Return the shortest way from a history to one of ``been`` (breadth first), None where the search finds none."""
    if start in been:
        return ()
    queue = deque([start])
    came_by: dict[str, PathStep | None] = {start: None}
    while queue and len(came_by) < _MOST_HISTORIES:
        history = queue.popleft()
        for char in graph.following(history):
            after = graph.after(history, char)
            if char == END or after in came_by:
                continue
            came_by[after] = graph.step(history, char)
            if after in been:
                return _unwound(came_by, after)
            queue.append(after)
    return None


def _unwound(came_by: dict[str, PathStep | None], goal: str) -> tuple[PathStep, ...]:
    """Return the steps that led to ``goal``, first to last."""
    way: list[PathStep] = []
    step = came_by[goal]
    while step is not None:
        way.append(step)
        step = came_by[step.history]
    return tuple(reversed(way))
