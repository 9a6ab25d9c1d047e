"""Facts about pages: fetched, read while the crawl goes on, their texts analysed host by host."""

from __future__ import annotations

import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter

import msgspec

from fridaygram.corpus.crawl.crawler import Crawler, CrawlReport
from fridaygram.corpus.crawl.pages import ask_archive, enqueue, unread_pages
from fridaygram.corpus.crawl.state import PIECE, State
from fridaygram.corpus.pipeline.progress import Meter
from fridaygram.corpus.text.clean import boilerplate
from fridaygram.corpus.text.extract import PageText
from fridaygram.corpus.text.pool import TextPool
from fridaygram.corpus.text.work import VERSION, PageRead, PageWork, Reading, TextWork, Work
from fridaygram.errors import CorpusError
from fridaygram.files import digest

BATCH = 16
NO_PAGES = ("soft 404", "parked")
IDLE_S, BUSY_S = 0.01, 0.1
WITH_TEXT = (
    "SELECT min(l.id) FROM links l JOIN texts t ON t.url = l.url WHERE l.stage = '' AND t.state = 'text'"
    " GROUP BY l.domain, l.url ORDER BY l.domain, l.url"
)
"""Surviving links with a text, blog by blog."""
LEAST_ALIKE = 20
"""So many pages must have failed in one way before that way is suspected."""


def enqueue_survivors(state: State) -> None:
    """Let the pages of all surviving links be fetched, each once."""
    ids = state.ids("SELECT min(id) FROM links WHERE stage = '' GROUP BY url ORDER BY url")
    left = "FROM links m WHERE m.url = l.url AND +m.stage = ''"  # by the index of url, not that of stage
    sql = f"SELECT l.url, (SELECT min(m.address) {left}), (SELECT max(m.posted) {left}) FROM {PIECE}"
    enqueue(state, state.stream(ids, sql))


def read_while_crawling(
    state: State,
    crawler: Crawler,
    pool: TextPool,
    meter: Meter,
    *,
    offline: bool = False,
    enough: Callable[[], bool] = lambda: False,
) -> CrawlReport:
    """Fetch what waits (not if ``offline``) until ``enough``, and extract the text of every page that has come."""
    # Counted first: what the crawler brings is among what waits.
    unread = int((state.one("SELECT count(*) FROM bodies WHERE url NOT IN (SELECT url FROM texts)") or (0,))[0])
    waiting = crawler.start(offline=offline)
    meter.begin("pages fetched and read", waiting + unread)
    place, read = -1, 0
    alike = _Alike("pages", "read")
    try:
        while True:
            if enough():
                crawler.stop()
            crawling = crawler.running()
            given = 0
            if pool.has_room():
                pages, place = unread_pages(state, place, BATCH)
                given = len(pages)
                if pages:
                    pool.give([PageWork(page.url, page.address, page.type, page.packed) for page in pages])
            patience_s = 0.0 if pool.has_room() else BUSY_S
            done = [item for item in pool.take(patience_s) if isinstance(item, PageRead)]
            read += _keep_texts(state, done, alike)
            failed = crawler.report.failed
            meter.step(read + failed.total(), failed)
            if given or done:
                continue
            if not crawling and not pool.outstanding():
                break
            time.sleep(IDLE_S)  # not on the run's clock: threads and processes take real time
    finally:
        crawler.stop()
        report = crawler.finish()
    meter.end(read + report.failed.total(), report.failed)
    return report


def send_to_archive(state: State) -> bool:
    """Send pages that are none (soft 404, parked) to the archive; return whether there are any."""
    return ask_archive(state, NO_PAGES) > 0


