"""Dealing hosts out to shards, and collecting what came of it: the coordinator's side of every engine.

The coordinator's state knows all pages and texts; a shard has what its crawler needs, and the pages as served.
What is collected from a shard leaves its table of pages, so what is there has not been collected. A killed run loses
nothing by that: dealing and collecting can be done again, and a shard that is lost is dealt anew.
"""

from __future__ import annotations

import logging
import secrets
import time
from array import array
from dataclasses import replace

from fridaygram.corpus.crawl.crawler import CrawlReport
from fridaygram.corpus.crawl.pages import COORDINATOR, Share, place_of
from fridaygram.corpus.crawl.state import PIECE, PIECE_OF_PAGES, State
from fridaygram.corpus.engines.base import (
    RUN_FILE,
    CrawlOrder,
    ShardEngine,
    ShardTask,
    analyse_shard,
    fetch,
    fetch_shard,
)
from fridaygram.corpus.pipeline.progress import JointProgress, Meter
from fridaygram.corpus.pipeline.reading import WITH_TEXT, analyse
from fridaygram.corpus.text.pool import TextPool
from fridaygram.errors import CorpusError
from fridaygram.files import write_atomic

ROUND_S, ROUNDS_A_DEAL = 600.0, 20
"""After so many seconds shards hand over what redirects lead to other hosts, and what the archive shall be asked for.
A round takes at least 20 times as long as collecting and dealing do."""
OWNER_FILE = "shards"
"""Whose shards lie in a folder, and how many."""
OWED = (
    "SELECT rowid FROM pages WHERE status = 'waiting' OR status = 'stored' AND url NOT IN (SELECT url FROM texts)"
    " AND url NOT IN (SELECT url FROM bodies) ORDER BY url"
)
"""Pages that wait, and pages whose text is to be read (again) from the body that a shard has."""
KEEP_PAGE = f"INSERT OR REPLACE INTO pages VALUES ({', '.join('?' * 10)})"
KEEP_TEXT = (
    "INSERT INTO texts VALUES (?, ?, ?) ON CONFLICT (url) DO UPDATE"
    " SET state = excluded.state, record = excluded.record WHERE record IS NOT excluded.record"
)
KEEP_READING = (
    "INSERT INTO readings VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE"
    " SET basis = excluded.basis, record = excluded.record, signature = excluded.signature"
    " WHERE basis IS NOT excluded.basis OR record IS NOT excluded.record"
)

_LOG = logging.getLogger(__name__)


