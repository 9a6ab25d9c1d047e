"""What is remembered between builds: one SQLite file, never needed for a right answer, only for a quick one.

A damaged or foreign file is thrown away. Nothing in it is pickled.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec

from fridaygram.errors import BuildError
from fridaygram.graph.stamps import Stamped

SCHEMA = 3
IN_USE = ("SQLITE_BUSY", "SQLITE_LOCKED")
TABLES = """
CREATE TABLE result (name TEXT PRIMARY KEY, inputs BLOB NOT NULL, digest TEXT NOT NULL, data BLOB NOT NULL)
  WITHOUT ROWID;
CREATE TABLE output (target TEXT, path TEXT, inputs BLOB NOT NULL, digest TEXT NOT NULL, stamp BLOB NOT NULL,
  note BLOB NOT NULL, PRIMARY KEY (target, path)) WITHOUT ROWID;
CREATE TABLE note (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE kept (target TEXT, name TEXT, data BLOB NOT NULL, PRIMARY KEY (target, name));
"""


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
        except sqlite3.DatabaseError as error:
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

    def inputs(self) -> dict[str, tuple[bytes, str]]:
        """Return, for every remembered task, its encoded inputs and its result's digest."""
        rows = self.connection.execute("SELECT name, inputs, digest FROM result")
        return {name: (inputs, digest) for name, inputs, digest in rows}

    def data(self, name: str) -> bytes:
        """Return the result of a remembered task. Raises KeyError where it is not remembered."""
        row = self.connection.execute("SELECT data FROM result WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise KeyError(name)
        return bytes(row[0])

    def all_data(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield the names and results of all tasks whose name starts with ``prefix``, in order: too many to hold."""
        query = "SELECT name, data FROM result WHERE name >= ? AND name < ?"
        for name, data in self.connection.execute(query, (prefix, prefix + "\U0010ffff")):
            yield name, bytes(data)

    def remember(self, rows: Iterable[tuple[str, bytes, str, bytes]]) -> None:
        """Keep (name, inputs, digest, data) of tasks that ran."""
        self.connection.executemany("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)", rows)

    def forget(self, names: Iterable[str]) -> None:
        """Drop the results of tasks that no build asks for any more."""
        self.connection.executemany("DELETE FROM result WHERE name = ?", ((name,) for name in names))

    def outputs(self, target: str) -> dict[str, tuple[bytes, str, bytes]]:
        """Return, for every file written to ``target``: encoded inputs, digest, encoded stamp."""
        rows = self.connection.execute("SELECT path, inputs, digest, stamp FROM output WHERE target = ?", (target,))
        return {path: (inputs, digest, stamp) for path, inputs, digest, stamp in rows}

    def remember_outputs(self, target: str, rows: Iterable[tuple[str, bytes, str, bytes, bytes]]) -> None:
        """Keep (path, inputs, digest, stamp, note) of files written to ``target``."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?, ?, ?)", ((target, *row) for row in rows)
        )

    def forget_outputs(self, target: str, paths: Iterable[str]) -> None:
        """Drop the memory of files that are no longer part of ``target``."""
        self.connection.executemany(
            "DELETE FROM output WHERE target = ? AND path = ?", ((target, path) for path in paths)
        )

    def result_inputs(self, name: str) -> tuple[bytes, str] | None:
        """Return one remembered task's encoded inputs and its result's digest, None where it is not remembered."""
        row = self.connection.execute("SELECT inputs, digest FROM result WHERE name = ?", (name,)).fetchone()
        return None if row is None else (bytes(row[0]), str(row[1]))

    def output(self, target: str, path: str) -> tuple[bytes, str, bytes] | None:
        """Return encoded inputs, digest and note of one file written to ``target``, None where it is not known."""
        query = "SELECT inputs, digest, note FROM output WHERE target = ? AND path = ?"
        row = self.connection.execute(query, (target, path)).fetchone()
        return None if row is None else (bytes(row[0]), str(row[1]), bytes(row[2]))

    def keep(self, target: str, rows: Iterable[tuple[str, bytes]]) -> None:
        """Keep (name, data) of what ``target`` was made of."""
        self.connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", ((target, *row) for row in rows))

    def drop_kept(self, target: str) -> None:
        """Forget what ``target`` was made of."""
        self.connection.execute("DELETE FROM kept WHERE target = ?", (target,))

    def kept_targets(self) -> list[str]:
        """Return the targets of which it is known what they were made of."""
        return [target for (target,) in self.connection.execute("SELECT DISTINCT target FROM kept ORDER BY target")]

    def kept(self, target: str, name: str) -> bytes | None:
        """Return what is kept of ``target`` under a name, None where nothing is."""
        query = "SELECT data FROM kept WHERE target = ? AND name = ?"
        row = self.connection.execute(query, (target, name)).fetchone()
        return None if row is None else bytes(row[0])

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
    return names == {"result", "output", "note", "kept"}


def kept_result(path: Path | None, name: str) -> bytes:
    """Return what an earlier build made, over a connection of its own: for workers, while a build has the file.

    Raises KeyError where it is not remembered.
    """
    with closing(sqlite3.connect(f"{(path or Path()).absolute().as_uri()}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT data FROM result WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise KeyError(name)
    return bytes(row[0])


def discard(path: Path) -> None:
    """Throw the file of a cache away."""
    for name in (path.name, path.name + "-wal", path.name + "-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _in_use(path: Path) -> BuildError:
    return BuildError("another build of this blog is running", file=path.parent.parent, hint="wait for it to end")
