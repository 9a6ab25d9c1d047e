"""The folder that a build writes: files are made beside it and renamed into it once all of them are right."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from fridaygram.errors import BuildError
from fridaygram.files import digest, digest_file
from fridaygram.graph.cache import Cache
from fridaygram.graph.runner import Ran, Runner, Task, encode_inputs, reason
from fridaygram.graph.stamps import Stamp, stamp_of

# The next change is likeliest to come soon: the first batches are short, so that it need not wait.
FIRST_BATCH, BATCH = 16, 128


@dataclass(frozen=True)
class Urgent:
    """Which files are written first, and a function that is called with the files written or removed.

    It is called for the urgent files, then for each batch of the others. Once ``superseded`` returns true, the rest is
    left to the next build.
    """

    is_urgent: Callable[[str], bool]
    written: Callable[[list[str]], None]
    superseded: Callable[[], bool]


class _Planned(NamedTuple):
    inputs: bytes
    make: Callable[[], bytes]


class OutputTree:
    """The files of one output folder: which must be made, how, and which must go.

    Nothing in the folder changes before ``commit``. An error before it leaves the folder as it was. A file that no
    build made is ``kept``, and in nobody's way, unless the folder is to be ``clean``. Where nothing of the folder is
    remembered, ``is_ours`` says of a file that is not planned whether a build made it.
    """

    def __init__(
        self,
        target: Path,
        cache: Cache,
        runner: Runner,
        *,
        clean: bool = False,
        is_ours: Callable[[Path], bool] = lambda _: False,
    ):
        self.target = target
        self.key = str(target.resolve())
        self.cache = cache
        self.runner = runner
        self.changed: list[str] = []
        self.removed: list[str] = []
        self.kept: list[str] = []
        self._clean = clean
        self._is_ours = is_ours
        self._known = cache.outputs(self.key)
        self._tasks: dict[str, _Planned] = {}
        self._folders: set[str] = set()
        self._doubtful: set[str] = set()
        self._due: list[str] | None = None
        self._listing: str | None = None
        self._digests: dict[str, str] = {}

    def add(self, path: str, inputs: Mapping[str, str], make: Callable[[], bytes], owner: str) -> None:
        """Plan the file ``path`` (relative, with slashes).

        Raises BuildError where two owners want one path, and for a path that leaves the folder.
        """
        parts = path.split("/")
        if {"", ".", ".."} & set(parts) or parts[0] == ".git":
            raise BuildError(f"'{path}' is no path below the site", file=owner, hint="give it another slug or name")
        if path in self._tasks:
            raise BuildError(f"two things want to be {path}", file=owner, hint="give one of them another slug or name")
        self._tasks[path] = _Planned(encode_inputs(inputs), make)

    def add_listing(self, path: str, inputs: Mapping[str, str], make: Callable[[Mapping[str, str]], bytes]) -> None:
        """Plan a file that lists the others: ``make`` gets their digests by path. It is made last, after any other."""
        self.add(path, inputs, lambda: make(self._digests), owner=path)
        self._listing = path

    def due(self) -> list[str]:
        """Return the planned files that must be made, and report why: once all are planned."""
        if self._due is None:
            listing = self._listing
            self._due = [path for path in sorted(self._tasks) if path != listing and self._is_due(path)]
            if listing and (self._due or self._known.keys() - self._tasks.keys()):
                self.runner.report.ran.append(Ran(f"write {listing}", "other files changed"))
                self._due.append(listing)
            elif listing and self._is_due(listing):
                self._due.append(listing)
        return self._due

    def commit(self, urgent: Urgent | None = None) -> None:
        """Make the files that are due beside the folder, rename them into it, and remove those that are not planned.

        With ``urgent``, urgent files are made and put in place first, the others after them in batches; each batch is
        put in place whole or not at all. Raises BuildError where the disk refuses: then the folder is as it was.
        """
        self._check_folders()
        due = self.due()
        # Looking for other files takes time. A preview only removes files that builds have written.
        there = self._existing() if urgent is None or not self._known else set(self._known)
        self._sort(there)
        if not due and not self.removed:
            return
        with self._stage() as stage:
            if urgent is None and not os.path.lexists(self.target):
                self._write_whole(due, stage / "whole")
            elif urgent is None:
                self._write(due, self.removed, stage)
            else:
                self._write_urgent(due, urgent, stage)

    def _sort(self, there: set[str]) -> None:
        """Sort the files of the folder into those to be removed and those to be kept.

        Raises BuildError where a file that no build made is in the way.
        """
        unplanned = sorted(there - self._tasks.keys())
        if self._clean:
            self.removed = unplanned
            return
        ours = {path for path in unplanned if path in self._known or self._is_ours(self.target / path)}
        self.removed = sorted(ours)
        self.kept = [path for path in unplanned if path not in ours]
        # Where nothing is remembered, the planned files that are there are those of a build that is forgotten.
        if self._known:
            self._doubtful = there & self._tasks.keys() - self._known.keys()
        for path in self.kept:
            above = {path[:end] for end, sign in enumerate(path) if sign == "/"}
            if path in self._folders or above & self._tasks.keys():
                raise self._in_the_way(path)

    def _in_the_way(self, path: str) -> BuildError:
        hint = "move it away, or remove it with 'fridaygram build --clean'"
        return BuildError("no build made this file, and it is in the way", file=self.target / path, hint=hint)

    @contextmanager
    def _stage(self) -> Iterator[Path]:
        """Make a folder beside the target for new files; remove it at the end."""
        target = self.target
        with _as_build_error(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            stage = target.with_name(f".{target.name}.{os.getpid()}-{time.time_ns()}")
            stage.mkdir(0o700)
        try:
            yield stage
        finally:
            try:
                stage.rmdir()  # a whole site has left it empty
            except OSError:
                import shutil

                shutil.rmtree(stage, ignore_errors=True)

    def _check_folders(self) -> None:
        for path in self._tasks:
            parent = path.rpartition("/")[0]
            while parent and parent not in self._folders:
                self._folders.add(parent)
                parent = parent.rpartition("/")[0]
        for path in sorted(self._folders & self._tasks.keys()):
            raise BuildError(f"{path} is a file and a folder of the site", hint="rename one of them")

    def _is_due(self, path: str) -> bool:
        task = self._tasks[path]
        old = self._known.get(path)
        if old is not None and old[0] == task.inputs and self._intact(path, old[2]):
            self.runner.report.reused += 1
            return False
        why = "new" if old is None else reason(msgspec.json.decode(task.inputs, type=dict[str, str]), old[0])
        lost = "its file was changed or removed"
        self.runner.report.ran.append(Ran(f"write {path}", lost if why == "its result was lost" else why))
        return True

    def _intact(self, path: str, encoded: bytes) -> bool:
        try:
            now = stamp_of(f"{self.target}/{path}")
        except OSError:
            return False
        return now == msgspec.msgpack.decode(encoded, type=Stamp)

    def _existing(self) -> set[str]:
        found: set[str] = set()
        root = str(self.target)
        for folder, folders, names in os.walk(root):
            if folder == root:
                folders[:] = [name for name in folders if name != ".git"]
            below = folder[len(root) + 1 :].replace(os.sep, "/")
            found.update(f"{below}/{name}" if below else name for name in names)
        return found - {".gitkeep"}

    def _make(self, due: list[str], places: Sequence[str]) -> dict[str, str]:
        """Write the files that are due at ``places``; return their digests by path."""
        staged = [
            Task(path, {}, partial(_staged, self._tasks[path].make, place, self.target))
            for path, place in zip(due, places, strict=True)
        ]
        last = staged.pop() if due and due[-1] == self._listing else None
        made = {due[position]: made.data.decode() for position, made in self.runner.compute(staged, "writing")}
        if last is not None:
            others = sorted(self._tasks.keys() - {last.name})
            self._digests = {path: made[path] if path in made else self._known[path][1] for path in others}
            for _, result in self.runner.compute([last], "writing"):
                made[last.name] = result.data.decode()
        return made

    def _write_urgent(self, due: list[str], urgent: Urgent, stage: Path) -> None:
        hurried = [path for path in due if urgent.is_urgent(path)]
        urgent.written(self._write(hurried, self.removed, stage / "urgent") + self.removed)
        rest = [path for path in due if not urgent.is_urgent(path)]
        start, size = 0, FIRST_BATCH
        while start < len(rest) and not urgent.superseded():
            urgent.written(self._write(rest[start : start + size], [], stage / str(start)))
            start, size = start + size, min(2 * size, BATCH)

    def _write(self, due: list[str], gone: list[str], stage: Path) -> list[str]:
        """Make ``due`` in ``stage`` and put it in place of ``gone``; return the paths whose content is new."""
        with _as_build_error(self.target):
            stage.mkdir(exist_ok=True)
        made = self._make(due, [f"{stage}/{number}" for number in range(len(due))])
        with _as_build_error(self.target):
            changed = self._put_in_place(due, gone, made, stage)
        self.changed = sorted({*self.changed, *changed})
        return changed

    def _write_whole(self, due: list[str], folder: Path) -> None:
        """Make all of a site as ``folder``, which becomes the target that is not there yet."""
        with _as_build_error(self.target):
            folder.mkdir()
        made = self._make(due, [f"{folder}/{path}" for path in due])
        with _as_build_error(self.target):
            folder.rename(self.target)
            self._remember(due, made)
        self.changed = sorted(due)

    def _put_in_place(self, due: list[str], gone: list[str], made: dict[str, str], stage: Path) -> list[str]:
        changed = []
        for path in sorted(self._doubtful.intersection(due)):
            # A build that was killed leaves files that are not remembered: pages, and what is made again just so.
            if digest_file(self.target / path) != made[path] and not self._is_ours(self.target / path):
                raise self._in_the_way(path)
        with Moves(self.target, stage) as moves:
            for path in gone:
                moves.set_aside(self.target / path)
            for number, path in enumerate(due):
                old = self._known.get(path)
                if old is None or old[1] != made[path] or not self._intact(path, old[2]):
                    moves.bring_in(stage / str(number), self.target / path)
                    changed.append(path)
        self._remember(due, made)
        for path in gone:
            _remove_empty((self.target / path).parent, self.target)
        self.cache.forget_outputs(self.key, gone)
        return changed

    def _remember(self, due: list[str], made: dict[str, str]) -> None:
        """Remember the files that are in place now. Their stamps are taken here, as renaming changes them."""
        encode = msgspec.msgpack.Encoder().encode
        rows = ((path, made[path], encode(stamp_of(f"{self.target}/{path}"))) for path in due)
        self.cache.remember_outputs(
            self.key, ((path, self._tasks[path].inputs, digest_, stamp) for path, digest_, stamp in rows)
        )


class Moves:
    """Renames into ``target`` that are undone, last first, where one of them fails."""

    def __init__(self, target: Path, stage: Path):
        self.target = target
        self.stage = stage
        self._moved: list[tuple[Path, Path]] = []
        self._made: list[Path] = []

    def __enter__(self) -> Moves:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            return
        for old, new in reversed(self._moved):
            new.replace(old)
        for folder in reversed(self._made):
            folder.rmdir()

    def set_aside(self, path: Path) -> None:
        """Take a file or folder out of the target, if it is there."""
        if path.exists() or path.is_symlink():
            self._move(path, self.stage / f"old-{len(self._moved)}")

    def bring_in(self, new: Path, path: Path) -> None:
        """Rename ``new`` to ``path``; what stands there, or where its folder must be, is set aside."""
        self._make_room(path.parent)
        self.set_aside(path)
        self._move(new, path)

    def _move(self, old: Path, new: Path) -> None:
        old.replace(new)
        self._moved.append((old, new))

    def _make_room(self, folder: Path) -> None:
        if folder.is_dir():
            return
        if folder != self.target:
            self._make_room(folder.parent)
        self.set_aside(folder)
        folder.mkdir()
        self._made.append(folder)


@contextmanager
def _as_build_error(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        problem = f"cannot write the site: {error.strerror or error}"
        raise BuildError(problem, file=target, hint="the site of the last build is untouched") from error


def _staged(make: Callable[[], bytes], place: str, target: Path) -> bytes:
    """Write a file at ``place``, beside the site, and return its digest."""
    data = make()
    with _as_build_error(target):
        try:
            stream = open(place, "wb")  # noqa: PTH123, SIM115 -- thousands: a third of Path's time
        except FileNotFoundError:
            # Here rather than for all beforehand: each process makes the folders that it needs.
            os.makedirs(place.rpartition("/")[0], exist_ok=True)  # noqa: PTH103
            stream = open(place, "wb")  # noqa: PTH123, SIM115
        with stream:
            stream.write(data)
    return digest(data).encode()


def _remove_empty(folder: Path, target: Path) -> None:
    """Remove ``folder`` and its parents below ``target`` as long as they are empty."""
    while folder != target and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
