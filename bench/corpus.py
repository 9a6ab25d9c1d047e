"""The corpus pipeline over a miniature web as large as the real thing, against trafilatura alone and Scrapy.

    python -m bench.corpus [--links 86381] [--no-lists]

Everything shares this machine's processors, the server of the miniature web too. Politeness is off. "trafilatura
alone" is its bare_extraction on all processors, of the same pages, read before; it is measured before and after each
run, and the mean counts. Processor time a page is printed beside the rates: it says the same on a machine that others
keep busy. Pages owe their length to lists of links, which the pipeline takes out before it reads a page; with
--no-lists there are none. Linux only (memory is read from /proc).
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
SCRAPY = ROOT / "bench" / "peers" / "scrape_scrapy.py"
PEER = ROOT / ".venv-bench" / "bin" / "python"
SAMPLE, SCRAPED = 1200, 3000
CORES = os.cpu_count() or 1
OPTIONS: dict[str, Any] = {
    "favor_precision": True,
    "include_comments": False,
    "include_tables": False,
    "with_metadata": True,
}
NAME = "bench"
MOMENTS = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


@dataclass
class Memory:
    """The memory of a process and its children, in MB (proportional set size), sampled while it runs."""

    pid: int
    samples: list[float] = field(default_factory=list)

    def watch(self, process: subprocess.Popen[str]) -> None:
        """Sample twice a second until the process ends."""
        while process.poll() is None:
            self.samples.append(sum(map(_pss, _family(self.pid))))
            time.sleep(0.5)

    def at(self, share: float) -> float:
        """Return the largest of the tenth of all samples that ends at ``share`` of the run."""
        end = max(1, round(share * len(self.samples)))
        return max(self.samples[max(0, end - max(1, len(self.samples) // 10)) : end], default=0.0)


def main() -> None:
    """Measure, and print the tables; or be one of the processes that are measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=86_381)
    parser.add_argument("--no-lists", action="store_true", help="pages without long lists of links")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        {"serve": _serve, "alone": _alone, "acquire": _acquire}[args.part[0]](*args.part[1:])
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = folder / "pages.pickle", folder / "urls.json"
        server = _started("serve", args.links, *places, *(["no lists"] if args.no_lists else []), stdin=subprocess.PIPE)
        try:
            _measure(folder, json.loads(_line(server))["port"], server.pid)
        finally:
            if server.stdin:
                server.stdin.close()
            server.wait()


def _measure(folder: Path, port: int, server: int) -> None:
    before = _measure_alone(folder)
    began = _processor_s(server)
    run, memory = _run(folder, port)
    served_ms = 1000 * (_processor_s(server) - began) / run["pages"]
    first = _mean(before, between := _measure_alone(folder))
    print(f"{run['links']:,} links, {run['asked']:,} pages asked for, {run['pages']:,} read, {CORES} processors")
    shares = ", ".join(f"{share:.0%}" for share in MOMENTS)
    held = ", ".join(f"{memory.at(share):.0f}" for share in MOMENTS)
    print(f"memory (MB, with workers) at {shares} of the run: {held}; at most {max(memory.samples):.0f}")
    print(f"the server of the miniature web took {served_ms:.1f} ms of processor a page beside the pipeline")
    print(f"wall seconds by phase: {run['phases']}\n")
    print("| what | pages a second | of trafilatura alone | processor ms a page | by processor time |")
    print("| --- | ---: | ---: | ---: | ---: |")
    _row("trafilatura alone (before and after)", first, first)
    _row("links, matching, fetching, reading, judging", run, first)
    _row("of that, fetching and reading", {"rate": run["crawl"]}, first)
    again, _ = _run(folder, port, "restage")
    second = _mean(between, _measure_alone(folder))
    _row("trafilatura alone (before and after)", second, second)
    _row("stages again from stored pages", again, second)
    for report in _scrapy(folder, port):
        _row(report["what"], report, second)
    print(f"\nwall seconds by phase of the stages again: {again['phases']}")
    _funnel(folder)


