"""What is remembered between builds: one SQLite file, never needed for a right answer, only for a quick one.

A damaged or foreign file is thrown away. Nothing in it is pickled.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from fridaygram.errors import BuildError
from fridaygram.graph.stamps import Stamped

SCHEMA = 4
# SQLite quotes a damaged file in its messages, and Python cannot always decode them.
DAMAGED = (sqlite3.DatabaseError, UnicodeDecodeError)
IN_USE = ("SQLITE_BUSY", "SQLITE_LOCKED")
# What every build reads lies apart from what it seldom does, so that looking through it is quick.
TABLES = """
CREATE TABLE result (name TEXT PRIMARY KEY, inputs BLOB NOT NULL, digest TEXT NOT NULL, head BLOB NOT NULL)
  WITHOUT ROWID;
CREATE TABLE data (name TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE output (target TEXT, path TEXT, inputs BLOB NOT NULL, digest TEXT NOT NULL, stamp BLOB NOT NULL,
  PRIMARY KEY (target, path)) WITHOUT ROWID;
CREATE TABLE note (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
"""


class KnownResult(NamedTuple):
    """What is remembered of a task: its encoded inputs, its result's digest, its result's head."""

    inputs: bytes
    digest: str
    head: bytes = b""


class Cache:
    """Results of tasks by name, outputs by target and path, and notes by key. ``path`` None keeps it in memory."""

    def __init__(self, path: Path | None, *, wait: float = 5.0):
        """Open or make the file. Raises BuildError where it is in use for more than ``wait`` seconds."""
        self.path = path
        self.wait = wait
        self.connection = self._open()

    def _open(self) -> sqlite3.Connection:
        if self.path is None:
            return _prepared(sqlite3.connect(":memory:"))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _prepared(sqlite3.connect(self.path, timeout=self.wait))
        except DAMAGED as error:
            if getattr(error, "sqlite_errorname", "") in IN_USE:
                raise _in_use(self.path) from None
            discard(self.path)
            return _prepared(sqlite3.connect(self.path, timeout=self.wait))

    def begin(self) -> None:
        """Take the file for one build alone. Raises BuildError where another has it."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if self.path is not None and getattr(error, "sqlite_errorname", "") in IN_USE:
                raise _in_use(self.path) from None
            raise

    def close(self) -> None:
        """Write what is pending and close."""
        try:
            self.connection.commit()
        finally:
            self.connection.close()

    def results(self) -> dict[str, KnownResult]:
        """Return what is remembered of every task, by name."""
        rows = self.connection.execute("SELECT name, inputs, digest, head FROM result")
        return {name: KnownResult(inputs, digest, head) for name, inputs, digest, head in rows}

    def data(self, name: str) -> bytes:
        """Return the data of a task's result. Raises DatabaseError where a task is remembered without it."""
        try:
            return _data(self.connection, name)
        except KeyError:
            raise sqlite3.DatabaseError(f"the result of '{name}' is lost") from None

    def remember(self, rows: Sequence[tuple[str, KnownResult, bytes]]) -> None:
        """Keep (name, what is known, data) of tasks that ran."""
        heads = ((name, *known) for name, known, _ in rows)
        self.connection.executemany("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)", heads)
        self.connection.executemany(
            "INSERT OR REPLACE INTO data VALUES (?, ?)", ((name, data) for name, _, data in rows)
        )

    def forget(self, names: Sequence[str]) -> None:
        """Drop the results of tasks that no build asks for any more."""
        for table in ("result", "data"):
            self.connection.executemany(f"DELETE FROM {table} WHERE name = ?", ((name,) for name in names))

    def outputs(self, target: str) -> dict[str, tuple[bytes, str, bytes]]:
        """Return, for every file written to ``target``: encoded inputs, digest, encoded stamp."""
        rows = self.connection.execute("SELECT path, inputs, digest, stamp FROM output WHERE target = ?", (target,))
        return {path: (inputs, digest, stamp) for path, inputs, digest, stamp in rows}

    def output_paths(self, target: str) -> list[str]:
        """Return the paths of the files written to ``target``."""
        rows = self.connection.execute("SELECT path FROM output WHERE target = ? ORDER BY path", (target,))
        return [path for (path,) in rows]

    def remember_outputs(self, target: str, rows: Iterable[tuple[str, bytes, str, bytes]]) -> None:
        """Keep (path, inputs, digest, stamp) of files written to ``target``."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?, ?)", ((target, *row) for row in rows)
        )

    def forget_outputs(self, target: str, paths: Iterable[str]) -> None:
        """Drop the memory of files that are no longer part of ``target``."""
        self.connection.executemany(
            "DELETE FROM output WHERE target = ? AND path = ?", ((target, path) for path in paths)
        )

    def note(self, key: str) -> bytes | None:
        """Return the note under ``key``, None where there is none."""
        row = self.connection.execute("SELECT data FROM note WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def set_note(self, key: str, data: bytes | None) -> None:
        """Set the note under ``key``, or remove it."""
        if data is None:
            self.connection.execute("DELETE FROM note WHERE key = ?", (key,))
        else:
            self.connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (key, data))

    def stamps(self) -> dict[str, Stamped]:
        """Return the remembered digests of source files."""
        data = self.note("stamps")
        if data is not None:
            with suppress(msgspec.DecodeError, msgspec.ValidationError):
                return msgspec.msgpack.decode(data, type=dict[str, Stamped])
        return {}

    def set_stamps(self, stamps: dict[str, Stamped]) -> None:
        """Keep the digests of source files."""
        self.set_note("stamps", msgspec.msgpack.encode(stamps))


@contextmanager
def opened(path: Path) -> Iterator[Cache]:
    """Open the cache for one build alone; what was made before an error is kept."""
    cache = Cache(path)
    try:
        cache.begin()
        yield cache
    finally:
        cache.close()


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return the connection with our tables; foreign or old ones raise DatabaseError."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # The cache may be lost with the machine's power; it may not be wrong, which WAL ensures.
        connection.execute("PRAGMA synchronous = OFF")
        # Rows are written once and read once, in their order: the 2 MB that SQLite would hold are of no use.
        connection.execute("PRAGMA cache_size = -256")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            connection.executescript(TABLES)
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        elif version != SCHEMA or not _tables(connection):
            raise sqlite3.DatabaseError("a cache of another version or program")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _tables(connection: sqlite3.Connection) -> bool:
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return names == {"result", "data", "output", "note"}


def kept_result(path: Path | None, name: str) -> bytes:
    """Return what an earlier build made, through a connection of its own: for workers, while a build has the file.

    Raises KeyError where it is not remembered.
    """
    with closing(sqlite3.connect(f"{(path or Path()).absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return _data(connection, name)


def _data(connection: sqlite3.Connection, name: str) -> bytes:
    row = connection.execute("SELECT data FROM data WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise KeyError(name)
    return bytes(row[0])


def discard(path: Path) -> None:
    """Throw the file of a cache away."""
    for name in (path.name, path.name + "-wal", path.name + "-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _in_use(path: Path) -> BuildError:
    return BuildError("another build of this blog is running", file=path.parent.parent, hint="wait for it to end")
