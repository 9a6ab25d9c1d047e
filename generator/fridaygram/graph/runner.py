"""Run the tasks whose inputs have changed, in parallel where that pays, and remember why each one ran."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import msgspec

from fridaygram.files import digest
from fridaygram.graph.cache import Cache

Progress = Callable[[int, int, str], None]
FEWEST_FOR_WORKERS = 24
HELD = 32
"""So many results are held before they are handed to the cache."""
LARGEST_CHUNK = 8
"""So many tasks a process takes on at a time."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that makes bytes from inputs.

    ``inputs`` names everything the result depends on and gives each one's digest; ``run`` must not look at
    anything else. ``weight`` says how many light tasks it is worth (drawing a chart: 20).
    """

    name: str
    inputs: Mapping[str, str]
    run: Callable[[], bytes]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Ran:
    """A task that ran, and why, in words for a person."""

    name: str
    reason: str


@dataclass
class Report:
    """What a build did: the tasks that ran, and how many were up to date."""

    ran: list[Ran] = field(default_factory=list)
    reused: int = 0


class Runner:
    """Decides, runs and remembers. ``workers`` is the number of processes for many or heavy tasks."""

    def __init__(self, cache: Cache, *, workers: int = 1, progress: Progress | None = None):
        self.cache = cache
        self.workers = workers
        self.progress = progress
        self.report = Report()
        self._known = cache.inputs()
        self._asked: set[str] = set()

    def run(self, tasks: Sequence[Task], label: str = "", *, apart: bool = False) -> dict[str, str]:
        """Bring tasks up to date and return their results' digests by name; ``load`` gives the results.

        ``apart``: what they load is of no use later, so where they are many no process does them that goes on.
        """
        digests: dict[str, str] = {}
        due: list[tuple[Task, bytes]] = []
        for task in tasks:
            inputs = encode_inputs(task.inputs)
            self._asked.add(task.name)
            old = self._known.get(task.name)
            if old is not None and old[0] == inputs:
                digests[task.name] = old[1]
                self.report.reused += 1
            else:
                due.append((task, inputs))
                self.report.ran.append(Ran(task.name, reason(task.inputs, old[0] if old else None)))
        rows: list[tuple[str, bytes, str, bytes]] = []
        try:
            for position, data in self.compute([task for task, _ in due], label, apart=apart):
                task, inputs = due[position]
                digests[task.name] = digest(data)
                rows.append((task.name, inputs, digests[task.name], data))
                self._known[task.name] = (inputs, digests[task.name])
                if len(rows) == HELD:
                    self.cache.remember(rows)
                    rows.clear()
        finally:
            # One task's error must not cost the results of those before it.
            self.cache.remember(rows)
        return digests

    def is_current(self, task: Task) -> bool:
        """Return whether the result of a task is up to date."""
        old = self._known.get(task.name)
        return old is not None and old[0] == encode_inputs(task.inputs)

    def keep(self, task: Task, data: bytes) -> None:
        """Remember the result of a task that was made elsewhere."""
        inputs, made = encode_inputs(task.inputs), digest(data)
        self._known[task.name] = (inputs, made)
        self.cache.remember([(task.name, inputs, made, data)])

    def load(self, name: str) -> bytes:
        """Return the result of a task that is up to date."""
        return self.cache.data(name)

    def digest_of(self, name: str) -> str:
        """Return the digest of the result of a task that is up to date."""
        return self._known[name][1]

    def compute(self, tasks: Sequence[Task], label: str = "", *, apart: bool = False) -> Iterator[tuple[int, bytes]]:
        """Yield (position, result) of tasks as they end, without remembering them; ``apart`` as in ``run``."""
        pays = self.workers > 1 and len(tasks) > 1 and sum(task.weight for task in tasks) >= FEWEST_FOR_WORKERS
        if pays and hasattr(os, "fork"):
            source = (_apart if apart else _forked)(tasks, self.workers)
        else:
            source = ((position, task.run()) for position, task in enumerate(tasks))
        for done, pair in enumerate(source, start=1):
            if self.progress is not None:
                self.progress(done, len(tasks), label)
            yield pair

    def finish(self) -> None:
        """Forget the tasks that this build did not ask for."""
        self.cache.forget(sorted(set(self._known) - self._asked))


def encode_inputs(inputs: Mapping[str, str]) -> bytes:
    """Return inputs as canonical JSON: what two builds compare."""
    return msgspec.json.encode(dict(inputs), order="deterministic")


def reason(inputs: Mapping[str, str], old: bytes | None) -> str:
    """Say in words why a task with these inputs must run, given what it had before."""
    if old is None:
        return "new"
    before = msgspec.json.decode(old, type=dict[str, str])
    changed = sorted(name for name in inputs if name in before and before[name] != inputs[name])
    added = sorted(name for name in inputs if name not in before)
    gone = sorted(name for name in before if name not in inputs)
    words = [
        f"{verb}: {', '.join(names)}" for verb, names in (("changed", changed), ("new", added), ("gone", gone)) if names
    ]
    return "; ".join(words) or "its result was lost"


def _forked(tasks: Sequence[Task], workers: int) -> Iterator[tuple[int, bytes]]:
    """Run tasks in forked processes, which inherit them."""
    from fridaygram.graph.forked import run_forked

    # Heavy tasks first, so that no process is left with one at the end.
    order = sorted(range(len(tasks)), key=lambda position: -tasks[position].weight)
    first = 0
    if tasks[order[0]].weight == 1:
        # What the first one loads need not be loaded by every process.
        yield order[0], tasks[order[0]].run()
        first = 1
    jobs = [tasks[position].run for position in order[first:]]
    for number, data in run_forked(jobs, min(workers, len(jobs)), largest=LARGEST_CHUNK):
        yield order[first + number], data


def _apart(tasks: Sequence[Task], workers: int) -> Iterator[tuple[int, bytes]]:
    """Run tasks as ``_forked`` does, in a fork of this process and the forks of that one."""
    from fridaygram.graph.forked import run_apart

    undone = dict.fromkeys(range(len(tasks)))
    for position, data in run_apart(partial(_forked, tasks, workers)):
        del undone[position]
        yield position, data
    # What failed there is met here, so that its error is raised as it is.
    for position in undone:
        yield position, tasks[position].run()


def default_workers() -> int:
    """Return the number of processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
