"""The engine that runs tasks on the workers of Dask (``cluster.py``)."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import distributed

from fridaygram.cluster import connected, losses, words_of
from fridaygram.corpus.engines.base import ShardTask, Work
from fridaygram.corpus.pipeline.progress import RunProgress
from fridaygram.corpus.text.pool import TextPool
from fridaygram.errors import CorpusError, FridaygramError, UsageError

TELL_EVERY_S = 1.0
GO_ON = "nothing is lost: the same command goes on from here"


class DaskEngine:
    """Workers of Dask: ``workers`` processes of this machine (None: one a core), or those of ``scheduler``.

    There it waits for ``workers`` of them (None: one): ``slots`` does not grow with those that come later.
    """

    def __init__(self, scheduler: str = "", workers: int | None = None, folder: Path | None = None):
        self.folder = folder
        with ExitStack() as stack:
            self._client = stack.enter_context(connected(scheduler, workers or os.cpu_count() or 1, workers or 1))
            with _lost():
                self.slots = max(1, sum(self._client.nthreads().values()))
            self._stack = stack.pop_all()

    def __enter__(self) -> DaskEngine:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def check_workers(self, run_file: Path) -> None:
        """Raise UsageError where a worker does not see ``run_file``."""
        with _lost():
            answers = self._client.run(_seen, run_file, on_error="return")
        own = run_file.read_text("utf-8")
        for worker, answer in sorted(answers.items()):
            if not isinstance(answer, OSError) and answer != own:  # else it ended meanwhile; others do its tasks
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


def _seen(run_file: Path) -> str:
    with suppress(OSError):
        return run_file.read_text("utf-8")
    return ""


@contextmanager
def _lost() -> Iterator[None]:
    """Turn what is lost, and errors that are none of ours, into one line."""
    try:
        with losses(GO_ON):
            yield
    except FridaygramError:
        raise
    except Exception as error:
        raise CorpusError(f"a task failed on a worker: {words_of(error)}", hint=GO_ON) from error


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
