"""The pipeline by engine: this process, and Dask's workers on this machine. Same digests, and how much Dask costs.

    python -m bench.engines [--links 6000] [--processes 1 2]

A miniature web on this machine, without pauses; each run is a process of its own and begins anew. Start-up is that of
Dask's scheduler and workers; the factor compares without it. Processor time is that of all processes, start-up and
all: it says the same on a machine that others keep busy.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any


def main() -> None:
    """Print the table; or be one of the processes that are measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=6_000)
    parser.add_argument("--processes", type=int, nargs="+", default=(1, 2))
    parser.add_argument("--part", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        _run(*args.part)
        return
    from fridaygram_rehearsal.scaled import scaled_world
    from fridaygram_rehearsal.server import MiniWeb

    print("| engine | processes | seconds | start-up | of local | processor s | of local | pages asked | digest |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    with MiniWeb(scaled_world(args.links)) as server:
        for processes in args.processes:
            local = _part("local", processes, server.port)
            for engine, report in (("local", local), ("dask", _part("dask", processes, server.port))):
                times = f"{report['seconds']:.1f} | {report['start']:.1f} | {report['seconds'] / local['seconds']:.2f}"
                work = f"{report['cpu']:.1f} | {report['cpu'] / local['cpu']:.2f}"
                print(
                    f"| {engine} | {processes} | {times} | {work} | {report['asked']:,} | {report['digest'][:12]} |",
                    flush=True,
                )


def _part(engine: str, processes: int, port: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.engines", "--part", engine, str(processes), str(port), folder]
        report: dict[str, Any] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        return report


def _run(engine: str, processes: str, port: str, folder: str) -> None:
    """Run the pipeline once, and print what it took."""
    from fridaygram.acquire import EngineChoice, demo_clock
    from fridaygram.corpus.net.transport import HttpTransport, loopback_route
    from fridaygram.corpus.pipeline.run import Effects, run
    from fridaygram.corpus.pipeline.services import read_secrets
    from fridaygram.corpus.pipeline.settings import read_settings
    from fridaygram_rehearsal.apis import SECRETS
    from fridaygram_rehearsal.demo import settings as demo_settings

    clock = demo_clock()
    table = {**demo_settings(), "genres": [], "features": [], "facts": []}
    settings = read_settings("bench", table, clock.now().date())
    effects = Effects(HttpTransport("bench", route=loopback_route(int(port))), clock, int(processes), pace=0.0)
    places = (Path(folder) / "state" / "state.sqlite", Path(folder) / "bench")
    begun = time.perf_counter()
    with ExitStack() as stack:
        opened = stack.enter_context(EngineChoice(engine, int(processes)).opened())  # type: ignore[arg-type]
        start = time.perf_counter()
        outcome = run("bench", settings, read_secrets(settings, SECRETS), places, replace(effects, engine=opened))
        end, cpu = time.perf_counter(), _cpu_s()
    if outcome.corpus is None:
        raise RuntimeError(f"not finished: {outcome.waiting}")
    report = {"seconds": end - start, "start": start - begun, "asked": outcome.requests, "cpu": cpu}
    print(json.dumps(report | {"digest": outcome.corpus.digest}))


def _cpu_s() -> float:
    """Return the processor time in seconds of this process, those it started, and those that have ended."""
    import psutil

    me = psutil.Process()
    times = [process.cpu_times() for process in (me, *me.children(recursive=True))]
    return sum(one.user + one.system + one.children_user + one.children_system for one in times)


if __name__ == "__main__":
    main()
