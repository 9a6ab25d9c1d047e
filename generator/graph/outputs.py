"""The folder that a build writes: staged beside it, renamed file by file when all of it is right."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from generator.errors import BuildError
from generator.files import digest
from generator.graph.cache import Cache
from generator.graph.runner import Ran, Runner, Task, encode_inputs, reason
from generator.graph.stamps import Stamp, stamp_of


class OutputTree:
    """The files of one output folder: which are due, how they are made, which must go.

    Nothing in the folder changes before ``commit``; an error before it leaves the folder as it was.
    """

    def __init__(self, target: Path, cache: Cache, runner: Runner):
        self.target = target
        self.key = str(target.resolve())
        self.cache = cache
        self.runner = runner
        self.changed: list[str] = []
        self.removed: list[str] = []
        self._known = cache.outputs(self.key)
        self._tasks: dict[str, Task] = {}

    def add(self, path: str, inputs: Mapping[str, str], make: Callable[[], bytes], owner: str) -> None:
        """Plan the file ``path`` (relative, with slashes). Raises BuildError where two owners want one path."""
        if path in self._tasks:
            raise BuildError(f"two things want to be {path}", file=owner, hint="give one of them another slug or name")
        self._tasks[path] = Task(f"write {path}", inputs, make)

    def commit(self, label: str = "writing") -> None:
        """Make what is due, beside the folder; then rename it into place and remove what is gone."""
        due = [path for path in sorted(self._tasks) if self._is_due(path)]
        self.removed = sorted(self._existing() - self._tasks.keys())
        if not due and not self.removed:
            return
        self.target.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(dir=self.target.parent, prefix=f".{self.target.name}."))
        try:
            digests = self._make(due, stage, label)
            self._put_in_place(due, digests, stage)
        except OSError as error:
            raise BuildError(
                f"cannot write the site: {error.strerror or error}",
                file=self.target,
                hint="the site of the last build is untouched",
            ) from error
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def _is_due(self, path: str) -> bool:
        task = self._tasks[path]
        old = self._known.get(path)
        if old is not None and old[0] == encode_inputs(task.inputs) and self._intact(path, old[2]):
            self.runner.report.reused += 1
            return False
        why = reason(task.inputs, old[0] if old else None)
        lost = "its file was changed or removed"
        self.runner.report.ran.append(Ran(task.name, lost if why == "its result was lost" else why))
        return True

    def _intact(self, path: str, encoded: bytes) -> bool:
        try:
            now = stamp_of(self.target / path)
        except OSError:
            return False
        return now == msgspec.msgpack.decode(encoded, type=Stamp)

    def _existing(self) -> set[str]:
        found = set()
        for folder, folders, names in os.walk(self.target):
            folders[:] = [name for name in folders if not (folder == str(self.target) and name == ".git")]
            for name in names:
                path = Path(folder, name).relative_to(self.target).as_posix()
                if path != ".gitkeep":
                    found.add(path)
        return found

    def _make(self, due: list[str], stage: Path, label: str) -> dict[str, str]:
        staged = [_staged(self._tasks[path], stage / str(number)) for number, path in enumerate(due)]
        return {due[position]: made.decode() for position, made in self.runner.compute(staged, label)}

    def _put_in_place(self, due: list[str], digests: dict[str, str], stage: Path) -> None:
        rows = []
        for number, path in enumerate(due):
            final = self.target / path
            old = self._known.get(path)
            if old is None or old[1] != digests[path] or not self._intact(path, old[2]):
                if final.is_dir():
                    shutil.rmtree(final)
                _make_room(final.parent, self.target)
                (stage / str(number)).replace(final)
                self.changed.append(path)
            stamp = msgspec.msgpack.encode(stamp_of(final))
            rows.append((path, encode_inputs(self._tasks[path].inputs), digests[path], stamp))
        for path in self.removed:
            (self.target / path).unlink(missing_ok=True)
            _remove_empty((self.target / path).parent, self.target)
        self.cache.remember_outputs(self.key, rows)
        self.cache.forget_outputs(self.key, self.removed)


def _staged(task: Task, beside: Path) -> Task:
    """Return a task that writes the bytes of ``task`` beside the site and gives their digest."""

    def run() -> bytes:
        data = task.run()
        beside.write_bytes(data)
        return digest(data).encode()

    return Task(task.name, task.inputs, run, task.weight)


def _make_room(folder: Path, target: Path) -> None:
    """Make ``folder``; a file of an older site that stands where a folder must be goes."""
    for parent in (folder, *folder.parents):
        if parent == target.parent:
            break
        if parent.is_file():
            parent.unlink()
    folder.mkdir(parents=True, exist_ok=True)


def _remove_empty(folder: Path, target: Path) -> None:
    """Remove ``folder`` and its parents below ``target`` as long as they are empty."""
    while folder != target and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
