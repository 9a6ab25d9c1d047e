"""Nothing changed? Then say so at once: by the stamps of all sources and outputs of the last build."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from generator.graph.cache import Cache
from generator.graph.stamps import Snapshot, snapshot, unchanged


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What the last whole build saw and gave. Times are seconds since the epoch."""

    sources: Snapshot
    outputs: Snapshot
    built: float
    until: float | None
    tasks: int
    posts: int
    pages: int
    warnings: tuple[str, ...]


def recall(cache: Cache, key: str, now: datetime, dated: bool) -> Note | None:
    """Return the note of the last build if a new one would give the same, None where it must be done."""
    data = cache.note(key)
    if data is None:
        return None
    with suppress(msgspec.DecodeError, msgspec.ValidationError):
        note = msgspec.msgpack.decode(data, type=Note)
        in_time = dated or (note.built <= now.timestamp() and (note.until is None or now.timestamp() < note.until))
        if in_time and unchanged(note.sources) and unchanged(note.outputs):
            return note
    return None


def outputs_snapshot(target: Path) -> Snapshot:
    """Take the stamps of everything below the output folder."""
    return snapshot(_everything(target), ours=True)


def _everything(folder: Path) -> Iterable[tuple[Path, bool]]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        yield Path(parent), True
        for name in files:
            yield Path(parent, name), False
