"""Run the tasks whose inputs have changed, in several processes where that pays, and remember why each one ran."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from fridaygram.errors import BuildError
from fridaygram.files import digest
from fridaygram.graph.cache import Cache, KnownResult

Progress = Callable[[int, int, str], None]
FEWEST_FOR_WORKERS = 24
"""The weight of all tasks from which they are worth a pool of processes."""
ROWS_A_WRITE = 32
"""Results buffered per cache write."""
LARGEST_CHUNK = 8
"""Tasks that a process takes at a time, at most."""


class TaskResult(NamedTuple):
    """What a task makes. ``head`` is what later steps need of it in every build; ``data`` is all of it."""

    data: bytes
    head: bytes = b""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that makes bytes from inputs.

    ``inputs`` names everything the result depends on and gives each one's digest; ``run`` must not look at
    anything else. ``weight`` is how many light tasks it costs (drawing a chart: 12).
    """

    name: str
    inputs: Mapping[str, str]
    run: Callable[[], bytes | TaskResult]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Ran:
    """A task that ran, and why, in words."""

    name: str
    reason: str


@dataclass
class RunReport:
    """What a build did: the tasks that ran, and how many were up to date."""

    ran: list[Ran] = field(default_factory=list)
    reused: int = 0


class LostWorkError(BuildError):
    """A process of the pool was killed before its work was done."""

    def __init__(self) -> None:
        super().__init__("a process that helped was killed", hint="is there too little memory?")


class Runner:
    """Decides, runs and remembers. ``workers`` is the number of processes for many or heavy tasks."""

    def __init__(self, cache: Cache, *, workers: int = 1, progress: Progress | None = None):
        self.cache = cache
        self.workers = workers
        self.progress = progress
        self.report = RunReport()
        self._known = cache.results()
        self._asked: set[str] = set()

    def run(self, tasks: Sequence[Task], label: str = "") -> dict[str, str]:
        """Bring tasks up to date and return their results' digests by name; ``head`` and ``load`` give the results."""
        digests: dict[str, str] = {}
        due: list[tuple[Task, bytes]] = []
        for task in tasks:
            inputs = encode_inputs(task.inputs)
            self._asked.add(task.name)
            old = self._known.get(task.name)
            if old is not None and old.inputs == inputs:
                digests[task.name] = old.digest
                self.report.reused += 1
            else:
                due.append((task, inputs))
                self.report.ran.append(Ran(task.name, reason(task.inputs, old.inputs if old else None)))
        rows: list[tuple[str, KnownResult, bytes]] = []
        try:
            for position, made in self.compute([task for task, _ in due], label):
                task, inputs = due[position]
                known = self._known[task.name] = KnownResult(inputs, digest(made.data), made.head)
                digests[task.name] = known.digest
                rows.append((task.name, known, made.data))
                if len(rows) == ROWS_A_WRITE:
                    self.cache.remember(rows)
                    rows.clear()
        finally:
            # One task's error must not cost the results of those before it.
            self.cache.remember(rows)
        return digests

    def is_current(self, task: Task) -> bool:
        """Return whether the result of a task is up to date."""
        old = self._known.get(task.name)
        return old is not None and old.inputs == encode_inputs(task.inputs)

    def keep(self, name: str) -> bool:
        """Keep the result of a task as it is, whatever its inputs are now; return whether there is one."""
        self._asked.add(name)
        return name in self._known

    def load(self, name: str) -> bytes:
        """Return the data of the result of a task that is up to date."""
        return self.cache.data(name)

    def head(self, name: str) -> bytes:
        """Return the head of the result of a task that is up to date."""
        return self._known[name].head

    def digest_of(self, name: str) -> str:
        """Return the digest of the result of a task that is up to date."""
        return self._known[name].digest

    def compute(self, tasks: Sequence[Task], label: str = "") -> Iterator[tuple[int, TaskResult]]:
        """Yield (position, result) of tasks as they end, without remembering them."""
        pays = self.workers > 1 and len(tasks) > 1 and sum(task.weight for task in tasks) >= FEWEST_FOR_WORKERS
        if pays and hasattr(os, "fork"):
            source = _pooled(tasks, self.workers)
        else:
            source = ((position, task.run()) for position, task in enumerate(tasks))
        for done, (position, made) in enumerate(source, start=1):
            if self.progress is not None:
                self.progress(done, len(tasks), label)
            yield position, TaskResult(made) if isinstance(made, bytes) else made

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


_waiting: Sequence[Task] = ()
"""The tasks of the pool at work. Its processes are forked, so they have them; only numbers go through a pipe."""


def _pooled(tasks: Sequence[Task], workers: int) -> Iterator[tuple[int, bytes | TaskResult]]:
    """Run tasks in forked processes. The first error, in the order of the work, ends it."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    global _waiting
    # Heavy tasks first, so that no process is left with one at the end.
    order = sorted(range(len(tasks)), key=lambda position: -tasks[position].weight)
    if tasks[order[0]].weight == 1:
        # What the first one loads need not be loaded by every process.
        first = order.pop(0)
        yield first, tasks[first].run()
    count = min(workers, len(order))
    size = max(1, min(LARGEST_CHUNK, len(order) // (count * 4)))
    _waiting = tasks
    # What is here already is no garbage: looking for some in it would copy its memory into every process.
    gc.freeze()
    pool = ProcessPoolExecutor(count, get_context("fork"), initializer=_end_with_parent)
    try:
        for position, made in zip(order, pool.map(_run_waiting, order, chunksize=size), strict=True):
            # A task that failed there is run again here, so that its error is raised whole.
            yield position, tasks[position].run() if made is None else made
    except BrokenProcessPool:
        raise LostWorkError from None
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()
        _waiting = ()


def _run_waiting(position: int) -> bytes | TaskResult | None:
    """Return the result of a waiting task, None where it failed."""
    try:
        return _waiting[position].run()
    except Exception:  # noqa: BLE001 -- the parent meets it again
        return None


def _end_with_parent() -> None:
    """Let a process of the pool end when its parent does, and leave Ctrl-C to the parent."""
    import signal
    from multiprocessing import parent_process
    from threading import Thread

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=wait, daemon=True).start()


def default_workers() -> int:
    """Return the number of processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
