"""The state of a corpus in the making: one SQLite file in WAL mode, committed at every finished step.

Nothing in it is needed once the corpus is written, and everything in it can be made again; it is what
lets a run of days be stopped at any moment. Only this module opens the file; others bring their SQL.
"""

from __future__ import annotations

import sqlite3
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from fridaygram.errors import CorpusError
from fridaygram.files import hold

VERSION = 3
CHUNK, PIECE_SIZE = 2000, 256
PIECE = "json_each(?) k CROSS JOIN links l ON l.id = k.value"
PIECE_OF_PAGES = "json_each(?) k CROSS JOIN pages p ON p.rowid = k.value"
"""What the queries of ``State.stream`` select from: a piece of the ids, each with its link or page."""
WAYS_OUT = {
    sqlite3.SQLITE_FULL: "make room on the disk",
    sqlite3.SQLITE_IOERR: "look after the disk",
    sqlite3.SQLITE_READONLY: "change the permissions",
    sqlite3.SQLITE_CANTOPEN: "change the permissions",
}
"""What to do about errors of SQLite that are the machine's."""
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE answers (key TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE songs (
    id TEXT PRIMARY KEY, artist TEXT NOT NULL, title TEXT NOT NULL, duration_s REAL NOT NULL DEFAULT 0,
    match TEXT NOT NULL DEFAULT '', genres TEXT NOT NULL DEFAULT '', features TEXT NOT NULL DEFAULT '',
    facts TEXT NOT NULL DEFAULT '');
CREATE TABLE links (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL, address TEXT NOT NULL, domain TEXT NOT NULL,
    song TEXT NOT NULL, posted TEXT NOT NULL, stage TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '', UNIQUE (url, song));
CREATE INDEX links_by_stage ON links (stage);
CREATE TABLE pages (
    url TEXT PRIMARY KEY, host TEXT NOT NULL, target TEXT NOT NULL, posted TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '',
    hops INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, archived INTEGER NOT NULL DEFAULT 0);
CREATE INDEX pages_by_status ON pages (status);
CREATE TABLE bodies (url TEXT PRIMARY KEY, address TEXT NOT NULL, type TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE texts (url TEXT PRIMARY KEY, state TEXT NOT NULL, record BLOB NOT NULL);
CREATE TABLE bases (url TEXT PRIMARY KEY, basis TEXT NOT NULL);
CREATE TABLE readings (
    url TEXT PRIMARY KEY, basis TEXT NOT NULL, record BLOB NOT NULL, signature BLOB NOT NULL);
"""
HOSTS = """
CREATE TABLE robots (host TEXT PRIMARY KEY, access TEXT NOT NULL, text TEXT NOT NULL, taken TEXT NOT NULL);
CREATE TABLE rests (host TEXT PRIMARY KEY, until TEXT NOT NULL, times INTEGER NOT NULL);
"""
"""Moments are ISO 8601 in UTC. ``times`` counts the rests in a row after which nothing better came."""
FACTS = "ALTER TABLE songs ADD COLUMN facts TEXT NOT NULL DEFAULT '';"
STEPS = {0: SCHEMA + HOSTS, 1: "DROP TABLE robots;" + HOSTS + FACTS, 2: FACTS}
"""What leads from each older version to this one."""


class StateBusyError(CorpusError):
    """A state that another process has open."""


class State:
    """An open state file. Writes are serialised and committed one by one; safe to share between threads.

    A process killed at any moment leaves the file as after its last finished write: WAL with
    ``synchronous=NORMAL`` loses nothing to a killed process (a power cut may undo the last writes).
    """

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._guard = _alone(path.with_suffix(".lock"))
        self._lock = threading.RLock()
        try:
            with _told(path):
                self._connection = _opened(path)
        except sqlite3.DatabaseError as error:
            hint = "move it away; the next run begins anew"
            raise CorpusError(f"damaged state: {error}", file=path, hint=hint) from None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
            self._guard.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._lock, _told(self.path):
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, None where there is none."""
        with self._lock, _told(self.path):
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
            return row

    def ids(self, sql: str, values: Sequence[Any] = ()) -> array[int]:
        """Return the ids that a query finds, eight bytes each, in its order."""
        with self._lock, _told(self.path):
            return array("q", (identity for (identity,) in self._connection.execute(sql, values)))

    def stream(self, ids: Sequence[int], sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that a query FROM a PIECE has, PIECE_SIZE ids at a time, in the order of ``ids``.

        Each piece is a transaction of its own: a reader that stays open keeps the WAL from being used again, so
        that it grows with all that is written meanwhile.
        """
        for start in range(0, len(ids), PIECE_SIZE):
            piece = ",".join(map(str, ids[start : start + PIECE_SIZE]))
            yield from self.rows(f"{sql} ORDER BY k.key", (f"[{piece}]",))

    def write(self, *statements: tuple[str, Sequence[Any]]) -> None:
        """Run statements as one transaction: all of them, or none."""
        with self._lock, _told(self.path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            for sql, values in statements:
                self._connection.execute(sql, values)

    def write_many(self, sql: str, values: Iterable[Sequence[Any]]) -> None:
        """Run one statement with many values, a CHUNK of them a transaction. They may come from ``stream``."""
        source = iter(values)
        while chunk := list(islice(source, CHUNK)):
            with self._lock, _told(self.path), self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany(sql, chunk)

    def delete(self, table: str, condition: str = "1", values: Sequence[Any] = ()) -> None:
        """Delete the rows for which a condition holds, a CHUNK of them a transaction: the WAL holds one whole."""
        ids = self.ids(f"SELECT rowid FROM {table} WHERE {condition}", values)
        self.write_many(f"DELETE FROM {table} WHERE rowid = ?", ((identity,) for identity in ids))

    def meta(self, key: str) -> str:
        """Return a remembered value, "" where there is none."""
        row = self.one("SELECT value FROM meta WHERE key = ?", (key,))
        return str(row[0]) if row else ""

    def remember(self, key: str, value: str) -> None:
        """Keep a small value."""
        self.write(("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value)))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a full or broken disk into a CorpusError with a way out."""
    try:
        yield
    except sqlite3.OperationalError as error:
        way_out = WAYS_OUT.get(error.sqlite_errorcode & 0xFF)
        if way_out is None:
            raise
        hint = f"{way_out}; nothing is lost: the same command goes on from here"
        raise CorpusError(f"{error} (the state of the run)", file=path, hint=hint) from None


def _alone(path: Path) -> IO[bytes]:
    """Hold a lock that the system frees when this process ends. Raises StateBusyError where another one has it."""
    stream = hold(path)
    if stream is None:
        hint = "let it end, or stop it; it will go on where it stopped"
        raise StateBusyError("another run is at work on this corpus", file=path.parent, hint=hint)
    return stream


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # then WAL needs no shared memory: network folders have none
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN EXCLUSIVE")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for statement in filter(str.strip, STEPS.get(version, "").split(";")):
        connection.execute(statement)
    if version in STEPS:
        connection.execute(f"PRAGMA user_version = {VERSION}")
        version = VERSION
    connection.execute("COMMIT")
    if version != VERSION:
        connection.close()
        raise CorpusError(
            f"state of another version ({version}, this one keeps {VERSION})",
            file=path,
            hint="move it away; the next run begins anew",
        )
    return connection
