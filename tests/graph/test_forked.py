import os
import signal
import sys
import time
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.graph.forked import LostWorkError, run_apart, run_forked

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork there is one process")


def job(number):
    return lambda: b"%d " % number * (number % 7 * 1000)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), st.integers(1, 3), st.integers(1, 9))
def test_every_job_is_done_once_whoever_does_it(jobs, processes, largest):
    done = list(run_forked([job(number) for number in range(jobs)], processes, largest=largest))
    assert sorted(done) == [(number, job(number)()) for number in range(jobs)]


def test_more_chunks_than_a_pipe_holds():
    done = list(run_forked([bytes] * 5000, 2, largest=1))
    assert sorted(number for number, _ in done) == list(range(5000))


def test_all_processes_work_and_this_is_one_of_them(tmp_path):
    def wait():
        """Wait until the other one works as well."""
        (tmp_path / str(os.getpid())).touch()
        while len(list(tmp_path.iterdir())) < 2:
            time.sleep(0.01)
        return str(os.getpid()).encode()

    pids = {data for _, data in run_forked([wait, wait], 2, largest=1)}
    assert len(pids) == 2
    assert str(os.getpid()).encode() in pids


def fails(number):
    raise ContentError(f"wrong {number}", file="a.md", line=number)


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_comes_after_what_was_done_and_stops_the_rest(processes):
    done = []
    jobs = [bytes, bytes, lambda: fails(3), lambda: fails(4), *([bytes] * 1000)]
    with pytest.raises(ContentError, match=r"a\.md:3: wrong 3"):
        done.extend(run_forked(jobs, processes, largest=4))
    assert {0, 1} <= {number for number, _ in done}
    assert 2 not in {number for number, _ in done}
    assert len(done) < 1000


def test_what_failed_elsewhere_by_chance_is_done_here():
    here = os.getpid()

    def fail():
        time.sleep(0.02)
        if os.getpid() != here:
            raise OSError("only there")
        return b"done"

    assert sorted(run_forked([fail] * 8, 2, largest=8))[0] == (0, b"done")
    assert {data for _, data in run_forked([fail] * 8, 2, largest=1)} == {b"done"}


def test_a_process_that_is_killed_is_an_error():
    here = os.getpid()

    def die():
        if os.getpid() == here:
            time.sleep(0.05)
            return b""
        os.kill(os.getpid(), signal.SIGKILL)
        return b""

    with pytest.raises(LostWorkError, match="was killed"):
        list(run_forked([die] * 20, 2, largest=1))


def test_nobody_is_left_where_the_results_are_not_wanted():
    results = run_forked([lambda: time.sleep(0.01) or b""] * 1000, 3, largest=1)
    next(results)
    results.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 30), st.integers(1, 3))
def test_work_done_apart_is_the_same(jobs, processes):
    work = partial(run_forked, [job(number) for number in range(jobs)], processes, largest=4)
    assert sorted(run_apart(work)) == [(number, job(number)()) for number in range(jobs)]


def test_what_work_loads_apart_goes_with_it():
    def work():
        sys.modules["loaded_apart"] = sys
        yield 0, str(os.getpid()).encode()

    assert list(run_apart(work)) != [(0, str(os.getpid()).encode())]
    assert "loaded_apart" not in sys.modules


def test_an_error_apart_ends_it_after_what_was_done():
    def work():
        yield 0, b"done"
        raise ContentError("wrong", file="a.md", line=1)

    assert list(run_apart(work)) == [(0, b"done")]


def test_a_process_apart_that_is_killed_is_an_error():
    def work():
        yield 0, b"done"
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(LostWorkError, match="was killed"):
        list(run_apart(work))


def test_nobody_is_left_apart_where_the_results_are_not_wanted():
    def work():
        for number in range(1000):
            time.sleep(0.01)
            yield number, b""

    results = run_apart(work)
    next(results)
    results.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
