"""Dask's workers give the bytes that one process gives, whoever of them is killed; what goes wrong is one line."""

import os
import random
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from fridaygram_rehearsal.server import MiniWeb
from tests.corpus.pipeline.test_faults import ENVIRONMENT, files
from tests.corpus.worlds import acquired, small_world
from tests.patience import PATIENCE

KILLS = int(os.environ.get("FRIDAYGRAM_KILLS", "4"))
SEED = int(os.environ.get("FRIDAYGRAM_SEED", "8"))
PROGRAM = """
import sys
from pathlib import Path
from fridaygram.corpus.engines.dask import DaskEngine
from fridaygram.errors import FridaygramError
from tests.corpus.worlds import acquired
if __name__ == "__main__":
    folder, port, scheduler = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    try:
        with DaskEngine(scheduler, None if scheduler else 2) as engine:
            outcome = acquired(folder, port, engine=engine)
    except FridaygramError as error:
        sys.exit(str(error))
    sys.exit(0 if outcome.corpus else f"left over: {outcome.waiting}")
"""


def started(*command, **options):
    return subprocess.Popen(
        [sys.executable, *map(str, command)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def program(folder, server, scheduler=""):
    place = folder / "program.py"
    place.write_text(PROGRAM)
    return started(place, folder, server.port, scheduler, cwd=folder)


def said(process):
    """Wait for a process; return what it said and its exit code."""
    output, _ = process.communicate(timeout=PATIENCE)
    return output, process.returncode


def workers_of(process):
    """Return the processes of Dask that a coordinator has started."""
    children = psutil.Process(process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def wait_until(condition, process):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The files of a run without Dask."""
    root = tmp_path_factory.mktemp("whole")
    with MiniWeb(small_world()) as server:
        acquired(root, server.port)
    return files(root)


@pytest.mark.slow
def test_two_processes_give_the_same_bytes_though_one_is_killed_and_only_loopback_is_listened_at(whole, tmp_path):
    with MiniWeb(small_world()) as server:
        process = program(tmp_path, server)
        wait_until(lambda: len(list((tmp_path / "state" / "shards").glob("*.sqlite-wal"))) == 2, process)
        workers = workers_of(process)
        every = [process.pid, *(worker.pid for worker in workers)]
        listening = {
            one.laddr.ip
            for pid in every
            for one in psutil.Process(pid).net_connections()
            if one.status == psutil.CONN_LISTEN
        }
        os.kill(workers[0].pid, signal.SIGKILL)
        assert said(process) == ("", 0)
    assert len(workers) == 2
    assert listening == {"127.0.0.1"}
    assert files(tmp_path) == whole


class Cluster:
    """A scheduler, two workers and a coordinator, each a process that can be killed."""

    def __init__(self, folder, server):
        self.folder, self.server, self.port = folder, server, free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.parts, self.errors = {}, []

    def keep_up(self):
        """Start what does not run."""
        quiet = ("--no-dashboard", "--host", "127.0.0.1")
        worker = ("-m", "distributed.cli.dask_worker", self.address, "--nthreads", 1, "--no-nanny", *quiet)
        commands = {
            "scheduler": ("-m", "distributed.cli.dask_scheduler", "--port", self.port, *quiet),
            "worker": worker,
            "other worker": worker,
        }
        for name, command in commands.items():
            if name not in self.parts or self.parts[name].poll() is not None:
                with (self.folder / f"{name}.log").open("a") as log:
                    self.parts[name] = subprocess.Popen(
                        [sys.executable, *map(str, command)],
                        env=ENVIRONMENT,
                        cwd=self.folder,
                        stdout=log,
                        stderr=log,
                    )

    def kill(self, name):
        """Kill a part; a coordinator that was killed or gave up says at most one line."""
        self.parts[name].kill()
        self.parts[name].wait()

    def end(self):
        for part in self.parts.values():
            part.kill()
            part.wait()


@pytest.mark.slow
def test_whoever_is_killed_the_same_command_goes_on_and_gives_the_same_bytes(whole, tmp_path):
    chance = random.Random(SEED)
    kills = 0
    while kills < KILLS:
        folder = tmp_path / str(kills)
        folder.mkdir()
        with MiniWeb(small_world()) as server:
            cluster = Cluster(folder, server)
            try:
                kills += played(cluster, chance, KILLS - kills)
            finally:
                cluster.end()
        assert files(folder) == whole
        assert not [line for line in cluster.errors if line.count("\n") > 1 or "the same command goes on" not in line]


def played(cluster, chance, most):
    """Kill parts until a coordinator ends well, at most so many; return how many were killed."""
    kills = 0
    while True:
        cluster.keep_up()
        coordinator = cluster.parts["coordinator"] = program(cluster.folder, cluster.server, cluster.address)
        until = time.monotonic() + chance.uniform(2.0, 12.0)
        while coordinator.poll() is None and kills < most:
            if time.monotonic() < until:
                time.sleep(0.01)
                continue
            name = chance.choice(("worker", "other worker", "scheduler", "coordinator"))
            cluster.kill(name)
            kills += 1
            cluster.keep_up()
            until = time.monotonic() + chance.uniform(0.5, 4.0)
        output, code = said(coordinator)
        if code == 0:
            return kills
        if code > 0:
            cluster.errors.append(output)
