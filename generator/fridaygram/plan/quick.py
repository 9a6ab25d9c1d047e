"""Nothing changed? Then say so at once: by the stamps of all sources and outputs of the last build.

A note is one file a target, ``.fridaygram/quick-*``. This module imports next to nothing, as it is asked before
anything else of the program is loaded. A note's layout::

    magic line | number of the text's bytes | CRC-32 of all after this line        (ASCII, one line)
    the text: fields and paths, each ended by NUL
    the stamps: 64-bit integers in the machine's order: a folder's time; a file's time, size and inode
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterable, Sequence

MAGIC = f"fridaygram note 2 {sys.byteorder} {sys.version.split()[0]}"
GRAIN_NS = 50_000_000
"""A stamp stands for a content only where the file was last written this long before it was looked at."""
MANY, KEPT = 4000, 8
MOST = 8
"""More texts than these, written at a time, are left to a whole build."""
_COUNTS = ("tasks", "posts", "pages")


class Stamps:
    """The stamps of some folders (their times) and files (time, size, inode), and paths at which nothing was."""

    __slots__ = ("absent", "files", "folders")

    def __init__(
        self,
        folders: dict[str, int] | None = None,
        files: dict[str, tuple[int, int, int]] | None = None,
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
                stamps.files[path] = (now.st_mtime_ns, now.st_size, now.st_ino)
        stamps.absent = tuple(absent)
        return stamps

    def newest(self) -> int:
        """Return the latest time of all, in nanoseconds since the epoch."""
        times = max((stamp[0] for stamp in self.files.values()), default=0)
        return max(times, max(self.folders.values(), default=0))

    def moved(self) -> list[str]:
        """Return the paths that are not what they were, in the order of their taking."""
        found = []
        stat = os.stat
        for path, modified in self.folders.items():
            try:
                if stat(path).st_mtime_ns != modified:
                    found.append(path)
            except OSError:
                found.append(path)
        for path, stamp in self.files.items():
            try:
                now = stat(path)
            except OSError:
                found.append(path)
                continue
            if now.st_mtime_ns != stamp[0] or now.st_size != stamp[1] or now.st_ino != stamp[2]:
                found.append(path)
        return found + [path for path in self.absent if os.path.lexists(path)]


class Note:
    """What the last build saw and gave. ``built`` and ``until`` are seconds since the epoch, 0 for never.

    Once it was looked, ``moved`` are the sources that are not what they were; ``tried`` says that patching was.
    """

    __slots__ = (
        "_child",
        "_looked",
        "_stand",
        "built",
        "moved",
        "outputs",
        "pages",
        "posts",
        "sources",
        "tasks",
        "tried",
        "until",
        "warnings",
    )

    def __init__(
        self,
        sources: Stamps,
        outputs: Stamps,
        *,
        built: float,
        until: float,
        tasks: int,
        posts: int,
        pages: int,
        warnings: Sequence[str],
    ) -> None:
        self.sources = sources
        self.outputs = outputs
        self.built = built
        self.until = until
        self.tasks = tasks
        self.posts = posts
        self.pages = pages
        self.warnings = tuple(warnings)
        self.moved: list[str] = []
        self.tried = False
        self._looked = False
        self._child = 0
        self._stand: bool | None = None

    def in_time(self, now: float) -> bool:
        """Return whether at the moment ``now`` the same posts are published as in the build."""
        return self.built <= now and (not self.until or now < self.until)

    def unchanged(self) -> bool:
        """Return whether every source and output is what it was."""
        if not self._looked:
            self.look()
        return not self.moved and self.outputs_stand()

    def look(self, *, apart: bool = False) -> None:
        """Look at all sources; meanwhile, if they are many, at the outputs in a process of their own.

        That may be where it is said to be ``apart``. Then ``outputs_stand`` must be asked in the end: it waits for it.
        """
        self._looked = True
        self._stand = None
        if apart and len(self.outputs.files) > MANY and hasattr(os, "fork") and (os.cpu_count() or 1) > 1:
            self._child = os.fork()
            if self._child == 0:
                # Killed rather than ended: nothing that the parent has open is the child's to close, flush or tell.
                try:
                    if not self.outputs.moved():
                        os.kill(os.getpid(), 15)
                finally:
                    os.kill(os.getpid(), 9)
        self.moved = self.sources.moved()

    def outputs_stand(self) -> bool:
        """Return whether every output is what it was."""
        if self._child:
            self._stand = os.waitpid(self._child, 0)[1] & 0x7F == 15
            self._child = 0
        if self._stand is None:
            self._stand = not self.outputs.moved()
        return self._stand

    def texts_moved(self) -> bool:
        """Return whether nothing but a few texts has moved."""
        return 0 < len(self.moved) <= MOST and all(path.endswith(".md") for path in self.moved)


def key_of(target: str, base_url: str | None, date: str | None, drafts: bool) -> str:
    """Return what tells the notes of a blog apart: where the site is written, as what, and by which program.

    A note watches the program that wrote it; another one, at another path or with other libraries, asks for itself.
    """
    program = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 -- pathlib takes too long to import
    return "\n".join((target, base_url or "", date or "", "drafts" if drafts else "", program, sys.prefix))


def note_file(root: str, key: str) -> str:
    """Return the file of the note that a blog has under a key."""
    return f"{root}/.fridaygram/quick-{zlib.crc32(key.encode('utf-8', 'surrogateescape')):08x}"


_handed: dict[tuple[str, str], Note] = {}
"""A note that has been looked at a moment ago, for the build that follows."""


def hand_on(root: str, key: str, note: Note) -> None:
    """Leave a note that was looked at to the next ``recall``."""
    _handed[root, key] = note


def take_back() -> None:
    """Forget what was handed on."""
    _handed.clear()


def recall(root: str, key: str, now: float | None) -> Note | None:
    """Return the note of the last build as of ``now`` (None: of a day that was given), None where there is none."""
    try:
        note = _handed.pop((root, key), None)
        if note is None:
            with open(note_file(root, key), "rb") as stream:  # noqa: PTH123 -- pathlib is not loaded yet
                note = _decoded(stream.read(), key)
    except (OSError, ValueError, TypeError, IndexError):
        return None
    return note if note is not None and (now is None or note.in_time(now)) else None


def keep(root: str, key: str, note: Note | None, taken_ns: int) -> None:
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


def nothing_changed(target: str, root: str, posts: int, pages: int, tasks: int) -> str:
    """Return in one line that a site was up to date."""
    return f"{place(target, root)}: {counted(posts, pages)}; nothing changed, no task ran ({tasks} up to date)"


def done(target: str, root: str, posts: int, pages: int, counts: tuple[int, int, int]) -> str:
    """Return in one line what a build did: ``counts`` of tasks that ran, those that were up to date, files written."""
    ran, reused, written = counts
    return (
        f"{place(target, root)}: {counted(posts, pages)}; {ran} tasks ran, {reused} up to date, {written} files written"
    )


def place(target: str, root: str) -> str:
    """Return the output folder as the author would name it."""
    inside = target[len(root) + 1 :] if target.startswith(f"{root}/") else target
    return f"{inside}/"


def counted(posts: int, pages: int) -> str:
    """Return how large a site is."""
    return f"{posts} post{'' if posts == 1 else 's'}, {pages} pages"


def _encoded(note: Note, key: str) -> bytes:
    counts = [str(getattr(note, name)) for name in _COUNTS]
    fields = [key, repr(float(note.built)), repr(float(note.until)), *counts, str(len(note.warnings)), *note.warnings]
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


def _decoded(data: bytes, key: str) -> Note | None:
    """Return the note in ``data``, None where it is of another. Damage raises ValueError, TypeError or IndexError."""
    start = data.index(b"\n") + 1
    magic, length, check = data[: start - 1].decode("ascii").rsplit(" ", 2)
    rest = memoryview(data)[start:]
    if magic != MAGIC or zlib.crc32(rest) != int(check):
        return None
    fields = str(rest[: int(length)], "utf-8", "surrogateescape").split("\0")
    if fields[0] != key:
        return None
    counts = dict(zip(_COUNTS, map(int, fields[3:6]), strict=True))
    at = 7 + int(fields[6])
    numbers = rest[int(length) :].cast("q").tolist()
    sources, at, used = _stamps(fields, at, numbers, 0)
    outputs, _, _ = _stamps(fields, at, numbers, used)
    return Note(
        sources,
        outputs,
        built=float(fields[1]),
        until=float(fields[2]),
        warnings=fields[7 : 7 + int(fields[6])],
        **counts,
    )


def _stamps(fields: list[str], at: int, numbers: list[int], used: int) -> tuple[Stamps, int, int]:
    folders, files, absent = (int(field) for field in fields[at : at + 3])
    first = at + 3
    middle, last = first + folders, first + folders + files
    times = numbers[used : used + folders]
    triples = zip(*(numbers[used + folders + part : used + folders + 3 * files : 3] for part in range(3)), strict=True)
    stamps = Stamps(
        dict(zip(fields[first:middle], times, strict=True)),
        dict(zip(fields[middle:last], triples, strict=True)),
        fields[last : last + absent],
    )
    return stamps, last + absent, used + folders + 3 * files
