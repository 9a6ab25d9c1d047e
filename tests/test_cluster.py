"""A cluster of Dask that is missing, lost or of another version is one line."""

import logging
import socket
import time

import pytest

from fridaygram.errors import NetworkError, UsageError

cluster = pytest.importorskip("fridaygram.cluster", exc_type=ImportError)

pytestmark = pytest.mark.slow


def fails(_number):
    raise OSError(28, "No space left on device", "somewhere")


def test_processes_work_in_silence_and_what_tasks_raise_comes_as_it_is(caplog):
    with cluster.connected("", 1) as client:
        assert client.submit(abs, -7).result() == 7
        with pytest.raises(OSError, match="No space left on device"), cluster.losses("go on"):
            client.submit(fails, 1).result()
    assert [record for record in caplog.records if record.name.startswith("distributed")] == []
    assert not logging.getLogger("distributed.worker").isEnabledFor(logging.CRITICAL)


def test_a_worker_of_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(cluster, "__version__", "0")
    with (
        pytest.raises(UsageError, match=r"the worker tcp://127.* has Fridaygram .*, this is 0; install one version"),
        cluster.connected("", 1),
    ):
        pass


@pytest.mark.parametrize("address", ["10.0.0.5", "nonsense", "http://10.0.0.5:8786", "tcp://10.0.0.5"])
def test_what_is_no_address_is_refused_at_once(address):
    with pytest.raises(UsageError, match=f"'{address}' is no address of a scheduler; write it"):
        cluster.connected(address, 1).__enter__()


def test_a_scheduler_that_does_not_answer_is_one_line(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 0.5)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and nothing listens
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        with (
            pytest.raises(NetworkError, match=rf"no scheduler answers at {address}: .*; start it with: dask scheduler"),
            cluster.connected(address, 1),
        ):
            pass


def test_a_scheduler_without_workers_is_one_line(monkeypatch):
    import distributed

    monkeypatch.setattr(cluster, "WORKERS_S", 0.5)
    with (
        distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None) as empty,
        pytest.raises(NetworkError, match=r"the scheduler tcp://.* has no workers; start some with: dask worker tcp:"),
        cluster.connected(empty.scheduler_address, 1),
    ):
        pass


def test_a_scheduler_with_too_few_workers_is_one_line(monkeypatch):
    import distributed

    monkeypatch.setattr(cluster, "WORKERS_S", 0.5)
    with (
        distributed.LocalCluster(n_workers=1, host="127.0.0.1", dashboard_address=None) as small,
        pytest.raises(NetworkError, match=r"the scheduler .* has 1 of 2 workers; start more with: dask worker .*, or"),
        cluster.connected(small.scheduler_address, 1, 2),
    ):
        pass


def test_a_task_of_a_lost_scheduler_is_one_line():
    with (
        pytest.raises(NetworkError, match=r"the scheduler or its workers are gone \(.*\); go on"),
        cluster.connected("", 1) as client,
        cluster.losses("go on"),
    ):
        future = client.submit(time.sleep, 600)
        client.cancel([future], force=True)
        future.result()