def _row(what: str, report: Mapping[str, Any], alone: Mapping[str, float]) -> None:
    own = report.get("cpu_ms")
    times = f"{own:.1f} | {alone['cpu_ms'] / own:.2f}" if own else " | "
    print(f"| {what} | {report['rate']:.0f} | {report['rate'] / alone['rate']:.2f} | {times} |", flush=True)


def _mean(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {name: (one[name] + other[name]) / 2 for name in one}


def _run(folder: Path, port: int, *options: str) -> tuple[dict[str, Any], Memory]:
    process = _started("acquire", folder, port, *options)
    memory = Memory(process.pid)
    watcher = threading.Thread(target=memory.watch, args=(process,))
    watcher.start()
    report = json.loads(_line(process))
    watcher.join()
    report["rate"] = report["pages"] / report["seconds"]
    report["cpu_ms"] = 1000 * report["cpu"] / report["pages"]
    crawl = report["phases"].get("pages fetched and read")
    report["crawl"] = report["pages"] / crawl if crawl else 0.0
    return report, memory


def _measure_alone(folder: Path) -> dict[str, float]:
    """Return pages a second and processor milliseconds a page of trafilatura alone, one process a processor."""
    parts = [_started("alone", folder / "pages.pickle", place, stdin=subprocess.PIPE) for place in range(CORES)]
    for part in parts:
        _line(part)
    start = time.perf_counter()
    for part in parts:
        if part.stdin:
            part.stdin.write("go\n")
            part.stdin.flush()
    reports = [json.loads(_line(part)) for part in parts]
    seconds = time.perf_counter() - start
    for part in parts:
        part.wait()
    pages = sum(report["pages"] for report in reports)
    return {"rate": pages / seconds, "cpu_ms": 1000 * sum(report["cpu"] for report in reports) / pages}


def _scrapy(folder: Path, port: int) -> list[dict[str, Any]]:
    if not PEER.exists() or subprocess.run([PEER, "-c", "import scrapy"], capture_output=True, check=False).returncode:
        print("Scrapy is not installed here: left out")
        return []
    reports = []
    for what, mode in (("Scrapy, fetching only", "fetch"), ("Scrapy, trafilatura in its callback", "read")):
        command = [str(PEER), str(SCRAPY), str(folder / "urls.json"), str(port), mode]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{what} failed: {done.stderr.strip().splitlines()[-1:]}")
            continue
        report = json.loads(done.stdout)
        report |= {"what": f"{what} ({report['pages']:,} pages)", "rate": report["pages"] / report["seconds"]}
        reports.append(report | {"cpu_ms": 1000 * report["cpu"] / report["pages"]})
    return reports


def _funnel(folder: Path) -> None:
    """Time ``corpus funnel``: as a command, and what an interpreter that does nothing takes of it."""
    (folder / "site.toml").write_text('title = "x"\nauthor = "x"\nbase_url = "https://a.example/"\n')
    program = [sys.executable, "-m", "fridaygram"]
    times: dict[str, list[float]] = {"funnel": [], "nothing": []}
    for _ in range(7):
        for name, command in (
            ("funnel", [*program, "corpus", "funnel", NAME]),
            ("nothing", [sys.executable, "-c", ""]),
        ):
            start = time.perf_counter()
            environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
            subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
            times[name].append(1000 * (time.perf_counter() - start))
    whole, empty = median(times["funnel"]), median(times["nothing"])
    print(f"`corpus funnel`: {whole:.0f} ms, of which an empty interpreter {empty:.0f} ms")


def _serve(links: str, pages: str, urls: str, *options: str) -> None:
    """Serve a scaled world until standard input ends; leave a sample of its pages for the others."""
    from fridaygram_rehearsal import themes
    from fridaygram_rehearsal.scaled import scaled_world
    from fridaygram_rehearsal.server import MiniWeb

    world = scaled_world(int(links), sidebar=-24) if options else scaled_world(int(links))
    live = [post for post in world.posts.values() if post.kind == "review"]
    step = max(1, len(live) // SAMPLE)
    sample = [(post.url, themes.page(world, world.blogs[post.blog], post)) for post in live[::step][:SAMPLE]]
    Path(pages).write_bytes(pickle.dumps(sample))
    Path(urls).write_text(json.dumps([post.url for post in live[:SCRAPED]]))
    with MiniWeb(world) as server:
        print(json.dumps({"port": server.port}), flush=True)
        sys.stdin.read()


def _alone(pages: str, place: str) -> None:
    """Extract this process's part of the sample, with nothing around it."""
    from trafilatura import bare_extraction

    mine = pickle.loads(Path(pages).read_bytes())[int(place) :: CORES]
    for url, body in mine[:20]:
        bare_extraction(body, url=url, **OPTIONS)
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.process_time()
    for url, body in mine:
        bare_extraction(body, url=url, **OPTIONS)
    print(json.dumps({"pages": len(mine), "cpu": time.process_time() - start}), flush=True)


def _acquire(folder: str, port: str, *options: str) -> None:
    """Run the pipeline, and report."""
    from fridaygram.corpus.net.pace import system_clock
    from fridaygram.corpus.net.transport import HttpTransport, loopback_route
    from fridaygram.corpus.pipeline.progress import RunProgress
    from fridaygram.corpus.pipeline.run import Effects, RunOptions, run
    from fridaygram.corpus.pipeline.services import read_secrets
    from fridaygram.corpus.pipeline.settings import read_settings
    from fridaygram_rehearsal.apis import SECRETS
    from fridaygram_rehearsal.demo import settings as demo_settings

    clock = system_clock()
    table = {**demo_settings(), "genres": [], "features": [], "threads": 16}
    chosen = read_settings(NAME, table, clock.now().date())
    phases: dict[str, float] = {}
    began = {"now": time.perf_counter()}

    def tell(moment: RunProgress) -> None:
        if moment.over:
            now = time.perf_counter()
            phases[moment.phase] = round(phases.get(moment.phase, 0.0) + now - began["now"], 1)
            began["now"] = now

    transport = HttpTransport("bench", timeout_s=10.0, route=loopback_route(int(port)))
    effects = Effects(transport, clock, None, tell, 0.0)
    places = (Path(folder) / "state" / "state.sqlite", Path(folder) / "content" / "corpus" / NAME)
    start = time.perf_counter()
    outcome = run(
        NAME, chosen, read_secrets(chosen, SECRETS), places, effects, RunOptions(restage="restage" in options)
    )
    seconds = time.perf_counter() - start
    import sqlite3

    with sqlite3.connect(places[0]) as state:
        (pages,) = state.execute("SELECT count(*) FROM bodies").fetchone()
        (asked,) = state.execute("SELECT count(*) FROM pages").fetchone()
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    report = {"seconds": seconds, "pages": pages, "asked": asked, "links": outcome.links, "phases": phases}
    print(json.dumps(report | {"cpu": sum(one.ru_utime + one.ru_stime for one in usage)}))


def _started(part: str, *values: Any, stdin: int | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.corpus", "--part", part, *map(str, values)]
    return subprocess.Popen(command, cwd=ROOT, stdin=stdin, stdout=subprocess.PIPE, text=True)


def _line(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError(f"{' '.join(map(str, process.args[2:5]))} ended early")  # type: ignore[index]
    return line


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    threads = [path.name for path in Path(f"/proc/{pid}/task").iterdir()]
    for thread in threads:
        try:
            children += Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
        except OSError:
            continue
    return [pid, *sorted({int(child) for child in children})]


def _processor_s(pid: int) -> float:
    """Return the processor time, user's and system's, that a process has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    main()
