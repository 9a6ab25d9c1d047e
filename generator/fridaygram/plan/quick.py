"""The quick answer: nothing has changed since the last build, by the stamps of all its sources and outputs.

A build leaves a note for each folder that it writes, ``.fridaygram/quick-*``. This module is used before the rest of
the program is loaded, so it imports hardly anything. The layout of a note::

    magic line | number of the text's bytes | CRC-32 of all after this line        (ASCII, one line)
    the text: fields and paths, each ended by NUL; a folder's path ends with a slash
    the stamps: 64-bit integers in the machine's order: of a folder its time of modification; of a file
    the times of modification and change, size and inode; of nothing -1
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterable, Sequence

MAGIC = f"fridaygram note 5 {sys.byteorder} {sys.version.split()[0]}"
GRAIN_NS = 50_000_000
"""A stamp stands for a content only where the file was last touched this long before it was looked at."""
KEPT = 8
"""Notes that a blog keeps."""


class Stamps:
    """The stamps of some paths, one after another; ``newest`` is the latest time of all, in nanoseconds."""

    __slots__ = ("newest", "numbers", "paths")

    def __init__(self, paths: Sequence[str], numbers: list[int], newest: int = 0) -> None:
        self.paths = paths
        self.numbers = numbers
        self.newest = newest

    @classmethod
    def of(cls, found: Iterable[tuple[str, bool]]) -> Stamps:
        """Take the stamps of (path, is_folder) pairs; a path may be missing."""
        return cls._taken([f"{path}/" if is_folder else path for path, is_folder in found])

    @classmethod
    def _taken(cls, paths: Sequence[str]) -> Stamps:
        stat, numbers, newest = os.stat, [], 0
        for path in paths:
            try:
                now = stat(path)
            except OSError:
                numbers.append(-1)
                continue
            newest = max(newest, now.st_mtime_ns)
            numbers.append(now.st_mtime_ns)
            if path[-1] != "/":
                newest = max(newest, now.st_ctime_ns)
                numbers += (now.st_ctime_ns, now.st_size, now.st_ino)
        return cls(paths, numbers, newest)

    def hold(self) -> bool:
        """Return whether every folder and file is what it was, and nothing is where nothing was."""
        return self._taken(self.paths).numbers == self.numbers

    def settled(self, taken_ns: int) -> bool:
        """Return whether stamps that were taken from the moment ``taken_ns`` on can be trusted."""
        return self.newest <= taken_ns - GRAIN_NS

    def __add__(self, other: Stamps) -> Stamps:
        """Return the stamps of both."""
        paths = [*self.paths, *other.paths]
        return Stamps(paths, [*self.numbers, *other.numbers], max(self.newest, other.newest))


class BuildNote:
    """What the last build saw and gave. ``built`` and ``until`` are seconds since the epoch, 0 for never.

    ``stamps`` are those of its sources and of the folder that it wrote. From ``until`` on, another post is published.
    ``counts`` are those of tasks, posts and pages; ``hidden`` says in words which documents are not shown yet.
    """

    __slots__ = ("built", "hidden", "pages", "posts", "stamps", "tasks", "until", "warnings")

    def __init__(
        self,
        stamps: Stamps,
        *,
        built: float,
        until: float,
        counts: tuple[int, int, int],
        warnings: Sequence[str],
        hidden: str = "",
    ) -> None:
        self.stamps = stamps
        self.built = built
        self.until = until
        self.tasks, self.posts, self.pages = counts
        self.warnings = tuple(warnings)
        self.hidden = hidden

    def in_time(self, now: float) -> bool:
        """Return whether at the moment ``now`` the same posts are published as in the build."""
        return self.built <= now and (not self.until or now < self.until)


def key_of(target: str, base_url: str | None, date: str | None, drafts: bool) -> str:
    """Return the key of a note: where the site is written, with which options, and by which program.

    A note watches the files of the program that wrote it. A program at another path, or with other libraries, has notes
    of its own.
    """
    program = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 -- pathlib takes too long to import
    return "\n".join((target, base_url or "", date or "", "drafts" if drafts else "", program, sys.prefix))


def note_file(root: str, key: str) -> str:
    """Return the file of the note that a blog has under a key."""
    return f"{root}/.fridaygram/quick-{zlib.crc32(key.encode('utf-8', 'surrogateescape')):08x}"


_outdated: set[tuple[str, str]] = set()
"""Notes that this process has just found out of date: the build that follows need not look again."""


def answer(root: str, key: str, now: float | None) -> BuildNote | None:
    """Return the note of the last build where it still holds, else None.

    ``now`` is the moment to build for, None for a day that was given.
    """
    if (root, key) in _outdated:
        return None
    note = recall(root, key)
    if note is not None and (now is None or note.in_time(now)) and note.stamps.hold():
        return note
    _outdated.add((root, key))
    return None


def recall(root: str, key: str) -> BuildNote | None:
    """Return the note of the last build, None where there is none."""
    try:
        with open(note_file(root, key), "rb") as stream:  # noqa: PTH123 -- pathlib is not loaded yet
            return _decoded(stream.read(), key)
    except (OSError, ValueError, TypeError, IndexError):
        return None


def forget_outdated() -> None:
    """Let the next ``answer`` look at its note again."""
    _outdated.clear()


def drop(root: str, key: str) -> None:
    """Drop a note, if there is one."""
    path = note_file(root, key)
    if os.path.lexists(path):
        os.unlink(path)  # noqa: PTH108


def keep(root: str, key: str, note: BuildNote) -> None:
    """Keep the note of a build."""
    path = note_file(root, key)
    beside = f"{path}.{os.getpid()}"
    with open(beside, "wb") as stream:  # noqa: PTH123
        stream.write(_encoded(note, key))
    os.replace(beside, path)  # noqa: PTH105
    _forget_oldest(f"{root}/.fridaygram")


def _forget_oldest(folder: str) -> None:
    """Leave the newest notes of a blog: sites of other days, and checks, leave one each."""
    with os.scandir(folder) as found:
        notes = sorted((entry.stat().st_mtime_ns, entry.path) for entry in found if entry.name.startswith("quick-"))
    for _, path in notes[:-KEPT]:
        os.unlink(path)  # noqa: PTH108


def nothing_changed(target: str, root: str, size: str, tasks: int) -> str:
    """Return in one line that a site was up to date; ``size`` is what ``counted`` gives."""
    return f"{place(target, root)}: {size}; nothing changed, no task ran ({tasks} up to date)"


def place(target: str, root: str) -> str:
    """Return the output folder as the author would name it."""
    inside = target[len(root) + 1 :] if target.startswith(f"{root}/") else target
    return f"{inside}/"


def counted(posts: int, pages: int, hidden: str = "") -> str:
    """Return how large a site is, and in words what it does not show yet."""
    shown = f"{posts} post{'' if posts == 1 else 's'}, {pages} page{'' if pages == 1 else 's'}"
    return f"{shown}; not shown: {hidden}" if hidden else shown


def _encoded(note: BuildNote, key: str) -> bytes:
    counts = [str(count) for count in (note.tasks, note.posts, note.pages)]
    fields = [key, repr(float(note.built)), repr(float(note.until)), *counts, note.hidden]
    fields += [str(len(note.warnings)), *note.warnings]
    text = "\0".join((*fields, *note.stamps.paths)).encode("utf-8", "surrogateescape")
    from array import array

    rest = text + array("q", note.stamps.numbers).tobytes()
    return f"{MAGIC} {len(text)} {zlib.crc32(rest)}\n".encode() + rest


def _decoded(data: bytes, key: str) -> BuildNote | None:
    """Return the note in ``data``, None where it is of another. Damage raises ValueError, TypeError or IndexError."""
    start = data.index(b"\n") + 1
    magic, length, check = data[: start - 1].decode("ascii").rsplit(" ", 2)
    rest = memoryview(data)[start:]
    if magic != MAGIC or zlib.crc32(rest) != int(check):
        return None
    fields = str(rest[: int(length)], "utf-8", "surrogateescape").split("\0")
    if fields[0] != key:
        return None
    first = 8 + int(fields[7])
    stamps = Stamps(fields[first:], rest[int(length) :].cast("q").tolist())
    return BuildNote(
        stamps,
        built=float(fields[1]),
        until=float(fields[2]),
        counts=(int(fields[3]), int(fields[4]), int(fields[5])),
        hidden=fields[6],
        warnings=fields[8:first],
    )
