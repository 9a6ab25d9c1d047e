"""A worker that is killed costs a line or nothing, wherever it works."""

import os
import signal
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
    with pytest.raises(ModelError, match=r"was killed; .* with a larger --shard-count"), processes(1) as work:
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


def test_dask_makes_the_same_index_though_a_worker_dies(tmp_path):
    pytest.importorskip("distributed")
    with dask_cluster("", 2) as work:
        list(work(partial(dies_once, tmp_path / "flag"), range(2)))
        assert (tmp_path / "flag").exists()
        assert_same(build_index(CORPUS), build_index(CORPUS, shards=Sharding(3, tmp_path, work)))
        with pytest.raises(OSError, match="No space left on device"):
            list(work(fails, range(2)))


def test_a_missing_extra_is_said(monkeypatch):
    monkeypatch.setattr("fridaygram.registry.missing", lambda _extra: ("distributed",))
    wanted = r"the engine 'dask' needs distributed; .*fridaygram\[dask\]"
    with pytest.raises(UsageError, match=wanted), dask_cluster("", 1):
        pass