def analyse(state: State, pool: TextPool, meter: Meter) -> None:
    """Analyse the texts of all surviving links, without what their hosts repeat, unless that has been done."""
    (total,) = state.one("SELECT count(DISTINCT url) FROM links WHERE stage = ''") or (0,)
    meter.begin("texts analysed", int(total))
    pool.rest()  # what pages are read with is not needed beside what texts are analysed with
    done = 0
    alike = _Alike("texts", "analysed")
    for results in pool.map(_text_batches(state)):
        readings = [item for item in results if isinstance(item, Reading)]
        _check_readings(state, alike, readings)
        state.write_many(
            "INSERT OR REPLACE INTO readings SELECT url, basis, ?, ? FROM bases WHERE url = ?",
            [(msgspec.msgpack.encode(_without_mark(item)), item.mark, item.url) for item in readings],
        )
        done += len(readings)
        meter.step(done)
    pool.rest()
    meter.end(int(total))


def _check_readings(state: State, alike: _Alike, readings: list[Reading]) -> None:
    try:
        alike.check([item.problem for item in readings])
    except CorpusError:
        state.write(("DELETE FROM readings WHERE signature = x''", ()))
        raise


def page_text(record: bytes) -> PageText:
    """Return a stored text."""
    return msgspec.msgpack.decode(record, type=PageText)


def reading(record: bytes) -> Reading:
    """Return a stored reading; its signature is kept beside it."""
    return msgspec.msgpack.decode(record, type=Reading)


class _Alike:
    """Stops a run in which most pages fail alike: then a library or this machine is at fault, and not the pages."""

    def __init__(self, what: str, verb: str):
        self._what, self._verb = what, verb
        self._seen: Counter[str] = Counter()

    def check(self, problems: list[str]) -> None:
        """Count results; ``problems`` are "" where all went well. Raises CorpusError."""
        self._seen.update(problems)
        failed = Counter({problem: number for problem, number in self._seen.items() if problem}).most_common(1)
        if failed and failed[0][1] >= LEAST_ALIKE and 2 * failed[0][1] > self._seen.total():
            problem, number = failed[0]
            told = f"{number} of {self._seen.total()} {self._what} could not be {self._verb}"
            raise CorpusError(
                f"{told}, all for one reason: {problem}",
                hint="no page was dropped for it; update what 'fridaygram[acquire]' installs or report it, then run the"
                " same command again",
            )


def _keep_texts(state: State, done: list[PageRead], alike: _Alike) -> int:
    try:
        alike.check([item.page.detail if item.page.state == "not readable" else "" for item in done])
    except CorpusError:
        state.write(("DELETE FROM texts WHERE state = 'not readable'", ()))
        raise
    if done:
        state.write_many(
            "INSERT OR REPLACE INTO texts VALUES (?, ?, ?)",
            [(item.url, item.page.state, msgspec.msgpack.encode(item.page)) for item in done],
        )
    return len(done)


def _text_batches(state: State) -> Iterator[list[Work]]:
    """Yield batches of texts whose reading is missing or was made of another text."""
    works = _texts_to_analyse(state, state.ids(WITH_TEXT))
    while batch := list(islice(works, BATCH)):
        yield batch


def _texts_to_analyse(state: State, ids: Sequence[int]) -> Iterator[Work]:
    """Yield texts host by host. A host's texts are read three times: together they may be too many for memory."""
    texts = f"SELECT l.url, t.record FROM {PIECE} JOIN texts t ON t.url = l.url"
    unread = " JOIN bases b ON b.url = l.url LEFT JOIN readings r ON r.url = l.url WHERE r.basis IS NOT b.basis"
    for _, links in groupby(state.stream(ids, f"SELECT l.domain, l.id FROM {PIECE}"), key=itemgetter(0)):
        own = array("q", (identity for _, identity in links))
        repeated = boilerplate(page_text(record).text for _, record in state.stream(own, texts))
        rule = digest("\n".join([str(VERSION), *sorted(repeated)]))
        bases = ((url, digest(rule + page_text(record).text)) for url, record in state.stream(own, texts))
        state.write_many("INSERT OR REPLACE INTO bases VALUES (?, ?)", bases)
        for url, record in state.stream(own, texts + unread):
            yield TextWork(url, page_text(record).text, repeated)


def _without_mark(item: Reading) -> Reading:
    return msgspec.structs.replace(item, mark=b"")
