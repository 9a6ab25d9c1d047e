"""Who works on shards: processes of this machine, or a Dask cluster whose machines see the same files."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fridaygram.errors import ModelError
from fridaygram.registry import require

if TYPE_CHECKING:
    from fridaygram.lm.index.shards import Work

LESS_MEMORY = "an earlier model is as it was; run it again, with a larger --shard-count to need less memory"


@contextmanager
def processes(count: int) -> Iterator[Work]:
    """Yield a way to work in ``count`` processes, which end with this one. Raises ModelError where one is killed."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_end_with_parent)
    try:
        yield pool.map
    except BaseException as error:
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        if isinstance(error, BrokenProcessPool):
            raise ModelError("a process that sorted texts was killed", hint=LESS_MEMORY) from None
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Let a process end when its parent does, and leave Ctrl-C to the parent."""
    import os
    import signal
    from threading import Thread

    def watch() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=watch, daemon=True).start()


@contextmanager
def dask_cluster(scheduler: str, count: int) -> Iterator[Work]:
    """Yield a way to work on a Dask cluster: that of a scheduler's address, else ``count`` processes of this machine.

    Dask gives the task of a worker that died to another one. Raises UsageError where the extra ``dask`` is missing or a
    worker has another version, NetworkError where scheduler or workers are missing or lost.
    """
    require("dask", "the engine 'dask'")
    from fridaygram.cluster import connected, losses

    with connected(scheduler, count) as client, losses(LESS_MEMORY):

        def work(task: Callable[[int], None], numbers: Sequence[int]) -> Iterator[Any]:
            for future in client.map(task, numbers, pure=False):
                yield future.result()

        yield work
