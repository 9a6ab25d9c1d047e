"""Memory of the pipeline by the number of links: judging, deduplication, assembling, funnel, history, writing.

    python -m bench.scale [--links N ..] [--full]

There is no network: each state is written as a crawl would leave it, with invented songs, pages, texts and readings in
the shares of the first project's funnel; one text in twelve repeats another. A first run has 98% of the links, a second
one a week later all of them, so it writes history. Each run is a process of its own, with one worker to read pages,
which has nothing to do. Its peak memory (ru_maxrss) is printed without the worker's. A link's growth is that from the
row before. Digests are those of reviews, ledger and history: two programs that do the same print the same.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.net.pace import system_clock
from fridaygram.corpus.net.transport import Request, Response
from fridaygram.corpus.pipeline.run import Effects, run
from fridaygram.corpus.pipeline.settings import PipelineSettings
from fridaygram.corpus.text.extract import PageText
from fridaygram.corpus.text.near import BANDS, WIDTH
from fridaygram.corpus.text.work import VERSION, Reading
from fridaygram.files import digest

LINKS, FULL = (8_600, 86_000), 860_000
FIRST, LAST = date(2013, 6, 3), date(2018, 5, 28)
SETTINGS = PipelineSettings(
    source="feeds", feeds=("https://feed.invalid/",), first=FIRST, last=LAST, contact="a@b.invalid",
    stages=("single-song", "active-blog", "on-spotify", "content", "language", "quality", "unique"),
)  # fmt: skip
CHUNK = 1000
SYLLABLES = ("ba", "con", "dim", "fo", "gur", "ha", "lop", "me", "nis", "or", "pel", "ru", "sti", "tan", "ve", "zo")
WORDS = [one + other + last for one in SYLLABLES for other in SYLLABLES for last in SYLLABLES]


def main() -> None:
    """Print the table; or be one of the processes that are measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, nargs="+", default=LINKS)
    parser.add_argument("--full", action="store_true", help=f"also {FULL:,} links: 5 GB of disk, an hour")
    parser.add_argument("--part", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        {"fill": _fill, "run": _run}[args.part[0]](Path(args.part[1]), int(args.part[2]), int(args.part[3]))
        return
    print("| links | reviews | memory (MB) | bytes a link more | seconds | second run | digests |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    before = (0, 0.0)
    for links in (*args.links, *([FULL] if args.full else ())):
        early = links * 98 // 100
        with tempfile.TemporaryDirectory() as name:
            _part("fill", name, 0, early)
            first = _part("run", name, early, 0)
            _part("fill", name, early, links)
            second = _part("run", name, links, 7)
        peak = max(first["peak"], second["peak"])
        growth = f"{(peak - before[1]) * 2**20 / (links - before[0]):,.0f}" if before[0] else ""
        times = f"{first['seconds']:.0f} | {second['seconds']:.0f}"
        print(
            f"| {links:,} | {second['reviews']:,} | {peak:.0f} | {growth} | {times} | {second['digests']} |", flush=True
        )
        before = (links, peak)


def _part(*arguments: Any) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.scale", "--part", *map(str, arguments)]
    report: dict[str, Any] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout or "{}")
    return report


class Silence:
    """A web on which one empty feed is all that answers."""

    def send(self, request: Request) -> Response:
        """Return the empty feed."""
        return Response(200, {}, b"<rss/>")


def _run(folder: Path, links: int, days: int) -> None:
    """Run the pipeline so many days after the last day, and print what it took."""
    moment = datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=UTC) + timedelta(days=days)
    effects = Effects(Silence(), replace(system_clock(), now=lambda: moment), workers=1)
    start = time.perf_counter()
    outcome = run("scale", SETTINGS, {}, (folder / "state.sqlite", folder / "scale"), effects)
    seconds = time.perf_counter() - start
    if outcome.corpus is None or outcome.links != links:
        raise RuntimeError(f"not finished: {outcome.waiting}, {outcome.links} links")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    header = json.loads((folder / "scale" / "corpus.json").read_bytes())
    digests = " ".join(header[name][:6] for name in ("digest", "ledger", "history"))
    print(json.dumps({"peak": peak, "seconds": seconds, "digests": digests, "reviews": header["reviews"]}))


def _fill(folder: Path, first: int, end: int) -> None:
    """Write links ``first`` to ``end``, and all that a crawl keeps of them, into the state."""
    state = State(folder / "state.sqlite")
    state.remember("texts by", str(VERSION))
    state.remember("links of", SETTINGS.source)
    for start in range(first, end, CHUNK):
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for number in range(start, min(end, start + CHUNK)):
            for table, row in _link(number):
                rows.setdefault(table, []).append(row)
        for table, values in rows.items():
            state.write_many(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)
    state.close()


def _link(number: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the rows (table, values) of one link; of how many there are in all, nothing depends."""
    chance = random.Random(number)
    blog = 0 if number % 20 == 0 else 1 + int((1 + number / 40) * chance.random() ** 2)
    song = int((1 + number / 9) * chance.random())
    names = random.Random(-song)
    artist, title = " ".join(names.choices(WORDS, k=2)), " ".join(names.choices(WORDS, k=2))
    host = f"blog{blog}.example"
    slug = "weekly-playlist" if chance.random() < 0.35 else title.replace(" ", "-")
    url = f"https://{host}/{number}/{slug}"
    posted = f"{FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))}T12:00:00Z"
    match = json.dumps({"id": f"id{song}", "title": title, "artist": artist, "score": 95.0})
    found = names.random() < 0.71
    yield "songs", (f"s{song}", artist, title, 200.0, match if found else "{}", "", "", "")
    yield "links (url, address, domain, song, posted)", (url, url, host, f"s{song}", posted)
    if not found or slug == "weekly-playlist":
        return
    if chance.random() < 0.13:
        yield "pages", (url, host, url, posted, "failed", "not found", "status 404", 0, 1, 0)
        return
    yield "pages", (url, host, url, posted, "stored", "", "", 0, 0, 0)
    yield "bodies", (url, url, "text/html", b"")
    text = _text(number)
    page = PageText(state="text", text=text, title=title, author=host, excerpt=text[:100])
    yield "texts", (url, "text", msgspec.msgpack.encode(page))
    language = "en" if chance.random() < 0.88 else "fr"
    reading = Reading(url, text, language, 1.0, len(text.split()), b"")
    basis = digest(digest(str(VERSION)) + text)
    yield "readings", (url, basis, msgspec.msgpack.encode(reading), _mark(number))


def _text(number: int) -> str:
    """Return an invented text; one in twelve repeats that of a smaller number, half of these but for a few words."""
    chance = random.Random(number)
    if number % 12 == 11:
        words = _text(number // 2).split()
        if number % 24 == 11:
            words[-3:] = chance.choices(WORDS, k=3)
        return " ".join(words)
    return " ".join(chance.choices(WORDS, k=chance.randint(40, 220)))


def _mark(number: int) -> bytes:
    """Return the signature of the text that this one repeats. A real one takes half of all time to fill a state."""
    while number % 12 == 11:
        number //= 2
    return random.Random(number).randbytes(BANDS * WIDTH)


if __name__ == "__main__":
    main()
