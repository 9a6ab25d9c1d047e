"""The quick answer: nothing has changed since the last build, by the stamps of all its sources and outputs.

A build leaves a note for each folder that it writes, ``.fridaygram/quick-*``. This module imports next to nothing, as
it is asked before the rest of the program is loaded. The layout of a note::

    magic line | number of the text's bytes | CRC-32 of all after this line        (ASCII, one line)
    the text: fields and paths, each ended by NUL
    the stamps: 64-bit integers in the machine's order: of a folder its time of modification, of a file
    the times of modification and change, size and inode
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterable, Sequence

MAGIC = f"fridaygram note 4 {sys.byteorder} {sys.version.split()[0]}"
GRAIN_NS = 50_000_000
"""A stamp stands for a content only where the file was last touched this long before it was looked at."""
KEPT = 8
"""Notes that a blog keeps."""
_NUMBERS = 4

FileStamp = tuple[int, int, int, int]


class Stamps:
    """The stamps of some folders and files, and paths at which nothing was."""

    __slots__ = ("absent", "files", "folders")

    def __init__(
        self,
        folders: dict[str, int] | None = None,
        files: dict[str, FileStamp] | None = None,
        absent: Sequence[str] = (),
    ) -> None:
        self.folders = folders or {}
        self.files = files or {}
        self.absent = tuple(absent)

    @classmethod
    def of(cls, paths: Iterable[tuple[str, bool]]) -> Stamps:
        """Take the stamps of (path, is_folder) pairs; a path may be missing."""
        stamps, stat, absent = cls(), os.stat, []
        for path, is_folder in paths:
            try:
                now = stat(path)
            except FileNotFoundError:
                absent.append(path)
                continue
            if is_folder:
                stamps.folders[path] = now.st_mtime_ns
            else:
                stamps.files[path] = (now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino)
        stamps.absent = tuple(absent)
        return stamps

    def newest(self) -> int:
        """Return the latest time of all, in nanoseconds since the epoch."""
        files = max((max(stamp[:2]) for stamp in self.files.values()), default=0)
        return max(files, max(self.folders.values(), default=0))

    def hold(self) -> bool:
        """Return whether every folder and file is what it was, and nothing is where nothing was."""
        stat = os.stat
        try:
            for path, modified in self.folders.items():
                if stat(path).st_mtime_ns != modified:
                    return False
            for path, stamp in self.files.items():
                now = stat(path)
                if (now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino) != stamp:
                    return False
        except OSError:
            return False
        return not any(os.path.lexists(path) for path in self.absent)


class BuildNote:
    """What the last build saw and gave. ``built`` and ``until`` are seconds since the epoch, 0 for never.

    From ``until`` on, another post is published. ``outputs`` are the stamps of the folder that was written.
    """

    __slots__ = ("built", "hidden", "outputs", "pages", "posts", "sources", "tasks", "until", "warnings")

    def __init__(
        self,
        sources: Stamps,
        outputs: Stamps,
        *,
        built: float,
        until: float,
        counts: tuple[int, int, int],
        warnings: Sequence[str],
        hidden: str = "",
    ) -> None:
        self.sources = sources
        self.outputs = outputs
        self.built = built
        self.until = until
        self.tasks, self.posts, self.pages = counts
        self.warnings = tuple(warnings)
        self.hidden = hidden

    def in_time(self, now: float) -> bool:
        """Return whether at the moment ``now`` the same posts are published as in the build."""
        return self.built <= now and (not self.until or now < self.until)

    def holds(self) -> bool:
        """Return whether every source and output is what it was."""
        return self.sources.hold() and self.outputs.hold()


def key_of(target: str, base_url: str | None, date: str | None, drafts: bool) -> str:
    """Return what tells the notes of a blog apart: where the site is written, as what, and by which program.

    A note watches the program that wrote it; another one, at another path or with other libraries, asks for itself.
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
    if note is not None and (now is None or note.in_time(now)) and note.holds():
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
    """Look at notes again: this process has built, or ends."""
    _outdated.clear()


def keep(root: str, key: str, note: BuildNote | None, taken_ns: int) -> None:
    """Keep the note of a build that began to look at its sources at ``taken_ns``.

    No note is kept where there is none to keep, or where a source is so young that its stamp cannot be trusted.
    """
    path = note_file(root, key)
    if note is None or note.sources.newest() > taken_ns - GRAIN_NS:
        if os.path.lexists(path):
            os.unlink(path)  # noqa: PTH108
        return
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
    numbers: list[int] = []
    for stamps in (note.sources, note.outputs):
        fields += [str(len(part)) for part in (stamps.folders, stamps.files, stamps.absent)]
        fields += [*stamps.folders, *stamps.files, *stamps.absent]
        numbers += stamps.folders.values()
        for stamp in stamps.files.values():
            numbers += stamp
    text = "\0".join(fields).encode("utf-8", "surrogateescape")
    from array import array

    rest = text + array("q", numbers).tobytes()
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
    at = 8 + int(fields[7])
    numbers = rest[int(length) :].cast("q").tolist()
    sources, after, used = _stamps(fields, at, numbers, 0)
    outputs, _, _ = _stamps(fields, after, numbers, used)
    return BuildNote(
        sources,
        outputs,
        built=float(fields[1]),
        until=float(fields[2]),
        warnings=fields[8:at],
        hidden=fields[6],
        counts=(int(fields[3]), int(fields[4]), int(fields[5])),
    )


def _stamps(fields: list[str], at: int, numbers: list[int], used: int) -> tuple[Stamps, int, int]:
    folders, files, absent = (int(field) for field in fields[at : at + 3])
    first = at + 3
    middle, last = first + folders, first + folders + files
    times, end = numbers[used : used + folders], used + folders + _NUMBERS * files
    parts = (numbers[used + folders + part : end : _NUMBERS] for part in range(_NUMBERS))
    stamps = Stamps(
        dict(zip(fields[first:middle], times, strict=True)),
        dict(zip(fields[middle:last], zip(*parts, strict=True), strict=True)),
        fields[last : last + absent],
    )
    return stamps, last + absent, end
