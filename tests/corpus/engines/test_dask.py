"""Dask's workers give the bytes that one process gives, whoever of them is killed; what goes wrong is one line."""

import itertools
import os
import pickle
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import distributed
import psutil
import pytest

from fridaygram import registry
from fridaygram.acquire import EngineChoice
from fridaygram.corpus.engines import dask
from fridaygram.corpus.engines.base import RUN_FILE, ShardTask
from fridaygram.corpus.engines.dask import DaskEngine
from fridaygram.corpus.net.transport import HttpTransport, Request, TransportError, loopback_route
from fridaygram.corpus.pipeline.progress import RunProgress
from fridaygram.errors import CorpusError, UsageError
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


def at_work(folder):
    """Return how many shards are open."""
    return len(list((folder / "state" / "shards").glob("*.sqlite-wal")))


def workers_of(process):
    """Return the processes of Dask that a coordinator has started."""
    children = psutil.Process(process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def wait_until(condition, process):
    """Wait for a condition while a process (psutil's) runs."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < until
        time.sleep(0.02)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def requests_of(server):
    """Return how many requests a server has answered."""
    return sum(server.asked.values())


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The files of a run without Dask, and how many requests it took."""
    root = tmp_path_factory.mktemp("whole")
    with MiniWeb(small_world()) as server:
        acquired(root, server.port)
        return files(root), requests_of(server)


@pytest.fixture
def whole(alone):
    """The files of a run without Dask."""
    return alone[0]


def holding(folder, released):
    """Return an override of answers that holds them from the first open shard until an event."""

    def hold(_asked):
        until = time.monotonic() + PATIENCE
        while at_work(folder) and not released.is_set() and time.monotonic() < until:
            time.sleep(0.02)

    return hold


@pytest.mark.slow
def test_two_processes_give_the_same_bytes_though_one_is_killed_and_only_loopback_is_listened_at(whole, tmp_path):
    released = threading.Event()
    with MiniWeb(small_world(), holding(tmp_path, released)) as server:
        process = program(tmp_path, server)
        wait_until(lambda: at_work(tmp_path) == 2, psutil.Process(process.pid))
        released.set()
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


WORKER = ("-m", "distributed.cli.dask_worker")
PAGES = 40
FULL_WORKER = (
    "-c",
    f"""
from distributed.cli.dask_worker import main
from fridaygram.corpus.crawl import state
opened = state._opened
def full(path):
    connection = opened(path)
    connection.execute("PRAGMA max_page_count = {PAGES}")
    return connection
state._opened = full
main()
""",
)
"""Starts a worker for whose shards the disk is full soon, as SQLite says."""


class Cluster:
    """A scheduler, two workers and a coordinator, each a process that can be killed."""

    def __init__(self, folder, server, worker=WORKER):
        self.folder, self.server, self.port, self.worker = folder, server, free_port(), worker
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.parts, self.errors = {}, []

    def keep_up(self):
        """Start what does not run."""
        quiet = ("--no-dashboard", "--host", "127.0.0.1")
        worker = (*self.worker, self.address, "--nthreads", 1, "--no-nanny", *quiet)
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
        self.parts[name].kill()
        self.parts[name].wait()

    def end(self):
        for part in self.parts.values():
            part.kill()
            part.wait()


@pytest.mark.slow
def test_whoever_is_killed_the_same_command_goes_on_and_gives_the_same_bytes(alone, tmp_path):
    whole, requests = alone
    chance, victims = random.Random(SEED), itertools.cycle(("scheduler", "worker", "coordinator", "other worker"))
    kills = 0
    for number in range(10 * KILLS):
        if kills == KILLS:
            break
        folder = tmp_path / str(number)
        folder.mkdir()
        with MiniWeb(small_world()) as server:
            cluster = Cluster(folder, server)
            try:
                kills += played(cluster, victims, chance, requests, KILLS - kills)
            finally:
                cluster.end()
        assert files(folder) == whole
        assert [error for error in cluster.errors if not re.fullmatch(r"(the|no) scheduler .+; .+\n", error)] == []
    assert kills == KILLS


def played(cluster, victims, chance, requests, most):
    """Kill parts in turn until a coordinator ends well, at most so many; return how many were killed.

    Moments are numbers of requests, of which a run has ``requests``.
    """
    kills, moment = 0, chance.randrange(1, requests)
    while True:
        coordinator = cluster.parts["coordinator"] = program(cluster.folder, cluster.server, cluster.address)
        while coordinator.poll() is None:
            cluster.keep_up()
            if requests_of(cluster.server) < moment or kills == most:
                time.sleep(0.05)
                continue
            name = next(victims)
            cluster.kill(name)
            kills += 1
            moment = requests_of(cluster.server) + chance.randrange(1, requests // 2)
        output, code = said(coordinator)
        if code == 0:
            return kills
        if code > 0:
            cluster.errors.append(output)


@pytest.mark.slow
def test_a_scheduler_that_is_gone_is_said_in_one_line_and_its_workers_let_go(whole, tmp_path):
    killed = threading.Event()
    with MiniWeb(small_world(), holding(tmp_path, killed)) as server:
        cluster = Cluster(tmp_path, server)
        try:
            cluster.keep_up()
            coordinator = program(tmp_path, server, cluster.address)
            wait_until(lambda: at_work(tmp_path), psutil.Process(coordinator.pid))
            cluster.kill("scheduler")
            killed.set()
            output, code = said(coordinator)
            assert code == 1
            assert re.fullmatch(r"the scheduler or its workers are gone \(.*\); nothing is lost: the same .*\n", output)
            again = program(tmp_path, server, cluster.address)
            while again.poll() is None:
                cluster.keep_up()  # workers end when their scheduler does
                time.sleep(0.1)
            assert said(again) == ("", 0)
        finally:
            cluster.end()
    assert files(tmp_path) == whole


@pytest.mark.slow
def test_a_full_disk_of_a_worker_is_one_line_and_the_same_command_goes_on(whole, tmp_path):
    with MiniWeb(small_world()) as server:
        cluster = Cluster(tmp_path, server, FULL_WORKER)
        try:
            cluster.keep_up()
            output, code = said(program(tmp_path, server, cluster.address))
            assert code == 1
            full = r".*/shards/\d+\.sqlite: database or disk is full \(the state of the run\); make room on the disk; "
            assert re.fullmatch(full + "nothing is lost: the same command goes on from here\n", output)
            assert not (tmp_path / "demo").exists()
            cluster.worker = WORKER
            cluster.kill("worker")
            cluster.kill("other worker")
            cluster.keep_up()
            assert said(program(tmp_path, server, cluster.address)) == ("", 0)
        finally:
            cluster.end()
    assert files(tmp_path) == whole


def test_what_does_not_go_together_is_said(monkeypatch, tmp_path):
    address = "tcp://127.0.0.1:8786"
    for choice, words in (
        (EngineChoice(shards=tmp_path), "--scheduler and --shards are for a cluster; add --engine dask"),
        (EngineChoice(scheduler=address), "--scheduler and --shards are for a cluster; add --engine dask"),
        (EngineChoice("dask", scheduler=address), "needs a place for the shards; add --shards DIR"),
    ):
        with pytest.raises(UsageError, match=words):
            choice.checked()
    monkeypatch.setattr(registry, "missing", lambda extra: ("distributed",) if extra == "dask" else ())
    with pytest.raises(UsageError, match=r"the engine 'dask' needs distributed; install .*'fridaygram\[dask\]'"):
        EngineChoice("dask").checked()
    assert EngineChoice().checked() == EngineChoice()


@pytest.mark.slow
def test_a_run_begins_when_the_cluster_has_as_many_workers_as_were_asked_for(tmp_path):
    nodes = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(n_workers=1, **nodes) as cluster:
        late = threading.Timer(0.5, cluster.scale, (2,))
        late.start()
        with EngineChoice("dask", 2, cluster.scheduler_address, tmp_path).checked().opened() as engine:
            assert engine.slots == 2
        late.join()


def breaks(task, pool, tell):
    raise CorpusError("database or disk is full", file=task.path, hint="make room")


def is_wrong(task, pool, tell):
    raise ValueError("a fault of ours\nin two lines")


def is_done(task, pool, tell):
    tell(RunProgress(phase="pages", done=3, total=4, drops={"not found": 1}, over=True))
    return task.place


@pytest.mark.slow
def test_errors_of_tasks_come_as_they_were_raised_and_strangers_in_one_line(tmp_path, monkeypatch):
    task = ShardTask(7, tmp_path / "00007.sqlite", "mine")
    told = []
    with DaskEngine(workers=1) as engine:
        with pytest.raises(CorpusError, match=r"00007.sqlite: database or disk is full; make room$"):
            list(engine.run(breaks, [task], print))
        with pytest.raises(CorpusError, match=r"^a task failed on a worker: ValueError: a fault of ours; nothing"):
            list(engine.run(is_wrong, [task], print))
        assert list(engine.run(is_done, [task], lambda *moment: told.append(moment))) == [7]
        wait_until(lambda: told, psutil.Process())
        (tmp_path / RUN_FILE).write_text("mine")
        engine.check_workers(tmp_path / RUN_FILE)
        monkeypatch.setattr(dask, "_seen", lambda _: "")  # what the worker sees
        with pytest.raises(UsageError, match=r"the worker tcp://.* does not see .*; name a folder with --shards that"):
            engine.check_workers(tmp_path / RUN_FILE)
    assert told == [(7, RunProgress(phase="pages", done=3, total=4, drops={"not found": 1}))]


def test_a_transport_goes_to_another_process_as_what_it_is_made_of():
    given = HttpTransport("me/1", timeout_s=3.0, route=loopback_route(9))
    with pytest.raises(TransportError):
        pickle.loads(pickle.dumps(given)).send(Request("https://a.example/"))
