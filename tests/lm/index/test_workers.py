"""A worker that is killed costs a line or nothing, wherever it works."""

import os
import signal
import socket
from functools import partial
from pathlib import Path

import pytest

from fridaygram.errors import ModelError, UsageError
from fridaygram.lm import build_index
from fridaygram.lm.index.workers import dask_cluster, processes
from fridaygram.lm.training import Sharding
from tests.lm.index.test_shards import assert_same
from tests.lm.strategies import prose

CORPUS = prose(8, 12, 20)


def dies_once(flag, _number):
    """Kill the process that runs this, once."""
    if not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def fails(_number):
    raise OSError(28, "No space left on device", "somewhere")


def test_processes_make_the_same_index_and_say_what_went_wrong(tmp_path):
    with processes(2) as work:
        assert_same(build_index(CORPUS), build_index(CORPUS, shards=Sharding(3, tmp_path, work)))
        with pytest.raises(OSError, match="No space left on device"):
            list(work(fails, range(2)))
    with pytest.raises(ModelError, match=r"was killed; .* with more --shards"), processes(1) as work:
        list(work(partial(dies_once, tmp_path / "flag"), range(2)))


def test_a_full_disk_names_the_folder(tmp_path, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fridaygram.lm.index.shards.mkstemp", full)
    with pytest.raises(OSError, match="No space left") as raised:
        build_index(CORPUS, shards=Sharding(2, tmp_path / "shards"))
    assert raised.value.filename == str(tmp_path / "shards")


def test_a_worker_that_does_not_see_the_files_says_so(tmp_path):
    def elsewhere(task, numbers):
        plan = task.args[0]._replace(folder=Path("/elsewhere"))
        return map(partial(task.func, plan), numbers)

    with pytest.raises(ModelError, match="/elsewhere: a worker does not find what it needs; all machines"):
        build_index(CORPUS, shards=Sharding(2, tmp_path, elsewhere))


def test_dask_makes_the_same_index_though_a_worker_dies(tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    with dask_cluster(None, 2) as work:
        list(work(partial(dies_once, tmp_path / "flag"), range(2)))
        assert (tmp_path / "flag").exists()
        assert_same(build_index(CORPUS), build_index(CORPUS, shards=Sharding(3, tmp_path, work)))
        with pytest.raises(OSError, match="No space left on device"):
            list(work(fails, range(2)))
    with (
        monkeypatch.context() as patched,
        pytest.raises(ModelError, match=r"this is Fridaygram 0\.0, workers have 0\.[1-9]"),
    ):
        patched.setattr("fridaygram.__version__", "0.0")
        with dask_cluster(None, 1):
            pass


def test_a_scheduler_that_does_not_answer_and_a_missing_extra(monkeypatch):
    pytest.importorskip("distributed")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and nothing listens
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        monkeypatch.setattr("fridaygram.lm.index.workers.PATIENCE_S", 0.2)
        with pytest.raises(ModelError, match="no Dask scheduler answers at tcp"), dask_cluster(address, 1):
            pass
    monkeypatch.setattr("fridaygram.registry.missing", lambda _extra: ("distributed",))
    wanted = r"the engine dask needs distributed; .*fridaygram\[dask\]"
    with pytest.raises(UsageError, match=wanted), dask_cluster(None, 1):
        pass
