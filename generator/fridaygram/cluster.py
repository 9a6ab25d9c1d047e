"""Workers of Dask: processes of this machine, or the cluster of a scheduler. Needs the extra ``dask``.

Dask's own messages stay unseen: what a user should know is raised as an error of ours. No address but loopback is
listened at unless a scheduler is named.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from typing import Any

import dask
import distributed
from distributed.comm.core import CommClosedError

from fridaygram import __version__
from fridaygram.errors import FridaygramError, NetworkError, UsageError

CONNECT_S, WORKERS_S = 30.0, 60.0
_SILENT = logging.CRITICAL + 1
_SETTINGS = {
    "distributed.scheduler.allowed-failures": 20,
    # Maps of files count as memory, so Dask's own limits would end workers for no reason.
    "distributed.worker.memory.terminate": False,
    "distributed.worker.memory.pause": False,
    "distributed.admin.low-level-log-length": 0,
}


@contextmanager
def connected(scheduler: str, processes: int, least: int = 1) -> Iterator[Any]:
    """Yield a client of the scheduler at an address ("tcp://HOST:8786"), or of so many processes where it is "".

    It waits until ``least`` workers are there. Raises UsageError for another address and where a worker has another
    version, NetworkError where no scheduler answers or fewer work for it.
    """
    if scheduler and not re.fullmatch(r"(tcp|tls)://[^/]+:\d+", scheduler):
        raise UsageError(f"'{scheduler}' is no address of a scheduler", hint="write it as tcp://HOST:8786")
    with ExitStack() as stack:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name in ("asyncio", *logging.root.manager.loggerDict):
                if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
                    logging.getLogger(name).setLevel(_SILENT)
            stack.enter_context(dask.config.set(_SETTINGS))
            local = {"n_workers": processes, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
            address = scheduler or stack.enter_context(
                distributed.LocalCluster(**local, silence_logs=_SILENT, memory_limit=0)
            )
            try:
                client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
            except (OSError, TimeoutError, ValueError) as error:
                hint = "start it with: dask scheduler, and workers with: dask worker ADDRESS"
                raise NetworkError(f"no scheduler answers at {scheduler}: {words_of(error)}", hint=hint) from None
            stack.callback(client.close, timeout=10)
            try:
                client.wait_for_workers(least, timeout=WORKERS_S)
            except (OSError, TimeoutError):
                with losses("run the same command again"):
                    there = len(client.nthreads())
                if there:
                    words, hint = f"{there} of {least} workers", f"start more with: dask worker {scheduler}, or wait"
                else:
                    words, hint = "no workers", f"start some with: dask worker {scheduler}"
                raise NetworkError(f"the scheduler {scheduler} has {words}", hint=hint) from None
            _check_versions(client)
        yield client


def _check_versions(client: Any) -> None:
    with losses("run the same command again"):
        answers = client.run(_version, on_error="return")
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, OSError):
            continue  # it ended meanwhile; others do its tasks
        if isinstance(answer, BaseException):
            hint = "install the same Fridaygram there, with the same extras"
            raise UsageError(f"the worker {worker} cannot work: {words_of(answer)}", hint=hint)
        if answer != __version__:
            hint = "install one version everywhere"
            raise UsageError(f"the worker {worker} has Fridaygram {answer}, this is {__version__}", hint=hint)


def _version() -> str:
    return __version__


@contextmanager
def losses(way_out: str) -> Iterator[None]:
    """Turn what Dask raises where a part of it is gone into NetworkError with a way out; what tasks raise passes."""
    try:
        yield
    except FridaygramError:
        raise
    except distributed.KilledWorker:
        raise NetworkError("too many workers ended while they worked on one shard", hint=way_out) from None
    except (ConnectionError, TimeoutError, CommClosedError, CancelledError) as error:
        raise NetworkError(f"the scheduler or its workers are gone ({words_of(error)})", hint=way_out) from None


def words_of(error: BaseException) -> str:
    """Return an error as one short line."""
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]
