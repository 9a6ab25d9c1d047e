"""What an engine is, and the work over one state that is the same for every engine.

A run has one coordinator. It has the links, asks sources, catalogues and the archive, judges, and writes the corpus.
With shards, all other hosts are dealt out by a hash of their names; each shard is a state file of its own (shards.py).
Tasks get the paths of these files, so that no page goes over a wire between the machines.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from fridaygram.corpus.crawl.crawler import Crawler, CrawlPolicy, CrawlReport
from fridaygram.corpus.crawl.pages import ARCHIVE, COORDINATOR
from fridaygram.corpus.crawl.state import State, StateBusyError
from fridaygram.corpus.net.pace import Clock
from fridaygram.corpus.net.transport import Transport
from fridaygram.corpus.pipeline.progress import Meter, RunProgress
from fridaygram.corpus.pipeline.reading import analyse, read_while_crawling
from fridaygram.corpus.text.pool import TextPool
from fridaygram.corpus.text.work import VERSION
from fridaygram.errors import CorpusError

RUN_FILE = "run"
"""The file beside the shards that names the run whose tasks may work on them."""
LOCK_WAIT_S, LOCK_POLL_S = 1800.0, 0.2
"""How long a task waits for a shard that a task of an earlier run, or of a worker thought dead, still has open."""
Tell = Callable[[RunProgress], None]
Work = Callable[["ShardTask", TextPool, Tell], Any]
"""Work over one shard. What it returns is small: it goes over the wire."""


class ShardEngine(Protocol):
    """Runs work over shards. ``slots`` is how many tasks it runs at once; 0: there are no shards.

    ``folder`` is where shards lie; None: beside the state of the run.
    """

    slots: int
    folder: Path | None

    def check_workers(self, run_file: Path) -> None:
        """Raise UsageError where a worker has another version, or does not see ``run_file``."""

    def run(self, work: Work, tasks: list[ShardTask], tell: Callable[[int, RunProgress], None]) -> Iterator[Any]:
        """Begin tasks, and yield their results as they come; ``tell`` gets the progress of each by its place.

        Raises what the work raised, and NetworkError where workers or scheduler are lost.
        """


@dataclass(frozen=True)
class CrawlOrder:
    """How pages are fetched: see ``RunOptions`` for ``refresh`` and ``offline``; a part ends after about ``most_s``."""

    transport: Transport
    clock: Clock
    policy: CrawlPolicy
    refresh: bool = False
    offline: bool = False
    most_s: float = float("inf")


class SupersededError(CorpusError):
    """The run that gave a task has ended, or another one has begun."""


@dataclass(frozen=True)
class ShardTask:
    """Work over the shard at ``path``, given by the run called ``run``; ``place`` is its number, from 0."""

    place: int
    path: Path
    run: str
    order: CrawlOrder | None = None

    def check(self) -> None:
        """Raise SupersededError where this task's run is over."""
        try:
            current = self.path.with_name(RUN_FILE).read_text("utf-8")
        except OSError:
            current = ""
        if current != self.run:
            raise SupersededError("this run is over, or another one has begun on the same shards")

    def told(self, tell: Tell) -> Tell:
        """Return ``tell`` with a check before each call: so a task of a run that was killed ends in a moment."""

        def checked(moment: RunProgress) -> None:
            self.check()
            tell(moment)

        return checked

    @contextmanager
    def opened(self) -> Iterator[State]:
        """Open the shard, waiting for its lock. Texts that another version read are forgotten."""
        end = time.monotonic() + LOCK_WAIT_S
        while True:
            self.check()
            try:
                state = State(self.path)
                break
            except StateBusyError:
                if time.monotonic() > end:
                    raise
                time.sleep(LOCK_POLL_S)
        with closing(state):
            forget_old_texts(state)
            yield state


def fetch(state: State, order: CrawlOrder, pool: TextPool, meter: Meter) -> CrawlReport:
    """Fetch and read the pages that wait in a state and whose hosts are in the policy's share."""
    share = order.policy.share
    lost = "status = 'stored' AND url NOT IN (SELECT url FROM bodies) AND url NOT IN (SELECT url FROM texts)"
    only = f" AND host = '{ARCHIVE}'" if share.of and share.place == COORDINATOR else ""  # the rest lies in shards
    state.write((f"UPDATE pages SET status = 'waiting' WHERE {lost}{only}", ()))
    if order.refresh:
        state.write(("DELETE FROM robots WHERE access != 'rules'", ()))
    end = order.clock.monotonic() + order.most_s
    crawler = Crawler(state, order.transport, order.policy, order.clock)
    return read_while_crawling(
        state,
        crawler,
        pool,
        meter,
        offline=order.offline,
        enough=lambda: order.clock.monotonic() > end,
    )


def fetch_shard(task: ShardTask, pool: TextPool, tell: Tell) -> CrawlReport:
    """Fetch and read the pages that wait in a shard."""
    if task.order is None:
        raise TypeError("a task that fetches has an order")
    with task.opened() as state:
        return fetch(state, task.order, pool, Meter(task.told(tell), time.monotonic))


def analyse_shard(task: ShardTask, pool: TextPool, tell: Tell) -> None:
    """Analyse the texts of a shard's links."""
    with task.opened() as state:
        analyse(state, pool, Meter(task.told(tell), time.monotonic))


def forget_old_texts(state: State, *, all_of_them: bool = False) -> None:
    """Forget texts and readings of another version of the reader, or all: pages are read again as they are stored."""
    if all_of_them or state.meta("texts by") != str(VERSION):
        state.delete("texts")
        state.delete("readings")
        state.remember("texts by", str(VERSION))