class Shards:
    """The shards of a run, with the coordinator's ``state``. Without any, the coordinator does all itself."""

    def __init__(self, state: State, engine: ShardEngine, pool: TextPool, meter: Meter):
        self._state, self._engine, self._pool, self._meter = state, engine, pool, meter
        home = state.path.parent
        self._folder = engine.folder / home.name if engine.folder else home / "shards"
        self._run = secrets.token_hex(8)
        self._number = self._prepared() if engine.slots else 0
        if engine.folder:
            _LOG.warning(
                "as many workers as there are shards fetch at once: %d; for more, name a new folder with --shards, and "
                "wait for N workers with --workers N",
                self._number,
            )

    def close(self) -> None:
        """Let no task of this run work on."""
        if self._number:
            (self._folder / RUN_FILE).unlink(missing_ok=True)

    def fetch(self, order: CrawlOrder) -> CrawlReport:
        """Fetch and read all that waits, in rounds until nothing is handed over any more."""
        report = CrawlReport()
        if not self._number:
            return fetch(self._state, order, self._pool, self._meter)
        began = time.monotonic()
        self._collect_pages()
        with JointProgress(self._meter) as joint:
            while True:
                places = self._deal_pages(report)
                order = replace(order, most_s=max(ROUND_S, ROUNDS_A_DEAL * (time.monotonic() - began)))
                tasks = [self._task(place, self._part_of(order, place)) for place in places]
                results = self._engine.run(fetch_shard, tasks, joint.tell)
                own = fetch(self._state, self._part_of(order, COORDINATOR), self._pool, joint.meter_of(COORDINATOR))
                parts = [own, *results]
                for part in parts:
                    report.add(part)
                began = time.monotonic()
                settled = self._collect_pages()
                if order.offline or not (settled or any(part.requests for part in parts)):
                    return report
                joint.next_round()
                order = replace(order, refresh=False)

    def analyse(self) -> None:
        """Analyse the texts of all surviving links: those of one blog together, in the shard of its host."""
        if not self._number:
            analyse(self._state, self._pool, self._meter)
            return
        tasks = self._deal_texts()
        with JointProgress(self._meter) as joint:
            for _ in self._engine.run(analyse_shard, tasks, joint.tell):
                pass
        for task in tasks:
            with task.opened() as shard:
                ids = shard.ids("SELECT id FROM links ORDER BY id")
                sql = f"SELECT r.url, r.basis, r.record, r.signature FROM {PIECE} JOIN readings r ON r.url = l.url"
                self._state.write_many(KEEP_READING, shard.stream(ids, sql))

    def _prepared(self) -> int:
        """Make the folder this run's; return its number of shards: that of the engine's slots when it was new."""
        owner = self._state.meta("shards of") or self._run
        self._state.remember("shards of", owner)
        kept = self._folder / OWNER_FILE
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not kept.exists():
                write_atomic(kept, f"{owner} {self._engine.slots}\n".encode())
            there, _, number = kept.read_text("utf-8").strip().partition(" ")
            if there != owner or not number.isdigit():
                hint = "give another folder with --shards, or remove this one"
                raise CorpusError("the shards here are those of another run", file=self._folder, hint=hint)
            write_atomic(self._folder / RUN_FILE, self._run.encode())
        except OSError as error:
            raise CorpusError(f"no shards can lie here: {error.strerror}", file=self._folder) from None
        self._engine.check_workers(self._folder / RUN_FILE)
        return int(number)

    def _task(self, place: int, order: CrawlOrder | None = None) -> ShardTask:
        return ShardTask(place, self._folder / f"{place:05}.sqlite", self._run, order)

    def _part_of(self, order: CrawlOrder, place: int) -> CrawlOrder:
        return replace(order, policy=replace(order.policy, share=Share(place, self._number)))

    def _deal_pages(self, report: CrawlReport) -> list[int]:
        """Give each shard the pages that its hosts owe, but for hosts that rest; return the shards that got some."""
        dealt: dict[int, array[int]] = {}
        hosts = self._state.stream(self._state.ids(OWED), f"SELECT p.host, p.rowid FROM {PIECE_OF_PAGES}")
        for host, identity in hosts:
            place = place_of(host, self._number)
            if place != COORDINATOR and host not in report.rests:
                dealt.setdefault(place, array("q")).append(identity)
        for place, ids in sorted(dealt.items()):
            with self._task(place).opened() as shard:
                shard.write_many(KEEP_PAGE, self._state.stream(ids, f"SELECT p.* FROM {PIECE_OF_PAGES}"))
                urls = self._state.stream(ids, f"SELECT p.url FROM {PIECE_OF_PAGES}")
                shard.write_many("DELETE FROM texts WHERE url = ?", urls)
        return sorted(dealt)

    def _collect_pages(self) -> int:
        """Take over what shards know of pages; return how many of them are settled."""
        settled = 0
        for place in range(self._number):
            task = self._task(place)
            if not task.path.exists():
                continue
            with task.opened() as shard:
                ids = shard.ids("SELECT rowid FROM pages ORDER BY url")
                texts = f"SELECT t.url, t.state, t.record FROM {PIECE_OF_PAGES} JOIN texts t ON t.url = p.url"
                self._state.write_many(KEEP_TEXT, shard.stream(ids, texts))
                self._state.write_many(KEEP_PAGE, shard.stream(ids, f"SELECT p.* FROM {PIECE_OF_PAGES}"))
                settled += int((shard.one("SELECT count(*) FROM pages WHERE status != 'waiting'") or (0,))[0])
                shard.delete("pages")
        return settled

    def _deal_texts(self) -> list[ShardTask]:
        """Give each shard the links of its blogs whose texts are to be analysed, with the texts that it lacks."""
        dealt: dict[int, array[int]] = {}
        links = self._state.stream(self._state.ids(WITH_TEXT), f"SELECT l.domain, l.id FROM {PIECE}")
        for domain, identity in links:
            dealt.setdefault(max(0, place_of(domain, self._number)), array("q")).append(identity)
        tasks = []
        for place, ids in sorted(dealt.items()):
            tasks.append(self._task(place))
            with tasks[-1].opened() as shard:
                shard.delete("links")
                sql = f"SELECT l.url, l.address, l.domain, '', l.posted FROM {PIECE}"
                shard.write_many(
                    "INSERT INTO links (url, address, domain, song, posted) VALUES (?, ?, ?, ?, ?)",
                    self._state.stream(ids, sql),
                )
                texts = f"SELECT t.url, t.state, t.record FROM {PIECE} JOIN texts t ON t.url = l.url"
                shard.write_many(KEEP_TEXT, self._state.stream(ids, texts))
        return tasks
