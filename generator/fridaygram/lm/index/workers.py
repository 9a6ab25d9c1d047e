"""Who works on shards: processes of this machine, or a Dask cluster whose machines see the same files."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from fridaygram.errors import ModelError
from fridaygram.registry import require

if TYPE_CHECKING:
    from fridaygram.lm.index.shards import Work

AGAIN = "an earlier model is as it was; run it again"
PATIENCE_S = 10.0
"""How long a scheduler may take to answer."""
LESS_MEMORY = f"{AGAIN}, with more --shards to need less memory"


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
def dask_cluster(scheduler: str | None, count: int) -> Iterator[Work]:
    """Yield a way to work on a Dask cluster: that of a scheduler's address, else ``count`` processes of this machine.

    Dask gives the task of a worker that died to another one. Raises UsageError where the extra ``dask`` is missing,
    ModelError where there is no scheduler or no worker, and where workers die again and again.
    """
    require("dask", "the engine dask")
    import logging

    from distributed import CancelledError, Client, KilledWorker, LocalCluster
    from distributed.comm.core import CommClosedError

    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("distributed", "tornado", "asyncio")):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    local = {"n_workers": count, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with ExitStack() as stack:
        # Maps of files count as memory, so Dask's own limit would end workers for no reason.
        address = scheduler or stack.enter_context(LocalCluster(**local, memory_limit=0))
        try:
            client = stack.enter_context(Client(address, timeout=PATIENCE_S, set_as_default=False))
        except OSError:
            hint = "start one with: dask scheduler"
            raise ModelError(f"no Dask scheduler answers at {scheduler}", hint=hint) from None
        _greet(client)

        def work(task: Callable[[int], None], numbers: Sequence[int]) -> Iterator[Any]:
            for future in client.map(task, numbers, pure=False):
                yield future.result()

        try:
            yield work
        except KilledWorker:
            raise ModelError("several workers of the Dask cluster died at one shard", hint=LESS_MEMORY) from None
        except (CancelledError, CommClosedError):
            raise ModelError("the Dask scheduler was lost", hint=AGAIN) from None


def _greet(client: Any) -> None:
    """Raise ModelError where a cluster has no workers, or one has another version of this package."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
        others = {str(version) for version in client.run(_version).values()} - {_version()}
    except TimeoutError:
        hint = "start some with: dask worker ADDRESS"
        raise ModelError("the Dask scheduler has no workers", hint=hint) from None
    except ImportError:
        others = {"none"}
    if others:
        hint = "install one version everywhere: pip install 'fridaygram[train,dask]'"
        raise ModelError(f"this is Fridaygram {_version()}, workers have {', '.join(sorted(others))}", hint=hint)


def _version() -> str:
    from fridaygram import __version__

    return __version__
