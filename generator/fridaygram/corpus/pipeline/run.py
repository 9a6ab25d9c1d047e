"""One run of the pipeline: it goes as far as the services let it, and the next one goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from fridaygram.corpus.clients.base import PausedError, UnansweredError
from fridaygram.corpus.crawl.crawler import CrawlPolicy
from fridaygram.corpus.crawl.pages import ARCHIVE, retry_failures
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.engines.base import CrawlOrder, ShardEngine, forget_old_texts
from fridaygram.corpus.engines.local import LocalEngine
from fridaygram.corpus.engines.shards import Shards
from fridaygram.corpus.funnel import Funnel
from fridaygram.corpus.net.pace import Clock
from fridaygram.corpus.net.transport import Transport
from fridaygram.corpus.pipeline import assemble, songs
from fridaygram.corpus.pipeline.contracts import Linked, Need
from fridaygram.corpus.pipeline.judge import judge_links
from fridaygram.corpus.pipeline.progress import Meter, RunProgress
from fridaygram.corpus.pipeline.reading import enqueue_survivors, send_to_archive
from fridaygram.corpus.pipeline.services import Services
from fridaygram.corpus.pipeline.settings import PipelineSettings, source_of, stages_of
from fridaygram.corpus.store import Corpus, write_corpus
from fridaygram.corpus.text.pool import TextPool
from fridaygram.corpus.urls import canonical, host_of
from fridaygram.errors import CorpusError

CHUNK = 500
TRANSIENT = ("timeout", "too slow", "unreachable", "cut", "server error", "asked to wait", "robots")


@dataclass(frozen=True)
class Outcome:
    """How a run ended. ``corpus`` is None where something waits: then ``waiting`` counts it and ``until``
    says when the last of the services may be asked again (UTC; None where no time was named).
    """

    corpus: Corpus | None
    funnel: Funnel | None
    waiting: dict[str, int]
    until: datetime | None
    notes: tuple[str, ...]
    links: int
    requests: int


@dataclass(frozen=True)
class Effects:
    """What a run uses of the world: the network, the clock, processes, and a function that gets its progress.

    ``workers`` processes read pages for the local engine; another engine has its own.
    """

    transport: Transport
    clock: Clock
    workers: int | None = None
    tell: Callable[[RunProgress], None] | None = None
    pace: float = 1.0
    engine: ShardEngine = field(default_factory=LocalEngine)


@dataclass(frozen=True)
class RunOptions:
    """What the author asked for beside the settings.

    ``refresh`` asks the source anew and tries failed pages again; ``restage`` reads stored pages again without
    the network; ``finish`` drops what still waits, as not answered.
    """

    refresh: bool = False
    restage: bool = False
    finish: bool = False


def run(
    name: str,
    settings: PipelineSettings,
    secrets: dict[str, tuple[str, ...]],
    paths: tuple[Path, Path],
    effects: Effects,
    options: RunOptions | None = None,
) -> Outcome:
    """Run the pipeline; ``paths`` are the state file and the folder of the corpus."""
    options = options or RunOptions()
    state = State(paths[0])
    try:
        with TextPool(1 if effects.engine.slots else effects.workers) as pool:
            pool.check()
            one = _Run(name, settings, secrets, state, pool, effects, options)
            with closing(one.shards):
                return one.go(paths[1])
    finally:
        state.close()


class _Run:
    """The steps of a run, over one open state."""

    def __init__(
        self,
        name: str,
        settings: PipelineSettings,
        secrets: dict[str, tuple[str, ...]],
        state: State,
        pool: TextPool,
        effects: Effects,
        options: RunOptions,
    ):
        self.name, self.settings, self.state, self.pool = name, settings, state, pool
        self.effects, self.options = effects, options
        self.services = Services(effects.transport, state, effects.clock, secrets, effects.pace, options.refresh)
        self.meter = Meter(effects.tell, effects.clock.monotonic)
        self.shards = Shards(state, effects.engine, pool, self.meter)
        self.waits = songs.Waits()
        self.requests = 0

    def go(self, folder: Path) -> Outcome:
        """Take the steps in their order."""
        self._prepare()
        if not self.options.restage:
            self._collect()
        stages = stages_of(self.settings)
        rules, years = self.settings.rules(), self.settings.years
        judge_links(self.state, stages, rules, years, self._gather, self.waits, finish=self.options.finish)
        if all(stage.needs not in ("text", "twin") for _, stage in stages):
            self._gather("text")  # reviews need it, although no stage does
        assemble.settle_same_posts(self.state, stages[-1][0])
        if not self.options.restage:
            songs.add_genres(self.state, self.services, self.settings, self.waits, self.meter)
            songs.add_features(self.state, self.services, self.settings, self.waits, self.meter)
            songs.add_facts(self.state, self.services, self.settings, self.waits, self.meter)
        return self._outcome(folder)

    def _prepare(self) -> None:
        source = source_of(self.settings)
        if not self.options.restage:
            if source.forgets and self.state.meta("links of") == self.settings.source:
                period = (self.settings.first.isoformat(), self.settings.end.isoformat())
                self.state.delete("links", "substr(posted, 1, 10) NOT BETWEEN ? AND ? AND posted != ''", period)
            else:
                self.state.delete("links")
            self.state.remember("links of", self.settings.source)
        forget_old_texts(self.state, all_of_them=self.options.restage)

    def _collect(self) -> None:
        """Write down what the source links to; links known already stay as they are."""
        source = source_of(self.settings)
        self.meter.begin("links collected", 0)
        found = source.links(self.settings, self.services)
        number = 0
        try:
            while chunk := list(islice(found, CHUNK)):
                self._keep_links(chunk)
                number += len(chunk)
                self.meter.step(number)
        except (PausedError, UnansweredError) as error:
            self.waits.add("part of the links not collected", 1, error)
        else:
            self.state.remember("collected", f"{self.settings.first} {self.settings.end}")
        self.meter.end(number)

    def _keep_links(self, chunk: list[Linked]) -> None:
        self.state.write_many(
            "INSERT OR IGNORE INTO songs (id, artist, title, duration_s) VALUES (?, ?, ?, ?)",
            [(link.song, link.artist, link.title, link.duration_s) for link in chunk if link.song],
        )
        self.state.write_many(
            "INSERT OR IGNORE INTO links (url, address, domain, song, posted) VALUES (?, ?, ?, ?, ?)", _rows(chunk)
        )

    def _gather(self, need: Need) -> None:
        if need == "song" and not self.options.restage:
            songs.match_songs(self.state, self.services, self.waits, self.meter)
        elif need == "page":
            self._fetch()
        elif need == "text":
            self.shards.analyse()

    def _fetch(self) -> None:
        """Fetch and read pages; a second round asks the archive for those that were none."""
        if not self.options.restage:
            enqueue_survivors(self.state)
        if self.options.refresh:
            retry_failures(self.state, TRANSIENT)
        policy = CrawlPolicy(
            delay_s=self.settings.delay_s,
            threads=self.settings.threads,
            archive=self.settings.archive,
            pause_scale=self.effects.pace,
        )
        refresh, offline = self.options.refresh, self.options.restage
        order = CrawlOrder(self.effects.transport, self.effects.clock, policy, refresh=refresh, offline=offline)
        for _ in range(2):
            report = self.shards.fetch(order)
            order = replace(order, refresh=False)
            self.requests += report.requests
            for host, until in sorted(report.rests.items()):
                self.waits.add("", 0, PausedError("the Wayback Machine" if host == ARCHIVE else host, until))
            if ARCHIVE in report.rests:
                return
            if self.options.restage or not self.settings.archive or not send_to_archive(self.state):
                return

    def _outcome(self, folder: Path) -> Outcome:
        corpus = funnel = None
        if self.options.finish or not self.waits.counts:
            ledger = assemble.ledger(self.state, self.name, self.settings)
            funnel = ledger.funnel()
            _refuse_empty(self.name, funnel)
            rows = assemble.reviews(self.state)
            corpus = write_corpus(
                folder,
                self.name,
                rows,
                note=self.settings.note,
                ledger=ledger,
                taken=self.effects.clock.now().date().isoformat(),
                anew=self.options.restage,
            )
        row = self.state.one("SELECT count(*) FROM links")
        unsaid = (f"and {self.services.unsaid:,} more of the kind",) if self.services.unsaid else ()
        return Outcome(
            corpus=corpus,
            funnel=funnel,
            waiting=dict(sorted(self.waits.counts.items())),
            until=self.waits.until,
            notes=(*self.services.notes, *unsaid, *self.waits.reasons),
            links=int(row[0]) if row else 0,
            requests=self.requests,
        )


def _refuse_empty(name: str, funnel: Funnel) -> None:
    """Raise CorpusError where nothing is left, saying what took the most."""
    if funnel.stages[-1].count:
        return
    if not funnel.stages[0].count:
        hint = "its source gave no links: nothing was written"
    else:
        drops = [(number, stage.name, why) for stage in funnel.stages[1:] for why, number in stage.drops.items()]
        number, stage, why = max(drops)
        hint = f"most links ({number:,} of {funnel.stages[0].count:,}) were dropped by '{stage}': {why}"
    raise CorpusError(f"the corpus '{name}' would be empty", hint=hint)


def _rows(chunk: list[Linked]) -> Iterator[tuple[str, str, str, str, str]]:
    for link in chunk:
        address = link.address.strip()
        yield canonical(address), address, host_of(address), link.song, link.posted
