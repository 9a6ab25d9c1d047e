"""The engine that runs tasks on the workers of Dask: processes of this machine, or a cluster that a scheduler leads.

Dask's own messages stay unseen: what a user should know is raised as an error of ours. No address but loopback is
listened at unless a scheduler is named.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import dask
import distributed

from fridaygram import __version__
from fridaygram.corpus.engines.base import ShardTask, Work
from fridaygram.corpus.pipeline.progress import RunProgress
from fridaygram.corpus.text.pool import TextPool
from fridaygram.errors import CorpusError, FridaygramError, NetworkError, UsageError

CONNECT_S = 30.0
WORKERS_S = 60.0
TELL_EVERY_S = 1.0
SILENT = logging.CRITICAL + 1
GO_ON = "nothing is lost: the same command goes on from here"
SETTINGS = {
    "distributed.scheduler.allowed-failures": 20,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.memory.pause": False,
    "distributed.admin.low-level-log-length": 0,
}


class DaskEngine:
    """Workers of Dask. Without ``scheduler``, ``workers`` processes of this machine (None: one a core)."""

    def __init__(self, scheduler: str = "", workers: int | None = None, folder: Path | None = None):
        self.folder = folder
        self._stack = ExitStack()
        with self._stack, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._silence()
            address: Any = scheduler or self._cluster(workers or os.cpu_count() or 1)
            self._client = self._stack.enter_context(_connected(address, scheduler))
            with _lost():
                self.slots = max(1, sum(self._client.nthreads().values()))
            self._kept = self._stack.pop_all()

    def __enter__(self) -> DaskEngine:
        return self

    def __exit__(self, *error: object) -> None:
        self._kept.close()

    def greet(self, run_file: Path) -> None:
        """Raise UsageError where a worker has another version, or does not see ``run_file``."""
        with _lost():
            answers = self._client.run(_greeting, run_file, on_error="return")
        own = _greeting(run_file)
        for worker, answer in sorted(answers.items()):
            if isinstance(answer, OSError):
                continue  # it ended meanwhile; others do its tasks
            if isinstance(answer, BaseException):
                hint = "install the same Fridaygram there, with: pip install 'fridaygram[acquire,dask]'"
                raise UsageError(f"the worker {worker} cannot work: {_words(answer)}", hint=hint)
            if answer[0] != own[0]:
                hint = "install one version everywhere"
                raise UsageError(f"the worker {worker} has Fridaygram {answer[0]}, this is {own[0]}", hint=hint)
            if answer[1] != own[1]:
                hint = "name a folder with --shards that all machines share under one path"
                raise UsageError(f"the worker {worker} does not see {run_file.parent}", hint=hint)

    def run(self, work: Work, tasks: list[ShardTask], tell: Callable[[int, RunProgress], None]) -> Iterator[Any]:
        """Begin tasks, and yield their results as they come. Raises NetworkError where scheduler or workers go."""
        if not tasks:
            return iter(())
        topic = secrets.token_hex(8)  # progress that comes late is nobody's
        self._client.subscribe_topic(topic, lambda event: tell(event[1]["place"], RunProgress(**event[1]["moment"])))
        with _lost():
            futures = [self._client.submit(_at_work, work, task, topic, pure=False) for task in tasks]
        return self._results(futures, topic)

    def _results(self, futures: list[Any], topic: str) -> Iterator[Any]:
        waiting = distributed.as_completed(futures, loop=self._client.loop)
        while True:
            with _lost():
                future = next(waiting, None)
                if future is None:
                    self._client.unsubscribe_topic(topic)
                    return
                result = future.result()
            yield result

    def _silence(self) -> None:
        for name in ("asyncio", *logging.root.manager.loggerDict):
            if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
                logging.getLogger(name).setLevel(SILENT)
        self._stack.enter_context(dask.config.set(SETTINGS))

    def _cluster(self, processes: int) -> Any:
        return self._stack.enter_context(
            distributed.LocalCluster(
                n_workers=processes,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
                silence_logs=SILENT,
                memory_limit=0,
            )
        )


def _greeting(run_file: Path) -> tuple[str, str]:
    """Return a worker's version, and what it sees of the shards."""
    with suppress(OSError):
        return __version__, run_file.read_text("utf-8")
    return __version__, ""


@contextmanager
def _connected(address: Any, scheduler: str) -> Iterator[Any]:
    try:
        client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        hint = "start it with: dask scheduler, and workers with: dask worker ADDRESS"
        raise NetworkError(f"no scheduler answers at {scheduler}: {_words(error)}", hint=hint) from None
    try:
        try:
            client.wait_for_workers(1, timeout=WORKERS_S)
        except (OSError, TimeoutError):
            hint = f"start some with: dask worker {scheduler}"
            raise NetworkError(f"the scheduler {scheduler} has no workers", hint=hint) from None
        yield client
    finally:
        client.close(timeout=10)


@contextmanager
def _lost() -> Iterator[None]:
    """Turn what Dask raises where a part of it is gone into one line; errors of ours pass."""
    try:
        yield
    except (FridaygramError, KeyboardInterrupt):
        raise
    except distributed.KilledWorker:
        raise NetworkError("too many workers ended while they worked on one shard", hint=GO_ON) from None
    except (OSError, TimeoutError, distributed.client.FutureCancelledError, distributed.CancelledError) as error:
        raise NetworkError(f"the scheduler or its workers are gone ({_words(error)})", hint=GO_ON) from None
    except Exception as error:
        raise CorpusError(f"a task failed on a worker: {_words(error)}", hint=GO_ON) from error


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


_spare: list[TextPool] = []
"""Pools of this worker that no task uses: their processes have loaded their libraries."""


def _at_work(work: Work, task: ShardTask, topic: str) -> Any:
    """Do a task in a worker's thread, and send its progress through the scheduler, a line a second."""
    worker = distributed.get_worker()
    last = 0.0

    def tell(moment: RunProgress) -> None:
        nonlocal last
        if moment.over or time.monotonic() - last >= TELL_EVERY_S:
            last = time.monotonic()
            small = {"phase": moment.phase, "done": moment.done, "total": moment.total, "drops": moment.drops}
            worker.log_event(topic, {"place": task.place, "moment": small})

    pool = _spare.pop() if _spare else _new_pool()
    try:
        result = work(task, pool, tell)
    except BaseException:
        pool.__exit__(None, None, None)
        raise
    _spare.append(pool)
    return result


def _new_pool() -> TextPool:
    pool = TextPool(1)
    pool.__enter__()
    pool.check()
    return pool
