"""The pages of a state file: what is to be fetched, what came back, raw and compressed.

A page that is gone is asked for at the Wayback Machine: ``GET https://web.archive.org/web/<YYYYMMDDhhmmss>id_/<url>``
redirects to the capture nearest that moment, as it was recorded and without the archive's frame.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fridaygram.corpus.crawl.hosts import Job
from fridaygram.corpus.crawl.state import PIECE_OF_PAGES, State
from fridaygram.corpus.urls import host_of

ARCHIVE = "web.archive.org"
LEVEL = 3
"""zlib's level: pages shrink to a fifth in a tenth of the time that extraction takes."""


COORDINATOR = -1
"""In place of a shard's number: the coordinator, which alone asks the archive."""


@dataclass(frozen=True)
class Share:
    """The hosts that one crawler asks: those dealt to shard ``place`` of ``of``, or all where there are no shards."""

    place: int = COORDINATOR
    of: int = 0

    def owns(self, host: str) -> bool:
        """Return whether this crawler asks a host."""
        return not self.of or place_of(host, self.of) == self.place


ALL_HOSTS = Share()


def place_of(host: str, shards: int) -> int:
    """Return the shard of a host: a hash of its name, so that nobody has to keep a table."""
    return COORDINATOR if host == ARCHIVE else zlib.crc32(host.encode("utf-8", "surrogatepass")) % shards


@dataclass(frozen=True)
class RawPage:
    """A stored page. ``address`` is where it was found in the end, ``type`` its Content-Type header."""

    url: str
    address: str
    type: str
    packed: bytes

    def body(self) -> bytes:
        """Return the page's bytes as they were served (after content decoding)."""
        return zlib.decompress(self.packed)


def enqueue(state: State, links: Iterable[tuple[str, str, str]]) -> None:
    """Add pages to be fetched, as (canonical URL, address, posted); those known already stay as they are."""
    rows = ((url, host_of(address), address, posted) for url, address, posted in links)
    sql = "INSERT OR IGNORE INTO pages (url, host, target, posted) VALUES (?, ?, ?, ?)"
    state.write_many(sql, rows)


def waiting_pages(state: State) -> Iterator[tuple[str, int]]:
    """Yield host and id of the pages that wait, in the order of their URLs."""
    ids = state.ids("SELECT rowid FROM pages WHERE status = 'waiting' ORDER BY url")
    return state.stream(ids, f"SELECT p.host, p.rowid FROM {PIECE_OF_PAGES}")


def load_job(state: State, identity: int) -> Job:
    """Return the page of an id as a job."""
    sql = "SELECT url, target, host, posted, hops, attempts, archived FROM pages WHERE rowid = ?"
    url, target, host, posted, hops, attempts, archived = state.rows(sql, (identity,))[0]
    return Job(url, target, host, posted, hops, attempts, bool(archived))


def store_page(state: State, job: Job, content_type: str, body: bytes) -> None:
    """Keep a page that came back."""
    state.write(
        ("UPDATE pages SET status = 'stored', target = ?, hops = ? WHERE url = ?", (job.target, job.hops, job.url)),
        (
            "INSERT OR REPLACE INTO bodies VALUES (?, ?, ?, ?)",
            (job.url, job.target, content_type, zlib.compress(body, LEVEL)),
        ),
        ("DELETE FROM texts WHERE url = ?", (job.url,)),
    )


def move_job(state: State, job: Job, reason: str = "", detail: str = "") -> None:
    """Keep where a page's next request goes (after a redirect, a failed try, or to the archive).

    A ``reason`` given stays beside it: why the archive is asked.
    """
    kept = (reason, detail) if reason else None
    state.write(
        (
            "UPDATE pages SET host = ?, target = ?, hops = ?, attempts = ?, archived = ?,"
            " reason = coalesce(?, reason), detail = coalesce(?, detail), status = 'waiting' WHERE url = ?",
            (job.host, job.target, job.hops, job.attempts, int(job.archived), *(kept or (None, None)), job.url),
        )
    )


def fail_page(state: State, job: Job, reason: str, detail: str) -> None:
    """Give a page up, for a reason. Where the archive was asked in vain, the first reason stays."""
    if job.archived:
        sql = "UPDATE pages SET status = 'failed', detail = detail || '; archive: ' || ? WHERE url = ?"
        state.write((sql, (detail or reason, job.url)))
    else:
        sql = "UPDATE pages SET status = 'failed', reason = ?, detail = ? WHERE url = ?"
        state.write((sql, (reason, detail, job.url)))


def retry_failures(state: State, reasons: Iterable[str]) -> None:
    """Let linked pages that failed for one of ``reasons`` be fetched again, from their first address."""
    sql = (
        "UPDATE pages SET status = 'waiting', attempts = 0, hops = 0, archived = 0, reason = '', detail = '',"
        " (host, target) = (SELECT domain, address FROM links WHERE links.url = pages.url LIMIT 1)"
        " WHERE status = 'failed' AND reason = ? AND url IN (SELECT url FROM links)"
    )
    state.write_many(sql, ((reason,) for reason in reasons))


def unread_pages(state: State, after: int, most: int) -> tuple[list[RawPage], int]:
    """Return up to ``most`` stored pages whose text has not been extracted, in the order they came.

    ``after`` is the place that the last call returned (-1 at first); the new place comes with the pages.
    """
    sql = (
        "SELECT b.url, b.address, b.type, b.body, b.rowid FROM bodies b LEFT JOIN texts t ON t.url = b.url"
        " WHERE t.url IS NULL AND b.rowid > ? ORDER BY b.rowid LIMIT ?"
    )
    rows = state.rows(sql, (after, most))
    return [RawPage(*row[:4]) for row in rows], rows[-1][4] if rows else after


def ask_archive(state: State, page_states: Iterable[str]) -> int:
    """Send pages that turned out to be none (soft 404, parked) to the archive; return how many."""
    sent = 0
    for name in page_states:
        sql = (
            "SELECT p.url, p.host, p.target, p.posted, (SELECT address FROM links l WHERE l.url = p.url LIMIT 1)"
            " FROM pages p JOIN texts t ON t.url = p.url"
            " WHERE t.state = ? AND p.status = 'stored' AND p.archived = 0 AND p.posted != '' ORDER BY p.url"
        )
        for url, _, target, posted, address in state.rows(sql, (name,)):
            asked = Job(url, capture_url(address or target, posted), ARCHIVE, posted, archived=True)
            move_job(state, asked, name, "as fetched")
            sent += 1
    return sent


def timestamp_of(iso: str) -> str:
    """Return an ISO date or moment as the archive's timestamp; noon for a date without a time."""
    digits = "".join(character for character in iso if character.isdigit())[:14]
    return digits + "120000" if len(digits) == 8 else digits.ljust(14, "0")


def capture_url(url: str, iso: str) -> str:
    """Return the address of the raw capture of ``url`` nearest the date ``iso``."""
    return f"https://{ARCHIVE}/web/{timestamp_of(iso)}id_/{url}"
