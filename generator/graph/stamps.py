"""Has a file changed? Its content decides; its stat saves reading it again.

A stamp (size, modification time, inode) stands for a content only where the file was last modified clearly
before it was read: otherwise a second write within the clock's grain would go unseen (git calls this racy).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from generator.files import digest_file

GRAIN_NS = 50_000_000


class Stamp(msgspec.Struct, frozen=True, array_like=True):
    """What stat says of a file, without its access time."""

    size: int
    modified_ns: int
    inode: int


class Stamped(msgspec.Struct, array_like=True):
    """A file's digest and the stamp it had when it was read."""

    stamp: Stamp
    digest: str


class Snapshot(msgspec.Struct, frozen=True):
    """The stamps of some folders (their modification times) and files at one time, and what was not there."""

    taken_ns: int
    folders: dict[str, int]
    files: dict[str, Stamp]
    absent: tuple[str, ...] = ()


def stamp_of(path: str | Path) -> Stamp:
    """Return a file's stamp. Raises OSError where there is none."""
    stat = os.stat(path)  # noqa: PTH116 -- thousands a build: os.stat is half the time of Path.stat
    return Stamp(stat.st_size, stat.st_mtime_ns, stat.st_ino)


class FileIndex:
    """Digests of files by path, remembered by stamp between builds."""

    def __init__(self, known: dict[str, Stamped] | None = None):
        self.known = known or {}
        self.changed = False

    def digest(self, path: str | Path) -> str:
        """Return the digest of a file's content. Raises OSError where it cannot be read."""
        key = str(path)
        stamp = stamp_of(path)
        entry = self.known.get(key)
        if entry is not None and entry.stamp == stamp:
            return entry.digest
        digest = digest_file(Path(path))
        if time.time_ns() - stamp.modified_ns > GRAIN_NS:
            self.known[key] = Stamped(stamp, digest)
            self.changed = True
        return digest


def walk(root: Path, ignored: Iterable[str] = ()) -> Iterator[tuple[Path, bool]]:
    """Yield (path, is_folder) for all below ``root`` and itself, sorted.

    Dotfiles, ``ignored`` names and links to a folder that one is in are left out.
    """
    skip = frozenset(ignored)
    if root.is_file():
        yield root, False
        return
    if not root.is_dir():
        return
    yield root, True
    with os.scandir(root) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(".") or entry.name in skip:
            continue
        if not entry.is_dir():
            yield Path(entry.path), False
        elif not (entry.is_symlink() and root.resolve().is_relative_to(Path(entry.path).resolve())):
            yield from walk(Path(entry.path), skip)


def snapshot(paths: Iterable[tuple[Path, bool]], *, ours: bool = False) -> Snapshot:
    """Take the stamps of (path, is_folder) pairs, as ``walk`` yields them; a path may be missing.

    Files that are ``ours`` were written a moment ago by this process: their stamps are trusted all the same.
    """
    taken = time.time_ns() + (2 * GRAIN_NS if ours else 0)
    folders, files, absent = {}, {}, []
    for path, is_folder in paths:
        try:
            stamp = stamp_of(path)
        except FileNotFoundError:
            absent.append(str(path))
            continue
        if is_folder:
            folders[str(path)] = stamp.modified_ns
        else:
            files[str(path)] = stamp
    return Snapshot(taken, folders, files, tuple(absent))


def unchanged(old: Snapshot) -> bool:
    """Return whether nothing was added, removed or written since ``old``, as far as stamps can be trusted."""
    newest_trusted = old.taken_ns - GRAIN_NS
    stat = os.stat
    try:
        for path, modified in old.folders.items():
            if modified > newest_trusted or stat(path).st_mtime_ns != modified:
                return False
        for path, stamp in old.files.items():
            now = stat(path)
            if (
                stamp.modified_ns > newest_trusted
                or now.st_mtime_ns != stamp.modified_ns
                or now.st_size != stamp.size
                or now.st_ino != stamp.inode
            ):
                return False
    except OSError:
        return False
    return not any(os.path.lexists(path) for path in old.absent)
